"""What the search remembers of a part on an unchanged route is what trying every place finds."""

from __future__ import annotations

from random_problems import random_problem

from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.solution import RoutePlan, Solution
from scheduler.solver.kernel import layout as at
from scheduler.solver.kernel.driver import Driver


def alone(problem: Problem, r: int, stops: tuple[int, ...]) -> int | None:
    """What a plan of this route alone costs, every start as early as it can be; None when it cannot be."""
    clock, place, starts = int(problem.route_earliest[r]), int(problem.route_from[r]), list[int]()
    for p in stops:
        way = int(problem.travel[problem.route_mode[r], place, problem.part_place[p]])
        clock = max(clock + way, int(problem.window_earliest[problem.window_index[p]]))
        starts.append(clock)
        clock, place = clock + int(problem.duration[p, r]), int(problem.part_place[p])
    routes = [RoutePlan()] * problem.routes
    routes[r] = RoutePlan(stops, tuple(starts))
    judged = evaluate(problem, Solution(tuple(routes)))
    broken = [violation for violation in judged.violations if violation.primitive != "must be placed"]
    return None if broken else judged.cost


def test_what_is_remembered_of_a_route_is_what_trying_every_place_finds() -> None:
    compared = 0
    for seed in range(30):
        problem = random_problem(seed, visits=12, with_=frozenset())
        driver = Driver(problem, seed)
        driver.construct()
        driver.anneal(300, 0.0, 300.0, 30.0, 1.0)
        world = driver.world
        for r in range(problem.routes):
            stops = tuple(world.seq[at.WORK, r, : world.tally[at.WORK, r, at.LEN]].tolist())
            for p in set(range(problem.parts)) - set(stops):
                mark, cost, position = world.memo[p, r].tolist()
                if mark != world.tally[at.WORK, r, at.MARK]:
                    continue
                ways = [alone(problem, r, (*stops[:k], p, *stops[k:])) for k in range(len(stops) + 1)]
                without = alone(problem, r, stops)
                assert without is not None
                price = int(problem.leave_out_cost[problem.part_visit[p]])
                rises = [at.BIG if way is None else way - without + price for way in ways]
                assert min(rises) == cost, (seed, r, p)
                assert position < 0 or rises[position] == cost
                compared += 1
    assert compared > 200  # a comparison that finds nothing to compare would hold, too
