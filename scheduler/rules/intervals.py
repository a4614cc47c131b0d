"""Not too late and not too soon after the last time: H9."""

from __future__ import annotations

from datetime import date, timedelta

from scheduler.domain.care import Visit
from scheduler.domain.day import Day
from scheduler.domain.plan import Finding, Plan
from scheduler.rules.draft import Draft
from scheduler.rules.findings import broken
from scheduler.rules.rule import Rule
from scheduler.rules.served import served


def first_allowed(day: Day, visit: Visit) -> date:
    """The latest of: the visit's first day, last done + interval_min_days, supply end - H9.supply_earliest_days.

    An occurrence of a standing order has its own interval in its first day: that of the device placed, say.
    """
    bounds = [visit.first_day]
    if visit.last_done is not None and not visit.order_id:
        bounds.append(visit.last_done + timedelta(days=day.service(visit).interval_min_days))
    if visit.supply_end is not None:
        bounds.append(visit.supply_end - timedelta(days=day.rulebook.rule("H9.supply_earliest_days")))
    return max(bounds)


def last_allowed(day: Day, visit: Visit) -> date:
    """The earliest of: the visit's last day, last done + interval_max_days (where there is one) + H9.grace_days,
    supply end - H9.supply_margin_days; for an occurrence of a standing order its own hard limit + H9.grace_days."""
    bounds = [visit.last_day]
    longest = day.service(visit).interval_max_days
    grace = timedelta(days=day.rulebook.rule("H9.grace_days"))
    if visit.must_by is not None:
        bounds.append(visit.must_by + grace)
    elif visit.last_done is not None and longest and not visit.order_id:
        bounds.append(visit.last_done + timedelta(days=longest) + grace)
    if visit.supply_end is not None:
        bounds.append(visit.supply_end - timedelta(days=day.rulebook.rule("H9.supply_margin_days")))
    return min(bounds)


def hard_last_day(day: Day, visit: Visit) -> date | None:
    """The last day that a hard interval or the end of a supply allows; None where neither binds."""
    limited = day.service(visit).interval_max_days and visit.last_done is not None and not visit.order_id
    if visit.must_by is None and visit.supply_end is None and not limited:
        return None
    return last_allowed(day, visit)


def overdue_warned(visit: Visit) -> bool:
    """Whether the visit carries the warning that it is overdue, which a named person acknowledges to publish."""
    return any(warning.rule.partition(".")[0] == "H9" for warning in visit.warnings)


def days_off(day: Day, visit: Visit) -> int:
    """Days before the first allowed day (negative) or after the last (positive; 0 for a visit with the warning)."""
    late = (day.day - last_allowed(day, visit)).days
    if late > 0 and not overdue_warned(visit):
        return late
    return min(0, (day.day - first_allowed(day, visit)).days)


def lower_intervals(day: Day, draft: Draft) -> None:
    """H9: a visit is done neither before its first allowed day nor after its last one, except that a visit
    with an H9 warning may be late. On any other day it has no window and can only be left out."""
    for p, visit, _ in draft.each_part():
        if days_off(day, visit):
            draft.window(p, [])


def find_intervals(day: Day, plan: Plan) -> list[Finding]:
    """See `lower_intervals`; the amount is days, for each part served."""
    found: list[Finding] = []
    for one in served(day, plan):
        off = days_off(day, one.visit)
        if off > 0:
            zh = f"{one.visit.id} 最晚 {last_allowed(day, one.visit)} 做，已晚 {off} 天。"
            en = f"{one.visit.id} is due by {last_allowed(day, one.visit)}, this is {off} days late."
        else:
            zh = f"{one.visit.id} 最早 {first_allowed(day, one.visit)} 才可做，早了 {-off} 天。"
            en = f"{one.visit.id} is possible from {first_allowed(day, one.visit)} on, this is {-off} days early."
        found += broken("H9", abs(off), "day", (one.visit.id,), (one.staff.id,), zh, en)
    return found


INTERVALS: tuple[Rule, ...] = (
    Rule(
        "H9",
        "hard",
        "day",
        lower_intervals,
        find_intervals,
        "守住间隔和药品用完的期限；已逾期的须有人确认后才能发布。",
        "Intervals and ends of supply are kept; an overdue visit is acknowledged by a named person to publish.",
    ),
)
