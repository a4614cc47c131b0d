"""Between names and indices: a day becomes a Draft through the rules, a Solution becomes a Plan, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.domain.day import Day
from scheduler.domain.people import Place
from scheduler.domain.plan import LeftOut, Plan, Route, Stop
from scheduler.errors import Fault, InputError
from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.solution import RoutePlan, Solution, drop_stop
from scheduler.rules import RULES
from scheduler.rules.draft import Draft
from scheduler.units import MINUTE, moment_of, seconds_of


def draft_of(day: Day) -> Draft:
    """The day as primitives: what every rule says of it."""
    draft = Draft(day)
    for rule in RULES:
        rule.lower(day, draft)
    return draft


def plan_of(
    day: Day,
    draft: Draft,
    solution: Solution,
    *,
    plan_id: str,
    version: int,
    author: str,
    made: datetime,
    seed: int,
    iterations: int,
    cost_by_rule: Mapping[str, int],
    bound: int | None = None,
) -> Plan:
    """The solution in names and clock times, state draft; what is left out has no reasons yet."""
    problem = draft.problem()
    routes = tuple(route_of(draft, problem, r, plan) for r, plan in enumerate(solution.routes) if plan.stops)
    placed = {stop.visit_id for route in routes for stop in route.stops}
    return Plan(
        id=plan_id,
        centre_id=day.centre.id,
        day=day.day,
        version=version,
        state="draft",
        author=author,
        made=made,
        seed=seed,
        iterations=iterations,
        routes=routes,
        left_out=tuple(LeftOut(visit_id, ()) for visit_id in draft.visit_ids if visit_id not in placed),
        cost_by_rule={rule: cost for rule, cost in sorted(cost_by_rule.items()) if cost},
        bound=bound,
        weights={key: day.rulebook.weight(key) for key in day.rulebook.weights},
    )


def plan_again(day: Day, draft: Draft, problem: Problem, solution: Solution, old: Plan) -> Plan:
    """The same under the name of the old plan; what is left out keeps the reasons that it has there."""
    made = plan_of(
        day,
        draft,
        solution,
        plan_id=old.id,
        version=old.version,
        author=old.author,
        made=old.made,
        seed=old.seed,
        iterations=old.iterations,
        cost_by_rule=dict(evaluate(problem, solution).cost_by_rule),
    )
    reasons = {left.visit_id: left.reasons for left in old.left_out}
    left_out = tuple(replace(left, reasons=reasons.get(left.visit_id, ())) for left in made.left_out)
    return replace(made, left_out=left_out)


def solution_of(day: Day, draft: Draft, plan: Plan) -> Solution:
    """The inverse of `plan_of`. Raises InputError for a stop, a route or a person that the day does not know."""
    routes = [RoutePlan()] * len(draft.shifts)
    index = {shift.id: r for r, shift in enumerate(draft.shifts)}
    for route in plan.routes:
        if route.shift_id not in index or day.shifts[route.shift_id].staff_id != route.staff_id:
            raise _unknown("shift", route.shift_id)
        if routes[index[route.shift_id]].stops:
            raise _unknown("second route of shift", route.shift_id)
        routes[index[route.shift_id]] = _route_plan(draft, index[route.shift_id], route)
    return Solution(tuple(routes))


def _route_plan(draft: Draft, r: int, route: Route) -> RoutePlan:
    stops: list[int] = []
    for stop in route.stops:
        if stop.kind == "drop":
            if not 0 <= stop.part < len(draft.drops):
                raise _unknown("drop", str(stop.part))
            stops.append(drop_stop(stop.part))
        else:
            visit = draft.day.visits.get(stop.visit_id)
            if visit is None or not 0 <= stop.part < len(visit.parts):
                raise _unknown("visit or part", f"{stop.visit_id}/{stop.part}")
            stops.append(draft.part(stop.visit_id, stop.part))
    owed = sum(b.route == r for b in draft.breaks)
    return RoutePlan(
        tuple(stops),
        tuple(draft.seconds(stop.start) for stop in route.stops),
        tuple(draft.seconds(start) for start, _ in route.breaks[:owed]),
    )


def _unknown(kind: str, name: str) -> InputError:
    zh = ("按现有数据，当天已没有这一项（可能已在别的日期发布，或已撤销）", "请重新排班")
    return InputError([Fault("plan", kind, name, "the day has no such thing", "plan anew on the present data", *zh)])


def route_of(draft: Draft, problem: Problem, r: int, plan: RoutePlan) -> Route:
    """One used route with its rides, its departure (as late as the first stop or a break allows) and return."""
    day, shift = draft.day, draft.shifts[r]
    person = day.staff[shift.staff_id]
    mode, here = int(problem.route_mode[r]), int(problem.route_from[r])
    lengths = [b.length for b in draft.breaks if b.route == r]
    breaks = list(zip(plan.breaks, lengths, strict=False))
    stops: list[Stop] = []
    for stop, start in zip(plan.stops, plan.starts, strict=True):
        there = int(problem.part_place[stop]) if stop >= 0 else draft.drops[-1 - stop].place
        access = int(problem.access[here, there])
        ride = int(problem.travel[mode, here, there]) - access
        stops.append(_stop(draft, problem, r, stop, start, draft.places[there], ride, access))
        here = there
    home = int(problem.route_to[r])
    first, last = plan.starts[0], plan.starts[-1]
    departure = first - stops[0].travel_seconds - stops[0].access_seconds
    departure -= sum(length for start, length in breaks if start < first)
    back = seconds_of(stops[-1].end, day.day) + int(problem.travel[mode, here, home])
    back += sum(length for start, length in breaks if start >= last)
    for start, length in breaks:
        departure, back = min(departure, start), max(back, start + length)
    return Route(
        staff_id=person.id,
        shift_id=shift.id,
        mode=person.mode,
        departure=moment_of(departure, day.day),
        back=moment_of(back, day.day),
        back_travel_seconds=int(problem.travel[mode, here, home] - problem.access[here, home]),
        stops=tuple(stops),
        breaks=tuple((moment_of(a, day.day), moment_of(a + n, day.day)) for a, n in breaks),
    )


def _stop(draft: Draft, problem: Problem, r: int, stop: int, start: int, place: Place, ride: int, access: int) -> Stop:
    day = draft.day.day
    length = int(problem.duration[stop, r]) if stop >= 0 else draft.drops[-1 - stop].service
    begin, end = moment_of(start, day), moment_of(start + length, day)
    if stop < 0:
        return Stop("", -1 - stop, place.id, begin, end, ride, access, (begin, begin), "drop")
    visit_id, part = draft.keys[stop]
    rows = range(int(problem.window_index[stop]), int(problem.window_index[stop + 1]))
    windows = [(int(problem.window_earliest[w]), int(problem.window_latest[w])) for w in rows]
    return Stop(visit_id, part, place.id, begin, end, ride, access, arrival_band(draft.day, begin, windows))


def arrival_band(day: Day, start: datetime, windows: list[tuple[int, int]]) -> tuple[datetime, datetime]:
    """What the resident is told: around the start, cut to the hard window it lies in, rounded outward.

    `windows` are seconds from midnight, inclusive; a start outside them all is not cut.
    """
    book = day.rulebook
    early = start - timedelta(minutes=book.rule("band.before_minutes"))
    late = start + timedelta(minutes=book.rule("band.after_minutes"))
    second = seconds_of(start, day.day)
    for earliest, latest in windows:
        if earliest <= second <= latest:
            early = max(early, moment_of(earliest, day.day))
            late = min(late, moment_of(min(latest, seconds_of(late, day.day)), day.day))
    step = book.rule("band.round_minutes") * MINUTE
    down, up = seconds_of(early, day.day) // step * step, -(-seconds_of(late, day.day) // step) * step
    return moment_of(down, day.day), moment_of(up, day.day)
