"""Standing orders: what is due when, by the body's interval and by the calendar, and what moves it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from scheduler.domain.care import DayGap
from scheduler.domain.orders import Away, Interval, OccurrenceChange, PlacedDevice
from scheduler.errors import InputError
from scheduler.intake.demand import visits_for
from scheduler.intake.standing import Care, requests_due
from tests import builders as b
from tests.intake.asking import BOOK
from tests.intake.caring import MONDAY, by_rule, calendar, days, due, happened, march, order


def test_scenario_3_picc_due_within_seven_days_of_the_last_time() -> None:
    """Last maintained on 3 March: in the week of the 9th it may be done until Tuesday the 10th, and not later."""
    week = [MONDAY + days(k) for k in range(5)]
    requests = due(order(), last=week[-1])
    first = requests["O1#1"]
    best = march(10 - 1)  # a day is kept in reserve
    assert (first.first_day, first.due, first.last_day, first.must_by) == (march(8), best, march(10), march(10))
    visits = [visits_for(day, requests.values(), {"R1": b.resident()}, BOOK, b.centre(), calendar()) for day in week]
    assert [day for day, found in zip(week, visits, strict=True) if "V-O1#1" in found.visits] == week[:2]


def test_past_its_hard_limit_it_stays_and_carries_the_warning() -> None:
    requests = due(order(), first=march(12))
    found = visits_for(march(12), requests.values(), {"R1": b.resident()}, BOOK, b.centre(), calendar())
    visit = found.visits["V-O1#1"]
    assert [warning.rule for warning in visit.warnings] == ["H9.overdue"]
    assert (visit.must_by, visit.priority) == (march(10), 2)


def test_grace_days_of_the_centre_come_before_overdue() -> None:
    graceful = b.rulebook(BOOK.services.values(), H9_grace_days=1)
    warned = {}
    for day in (march(10), march(11), march(12)):
        requests = requests_due(Care((order(),)), {}, day, day, graceful, calendar())
        found = visits_for(day, requests, {"R1": b.resident()}, graceful, b.centre(), calendar())
        warned[day] = bool(found.visits["V-O1#1"].warnings)
    assert warned == {march(10): False, march(11): False, march(12): True}


def test_what_was_done_moves_what_is_due() -> None:
    done = (happened("O1#1", march(9)),)
    (following,) = due(order(), first=march(14), happened=done).values()
    assert (following.id, following.first_day, following.due, following.must_by) == (
        "O1#2",
        march(9 + 5),
        march(9 + 7 - 1),
        march(9 + 7),
    )


def test_a_later_record_of_the_same_visit_replaces_the_earlier_one() -> None:
    told = (happened("O1#1", march(9), "nobody_home"), happened("O1#1", march(9), "done", "18:00"))
    assert set(due(order(), first=march(14), happened=told)) == {"O1#2"}
    assert set(due(order(), first=march(9), happened=told[::-1])) == set()


def test_the_assessment_made_first_is_not_the_treatment() -> None:
    assessed = replace(happened("O1#1", march(9)), visit_id="V-O1#1-ASSESS")
    assert set(due(order(), first=march(10), happened=(assessed,))) == {"O1#1"}


def test_scenario_13_nobody_at_home_is_proposed_again_inside_the_interval() -> None:
    told = (happened("O1#1", march(9), "nobody_home"),)
    (again,) = due(order(), happened=told).values()
    assert (again.id, again.first_day, again.must_by) == ("O1#1~2", march(9), march(10))
    told += (happened("O1#1~2", march(10), "cancelled"),)
    (third,) = due(order(), first=march(10), happened=told).values()
    assert (third.id, third.first_day, third.must_by) == ("O1#1~3", march(10), march(10))


def test_later_occurrences_are_foreseen_and_linked_by_days() -> None:
    requests = due(order(), last=march(18))
    second = requests["O1#2"]
    assert (second.first_day, second.due, second.last_day) == (march(9 + 5), march(9 + 7 - 1), march(10 + 7))
    assert second.after_days == DayGap("V-O1#1", 5, 7)
    assert set(requests) == {"O1#1", "O1#2"}


def test_a_promise_counts_as_done_until_it_is_told_otherwise() -> None:
    promised = {"O1#1": march(9)}
    assert set(due(order(), first=march(10), promised=promised)) == set()
    later = due(order(), first=march(14), promised=promised)
    assert later["O1#2"].must_by == march(16)
    told = (happened("O1#1", march(9), "cancelled"),)
    assert set(due(order(), first=march(10), promised=promised, happened=told)) == {"O1#1~2"}


def test_a_promised_visit_is_asked_for_on_its_day_alone() -> None:
    alone = due(order(), promised={"O1#1": march(9)})["O1#1"]
    assert (alone.last_day, alone.must_by) == (march(10), march(10))
    requests = due(order(), last=march(13), promised={"O1#1": march(9)})
    people = {"R1": b.resident()}
    asked = [
        day
        for day in map(march, range(9, 14))
        if "V-O1#1" in visits_for(day, requests.values(), people, BOOK, b.centre(), calendar()).visits
    ]
    assert asked == [march(9)]


def test_twice_a_day_keeps_its_gap_and_a_missed_time_comes_again_that_day_only() -> None:
    times = (("07:00", "09:00"), ("17:00", "18:00"))
    twice = order(service="INJ_IM_SC", recurrence=Interval(1, 1, 1), times=times, gap_minutes=480, last_done=march(8))
    morning, evening = due(twice).values()
    assert (morning.id, evening.id, evening.after_request) == ("O1#1a", "O1#1b", "O1#1a")
    assert (evening.gap_min_minutes, evening.gap_max_minutes) == (480, 11 * 60)  # 07:00 to 18:00
    assert [(w.earliest.hour, w.latest.hour) for w in evening.windows] == [(17, 18)]
    told = (happened("O1#1a", MONDAY), happened("O1#1b", MONDAY, "nobody_home"))
    assert set(due(twice, happened=told)) == {"O1#1b~2"}
    assert set(due(twice, first=march(10), happened=told)) == {"O1#2a", "O1#2b"}


def test_a_course_ends_with_its_last_occurrence() -> None:
    course = order(recurrence=Interval(1, 1, 2), service="WOUND", count=3, last_done=march(8))
    assert set(due(course, last=march(27))) == {"O1#1", "O1#2", "O1#3"}
    done = tuple(happened(f"O1#{k}", march(8 + k)) for k in (1, 2, 3))
    assert due(course, first=march(12), last=march(27), happened=done) == {}


def test_a_course_by_the_calendar_makes_up_what_lapsed() -> None:
    rehab = by_rule("FREQ=WEEKLY;BYDAY=MO,TH", count=2)  # 9, 12, 16 March ...
    assert set(due(rehab, last=march(27))) == {"O1#1", "O1#2"}
    assert set(due(rehab, first=march(10), last=march(27))) == {"O1#2", "O1#3"}
    assert set(due(rehab, first=march(10), last=march(27), happened=(happened("O1#1", march(9)),))) == {"O1#2"}


def test_one_occurrence_is_moved_or_skipped_and_the_others_stay() -> None:
    moved = OccurrenceChange(2, day=march(13))
    rehab = by_rule("FREQ=WEEKLY;BYDAY=MO,TH", changes=(moved, OccurrenceChange(3, skipped=True)))
    requests = due(rehab, last=march(22))
    assert {name: one.first_day for name, one in requests.items()} == {
        "O1#1": march(9),
        "O1#2": march(13),
        "O1#4": march(19),
    }


def test_tolerance_never_lets_two_neighbours_share_a_day() -> None:
    wide = by_rule("FREQ=WEEKLY;BYDAY=MO,WE,FR", days_before=2, days_after=2)
    spans = [(one.first_day, one.last_day) for one in due(wide, last=march(13)).values()]
    assert all(a[1] < z[0] for a, z in pairwise(spans))
    assert spans[1] == (march(10), march(11))  # Wednesday: one day of two before it, none after


def test_nothing_is_due_while_the_resident_is_away_and_a_longest_that_passes_is_due_on_return() -> None:
    away = (Away("R1", march(8), march(16), "hospital"),)
    assert due(order(), first=march(9), last=march(16), away=away) == {}
    back = due(order(), first=march(17), away=away)["O1#1"]
    assert (back.first_day, back.due, back.must_by) == (march(17), march(17), march(17))


def test_before_a_known_absence_it_is_done_early_enough() -> None:
    away = (Away("R1", march(10), march(20), "travelling"),)
    early = due(order(), first=march(9), away=away)["O1#1"]
    assert (early.last_day, early.due) == (march(9), march(9))
    assert due(order(), first=march(10), away=(Away("R1", march(9), None, "hospital"),)) == {}


def test_days_away_inside_a_wide_span_are_left_out() -> None:
    catheter = order(service="CATH_CHANGE", recurrence=Interval(14, 28, 30), last_done=date(2026, 2, 18))
    away = (Away("R1", march(10), march(12), "travelling"),)
    one = due(catheter, last=march(13), away=away)["O1#1"]
    assert [window.earliest.date() for window in one.windows] == [march(9), march(13)]
    people = {"R1": b.resident()}
    asked = [
        day for day in map(march, range(9, 14)) if visits_for(day, [one], people, BOOK, b.centre(), calendar()).visits
    ]
    assert asked == [march(9), march(13)]


def test_scenario_17_recurring_visits_keep_to_the_adjusted_days() -> None:
    """23 February 2026 (Monday, holiday) rests, 28 February (Saturday, worked) is served; insulin runs on both."""
    monday, saturday = date(2026, 2, 23), date(2026, 2, 28)
    rehab = by_rule("FREQ=DAILY", first_day=date(2026, 2, 9))
    insulin = by_rule("FREQ=DAILY", "INSULIN", id="O2", first_day=date(2026, 2, 9))
    on = {day: {one.order_id for one in due(rehab, insulin, first=day).values()} for day in (monday, saturday)}
    assert on == {monday: {"O2"}, saturday: {"O1", "O2"}}
    with pytest.raises(InputError, match=r"2028\.csv"):
        due(rehab, first=date(2028, 3, 1))


def test_a_weekly_visit_on_a_holiday_moves_behind_it_before_its_next_date() -> None:
    mondays = by_rule("FREQ=WEEKLY;BYDAY=MO", first_day=date(2026, 2, 9))
    requests = due(mondays, first=date(2026, 2, 15), last=march(3))
    # the 16th lies in the holidays of 15-23 February, as does the next date: it rests; the 23rd moves to the 24th
    assert {one.id: one.first_day for one in requests.values()} == {"O1#3": date(2026, 2, 24), "O1#4": march(2)}


def test_around_a_holiday_a_maximum_is_pulled_before_it_and_a_minimum_pushed_behind_it() -> None:
    """Spring Festival is 15 to 23 February 2026; Saturday the 14th is worked, Tuesday the 24th the first day after."""
    before = order(
        service="WOUND", recurrence=Interval(2, 3, 4), last_done=date(2026, 2, 12), first_day=date(2026, 2, 1)
    )
    one = due(before, first=date(2026, 2, 13), last=date(2026, 2, 14))["O1#1"]
    assert (one.first_day, one.due) == (date(2026, 2, 14), date(2026, 2, 14))  # the 15th would be best, but rests
    after = order(
        service="REHAB", recurrence=Interval(2, 3, 20), last_done=date(2026, 2, 14), first_day=date(2026, 2, 1)
    )
    one = due(after, first=date(2026, 2, 24))["O1#1"]
    assert (one.first_day, one.due) == (date(2026, 2, 24), date(2026, 2, 24))
    assert due(after, first=date(2026, 2, 16), last=date(2026, 2, 23)) == {}


def test_what_the_body_needs_inside_a_long_holiday_is_done_on_the_holiday() -> None:
    wound = order(
        service="WOUND", recurrence=Interval(1, 2, 3), last_done=date(2026, 2, 16), first_day=date(2026, 2, 1)
    )
    requests = due(wound, first=date(2026, 2, 18)).values()
    visits = visits_for(date(2026, 2, 18), requests, {"R1": b.resident()}, BOOK, b.centre(), calendar()).visits
    assert set(visits) == {"V-O1#1"}


def test_an_order_far_in_the_future_asks_for_nothing_now() -> None:
    assert due(order(first_day=date.max, last_done=None), last=march(31)) == {}


def test_the_interval_of_the_device_placed_binds() -> None:
    silicone = PlacedDevice("catheter", "silicone", march(1))
    latex = replace(silicone, material="latex")
    long = Interval(28, 56, 84)
    slow = order(service="CATH_CHANGE", recurrence=long, device=silicone, last_done=None)
    quick = order(service="CATH_CHANGE", recurrence=long, device=latex, last_done=None)
    assert due(slow, first=march(25)) == {}
    assert due(quick, first=march(25))["O1#1"].must_by == march(1) + days(30)
    late = date(2026, 5, 6)
    one = due(slow, first=late)["O1#1"]
    assert one.must_by == march(1) + days(84)
    assert visits_for(late, [one], {"R1": b.resident()}, BOOK, b.centre(), calendar()).visits["V-O1#1"].warnings == ()


def test_an_order_that_carries_another_on_goes_on_from_its_last_time() -> None:
    ended = order(count=1)
    following = order("O2", recurrence=Interval(3, 4, 5), last_done=None, follows="O1", first_day=march(1))
    assert set(due(ended, following)) == {"O1#1"}
    requests = due(ended, following, last=march(15))
    assert requests["O2#1"].after_days == DayGap("V-O1#1", 3, 5)
    done = (happened("O1#1", march(10)),)
    assert due(ended, following, first=march(13), happened=done)["O2#1"].must_by == march(15)


def test_an_overdue_visit_of_a_soft_interval_may_be_done_on_any_day() -> None:
    soft = order(service="REHAB", recurrence=Interval(2, 3, 4, hard=False))
    one = due(soft, last=march(13))["O1#1"]
    assert (one.due, one.last_day, one.must_by) == (MONDAY, march(13), None)


def test_an_unknown_service_of_an_order_is_named() -> None:
    with pytest.raises(InputError, match="NOTHING"):
        due(order(service="NOTHING"))
