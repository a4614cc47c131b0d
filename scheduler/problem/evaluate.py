"""What the primitives mean: the amount and violation of each for any Solution, good or bad.

Plain Python, imported by no engine. An engine is right when this page agrees with it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from scheduler.problem.problem import (
    BOTH,
    DIFFERENT,
    IDLE,
    LATENESS,
    NEEDS,
    ROUTES,
    SAME,
    STOPS,
    TRAVEL,
    WAITING,
    WORK,
    Balance,
    Circle,
    Counter,
    Peak,
    Problem,
)
from scheduler.problem.solution import NOT_HELD, RoutePlan, Solution


@dataclass(frozen=True, slots=True)
class Violation:
    """A hard primitive broken: which rule's, about what (part, route, visit ...), by how much (> 0)."""

    rule: str
    primitive: str
    about: tuple[int, ...]
    amount: int


@dataclass(slots=True)
class Evaluation:
    """What a solution costs, rule by rule, and what it breaks."""

    cost_by_rule: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    violations: list[Violation] = field(default_factory=list)

    @property
    def cost(self) -> int:
        """The sum over all rules."""
        return sum(self.cost_by_rule.values())

    @property
    def feasible(self) -> bool:
        """Nothing hard is broken."""
        return not self.violations


@dataclass(frozen=True, slots=True)
class Times:
    """A used route's clock: `ends[k]` when service at stop k ends, `waits[k]` the waiting before stop k;
    work = back - departure - breaks, busy = travel and service of parts; idle as Peak says."""

    departure: int
    back: int
    ends: tuple[int, ...]
    travel: int
    work: int
    waits: tuple[int, ...]
    busy: int
    idle: int


def evaluate(problem: Problem, solution: Solution) -> Evaluation:
    """Judge a whole solution. Never raises on a bad one; a wrong number of routes is a ValueError."""
    if len(solution.routes) != problem.routes:
        raise ValueError(f"{len(solution.routes)} routes given, the problem has {problem.routes}")
    result = Evaluation()
    times = {r: _route(problem, r, plan, result) for r, plan in enumerate(solution.routes) if plan.stops}
    _breaks_not_held(problem, solution, result)
    _presence(problem, solution, result)
    _links(problem, solution, result)
    for counter in problem.counters:
        _counter(problem, solution, counter, times, result)
    for circle in problem.circles:
        _circle(problem, solution, circle, result)
    for peak in problem.peaks:
        highest = _highest(problem, solution, peak, times)
        result.cost_by_rule[problem.rules[peak.rule]] += peak.rate * highest
    for balance in problem.balances:
        result.cost_by_rule[problem.rules[balance.rule]] += balance.rate * _unevenness(balance, times)
    return result


def evaluate_route(problem: Problem, r: int, plan: RoutePlan) -> tuple[Evaluation, Times]:
    """What one used route costs and breaks by itself: no presence, links, counters or breaks left out."""
    result = Evaluation()
    return result, _route(problem, r, plan, result)


def _break(result: Evaluation, rule: str, primitive: str, about: tuple[int, ...], amount: int) -> None:
    if amount > 0:
        result.violations.append(Violation(rule, primitive, about, amount))


def _place(problem: Problem, stop: int) -> int:
    return int(problem.part_place[stop]) if stop >= 0 else problem.drops[-1 - stop].place


def _service(problem: Problem, r: int, stop: int) -> int:
    return int(problem.duration[stop, r]) if stop >= 0 else problem.drops[-1 - stop].service


