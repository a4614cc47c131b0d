"""What it costs to leave a visit out (S1), and to do it off its due day (S10)."""

from __future__ import annotations

from scheduler.domain.care import Visit
from scheduler.domain.day import Day
from scheduler.domain.plan import Finding, Plan
from scheduler.rules.draft import Draft
from scheduler.rules.findings import priced
from scheduler.rules.rule import Rule

FURTHEST_PRICED = 3  # S1.percent_3 covers three days left and more


def leave_out_price(day: Day, visit: Visit) -> int:
    """Cost of leaving the visit out on this day: the price of its class, rising as its last day nears."""
    days_left = min(max((visit.last_day - day.day).days, 0), FURTHEST_PRICED)
    book = day.rulebook
    return book.weight(f"S1.P{visit.priority}") * book.weight(f"S1.percent_{days_left}") // 100


def _price_leaving_out(day: Day, draft: Draft) -> None:
    for visit in day.visits.values():
        draft.leave_out(visit.id, leave_out_price(day, visit))


def _left_out(day: Day, plan: Plan) -> list[Finding]:
    placed = {stop.visit_id for _, stop in plan.stops()}
    found: list[Finding] = []
    for visit in day.visits.values():
        if visit.id in placed:
            continue
        last = visit.last_day <= day.day
        found += priced(
            "S1",
            1,
            "visit",
            leave_out_price(day, visit),
            (visit.id,),
            (),
            f"{visit.id} 未排({visit.priority} 级,{'已到最后期限' if last else f'最晚 {visit.last_day}'})",
            f"{visit.id} is left out (class {visit.priority}, {'overdue' if last else f'last day {visit.last_day}'})",
        )
    return found


def _price_days_off(day: Day, draft: Draft) -> None:
    for p, visit, k in draft.each_part():
        if k or visit.due is None or visit.due == day.day:
            continue
        cost = abs((day.day - visit.due).days) * day.rulebook.weight("S10.per_day")
        for r, _ in draft.each_route():
            draft.serve_cost("S10", p, r, cost)


def _days_off(day: Day, plan: Plan) -> list[Finding]:
    found: list[Finding] = []
    for route, stop in plan.stops():
        if stop.kind == "drop" or stop.part:
            continue
        visit = day.visits[stop.visit_id]
        if visit.due is None:
            continue
        days = abs((day.day - visit.due).days)
        said = f"{visit.id} 距应做日 {visit.due} 差 {days} 天", f"{visit.id} is {days} d off its due day {visit.due}"
        price = day.rulebook.weight("S10.per_day")
        found += priced("S10", days, "day", price, (visit.id,), (route.staff_id,), *said)
    return found


PRIORITY: tuple[Rule, ...] = (
    Rule(
        "S1",
        "soft",
        "visit",
        _price_leaving_out,
        _left_out,
        "未排的服务按优先级计价,越接近最后期限越贵",
        "a visit left out costs the price of its class, more as its last possible day nears",
    ),
    Rule(
        "S10",
        "soft",
        "day",
        _price_days_off,
        _days_off,
        "尽量在应做日上门,提前或推后按天计价",
        "a visit is best done on its due day; each day off is priced",
    ),
)
