"""The month's work is shared fairly: S7."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.day import Day
from scheduler.domain.plan import Finding, Plan
from scheduler.problem.problem import WORK, Counter
from scheduler.rules.draft import Draft
from scheduler.rules.findings import minutes_up, priced
from scheduler.rules.rule import Rule
from scheduler.rules.served import known_whole
from scheduler.rules.timetable import timetable
from scheduler.units import MINUTE


@dataclass(frozen=True, slots=True)
class Share:
    """One person's month in seconds: up to `threshold` is the fair share, of which `brought_in` is used."""

    threshold: int
    brought_in: int


def shares(day: Day) -> dict[str, Share]:
    """The share of everybody with a field shift: the average month of the role's people with one that day,
    rounded down, plus S7.day_minutes and S7.tolerance_minutes."""
    book = day.rulebook
    margin = (book.rule("S7.day_minutes") + book.rule("S7.tolerance_minutes")) * MINUTE
    out = {shift.staff_id for shift in day.field_shifts()}
    months: dict[str, list[int]] = {}
    for staff in day.staff.values():
        if staff.id in out:
            months.setdefault(staff.role, []).append(staff.month_minutes * MINUTE)
    result = {}
    for staff in day.staff.values():
        if staff.id in out:
            peers = months[staff.role]
            threshold = sum(peers) // len(peers) + margin
            result[staff.id] = Share(threshold, min(staff.month_minutes * MINUTE, threshold))
    return result


def lower_fairness(day: Day, draft: Draft) -> None:
    """S7: each second of today's work of a person that lifts the month over the fair share of the role costs
    S7.rate. What was over it before today is past and costs nothing. In a week it is counted once, over the week."""
    if draft.frame is not None:
        return
    rate = day.rulebook.weight("S7.rate")
    for staff_id, share in shares(day).items():
        routes, steps = tuple(draft.routes_of(staff_id)), ((share.threshold, rate),)
        if rate:
            draft.counters.append(Counter(draft.rule("S7"), routes, WORK, brought_in=share.brought_in, steps=steps))


def find_fairness(day: Day, plan: Plan) -> list[Finding]:
    """See `lower_fairness`; the amount is seconds."""
    worked: dict[str, int] = {}
    for route in plan.routes:
        if known_whole(day, route):
            worked[route.staff_id] = worked.get(route.staff_id, 0) + timetable(day, route).work
    found: list[Finding] = []
    for staff_id, share in shares(day).items():
        over = share.brought_in + worked.get(staff_id, 0) - share.threshold
        zh = f"{staff_id} 今天的出诊使本月超出同岗位公平份额 {minutes_up(over)} 分钟（{over} 秒）。"
        en = f"Today lifts {staff_id} {minutes_up(over)} minutes ({over} s) over the role's fair share of the month."
        found += priced("S7", over, "s", day.rulebook.weight("S7.rate"), (), (staff_id,), zh, en)
    return found


FAIRNESS: tuple[Rule, ...] = (
    Rule(
        "S7",
        "soft",
        "s",
        lower_fairness,
        find_fairness,
        "同岗位本月出诊时间尽量均衡。",
        "The month's time on the road is shared fairly within a role.",
    ),
)
