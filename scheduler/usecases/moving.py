"""Move a visit by hand: judged before it is saved, refused with every broken rule, and with better places offered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from scheduler.domain.day import Day
from scheduler.domain.plan import Finding, Plan
from scheduler.errors import ConflictError, Fault, InputError
from scheduler.explain.terms import Term, terms_between
from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.retiming import free_starts, route_alone, with_part
from scheduler.problem.solution import Solution
from scheduler.replan.nothing import ALONE
from scheduler.store import plans
from scheduler.store.engine import Session, Store
from scheduler.store.tables import PlanRow
from scheduler.units import moment_of
from scheduler.usecases.day import day_of_plan
from scheduler.usecases.judging import with_judgement
from scheduler.usecases.naming import moment_faults, part_faults
from scheduler.usecases.opened import Opened, open_plan
from scheduler.usecases.plans import keep_draft
from scheduler.validator import judge

OFFERED = 3


@dataclass(frozen=True, slots=True)
class Alternative:
    """A place where the visit breaks nothing; `cost_change` against the plan before the move, in cost units."""

    staff_id: str
    start: datetime
    cost_change: int


@dataclass(frozen=True, slots=True)
class Moved:
    """The new draft, or None with every broken rule and the best places instead.

    `terms`: every rule whose cost the move changes, or would change. `saved` is false for a trial.
    """

    plan: Plan | None
    broken: tuple[Finding, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    terms: tuple[Term, ...] = ()
    saved: bool = False


def move_visit(
    store: Store,
    plan_id: str,
    visit_id: str,
    staff_id: str,
    start: datetime,
    *,
    author: str,
    now: datetime,
    part: int = 0,
    dry_run: bool = False,
) -> Moved:
    """Give one part of a visit to a person at a moment; later stops of the route shift as far as they must.

    Parts that start together move together; a visit that was left out gets people for its other parts.
    Saved as a new draft when the validator finds nothing hard and it is no `dry_run`, else nothing changes. Raises
    InputError for a visit, person or moment that the day does not know, ConflictError for a version that was replaced
    or recalled.
    """
    with store.read() if dry_run else store.write() as session:
        row = plans.plan_row(session, plan_id)
        board = open_plan(*_day_for_change(session, store, row))
        if faults := list(_faults(board.day, visit_id, staff_id, start, part)):
            raise InputError(faults)
        p = board.draft.part(visit_id, part)
        second = board.draft.seconds(start)
        routes = board.draft.routes_of(staff_id)
        if not routes:
            return Moved(None, (_not_on_the_road(visit_id, staff_id),), _alternatives(board, p, second))
        r = min(routes, key=lambda r: _outside(board.problem, r, second))
        plan = board.plan_with(_placed(board, p, r, second))
        verdict = judge(board.day, plan)
        before = judge(board.day, board.plan_with(board.solution)).cost_by_rule
        terms = terms_between(before, verdict.cost_by_rule)
        if verdict.hard:
            return Moved(None, verdict.hard, _alternatives(board, p, second), terms)
        plan = with_judgement(board.day, plan)
        if not dry_run:
            plan = keep_draft(session, store.rulebook, plan, author=author, now=now)
        return Moved(plan, terms=terms, saved=not dry_run)


def _day_for_change(session: Session, store: Store, row: PlanRow) -> tuple[Day, Plan]:
    """The plan's day, priced against what people have been told by now."""
    if row.state in ("replaced", "recalled"):
        raise ConflictError(
            f"plan {row.id} is {row.state}: change the newest version of the day",
            f"计划 {row.id} 已失效（{row.state}）：请改当天最新的版本",
        )
    plan, day, _ = day_of_plan(session, store.rulebook, row)
    told = plans.published_row(session, row.centre_id, row.day)
    return replace(day, published=plans.plan_from(told) if told else None), plan


