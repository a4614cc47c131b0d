"""Random solutions of a Problem: built to be nearly right, then, half of the time, spoiled at an edge."""

from __future__ import annotations

import random
from dataclasses import replace

from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.solution import NOT_HELD, RoutePlan, Solution, drop_stop


def random_solution(problem: Problem, seed: int) -> Solution:
    """Visits put in one by one where nothing more breaks (or, rarely, anywhere), then 0 to 3 spoiling steps."""
    draw = random.Random(f"solution {seed}")
    orders: list[list[int]] = [[] for _ in range(problem.routes)]
    for v in draw.sample(range(problem.visits), problem.visits):
        if draw.random() < 0.9:
            orders = _with_visit(problem, orders, v, draw)
    solution = timed(problem, orders, draw)
    for _ in range(draw.choice([0, 0, 0, 1, 1, 2, 3])):
        solution = _spoiled(problem, solution, draw)
    return solution


def tightened(problem: Problem, solution: Solution, seed: int) -> Problem:
    """The problem with one of its limits set to what the solution needs, or to one less."""
    draw = random.Random(f"tightened {seed}")
    less = draw.choice([0, 1])
    r = draw.randrange(problem.routes)
    plan = solution.routes[r]
    kind = draw.choice(["capacity", "latest", "ride", "link"])
    held = [k for k, stop in enumerate(plan.stops) if stop < 0]
    if kind == "capacity" and len(problem.capacity):
        capacity = problem.capacity.copy()
        capacity[0, r] = sum(int(problem.load[0, p]) for p in plan.stops if p >= 0) - less
        return replace(problem, capacity=capacity)
    if kind in ("latest", "ride") and held:
        at, d = plan.starts[held[0]], -1 - plan.stops[held[0]]
        carried = [k for k, stop in enumerate(plan.stops) if stop in problem.drops[d].parts]
        ends = [plan.starts[k] + int(problem.duration[plan.stops[k], r]) for k in carried]
        drop = replace(problem.drops[d], **{"latest": at - less} if kind == "latest" else {})
        if kind == "ride" and ends:
            drop = replace(drop, longest_ride=at - draw.choice(ends) - less)
        return replace(problem, drops=(*problem.drops[:d], drop, *problem.drops[d + 1 :]))
    if kind == "link" and problem.links:
        n = draw.randrange(len(problem.links))
        link, placed = problem.links[n], solution.placed()
        if link.first in placed and link.second in placed:
            (q, first), (_, second) = placed[link.first], placed[link.second]
            gap = second - first - (int(problem.duration[link.first, q]) if link.from_end else 0)
            tight = replace(link, minimum=gap + less) if draw.random() < 0.5 else replace(link, maximum=gap - less)
            return replace(problem, links=(*problem.links[:n], tight, *problem.links[n + 1 :]))
    return problem


def _broken(problem: Problem, orders: list[list[int]]) -> int:
    return len(evaluate(problem, timed(problem, orders, random.Random(0))).violations)


def _with_visit(problem: Problem, orders: list[list[int]], visit: int, draw: random.Random) -> list[list[int]]:
    """The best of a few random ways to place all parts of a visit; unchanged when each breaks more."""
    careless = draw.random() < 0.05
    best, least = orders, _broken(problem, orders)
    for _ in range(6):
        tried = [list(stops) for stops in orders]
        for p in problem.parts_of(visit):
            r = draw.randrange(problem.routes)
            if not careless and not problem.eligible[p, r]:
                r = draw.choice([q for q in range(problem.routes) if problem.eligible[p, q]] or [r])
            tried[r].insert(draw.randint(0, len(tried[r])), p)
        broken = _broken(problem, tried)
        if careless or broken <= least:
            best, least = tried, broken
            if broken == 0:
                break
    return best


def timed(problem: Problem, orders: list[list[int]], draw: random.Random) -> Solution:
    """Starts as early as windows, travel, breaks and (after a few passes) links allow; drops as soon as complete."""
    not_before: dict[int, int] = {}
    solution = Solution(())
    for _ in range(6):
        solution = Solution(
            tuple(timed_route(problem, r, _with_drops(problem, stops), not_before) for r, stops in enumerate(orders))
        )
        placed = solution.placed()
        before = dict(not_before)
        for link in problem.links:
            if link.first in placed and link.second in placed:
                (r, first), (_, second) = placed[link.first], placed[link.second]
                base = int(problem.duration[link.first, r]) if link.from_end else 0
                not_before[link.second] = max(not_before.get(link.second, 0), first + base + link.minimum)
                not_before[link.first] = max(not_before.get(link.first, 0), second - base - link.maximum)
        if before == not_before:
            break
    return solution


