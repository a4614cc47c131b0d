"""Where delays say all that an insertion costs, the compiled search finds the cheapest place there is."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
from random_problems import random_problem

from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import LATENESS, Peak, Problem
from scheduler.problem.solution import RoutePlan, Solution
from scheduler.solver.exact.model import solve_exactly
from scheduler.solver.kernel import layout as at
from scheduler.solver.kernel.driver import Driver
from scheduler.solver.kernel.recipe import Recipe
from scheduler.solver.search import Stop, solve

FAR = 10**6
ENDLESS = 10_000  # no plan of these lasts so long: a circle of links
Sequences = tuple[tuple[int, ...], ...]
SEEN = Recipe(blink=0.0, larger_first=0.0)


def lean_problem(seed: int, *, peak: bool) -> Problem:
    """Soft closing times, no end of the day, pairs and gaps, and on demand a price of the largest lateness."""
    with_ = frozenset({"doubles", "links", "opening", "serve costs", "terms", "modes"})
    drawn = random_problem(seed, visits=6, with_=with_)
    far = np.full(drawn.routes, FAR, np.int64)
    terms = tuple(range(len(drawn.term_time)))
    free = [
        replace(link, presence=0)
        for link in drawn.links
        if drawn.part_visit[link.first] != drawn.part_visit[link.second]
    ]
    own = [link for link in drawn.links if drawn.part_visit[link.first] == drawn.part_visit[link.second]]
    return replace(
        drawn, window_latest=np.full(len(drawn.window_latest), FAR, np.int64), route_latest=far, route_end=far,
        route_max_work=10 * far, route_max_travel=10 * far, term_before_rate=np.zeros_like(drawn.term_before_rate),
        leave_out_cost=np.full(drawn.visits, FAR, np.int64), must_place=np.zeros(drawn.visits, np.bool_),
        links=tuple(own + free), peaks=(Peak(0, LATENESS, 1, terms),) if terms and peak else (),
    )  # fmt: skip


def earliest(problem: Problem, routes: Sequences, held_back: tuple[int, int] = (-1, 0)) -> Solution | None:
    """The least starts that these sequences and the links allow, one part not before a time; None for a circle."""
    start = {p: int(problem.window_earliest[problem.window_index[p]]) for stops in routes for p in stops}
    late, time = held_back
    start |= {late: max(start[late], time)} if late in start else {}
    where = {p: r for r, stops in enumerate(routes) for p in stops}
    moved = True
    while moved:
        before = dict(start)
        for r, stops in enumerate(routes):
            end, place = int(problem.route_earliest[r]), int(problem.route_from[r])
            for p in stops:
                leg = int(problem.travel[problem.route_mode[r], place, problem.part_place[p]])
                start[p] = max(start[p], end + leg)
                end, place = start[p] + int(problem.duration[p, r]), int(problem.part_place[p])
        for link in problem.links:
            if link.first in start and link.second in start:
                served = int(problem.duration[link.first, where[link.first]]) if link.from_end else 0
                start[link.second] = max(start[link.second], start[link.first] + served + link.minimum)
                start[link.first] = max(start[link.first], start[link.second] - served - link.maximum)
        moved = start != before
        if any(time > ENDLESS for time in start.values()):
            return None
    return Solution(tuple(RoutePlan(stops, tuple(start[p] for p in stops)) for stops in routes))


def cheapest_insertion(problem: Problem, routes: Sequences, parts: list[int]) -> int | None:
    """What the plan costs with the parts at their best places, by trying every one."""
    best = None
    for chosen in product(range(problem.routes), repeat=len(parts)):
        for tried in _insertions(routes, list(zip(parts, chosen, strict=True))):
            solution = earliest(problem, tried)
            judged = None if solution is None else evaluate(problem, solution)
            if judged is not None and judged.feasible and (best is None or judged.cost < best):
                best = judged.cost
    return best


def _insertions(routes: Sequences, left: list[tuple[int, int]]) -> list[Sequences]:
    if not left:
        return [routes]
    (part, r), found = left[0], []
    for k in range(len(routes[r]) + 1):
        stops = (*routes[r][:k], part, *routes[r][k:])
        found += _insertions((*routes[:r], stops, *routes[r + 1 :]), left[1:])
    return found


def found_and_best(seed: int, people: int) -> tuple[int, int] | None:
    """What the search makes of a plan that lacks one visit of so many people, and what trying every place gives."""
    problem = lean_problem(seed, peak=False)  # a peak is seen when the plan is judged, not when a visit goes in
    if not len(problem.term_time):
        return None
    whole = Driver(problem, seed, SEEN)
    assert whole.world.pool[at.LEAN] == 1
    whole.construct()
    plan = whole.solution()
    placed = {int(problem.part_visit[p]) for p in plan.placed()}
    visit = next((v for v in sorted(placed) if len(problem.parts_of(v)) == people), None)
    if visit is None or len(placed) < problem.visits:
        return None
    parts = problem.parts_of(visit)
    rest = tuple(tuple(p for p in route.stops if p not in parts) for route in plan.routes)
    before = earliest(problem, rest)
    assert before is not None
    again = Driver(problem, seed, SEEN)
    again.begin_from(before, feasible=True)
    again.construct()
    best = cheapest_insertion(problem, rest, parts)
    assert best is not None
    return evaluate(problem, again.solution()).cost, best


def test_a_visit_goes_in_where_it_costs_least_all_that_it_delays_counted() -> None:
    looked = [pair for seed in range(150) if (pair := found_and_best(seed, 1)) is not None]
    assert len(looked) > 20
    assert all(found == best for found, best in looked)


def test_a_visit_of_two_people_goes_in_where_it_costs_least_nearly_always() -> None:
    # delays of both are added in the screen although the longer may hold the shorter
    looked = [pair for seed in range(150) if (pair := found_and_best(seed, 2)) is not None]
    assert len(looked) > 20
    assert sum(found == best for found, best in looked) >= 0.9 * len(looked)
    assert all(found <= 1.1 * best for found, best in looked)


def test_plans_where_delays_say_all_cost_what_the_evaluator_says() -> None:
    for seed in range(200, 300):
        problem = lean_problem(seed, peak=True)
        driver = Driver(problem, seed)
        driver.construct()
        driver.anneal(60, 0.0, 60.0, 100.0, 1.0)
        judged = evaluate(problem, driver.solution())
        assert judged.feasible
        assert judged.cost == int(driver.world.lists[at.SCALARS, at.BEST_COST])


def floor(stop: np.ndarray, least_rate: int, delay: int) -> int:
    """What the search counts on when this stop starts so much later."""
    over = least_rate * max(0, delay - int(stop[at.FREE_DELAY]))
    rates = (int(stop[at.LATE_RATE]) * delay, int(stop[at.DELAY_RATE]) * delay - int(stop[at.DELAY_SPARED]))
    return max(over, *rates) if over else 0


def test_no_delay_costs_less_than_the_search_counts_on_and_many_cost_just_that() -> None:
    compared = sharp = 0
    for seed in range(60):
        problem = lean_problem(seed, peak=False)
        driver = Driver(problem, seed)
        driver.construct()
        world = driver.world
        sequences = tuple(route.stops for route in driver.solution().routes)
        plan = earliest(problem, sequences)
        assert plan is not None
        for part, (_, start) in plan.placed().items():
            for delay in (3, 20, 70):
                later = earliest(problem, sequences, (part, start + delay))
                if later is None:
                    continue
                rise = evaluate(problem, later).cost - evaluate(problem, plan).cost
                least = floor(world.stop[at.WORK, part], int(world.pool[at.LEAST_RATE]), delay)
                assert least <= rise, (seed, part, delay)
                compared += rise > 0
                sharp += rise > 0 and least == rise
    assert sharp > 0.3 * compared > 50


def test_small_days_on_which_waiting_costs_are_planned_as_well_as_can_be_but_for_one_in_twenty() -> None:
    compared = best = 0
    for seed in range(30):
        lean = lean_problem(seed, peak=False)
        problem = replace(lean, route_wait_rate=np.full(lean.routes, 2, np.int64))
        exact = solve_exactly(problem, 30)
        if exact.solution is not None:
            assert exact.optimal
            compared += 1
            best += solve(problem, Stop(iterations=1000), seed=1).cost == exact.bound
    assert best >= 0.95 * compared > 20
