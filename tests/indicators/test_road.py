"""What became of the visits, known faces, and what the road took."""

from __future__ import annotations

from datetime import date, timedelta

from periods import march, period, visit

from scheduler.domain.indicators import Indicator, Miss
from scheduler.indicators.period import NOT_RECORDED, PLANNED, LeftOutOnDay, RouteTime
from scheduler.indicators.road import continuity, left_out_by_priority, outcomes, travel_share

FACE_DAYS = 30


def by_id(figures: tuple[Indicator, ...]) -> dict[str, Indicator]:
    return {one.id: one for one in figures}


def test_what_is_still_planned_is_neither_done_nor_missed_and_silence_is_told_as_silence() -> None:
    visits = (
        visit("R1", "WOUND", march(3)),
        visit("R1", "WOUND", march(4), "nobody_home"),
        visit("R1", "WOUND", march(5), "cancelled"),
        visit("R1", "WOUND", march(6), NOT_RECORDED),
        visit("R1", "WOUND", march(30), PLANNED),
        visit("R1", "WOUND", date(2026, 2, 20)),
    )
    found = by_id(outcomes(period(visits=visits, over=march(20))))
    assert (found["visits_done"].numerator, found["visits_done"].denominator) == (1, 4)
    assert [found[f"visits_{name}"].value for name in ("nobody_home", "cancelled", "refused")] == [1, 1, 0]
    assert found["visits_not_recorded"].missed == (Miss("V-R1-WOUND-0306", march(6)),)


def test_a_face_is_known_for_thirty_days_and_a_first_visit_asks_for_none() -> None:
    first = march(1) - timedelta(days=FACE_DAYS - 1)
    visits = (
        visit("R1", "WOUND", first),
        visit("R1", "WOUND", march(2)),  # 30 days later: still known
        visit("R1", "WOUND", march(3), staff_ids=frozenset({"N2"})),  # a new face while N1 is known
        visit("R2", "WOUND", march(3)),  # nobody was there before
        visit("R1", "WOUND", march(4), staff_ids=frozenset({"N2"})),
    )
    found = by_id(continuity(period(visits=visits)))
    assert (found["known_faces"].numerator, found["known_faces"].denominator) == (2, 3)
    assert found["known_faces"].missed == (Miss("V-R1-WOUND-0303", march(3)),)
    assert found["faces_per_resident"].value == (2 + 1) / 2  # R1 saw two people in March, R2 one


def test_after_thirty_one_days_nobody_is_known_any_more() -> None:
    visits = (visit("R1", "WOUND", march(2) - timedelta(days=FACE_DAYS + 1)), visit("R1", "WOUND", march(2)))
    assert by_id(continuity(period(visits=visits)))["known_faces"].denominator == 0


def test_two_visits_of_one_day_do_not_make_each_other_known() -> None:
    visits = (
        visit("R1", "WOUND", march(2)),
        visit("R1", "PICC", march(5), staff_ids=frozenset({"N2"})),
        visit("R1", "WOUND", march(5), staff_ids=frozenset({"N2"})),
    )
    assert by_id(continuity(period(visits=visits)))["known_faces"].numerator == 0


def test_travel_is_a_share_of_work_in_the_period() -> None:
    routes = (
        RouteTime("N1", march(2), 3600, 4 * 3600),
        RouteTime("N2", march(2), 1800, 2 * 3600),
        RouteTime("N1", date(2026, 2, 27), 9999, 9999),
    )
    found = travel_share(period(routes=routes))
    assert (found.numerator, found.denominator, found.value) == (60 + 30, 240 + 120, 25.0)
    assert travel_share(period()).value is None


def test_what_is_left_out_is_told_by_class_with_ids_and_days() -> None:
    left = (
        LeftOutOnDay("V1", march(5), "R1", "PICC", 1, march(5)),
        LeftOutOnDay("V2", march(6), "R1", "EDU", 7, march(20)),
    )
    told = visit("R1", "PICC", march(8), priority=1)
    found = by_id(left_out_by_priority(period(left_out=left, visits=(told,), over=march(20))))
    assert (found["left_out_1"].numerator, found["left_out_1"].denominator) == (1, 2)
    assert found["left_out_7"].missed == (Miss("V2", march(6)),)
    assert found["left_out_4"].value is None
    assert found["deferred"].value == 0
    a_day_before = by_id(left_out_by_priority(period(left_out=left, visits=(told,), over=march(19))))
    assert a_day_before["deferred"].missed == (Miss("V2", march(6)),)
    assert a_day_before["left_out_7"].denominator == 0
