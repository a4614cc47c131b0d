"""S7: the month's work is shared fairly."""

from __future__ import annotations

from dataclasses import replace

from scheduler.domain.day import Day
from scheduler.domain.plan import Plan
from scheduler.rules.fairness import FAIRNESS, shares
from scheduler.rules.timetable import timetable
from tests import builders as a
from tests.rules.agreement import draft_of, findings

RULE = FAIRNESS[0]


def day_with(*minutes: int, margin: int = 60) -> Day:
    """Nurses N1, N2 ... with these minutes this month; the fair share is the average and `margin` minutes."""
    people = [a.staff(f"N{n}", month_minutes=m) for n, m in enumerate(minutes, 1)]
    numbers = {"S7_day_minutes": margin, "S7_tolerance_minutes": 0}
    return a.day([a.visit("V1"), a.visit("V2", "R2")], people=people, numbers=numbers)


def worked(day: Day, plan: Plan) -> int:
    """Seconds on the road, of all routes."""
    return sum(timetable(day, route).work for route in plan.routes)


def test_up_to_the_fair_share_nothing_is_paid_and_each_second_over_it_is() -> None:
    day = day_with(600, 600)
    plan = a.plan(day, {"N1-08:00": [("V1", "09:00")]})
    seconds = worked(day, plan)
    margin = seconds // 60
    exact = day_with(600, 600, margin=margin)
    over = seconds - margin * 60
    assert [f.amount for f in findings(exact, plan, RULE)] == [over] * bool(over)
    less = day_with(600, 600, margin=margin - 10)
    (one,) = findings(less, plan, RULE)
    rate = less.rulebook.weight("S7.rate")
    assert (one.amount, one.cost, one.staff_ids) == (over + 600, (over + 600) * rate, ("N1",))


def test_the_share_is_the_average_of_the_role_rounded_down_and_the_margin() -> None:
    day = day_with(10, 10, 11, margin=60)
    assert {share.threshold for share in shares(day).values()} == {31 * 60 // 3 + 60 * 60}
    tolerant = replace(day, rulebook=a.rulebook(S7_day_minutes=60, S7_tolerance_minutes=5))
    assert {share.threshold for share in shares(tolerant).values()} == {31 * 60 // 3 + (60 + 5) * 60}


def test_people_of_another_role_or_without_a_field_shift_are_no_peers() -> None:
    day = day_with(600, 0)
    doctor = a.staff("G1", "GP", month_minutes=9000)
    resting = a.staff("N3", month_minutes=9000)
    people = {**day.staff, "G1": doctor, "N3": resting}
    shifts = {**day.shifts, "G1-08:00": a.shift("G1"), "N3-08:00": a.shift("N3", kind="clinic")}
    wider = replace(day, staff=people, shifts=shifts)
    assert {who: share.threshold for who, share in shares(wider).items()} == {
        "N1": (300 + 60) * 60,
        "N2": (300 + 60) * 60,
        "G1": (9000 + 60) * 60,
    }


def test_what_was_over_the_share_before_today_is_past() -> None:
    day = day_with(6000, 0)
    assert findings(day, a.plan(day), RULE) == []
    plan = a.plan(day, {"N1-08:00": [("V1", "09:00")]})
    (one,) = findings(day, plan, RULE)
    assert one.amount == worked(day, plan)


def test_all_routes_of_a_person_count() -> None:
    day = day_with(6000, 0)
    shifts = [a.shift("N1", "08:00"), a.shift("N1", "14:00", "17:00"), a.shift("N2")]
    day = replace(day, shifts={shift.id: shift for shift in shifts})
    plan = a.plan(day, {"N1-08:00": [("V1", "09:00")], "N1-14:00": [("V2", "15:00")]})
    (one,) = findings(day, plan, RULE)
    assert one.amount == worked(day, plan)


def test_without_a_price_nothing_is_lowered() -> None:
    day = replace(day_with(6000, 0), rulebook=a.rulebook(S7_rate=0))
    assert draft_of(day, RULE).counters == []
    assert [f.cost for f in findings(day, a.plan(day, {"N1-08:00": [("V1", "09:00")]}), RULE)] == [0]


def test_a_route_with_a_visit_that_the_day_does_not_know_is_passed_over() -> None:
    day = day_with(6000, 0)
    plan = a.plan(day, {"N1-08:00": [("V1", "09:00")]})
    assert RULE.find(replace(day, visits={}), plan) == []
