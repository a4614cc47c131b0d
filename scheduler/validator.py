"""Judge a plan from names and clock times alone: what it breaks, what it costs, rule by rule.

The second witness beside the engine: no array, no matrix, no solver is read here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scheduler.domain.day import Day
from scheduler.domain.plan import Finding, Plan, Route, Stop
from scheduler.domain.week import Week
from scheduler.rules import RULES
from scheduler.rules.continuity import new_face
from scheduler.rules.laboratory import kinds_of_sample
from scheduler.rules.served import hard_finding, served
from scheduler.rules.timetable import place_of, seconds_between, service_end
from scheduler.rules.week import counted_faces, find_over_the_week
from scheduler.units import LOCAL

PLAN = "PLAN"  # what no rule of care says, but every plan obeys


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the validator saw. `cost_by_rule` is in cost units and names only rules that cost something."""

    findings: tuple[Finding, ...]
    cost_by_rule: dict[str, int]

    @property
    def hard(self) -> tuple[Finding, ...]:
        """What forbids the plan."""
        return tuple(finding for finding in self.findings if finding.hard)

    @property
    def legal(self) -> bool:
        """Nothing hard is broken."""
        return not self.hard

    @property
    def cost(self) -> int:
        """The sum over all rules."""
        return sum(self.cost_by_rule.values())


def judge(day: Day, plan: Plan) -> Verdict:
    """Findings and cost of any plan, good or bad; never raises on a bad one.

    What the day does not know (a visit, a part, a person, a shift) is a finding and is then passed over.
    """
    findings = list(_plan_findings(day, plan))
    known = _known(day, plan)
    for rule in RULES:
        findings += rule.find(day, known)
    costs: Counter[str] = Counter()
    for finding in findings:
        costs[finding.rule] += finding.cost
    return Verdict(tuple(findings), {rule: cost for rule, cost in sorted(costs.items()) if cost})


@dataclass(frozen=True, slots=True)
class WeekVerdict:
    """What the validator saw of a week: each day by itself, and what only the week can tell.

    `cost_by_rule` is the week's: of the days' costs those of S1, S7 and of faces counted over the week are left
    away, and said once.
    """

    days: tuple[Verdict, ...]
    findings: tuple[Finding, ...]
    cost_by_rule: dict[str, int]

    @property
    def hard(self) -> tuple[Finding, ...]:
        """What forbids the week or one of its days."""
        return tuple(f for found in (*(d.findings for d in self.days), self.findings) for f in found if f.hard)

    @property
    def legal(self) -> bool:
        """Nothing hard is broken."""
        return not self.hard

    @property
    def cost(self) -> int:
        """The sum over all rules."""
        return sum(self.cost_by_rule.values())


def judge_week(week: Week, planned: tuple[tuple[Day, Plan], ...]) -> WeekVerdict:
    """Every day by `judge`, then the week; `planned`: the days, each with its plan, in order."""
    days = tuple(judge(day, plan) for day, plan in planned)
    known = tuple((day, _known(day, plan)) for day, plan in planned)
    findings = (*_week_findings(week, planned), *find_over_the_week(week, known))
    counted = counted_faces(week)
    costs: Counter[str] = Counter()
    for (day, plan), verdict in zip(known, days, strict=True):
        costs.update({rule: cost for rule, cost in verdict.cost_by_rule.items() if rule not in ("S1", "S7")})
        for one in served(day, plan):
            if one.visit.resident_id in counted:
                costs["S5"] -= sum(charge.cost for charge in new_face(day, one.visit, one.part, one.staff))
    for finding in findings:
        costs[finding.rule] += finding.cost
    return WeekVerdict(days, findings, {rule: cost for rule, cost in sorted(costs.items()) if cost})


def _week_findings(week: Week, planned: tuple[tuple[Day, Plan], ...]) -> Iterator[Finding]:
    """The days are the week's, and a visit stands on one of them."""
    if [day.day for day, _ in planned] != [day.day for day in week.days]:
        yield _wrong(1, "plan", "计划的日期与本周不符", "the plans are not of the days of the week", (), ())
    on = Counter(visit_id for _, plan in planned for visit_id in {s.visit_id for _, s in plan.stops() if s.visit_id})
    for visit_id, count in on.items():
        if count > 1:
            zh, en = f"{visit_id} 排在 {count} 天", f"{visit_id} stands on {count} days"
            yield _wrong(count - 1, "visit", zh, en, (visit_id,), ())


def _wrong(amount: int, unit: str, zh: str, en: str, visits: tuple[str, ...], staff: tuple[str, ...]) -> Finding:
    return hard_finding(PLAN, amount, unit, (zh, en), visits=visits, staff=staff)


def _plan_findings(day: Day, plan: Plan) -> Iterator[Finding]:
    if plan.day != day.day or plan.centre_id != day.centre.id:
        zh, en = f"计划 {plan.id} 不属于这一天或这个中心", f"plan {plan.id} is of another day or centre"
        yield _wrong(1, "plan", zh, en, (), ())
    used: Counter[str] = Counter()
    for route in plan.routes:
        used[route.shift_id] += 1
        yield from _route_findings(day, route, used[route.shift_id])
        for stop in route.stops:
            yield from _stop_findings(day, route, stop)
    yield from _presence_findings(day, plan)


