"""Published plans and records meet: one line per visit and day, and nothing is guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from periods import FIRST, LAST, march, period

from scheduler.domain.care import Request
from scheduler.domain.indicators import Miss
from scheduler.domain.orders import CareOrder, Happened, Interval
from scheduler.domain.plan import Plan
from scheduler.indicators.gathering import Known, Told, left_out, route_times, visits_as_they_went
from scheduler.indicators.period import NOT_RECORDED, PLANNED, VisitOnDay
from scheduler.indicators.report import CENTRE, NO_TEAM, TEAM, programme, report
from scheduler.indicators.secondment import UNKNOWN
from scheduler.units import at
from tests import builders as a

MONDAY = a.MONDAY
DAY = a.day([a.visit("V-Q1", "R1"), a.visit("V-Q2", "R2", priority=2)], people=[a.staff()])
REQUEST = Request("Q9", "R1", "WOUND", "clinic_phone", at(MONDAY, "00:00"), MONDAY, MONDAY)
ORDER = CareOrder("O1", "R2", "PICC", "clinic_phone", march(1), Interval(5, 7, 7))
KNOWN = Known({"Q9": REQUEST}, {"O1": ORDER}, {"B1": "R1", "M1": "R2"}, a.standard())


def plan(on: date = MONDAY, *placed: str) -> Told:
    made: Plan = a.plan(DAY, {"N1-08:00": [(id_, "08:20") for id_ in placed]})
    return Told(replace(made, day=on), DAY.visits)


def word(visit_id: str, request_id: str, day: date = MONDAY, outcome: str = "done", hour: str = "18:00") -> Happened:
    return Happened(visit_id, request_id, day, outcome, at(day, hour), "D1")


def went(told: list[Told], words: list[Happened], over: date = LAST) -> tuple[VisitOnDay, ...]:
    found, strange = visits_as_they_went(told, words, KNOWN, over)
    assert strange == ()
    return found


def test_a_placed_visit_without_a_record_is_silent_once_its_day_is_over_and_planned_before() -> None:
    told = [plan(MONDAY, "V-Q1")]
    assert [one.outcome for one in went(told, [])] == [NOT_RECORDED]
    assert [one.outcome for one in went(told, [], over=march(8))] == [PLANNED]


def test_who_went_is_told_by_the_record_else_by_the_plan() -> None:
    told = [plan(MONDAY, "V-Q1")]
    named = replace(word("V-Q1", "Q-V-Q1"), staff_ids=frozenset({"N7"}))
    assert went(told, [word("V-Q1", "Q-V-Q1")])[0].staff_ids == {"N1"}
    assert went(told, [named])[0].staff_ids == {"N7"}


def test_a_later_record_replaces_an_earlier_one() -> None:
    early = word("V-Q1", "Q-V-Q1", outcome="nobody_home", hour="10:00")
    late = word("V-Q1", "Q-V-Q1", hour="12:00")
    assert [one.outcome for one in went([plan(MONDAY, "V-Q1")], [late, early])] == ["done"]


def test_what_was_done_on_another_day_is_not_told_as_silent_on_the_day_planned() -> None:
    done = word("V-Q1", "Q-V-Q1", march(10))
    assert [(one.day, one.outcome) for one in went([plan(MONDAY, "V-Q1")], [done])] == [(march(10), "done")]


def test_nobody_home_on_one_day_leaves_the_next_day_to_be_told() -> None:
    told = [plan(MONDAY, "V-Q1"), plan(march(10), "V-Q1")]
    found = went(told, [word("V-Q1", "Q-V-Q1", outcome="nobody_home")])
    assert [(one.day, one.outcome) for one in found] == [(MONDAY, "nobody_home"), (march(10), NOT_RECORDED)]


def test_records_without_a_plan_are_known_by_request_order_bed_or_medicines() -> None:
    words = [word(f"V-{id_}", id_) for id_ in ("Q9~2", "O1#4a", "B1-ROUND#2~3", "M1-RX-20260320", "M1-PHARM#1")]
    found = {one.visit_id: (one.resident_id, one.service, one.order_id) for one in went([], words)}
    assert found == {
        "V-Q9~2": ("R1", "WOUND", ""),
        "V-O1#4a": ("R2", "PICC", "O1"),
        "V-B1-ROUND#2~3": ("R1", "BED_ROUND", "B1-ROUND"),
        "V-M1-RX-20260320": ("R2", "RX_LONG", ""),
        "V-M1-PHARM#1": ("R2", "PHARM_HOME", "M1-PHARM"),
    }


def test_a_record_of_which_nothing_else_tells_is_named_and_not_counted() -> None:
    assert visits_as_they_went([], [word("V-X1", "X1")], KNOWN, LAST) == ((), (Miss("V-X1", MONDAY),))


def test_what_one_plan_leaves_out_and_a_later_one_places_is_not_left_out() -> None:
    first, second = plan(MONDAY, "V-Q1"), plan(march(10), "V-Q2")
    visits = went([first, second], [])
    assert left_out([first], went([first], []))[0].visit_id == "V-Q2"
    assert [one.visit_id for one in left_out([first, second], visits)] == ["V-Q1"]  # left out on the second day
    earlier_done = went([first, second], [word("V-Q1", "Q-V-Q1", march(11))])
    assert left_out([first, second], earlier_done) == ()


def test_work_is_from_departure_to_return_and_rides_are_without_the_way_to_the_door() -> None:
    told = plan(MONDAY, "V-Q1")
    (route,) = told.plan.routes
    (found,) = route_times([told])
    assert found.travel_seconds == route.stops[0].travel_seconds + route.back_travel_seconds
    assert found.work_seconds == (route.back - route.departure).total_seconds()


def test_the_report_has_the_centre_first_then_each_team_then_those_of_none() -> None:
    people = {"R1": a.resident("R1"), "R2": a.resident("R2", contract=None)}
    of = period(FIRST, LAST, residents=people)
    told = report(a.centre(), of, (Miss("V-X1"),))
    assert [one.kind for one in told.scopes] == [CENTRE, TEAM, TEAM, NO_TEAM]
    assert {tuple(figure.id for figure in one.indicators) for one in told.scopes} == {
        tuple(i.id for i in programme(of))
    }
    assert [one.staffing.residents if one.staffing else None for one in told.scopes] == [2, 1, 0, None]
    assert (told.cycle.state, told.strange, told.calendar_verified) == (UNKNOWN, (Miss("V-X1"),), True)
    assert len(told.weeks) == 6  # 1 March 2026 is a Sunday, the 31st a Tuesday
