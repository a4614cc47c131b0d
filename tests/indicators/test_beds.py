"""Family beds in figures: open, opened, closed; assessed in time; rounds within the longest gap."""

from __future__ import annotations

from datetime import date

from periods import bed, days_apart, march, period, visit

from scheduler.domain.indicators import Indicator, Miss
from scheduler.indicators.beds import bed_figures
from scheduler.indicators.period import CarePeriod

LONGEST = 14  # bed.round_longest_days
FIRST_ROUND = 1  # bed.first_round_days_treatment


def figures(of: CarePeriod) -> dict[str, Indicator]:
    return {one.id: one for one in bed_figures(of)}


def test_a_return_from_hospital_opens_no_bed_and_a_suspended_one_is_still_held() -> None:
    before = date(2026, 2, 3)
    back = bed("R1", ("submitted", before), ("open", before), ("suspended", march(5)), ("open", march(9)))
    away = bed("R2", ("submitted", before), ("open", march(2)), ("suspended", march(20)))
    gone = bed("R3", ("submitted", before), ("open", before), ("pre_close", march(8)), ("closed", march(9)))
    found = figures(period(beds=(back, away, gone)))
    assert (found["beds_open"].value, found["beds_opened"].value, found["beds_closed"].value) == (2, 1, 1)


def test_an_application_is_assessed_on_the_third_day_in_time_and_on_the_fourth_late() -> None:
    third = bed("R1", ("submitted", march(2)), ("assessed", march(5)))
    fourth = bed("R2", ("submitted", march(2)), ("refused", march(6)))
    found = figures(period(beds=(third, fourth)))
    assert (found["assessed_in_time"].numerator, found["assessed_in_time"].denominator) == (1, 2)
    assert found["assessed_in_time"].missed == (Miss("BED-R2", march(5)),)
    assert found["assessment_days"].value == (3 + 4) / 2


def test_an_application_that_waits_is_a_miss_once_its_last_day_is_over_and_one_taken_back_never() -> None:
    waiting = bed("R1", ("submitted", march(20)))
    taken_back = bed("R2", ("submitted", march(20)), ("cancelled", march(25)))
    draft, returned = bed("R3", ("draft", march(20))), bed("R4", ("submitted", march(20)), ("returned", march(21)))
    of = {"beds": (waiting, taken_back, draft, returned)}
    assert figures(period(over=march(22), **of))["assessed_in_time"].denominator == 0  # the 23rd is its last day
    assert figures(period(over=march(23), **of))["assessed_in_time"].missed == (Miss("BED-R1", march(23)),)


def test_a_round_on_the_last_day_of_the_gap_is_in_time_and_a_day_later_not() -> None:
    opened = march(3)
    for gap, in_time in ((LONGEST, 2), (LONGEST + 1, 1)):
        done = days_apart(opened, FIRST_ROUND, gap)
        visits = tuple(visit("R1", "BED_ROUND", day) for day in done)
        rounds = figures(period(beds=(bed(),), visits=visits, last=done[-1]))["rounds_in_time"]
        assert (rounds.numerator, rounds.denominator) == (in_time, 2)
        assert rounds.value == 100 * in_time / 2


def test_a_round_overdue_at_the_end_is_a_miss_with_its_last_day() -> None:
    visits = (visit("R1", "BED_ROUND", march(4)),)
    limit = days_apart(march(4), LONGEST)[0]
    rounds = figures(period(beds=(bed(),), visits=visits))["rounds_in_time"]
    assert (rounds.numerator, rounds.denominator, rounds.missed) == (1, 2, (Miss("BED-R1", limit),))
    still_ahead = figures(period(beds=(bed(),), visits=visits, over=days_apart(limit, -1)[0]))["rounds_in_time"]
    assert (still_ahead.numerator, still_ahead.denominator) == (1, 1)


def test_nothing_falls_due_while_the_bed_is_suspended_and_the_day_of_return_is_the_last_one_in_time() -> None:
    moves = (("submitted", march(1)), ("open", march(3)), ("suspended", march(10)), ("open", march(25)))
    first = visit("R1", "BED_ROUND", march(4))  # the next one in time until the 18th, in the absence
    on_return = visit("R1", "BED_ROUND", march(25))
    after = visit("R1", "BED_ROUND", march(26))
    for second, in_time in ((on_return, 2), (after, 1)):
        found = figures(period(beds=(bed("R1", *moves),), visits=(first, second)))["rounds_in_time"]
        assert (found.numerator, found.denominator) == (in_time, 2)


def test_an_unstable_resident_is_seen_sooner() -> None:
    visits = (visit("R1", "BED_ROUND", march(4)), visit("R1", "BED_ROUND", march(14)))
    assert figures(period(beds=(bed(),), visits=visits, last=march(14)))["rounds_in_time"].value == 100
    shaky = bed(unstable=True)  # bed.unstable_longest_days are fewer than 10
    assert figures(period(beds=(shaky,), visits=visits, last=march(14)))["rounds_in_time"].value == 50


def test_a_bed_that_begins_to_close_owes_no_round_after_that_day() -> None:
    moves = (("submitted", march(1)), ("open", march(3)), ("pre_close", march(12)), ("closed", march(14)))
    visits = (visit("R1", "BED_ROUND", march(4)),)
    rounds = figures(period(beds=(bed("R1", *moves),), visits=visits))["rounds_in_time"]
    assert (rounds.numerator, rounds.denominator) == (1, 1)


def test_a_bed_owes_no_round_after_the_end_of_its_period() -> None:
    visits = (visit("R1", "BED_ROUND", march(4)),)
    rounds = figures(period(beds=(bed(until_day=march(17)),), visits=visits))["rounds_in_time"]
    assert (rounds.numerator, rounds.denominator) == (1, 1)  # the next one would have been late after the 18th


def test_nurse_visits_of_another_resident_or_month_do_not_count() -> None:
    visits = (
        visit("R1", "BED_NURSE", date(2026, 2, 27)),
        visit("R1", "BED_NURSE", march(5)),
        visit("R1", "BED_NURSE", march(12), outcome="nobody_home"),
    )
    found = figures(period(beds=(bed(),), visits=visits, last=march(17)))
    assert found["nurse_visits"].value == 1
    assert (found["nurse_in_time"].numerator, found["nurse_in_time"].denominator) == (1, 1)


def test_without_beds_shares_have_no_value() -> None:
    found = figures(period())
    assert {found[id_].value for id_ in ("assessed_in_time", "rounds_in_time", "senior_in_time")} == {None}
    assert found["beds_open"].value == 0


def test_rounds_before_the_first_record_of_any_visit_are_not_held_against_the_bed() -> None:
    long_open = bed("R1", ("submitted", date(2026, 1, 5)), ("open", date(2026, 1, 6)))
    visits = (visit("R1", "BED_ROUND", march(10)),)
    of = {"beds": (long_open,), "visits": visits, "last": march(10)}
    assert figures(period(**of))["rounds_in_time"].value == 0
    assert figures(period(**of, known_from=march(1)))["rounds_in_time"].value == 100
    unseen = {"beds": (long_open,), "known_from": march(1)}
    assert figures(period(**unseen, over=march(14)))["rounds_in_time"].denominator == 0
    assert figures(period(**unseen, over=march(15)))["rounds_in_time"].missed == (Miss("BED-R1", march(1 + LONGEST)),)