def _route_findings(day: Day, route: Route, nth: int) -> Iterator[Finding]:
    shift, who = day.shifts.get(route.shift_id), (route.staff_id,)
    if route.staff_id not in day.staff:
        yield _wrong(1, "route", f"没有 {route.staff_id} 这个人", f"nobody is {route.staff_id}", (), who)
    elif shift is None or shift.staff_id != route.staff_id:
        zh, en = f"{route.staff_id} 没有班次 {route.shift_id}", f"{route.staff_id} has no shift {route.shift_id}"
        yield _wrong(1, "route", zh, en, (), who)
    elif route.mode != day.staff[route.staff_id].mode:
        zh, en = f"{route.staff_id} 的出行方式不是 {route.mode}", f"{route.staff_id} does not go by {route.mode}"
        yield _wrong(1, "route", zh, en, (), who)
    if nth > 1:
        zh, en = f"班次 {route.shift_id} 有 {nth} 条路线", f"shift {route.shift_id} has {nth} routes"
        yield _wrong(nth - 1, "route", zh, en, (), who)
    if not _aware(route):
        zh, en = f"{route.staff_id} 的路线时间没有时区", f"the route of {route.staff_id} has times without a zone"
        yield _wrong(1, "route", zh, en, (), who)


def _stop_findings(day: Day, route: Route, stop: Stop) -> Iterator[Finding]:
    about, who = (stop.visit_id,) if stop.visit_id else (), (route.staff_id,)
    if not _known_stop(day, stop):
        zh = f"没有 {stop.visit_id} 第 {stop.part + 1} 份"
        yield _wrong(1, "stop", zh, f"there is no part {stop.part + 1} of {stop.visit_id}", about, who)
        return
    if about and _aware_stop(stop) and stop.start.astimezone(LOCAL).date() != day.day:
        zh, en = f"{stop.visit_id} 不在 {day.day} 开始", f"{stop.visit_id} does not start on {day.day}"
        yield _wrong(1, "stop", zh, en, about, who)
    home = place_of(day, stop).id
    if stop.place_id != home:
        zh = f"{stop.visit_id or '送检'} 的地点应为 {home}"
        yield _wrong(1, "stop", zh, f"{stop.visit_id or 'the drop'} is at {home}, not {stop.place_id}", about, who)
    off = abs(seconds_between(service_end(day, stop), stop.end)) if _aware_stop(stop) else 0
    if off:
        zh = f"{stop.visit_id or '送检'} 的时长差 {off} 秒"
        yield _wrong(
            off, "s", zh, f"{stop.visit_id or 'the drop'} lasts {off} s more or less than it takes", about, who
        )


def _presence_findings(day: Day, plan: Plan) -> Iterator[Finding]:
    """Every visit is placed or left out, and a part stands once; a visit with a part missing breaks H6."""
    placed = {stop.visit_id for _, stop in plan.stops() if stop.kind != "drop"}
    times = Counter((stop.visit_id, stop.part) for _, stop in plan.stops() if stop.kind != "drop")
    for (visit_id, part), count in times.items():
        if count > 1:
            zh, en = (
                f"{visit_id} 第 {part + 1} 份排了 {count} 次",
                f"part {part + 1} of {visit_id} stands {count} times",
            )
            yield _wrong(count - 1, "stop", zh, en, (visit_id,), ())
    for visit in day.visits.values():
        missing = sum((visit.id, k) not in times for k in range(len(visit.parts)))
        if visit.id in placed and missing:
            said = f"{visit.id} 还缺 {missing} 人", f"{visit.id} lacks {missing} of its people"
            yield hard_finding("H6", missing, "people", said, visits=(visit.id,))
    left = Counter(one.visit_id for one in plan.left_out)
    for visit_id in dict.fromkeys([*day.visits, *left]):
        if visit_id not in day.visits:
            zh, en = f"没有 {visit_id} 这次服务", f"there is no visit {visit_id}"
        elif visit_id in placed and left[visit_id]:
            zh, en = f"{visit_id} 既已安排又列为未排", f"{visit_id} is placed and left out"
        elif visit_id not in placed and not left[visit_id]:
            zh, en = f"{visit_id} 既未安排也未列为未排", f"{visit_id} is neither placed nor left out"
        elif left[visit_id] > 1:
            zh, en = f"{visit_id} 重复列为未排", f"{visit_id} is left out more than once"
        else:
            continue
        yield _wrong(1, "visit", zh, en, (visit_id,), ())


def _known(day: Day, plan: Plan) -> Plan:
    """The plan without what the day does not know, so that every rule can read it."""
    routes: dict[str, Route] = {}
    for route in plan.routes:
        shift = day.shifts.get(route.shift_id)
        if shift is None or shift.staff_id != route.staff_id or route.staff_id not in day.staff:
            continue
        if _aware(route) and route.shift_id not in routes:
            stops = tuple(stop for stop in route.stops if _known_stop(day, stop) and _aware_stop(stop))
            routes[route.shift_id] = route if stops == route.stops else replace(route, stops=stops)
    return replace(plan, routes=tuple(routes.values()))


def _known_stop(day: Day, stop: Stop) -> bool:
    visit = day.visits.get(stop.visit_id)
    if stop.kind == "drop":
        return stop.visit_id == "" and 0 <= stop.part < len(kinds_of_sample(day))
    return stop.kind == "visit" and visit is not None and 0 <= stop.part < len(visit.parts)


def _aware(route: Route) -> bool:
    moments = [route.departure, route.back, *(moment for pause in route.breaks for moment in pause)]
    return all(map(_has_zone, moments)) and all(map(_aware_stop, route.stops))


def _aware_stop(stop: Stop) -> bool:
    return _has_zone(stop.start) and _has_zone(stop.end)


def _has_zone(moment: datetime) -> bool:
    return isinstance(moment.utcoffset(), timedelta)