def _faults(day: Day, visit_id: str, staff_id: str, start: datetime, part: int) -> Iterator[Fault]:
    yield from part_faults(day, visit_id, part)
    if staff_id not in day.staff:
        en, zh = "is nobody of this centre", "不是本中心的人"
        yield Fault("", "staff", staff_id, en, "name one of its staff", zh, "请用本中心的工号")
    yield from moment_faults(day, start)


def _not_on_the_road(visit_id: str, staff_id: str) -> Finding:
    zh, en = f"{staff_id} 当天没有外出班次", f"{staff_id} has no field shift that day"
    return Finding("H5", True, 1, "shift", 0, (visit_id,), (staff_id,), zh, en)


def _outside(problem: Problem, r: int, second: int) -> int:
    """By how much a moment lies outside a route's shift."""
    return max(0, int(problem.route_earliest[r]) - second, second - int(problem.route_latest[r]))


def _placed(board: Opened, p: int, r: int, second: int) -> Solution:
    """The part on the route; its visit's other parts at the same start when they belong together or were left out."""
    problem, solution = board.problem, with_part(board.problem, board.solution, p, r, second)
    visit = board.day.visits[board.draft.keys[p][0]]
    placed = board.solution.placed()
    for other in board.draft.parts_of(visit.id):
        if other == p:
            continue
        if other not in placed:
            options = [
                with_part(problem, solution, other, route, second)
                for route in range(problem.routes)
                if problem.eligible[other, route] and route != r
            ]
            fitting = [option for option in options if _fits_alone(problem, option, other)]
            solution = min(fitting or options, key=lambda option: _badness(problem, option), default=solution)
        elif visit.sync == "start" and placed[other][1] != second:
            solution = with_part(problem, solution, other, placed[other][0], second)
    return solution


def _badness(problem: Problem, solution: Solution) -> tuple[int, int]:
    evaluation = evaluate(problem, solution)
    return len(evaluation.violations), evaluation.cost


def _alternatives(board: Opened, p: int, second: int) -> tuple[Alternative, ...]:
    """The cheapest legal place with each person, cheapest person first."""
    before = evaluate(board.problem, board.solution).cost
    staff = list(board.day.staff)
    best: dict[str, tuple[int, int, Solution]] = {}
    for r, start, solution in _candidates(board, p, second):
        who = staff[int(board.problem.route_staff[r])]
        evaluation = evaluate(board.problem, solution)
        if evaluation.feasible and (who not in best or (evaluation.cost, start) < best[who][:2]):
            best[who] = (evaluation.cost, start, solution)
    offered: list[Alternative] = []
    for who, (cost, start, solution) in sorted(best.items(), key=lambda one: one[1][:2]):
        if len(offered) < OFFERED and judge(board.day, board.plan_with(solution)).legal:
            offered.append(Alternative(who, moment_of(start, board.day.day), cost - before))
    return tuple(offered)


def _candidates(board: Opened, p: int, second: int) -> Iterator[tuple[int, int, Solution]]:
    """(route, start, solution): the asked start, the present one, and the free ones unless others move along."""
    problem, present = board.problem, board.solution.placed().get(p)
    visit = board.day.visits[board.draft.keys[p][0]]
    for r in range(problem.routes):
        if not problem.eligible[p, r]:
            continue
        starts = {second} | ({present[1]} if present else set())
        if len(visit.parts) == 1 or present is None:
            starts |= set(free_starts(problem, board.solution, p, r))
        for start in sorted(starts):
            if present == (r, start):
                continue
            if _fits_alone(problem, with_part(problem, board.solution, p, r, start), p):
                yield r, start, _placed(board, p, r, start)


def _fits_alone(problem: Problem, solution: Solution, p: int) -> bool:
    """Whether the route of the part breaks nothing by itself, whoever else is still missing."""
    r = solution.placed()[p][0]
    broken = route_alone(problem, r, solution.routes[r]).violations
    return all(violation.primitive in ALONE for violation in broken)