def _route(problem: Problem, r: int, plan: RoutePlan, result: Evaluation) -> Times:
    """Clock, travel, stops, orders and capacity of one used route."""
    name = problem.rules
    times = _clock(problem, r, plan, result)
    for stop, start in zip(plan.stops, plan.starts, strict=True):
        if stop >= 0:
            _part(problem, r, stop, start, result)
    _drops(problem, r, plan, times, result)
    _orders(problem, r, plan, result)
    for d in range(len(problem.capacity)):
        over = sum(int(problem.load[d, s]) for s in plan.stops if s >= 0) - int(problem.capacity[d, r])
        _break(result, name[problem.capacity_rule], "capacity", (d, r), over)
    _break(result, name[problem.work_rule], "work", (r,), times.work - int(problem.route_max_work[r]))
    _break(result, name[problem.work_rule], "travel", (r,), times.travel - int(problem.route_max_travel[r]))
    _break(result, name[problem.work_rule], "shift start", (r,), int(problem.route_earliest[r]) - times.departure)
    _break(result, name[problem.work_rule], "shift end", (r,), times.back - int(problem.route_latest[r]))
    cost = result.cost_by_rule
    over = max(0, times.back - int(problem.route_end[r]))
    cost[name[problem.overtime_rule]] += int(problem.route_overtime_rate[r]) * over
    cost[name[problem.opening_rule]] += int(problem.route_opening_cost[r])
    cost[name[problem.wait_rule]] += int(problem.route_wait_rate[r]) * sum(times.waits)
    return times


def _clock(problem: Problem, r: int, plan: RoutePlan, result: Evaluation) -> Times:
    """Travel between neighbours, breaks in the gaps, waiting; charges travel and access."""
    name = problem.rules
    own_breaks = [b for b in problem.breaks if b.route == r]
    for k, b in enumerate(own_breaks):
        if k >= len(plan.breaks) or plan.breaks[k] == NOT_HELD:
            if not b.price:
                _break(result, name[problem.break_rule], "break missing", (r, k), b.length)
            continue
        outside = max(b.earliest - plan.breaks[k], plan.breaks[k] - b.latest)
        _break(result, name[problem.break_rule], "break window", (r, k), outside)
    spans = sorted((q, b.length) for q, b in zip(plan.breaks, own_breaks, strict=False) if q != NOT_HELD)
    for (q, length), (following, _) in pairwise(spans):
        _break(result, name[problem.break_rule], "breaks overlap", (r,), q + length - following)

    mode = int(problem.route_mode[r])
    places = [int(problem.route_from[r]), *(_place(problem, s) for s in plan.stops), int(problem.route_to[r])]
    legs = [int(problem.travel[mode, i, j]) for i, j in pairwise(places)]
    access = sum(int(problem.access[i, j]) for i, j in pairwise(places))
    ends = [start + _service(problem, r, s) for s, start in zip(plan.stops, plan.starts, strict=True)]

    # a break lies in the gap before the first stop that starts after it
    in_gap = [0] * (len(plan.stops) + 1)
    for q, length in spans:
        k = sum(start <= q for start in plan.starts)
        in_gap[k] += length
        if k:
            _break(result, name[problem.break_rule], "break in service", (r, k - 1), ends[k - 1] - q)
        if k < len(plan.stops):
            _break(result, name[problem.break_rule], "break in service", (r, k), q + length - plan.starts[k])
    waits = [0]
    for k in range(1, len(plan.stops)):
        slack = plan.starts[k] - ends[k - 1] - legs[k] - in_gap[k]
        _break(result, name[problem.travel_rule], "too soon", (r, k), -slack)
        waits.append(max(0, slack))
    departure = plan.starts[0] - legs[0] - in_gap[0]
    back = ends[-1] + legs[-1] + in_gap[-1]
    if spans:
        departure = min(departure, spans[0][0])
        back = max(back, spans[-1][0] + spans[-1][1])
    if problem.route_leaves_early[r]:
        waits[0] = max(0, departure - int(problem.route_earliest[r]))
        departure = min(departure, int(problem.route_earliest[r]))
    cost, rate = result.cost_by_rule, int(problem.route_travel_rate[r])
    cost[name[problem.travel_rule]] += rate * (sum(legs) - access)
    cost[name[problem.access_rule]] += rate * access
    work = back - departure - sum(length for _, length in spans)
    busy = sum(legs) + sum(int(problem.duration[s, r]) for s in plan.stops if s >= 0)
    spent = sum(legs) + sum(ends) - sum(plan.starts) + sum(length for _, length in spans)
    idle = max(int(problem.route_end[r]), back) - int(problem.route_earliest[r]) - spent
    return Times(departure, back, tuple(ends), sum(legs), work, tuple(waits), busy, idle)


