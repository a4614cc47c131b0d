"""Put a part on a route by hand: the stops after it move back as far as they must, and no further.

Indices and seconds as in the Problem. Nothing is refused here; `evaluate` and the validator judge.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import permutations, product

from scheduler.problem.evaluate import Evaluation, evaluate
from scheduler.problem.problem import Break, Problem
from scheduler.problem.solution import RoutePlan, Solution, drop_stop
from scheduler.units import MINUTE


def without(problem: Problem, solution: Solution, part: int) -> Solution:
    """The solution with the part taken off its route; the others stay when they are."""
    placed = solution.placed().get(part)
    if placed is None:
        return solution
    r = placed[0]
    rest = [(p, start) for p, start in _parts(solution.routes[r]) if p != part]
    return solution.with_routes({r: settle(problem, r, rest, solution.routes[r])})


def with_part(problem: Problem, solution: Solution, part: int, r: int, start: int) -> Solution:
    """The solution with the part on route r at exactly that start, moved there from where it was."""
    rest = without(problem, solution, part)
    wanted = sorted([*_parts(rest.routes[r]), (part, start)], key=lambda stop: (stop[1], stop[0] != part))
    return rest.with_routes({r: settle(problem, r, wanted, rest.routes[r], pinned=(part,))})


def free_starts(problem: Problem, solution: Solution, part: int, r: int) -> list[int]:
    """The earliest start of the part after the base and each stop of the route, within its windows.

    Rounded up to whole minutes, as people say times, where the window allows.
    """
    route = solution.routes[r]
    mode, here = int(problem.route_mode[r]), int(problem.part_place[part])
    ready = [int(problem.route_earliest[r] + problem.travel[mode, problem.route_from[r], here])]
    for stop, start in zip(route.stops, route.starts, strict=True):
        place, service = _place_and_service(problem, r, stop)
        ready.append(start + service + int(problem.travel[mode, place, here]))
    for b, start in zip((b for b in problem.breaks if b.route == r), route.breaks, strict=False):
        ready += [moment + b.length for moment in ready if moment <= start + b.length]
    windows = [
        (int(problem.window_earliest[w]), int(problem.window_latest[w]))
        for w in range(int(problem.window_index[part]), int(problem.window_index[part + 1]))
    ]
    return sorted({_in_words(max(moment, a), b) for moment in ready for a, b in windows if max(moment, a) <= b})


def _in_words(second: int, latest: int) -> int:
    whole = -(-second // MINUTE) * MINUTE
    return whole if whole <= latest else second


def settle(
    problem: Problem,
    r: int,
    wanted: Sequence[tuple[int, int]],
    before: RoutePlan,
    pinned: Collection[int] = (),
) -> RoutePlan:
    """The route with these (part, start) in order, its drops and breaks put where least is broken, then cheapest, then
    where the parts start soonest after they are wanted.

    A part starts when wanted, or as soon after as it can be reached; the pinned ones exactly when wanted.
    """
    if not wanted:
        return RoutePlan()
    variants = _variants(problem, r, wanted, before, pinned)
    return min(variants, key=lambda plan: (*_badness(route_alone(problem, r, plan)), _sum_of_starts(plan)))


def retimed(
    problem: Problem, r: int, plan: RoutePlan, asked: Mapping[int, int], pinned: Collection[int] = ()
) -> RoutePlan:
    """The route in its own order: each part when asked or as soon after as it can be reached, each drop as soon as it
    can be, each break in its gap when it was or as soon after."""
    breaks = [b for b in problem.breaks if b.route == r]
    gaps = [sum(start <= q for start in plan.starts) for q in plan.breaks]
    stops = [(stop, asked.get(stop, 0)) for stop in plan.stops]
    return _timed(problem, r, stops, list(zip(gaps, breaks, plan.breaks, strict=False)), pinned)


def _sum_of_starts(plan: RoutePlan) -> int:
    """The sum of its parts' starts: lower when nobody waits for nothing."""
    return sum(start for stop, start in zip(plan.stops, plan.starts, strict=True) if stop >= 0)


def route_alone(problem: Problem, r: int, plan: RoutePlan) -> Evaluation:
    """What one route costs and breaks when nobody else is out."""
    return evaluate(problem, Solution((RoutePlan(),) * problem.routes).with_routes({r: plan}))


def _badness(evaluation: Evaluation) -> tuple[int, int, int]:
    amount = sum(violation.amount for violation in evaluation.violations)
    return len(evaluation.violations), amount, evaluation.cost


def _variants(
    problem: Problem, r: int, wanted: Sequence[tuple[int, int]], before: RoutePlan, pinned: Collection[int]
) -> Iterator[RoutePlan]:
    own = {part for part, _ in wanted}
    drops = [d for d, drop in enumerate(problem.drops) if own & drop.parts]
    breaks = [b for b in problem.breaks if b.route == r]
    starts = [*before.breaks, *(b.earliest for b in breaks[len(before.breaks) :])]
    sequence = [(part, start) for part, start in wanted]
    last = [max(i for i, (part, _) in enumerate(wanted) if part in problem.drops[d].parts) for d in drops]
    for places in product(*(range(after + 1, len(sequence) + 1) for after in last)):
        for inserted in _orders(drops, places):
            stops = list(sequence)
            for d, place in inserted:
                stops.insert(place, (drop_stop(d), 0))
            for gaps in product(range(len(stops) + 1), repeat=len(breaks)):
                for asked in {tuple(starts), tuple(b.earliest for b in breaks)}:
                    yield _timed(problem, r, stops, list(zip(gaps, breaks, asked, strict=True)), pinned)


def _orders(drops: Sequence[int], places: Sequence[int]) -> list[tuple[tuple[int, int], ...]]:
    """(drop, place) from the last place to the first; of drops at the same place, each order."""
    pairs = zip(drops, places, strict=True)
    return list(dict.fromkeys(tuple(sorted(one, key=lambda pair: -pair[1])) for one in permutations(pairs)))


def _timed(
    problem: Problem,
    r: int,
    stops: Sequence[tuple[int, int]],
    breaks: Sequence[tuple[int, Break, int]],
    pinned: Collection[int],
) -> RoutePlan:
    """Clock times for stops in order, each break in the gap before stop `gap`, as asked or as soon after."""
    mode, here = int(problem.route_mode[r]), int(problem.route_from[r])
    free = int(problem.route_earliest[r])
    starts: list[int] = []
    paused = [0] * len(breaks)
    for k, (stop, asked) in enumerate([*stops, (None, 0)]):
        length = 0
        for i, (gap, b, wanted) in enumerate(breaks):
            if gap == k:
                paused[i] = max(wanted, b.earliest, free + length)
                length += b.length
        resumed = max((paused[i] + b.length for i, (gap, b, _) in enumerate(breaks) if gap == k), default=0)
        if stop is None:
            break
        there, service = _place_and_service(problem, r, stop)
        start = max(asked, resumed, free + int(problem.travel[mode, here, there]) + length)
        starts.append(asked if stop in pinned else start)
        free, here = starts[-1] + service, there
    return RoutePlan(tuple(stop for stop, _ in stops), tuple(starts), tuple(paused))


def _place_and_service(problem: Problem, r: int, stop: int) -> tuple[int, int]:
    if stop >= 0:
        return int(problem.part_place[stop]), int(problem.duration[stop, r])
    drop = problem.drops[-1 - stop]
    return drop.place, drop.service


def _parts(route: RoutePlan) -> list[tuple[int, int]]:
    return [(stop, start) for stop, start in zip(route.stops, route.starts, strict=True) if stop >= 0]