def timed_route(problem: Problem, r: int, stops: list[int], not_before: dict[int, int] | None = None) -> RoutePlan:
    """The stops in this order, each as early as its window, travel, breaks and `not_before` allow."""
    wanted = not_before or {}
    waiting = [k for k, b in enumerate(problem.breaks) if b.route == r] if stops else []
    taken: dict[int, int] = {}
    clock, at, mode = int(problem.route_earliest[r]), int(problem.route_from[r]), int(problem.route_mode[r])
    starts: list[int] = []
    for stop in stops:
        place = int(problem.part_place[stop]) if stop >= 0 else problem.drops[-1 - stop].place
        length = int(problem.duration[stop, r]) if stop >= 0 else problem.drops[-1 - stop].service
        leg = int(problem.travel[mode, at, place])
        start = _earliest(problem, stop, max(clock + leg, wanted.get(stop, 0)))
        while waiting and start + length > problem.breaks[waiting[0]].latest:
            b = problem.breaks[waiting[0]]
            begin = max(clock, b.earliest)
            if b.price and (begin > b.latest or (len(stops) + r) % 3 == 0):
                taken[waiting.pop(0)] = NOT_HELD
                continue
            taken[waiting.pop(0)] = begin
            clock = begin + b.length
            start = _earliest(problem, stop, max(clock + leg, wanted.get(stop, 0)))
        starts.append(start)
        clock, at = start + length, place
    for k in waiting:
        taken[k] = max(clock, problem.breaks[k].earliest)
        if problem.breaks[k].price and taken[k] > problem.breaks[k].latest:
            taken[k] = NOT_HELD
            continue
        clock = taken[k] + problem.breaks[k].length
    return RoutePlan(tuple(stops), tuple(starts), tuple(taken[k] for k in sorted(taken)))


def _with_drops(problem: Problem, stops: list[int]) -> list[int]:
    """Each drop right behind the last part that it needs."""
    held = list(stops)
    for d, drop in enumerate(problem.drops):
        carried = [k for k, stop in enumerate(held) if stop in drop.parts]
        if carried:
            held.insert(carried[-1] + 1, drop_stop(d))
    return held


def _earliest(problem: Problem, stop: int, time: int) -> int:
    if stop < 0:
        return time
    for w in range(int(problem.window_index[stop]), int(problem.window_index[stop + 1])):
        if time <= problem.window_latest[w]:
            return max(time, int(problem.window_earliest[w]))
    return time


def _spoiled(problem: Problem, solution: Solution, draw: random.Random) -> Solution:
    """One random step: a start or break to an edge +-1, a stop removed or replaced, two swapped, a drop early."""
    used = [r for r, plan in enumerate(solution.routes) if plan.stops]
    if not used:
        return solution
    r = draw.choice(used)
    plan = solution.routes[r]
    steps = ["start", "start", "start", "edge", "edge", "break", "break", "no break", "remove", "remove", "swap"]
    steps += ["stop", "order", *(["drop"] * 5 if any(stop < 0 for stop in plan.stops) else [])]
    steps += ["not held"] * 3 if any(b.price for b in problem.breaks) else []
    step = draw.choice(steps)
    if step in ("start", "edge"):
        plan = _restarted(problem, plan, draw, near=step == "start")
    elif step == "break" and plan.breaks:
        k = draw.randrange(len(plan.breaks))
        begin = plan.breaks[k] + draw.choice([-7, -1, 1, 7])
        plan = replace(plan, breaks=_replaced(plan.breaks, k, begin if plan.breaks[k] != NOT_HELD else plan.starts[-1]))
    elif step == "not held" and plan.breaks:
        plan = replace(plan, breaks=_replaced(plan.breaks, draw.randrange(len(plan.breaks)), NOT_HELD))
    elif step == "no break":
        plan = replace(plan, breaks=plan.breaks[:-1])
    elif step == "remove":
        k = draw.randrange(len(plan.stops))
        plan = replace(plan, stops=plan.stops[:k] + plan.stops[k + 1 :], starts=plan.starts[:k] + plan.starts[k + 1 :])
    elif step == "drop":
        k = next((k for k, stop in enumerate(plan.stops) if k and stop < 0), 0)
        stops = [*plan.stops[: max(0, k - 1)], plan.stops[k], *plan.stops[max(0, k - 1) : k], *plan.stops[k + 1 :]]
        plan = timed_route(problem, r, stops)
    elif step == "swap" and len(plan.stops) > 1:
        k = draw.randrange(len(plan.stops) - 1)
        stops = list(plan.stops)
        stops[k], stops[k + 1] = stops[k + 1], stops[k]
        plan = replace(plan, stops=tuple(stops))
    elif step == "stop":
        other = draw.choice([*range(problem.parts), *(drop_stop(d) for d in range(len(problem.drops)))])
        plan = replace(plan, stops=_replaced(plan.stops, draw.randrange(len(plan.stops)), other))
    elif step == "order":
        pairs = sorted(zip(plan.starts, plan.stops, strict=True))
        plan = replace(plan, stops=tuple(s for _, s in pairs), starts=tuple(t for t, _ in pairs))
    return Solution((*solution.routes[:r], plan, *solution.routes[r + 1 :]))


def _restarted(problem: Problem, plan: RoutePlan, draw: random.Random, near: bool) -> RoutePlan:
    k = draw.randrange(len(plan.stops))
    stop, start = plan.stops[k], plan.starts[k]
    edges = [start]
    if stop >= 0 and not near:
        rows = slice(int(problem.window_index[stop]), int(problem.window_index[stop + 1]))
        edges = [int(t) for t in (*problem.window_earliest[rows], *problem.window_latest[rows])] or [start]
    elif stop < 0 and not near:
        edges = [problem.drops[-1 - stop].latest]
    return replace(plan, starts=_replaced(plan.starts, k, draw.choice(edges) + draw.choice([-1, 0, 1])))


def _replaced(row: tuple[int, ...], k: int, value: int) -> tuple[int, ...]:
    return (*row[:k], value, *row[k + 1 :])
