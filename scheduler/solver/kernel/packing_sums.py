"""Tables that many routes share: counters, peaks, balances and circles, orders, capacities, drops."""

from __future__ import annotations

from scheduler.problem import problem as words
from scheduler.problem.problem import Ints, Problem
from scheduler.solver.kernel import layout as at
from scheduler.solver.kernel.layout import BIG, Pool


def routes_of_sums(problem: Problem) -> list[set[int]]:
    """The routes that feed each counter, then each peak, each balance, each circle."""
    late = set(range(problem.routes))
    return [
        *(set(counter.routes) for counter in problem.counters),
        *(late if peak.measure == words.LATENESS else set(peak.routes) for peak in problem.peaks),
        *({r for group in balance.groups for r in group} for balance in problem.balances),
        *(set(range(problem.routes)) for _ in problem.circles),
    ]


def add_shared(problem: Problem, pool: Pool) -> None:
    """Counters, orders, capacities and drops: whole tables behind one beginning each."""
    steps = [value for counter in problem.counters for step in counter.steps for value in step]
    beginnings = {at.STEP_POOL: pool.add(steps)[0]}
    rows: list[int] = []
    begin = beginnings[at.STEP_POOL]
    for counter in problem.counters:
        limit = BIG if counter.maximum is None else counter.maximum
        limited = int(counter.parts is not None)
        rows += [counter.measure, limit, begin, len(counter.steps), limited, 0, 0]
        begin += 2 * len(counter.steps)
    kinds = {words.LATENESS: at.LATEST_START, words.IDLE: at.IDLE_MOST, words.WAITING: at.WAIT_LONGEST}
    for peak in problem.peaks:
        rows += [kinds[peak.measure], BIG, pool.add([0, peak.rate])[0], 1, 0, 0, 0]
    for balance in problem.balances:
        groups = [(len(group), *group) for group in balance.groups]
        where = pool.add(value for group in groups for value in group)[0]
        rows += [at.BUSY, BIG, pool.add([0, balance.rate])[0], 1, 0, where, len(groups)]
    for circle in problem.circles:
        seen = pool.add(sorted(circle.seen))
        most = BIG if circle.maximum is None else max(0, circle.maximum - len(circle.seen))
        rows += [at.NEW_FACES, most, pool.add([0, circle.price])[0], 1, 1, *seen]
    beginnings[at.COUNTER_POOL] = pool.add(rows)[0]
    everything = frozenset(range(problem.parts))
    sets = [everything if c.parts is None else c.parts for c in problem.counters]
    sets += [everything] * (len(problem.peaks) + len(problem.balances)) + [circle.parts for circle in problem.circles]
    members = (p in parts for parts in sets for p in range(problem.parts))
    beginnings[at.MEMBER_POOL] = pool.add(members)[0]
    orders = (value for order in problem.orders for value in (order.price, *order.part_class))
    beginnings[at.ORDER_POOL] = pool.add(orders)[0]
    beginnings[at.CAPACITY_POOL] = pool.add(problem.capacity.ravel())[0]
    beginnings[at.LOAD_POOL] = pool.add(problem.load.ravel())[0]
    carried = (p in drop.parts for drop in problem.drops for p in range(problem.parts))
    beginnings[at.DROP_POOL] = pool.add(carried)[0]
    for where, value in beginnings.items():
        pool.values[where] = value


def idle_at_first(problem: Problem, counter: Ints) -> None:
    """Unused routes are idle all the time."""
    for c, peak in enumerate(problem.peaks, len(problem.counters)):
        if peak.measure == words.IDLE:
            for r in peak.routes:
                counter[:, c, 1 + r] = max(0, int(problem.route_end[r] - problem.route_earliest[r]))
            counter[:, c, 0] = counter[0, c, 1:].max(initial=0)