def _breaks_not_held(problem: Problem, solution: Solution, result: Evaluation) -> None:
    """The price of wanted breaks that a route does without."""
    seen: dict[int, int] = defaultdict(int)
    for pause in problem.breaks:
        plan, k = solution.routes[pause.route], seen[pause.route]
        seen[pause.route] += 1
        if not plan.stops or k >= len(plan.breaks) or plan.breaks[k] == NOT_HELD:
            result.cost_by_rule[problem.rules[problem.break_rule]] += pause.price


def _part(problem: Problem, r: int, p: int, start: int, result: Evaluation) -> None:
    """Eligibility, serve cost, windows and cost of the start of one part."""
    name, cost = problem.rules, result.cost_by_rule
    if not problem.eligible[p, r]:
        _break(result, name[problem.eligible_rule], "not eligible", (p, r), 1)
    for rule, table in problem.serve_cost_by_rule:
        cost[name[rule]] += int(table[p, r])
    rows = range(int(problem.window_index[p]), int(problem.window_index[p + 1]))
    outside = min(
        (max(0, int(problem.window_earliest[w]) - start, start - int(problem.window_latest[w])) for w in rows),
        default=1,
    )
    _break(result, name[problem.window_rule], "window", (p,), outside)
    for t in range(int(problem.term_index[p]), int(problem.term_index[p + 1])):
        if not _counts(problem, t, start):
            continue
        early, late = int(problem.term_time[t]) - start, start - int(problem.term_time[t])
        amount = int(problem.term_before_rate[t]) * max(0, early) + int(problem.term_after_rate[t]) * max(0, late)
        cost[name[int(problem.term_rule[t])]] += amount


def _counts(problem: Problem, t: int, start: int) -> bool:
    """Whether term t holds for that start: its window, if it has one, is where the start lies."""
    w = int(problem.term_window[t])
    return w < 0 or int(problem.window_earliest[w]) <= start <= int(problem.window_latest[w])


def _drops(problem: Problem, r: int, plan: RoutePlan, times: Times, result: Evaluation) -> None:
    for d, drop in enumerate(problem.drops):
        rule = problem.rules[drop.rule]
        carried = [k for k, s in enumerate(plan.stops) if s in drop.parts]
        held = [k for k, s in enumerate(plan.stops) if s == -1 - d]
        if not carried:
            _break(result, rule, "drop without a part", (d, r), len(held))
            continue
        if len(held) != 1:
            _break(result, rule, "drop count", (d, r), abs(len(held) - 1))
            continue
        at = held[0]
        _break(result, rule, "drop late", (d, r), plan.starts[at] - drop.latest)
        for k in carried:
            _break(result, rule, "drop before part", (d, r, plan.stops[k]), k - at)
            ride = plan.starts[at] - times.ends[k]
            _break(result, rule, "ride too long", (d, r, plan.stops[k]), ride - drop.longest_ride)


def _orders(problem: Problem, r: int, plan: RoutePlan, result: Evaluation) -> None:
    for order in problem.orders:
        highest = -1
        for stop in plan.stops:
            own = order.part_class[stop] if stop >= 0 else -1
            if own >= 0 and own < highest:
                if order.price == 0:
                    _break(result, problem.rules[order.rule], "order", (r, stop), 1)
                result.cost_by_rule[problem.rules[order.rule]] += order.price
            highest = max(highest, own)


def _presence(problem: Problem, solution: Solution, result: Evaluation) -> None:
    """Each part at most once; all parts of a visit or none; the price of leaving out."""
    times_placed: dict[int, int] = defaultdict(int)
    for plan in solution.routes:
        for stop in plan.stops:
            if stop >= 0:
                times_placed[stop] += 1
    name = problem.rules
    for p, count in times_placed.items():
        _break(result, name[problem.leave_out_rule], "placed twice", (p,), count - 1)
    parts_of: dict[int, list[int]] = defaultdict(list)
    for p in range(problem.parts):
        parts_of[int(problem.part_visit[p])].append(p)
    for v in range(problem.visits):
        placed = sum(times_placed[p] > 0 for p in parts_of[v])
        if placed == 0:
            result.cost_by_rule[name[problem.leave_out_rule]] += int(problem.leave_out_cost[v])
            for rule, share in problem.leave_out_by_rule:
                result.cost_by_rule[name[problem.leave_out_rule]] -= int(share[v])
                result.cost_by_rule[name[rule]] += int(share[v])
            if problem.must_place[v]:
                _break(result, name[problem.must_rule], "must be placed", (v,), 1)
        else:
            _break(result, name[problem.leave_out_rule], "parts missing", (v,), len(parts_of[v]) - placed)


