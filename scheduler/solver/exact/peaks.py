"""Peaks, balances and circles in CP-SAT: the largest of a set, how unevenly people are busy, how many faces."""

from __future__ import annotations

from ortools.sat.python import cp_model

from scheduler.problem.problem import IDLE, LATENESS, WAITING, Balance, Peak
from scheduler.solver.exact.routes import early_wait, in_gap
from scheduler.solver.exact.statement import BASE, Statement, counting, weighted

FARTHEST = 10**9  # ticks; no amount is above it


def state_peaks(said: Statement) -> None:
    """Each peak is not below any of its set, and minimising lets it be no more."""
    for peak in said.problem.peaks:
        highest = said.model.new_int_var(0, FARTHEST, "peak")
        said.costs[peak.rule].append(peak.rate * highest)
        if peak.measure == LATENESS:
            _state_lateness(said, peak, highest)
        elif peak.measure == IDLE:
            for r in peak.routes:
                _state_idle(said, r, highest)
        elif peak.measure == WAITING:
            for r in peak.routes:
                if r in said.used:
                    _state_longest_wait(said, r, highest)


def _state_lateness(said: Statement, peak: Peak, highest: cp_model.IntVar) -> None:
    problem, wanted = said.problem, set(peak.terms)
    starts = {p: start for (p, _), start in said.start.items() if p >= 0}
    for p, start in starts.items():
        for t in wanted & set(range(int(problem.term_index[p]), int(problem.term_index[p + 1]))):
            conditions = counting(said, p, t)
            if conditions is not None:
                said.model.add(highest >= start - int(problem.term_time[t])).only_enforce_if(conditions)


def _state_idle(said: Statement, r: int, highest: cp_model.IntVar) -> None:
    """From the begin to the planned end or the return, less travel, service and breaks; an unused route to its end."""
    problem, model = said.problem, said.model
    begin, end = int(problem.route_earliest[r]), int(problem.route_end[r])
    if r not in said.used:
        model.add(highest >= end - begin)
        return
    model.add(highest >= end - begin).only_enforce_if(~said.used[r])
    served = weighted((said.service(r, s), said.present[s, r]) for s in said.stops(r))
    travelled = weighted((said.leg(r, i, j), literal) for (i, j), literal in said.arcs[r].items())
    spent = served + travelled + said.rest(r)
    model.add(highest >= end - begin - spent).only_enforce_if(said.used[r])
    model.add(highest >= said.back[r] - begin - spent).only_enforce_if(said.used[r])


def _state_longest_wait(said: Statement, r: int, highest: cp_model.IntVar) -> None:
    for (i, j), literal in said.arcs[r].items():
        if BASE not in (i, j):
            end = said.start[i, r] + said.service(r, i)
            wait = said.start[j, r] - end - said.leg(r, i, j) - in_gap(said, r, i, j)
            said.model.add(highest >= wait).only_enforce_if(literal)
    if said.problem.route_leaves_early[r]:
        said.model.add(highest >= early_wait(said, r))


def state_balances(said: Statement) -> None:
    """How far each group's travel and service lie from the mean of the groups, rounded up, summed."""
    for balance in said.problem.balances:
        busy = [_busy(said, group) for group in balance.groups]
        for own in busy:
            _state_deviation(said, balance, own, cp_model.LinearExpr.sum(busy))


def state_circles(said: Statement) -> None:
    """A person who serves a part of the set and was not seen before is one face more."""
    problem, model = said.problem, said.model
    for circle in problem.circles:
        faces = []
        for staff in sorted({int(s) for s in problem.route_staff} - circle.seen):
            hers = [(p, r) for p, r in said.present if p in circle.parts and problem.route_staff[r] == staff]
            own = [said.present[p, r] for p, r in hers]
            if own:
                face = model.new_bool_var(f"face {staff}")
                model.add_max_equality(face, own)
                faces.append(face)
        said.costs[circle.rule].append(circle.price * cp_model.LinearExpr.sum(faces))
        if circle.maximum is not None:
            model.add(cp_model.LinearExpr.sum(faces) <= max(0, circle.maximum - len(circle.seen)))


def _state_deviation(said: Statement, balance: Balance, own: cp_model.LinearExpr, total: cp_model.LinearExpr) -> None:
    count = len(balance.groups)
    apart = said.model.new_int_var(0, FARTHEST, "apart")
    said.model.add(count * apart >= count * own - total)
    said.model.add(count * apart >= total - count * own)
    said.costs[balance.rule].append(balance.rate * apart)


def _busy(said: Statement, group: tuple[int, ...]) -> cp_model.LinearExpr:
    """Ticks of travel and service of parts on these routes."""
    amount: cp_model.LinearExpr = said.model.new_constant(0)
    for r in (r for r in group if r in said.used):
        amount += weighted((said.leg(r, *arc), literal) for arc, literal in said.arcs[r].items())
        amount += weighted((said.service(r, p), said.present[p, r]) for p in said.stops(r) if p >= 0)
    return amount