def _links(problem: Problem, solution: Solution, result: Evaluation) -> None:
    placed = solution.placed()
    for index, link in enumerate(problem.links):
        rule, about = problem.rules[link.rule], (index,)
        first, second = placed.get(link.first), placed.get(link.second)
        if first is None or second is None:
            alone = (link.presence == BOTH and (first is None) != (second is None)) or (
                link.presence == NEEDS and first is None and second is not None
            )
            _break(result, rule, "link alone", about, int(alone))
            continue
        base = first[1] + (_service(problem, first[0], link.first) if link.from_end else 0)
        gap = second[1] - base
        _break(result, rule, "gap short", about, link.minimum - gap)
        _break(result, rule, "gap long", about, gap - link.maximum)
        same = problem.route_staff[first[0]] == problem.route_staff[second[0]]
        wrong = same if link.person == DIFFERENT else link.person == SAME and not same
        _break(result, rule, "person", about, int(wrong))


def _counter(
    problem: Problem, solution: Solution, counter: Counter, times: dict[int, Times], result: Evaluation
) -> None:
    amount = counter.brought_in
    for r in counter.routes:
        if r not in times:
            continue
        counted = [s for s in solution.routes[r].stops if s >= 0 and (counter.parts is None or s in counter.parts)]
        amount += {
            WORK: times[r].work,
            TRAVEL: times[r].travel,
            STOPS: len(counted),
            ROUTES: int(bool(counted) or counter.parts is None),
        }[counter.measure]
    rule = problem.rules[counter.rule]
    if counter.maximum is not None:
        _break(result, rule, "counter", counter.routes, amount - counter.maximum)
    for threshold, rate in counter.steps:
        result.cost_by_rule[rule] += rate * max(0, amount - threshold)


def _circle(problem: Problem, solution: Solution, circle: Circle, result: Evaluation) -> None:
    serving = {int(problem.route_staff[r]) for p, (r, _) in solution.placed().items() if p in circle.parts}
    new = serving - circle.seen
    result.cost_by_rule[problem.rules[circle.rule]] += circle.price * len(new)
    if circle.maximum is not None:
        over = len(new) - max(0, circle.maximum - len(circle.seen))
        _break(result, problem.rules[circle.rule], "circle", tuple(sorted(circle.parts)), over)


def _highest(problem: Problem, solution: Solution, peak: Peak, times: dict[int, Times]) -> int:
    if peak.measure == LATENESS:
        term_part = {t: p for p in range(problem.parts) for t in range(*problem.term_index[p : p + 2].tolist())}
        placed = solution.placed()
        starts = [(t, placed[term_part[t]][1]) for t in peak.terms if term_part[t] in placed]
        amounts = [start - int(problem.term_time[t]) for t, start in starts if _counts(problem, t, start)]
    elif peak.measure == IDLE:
        unused = {r: int(problem.route_end[r] - problem.route_earliest[r]) for r in peak.routes}
        amounts = [times[r].idle if r in times else unused[r] for r in peak.routes]
    elif peak.measure == WAITING:
        amounts = [wait for r in peak.routes if r in times for wait in times[r].waits]
    else:
        raise ValueError(f"a peak has no measure {peak.measure}")
    return max(0, *amounts, 0)


def _unevenness(balance: Balance, times: dict[int, Times]) -> int:
    count = len(balance.groups)
    busy = [sum(times[r].busy for r in group if r in times) for group in balance.groups]
    return sum(-(-abs(count * own - sum(busy)) // count) for own in busy)
