"""The running day laid out for a re-plan: what is fixed, what doing nothing would come to, what may still change."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from scheduler.domain.care import Lock, Visit
from scheduler.domain.day import Day
from scheduler.domain.events import Event
from scheduler.domain.plan import Plan, Stop
from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.solution import Solution
from scheduler.replan.facts import with_facts
from scheduler.replan.nothing import doing_nothing
from scheduler.rules.draft import FOREVER, Draft
from scheduler.translate import draft_of
from scheduler.units import moment_of


@dataclass(frozen=True, slots=True)
class Board:
    """`day` with its facts and the locks of the near future; `nothing` breaks nothing if `possible`.

    `held`: the parts whose promised band binds, since doing nothing keeps it; in the `loose` problem none does.
    """

    day: Day
    told: Plan
    draft: Draft
    problem: Problem
    loose: Problem
    nothing: Solution
    possible: bool
    held: frozenset[int]
    freeze_until: datetime
    homes: Mapping[str, str]  # the resident of each visit, of those that are off too


def board_of(
    day: Day,
    told: Plan,
    events: Sequence[Event],
    freeze_until: datetime,
    *,
    planned: Mapping[str, Visit],
    may_leave_bands: bool = False,
) -> Board:
    """The day as its events have left it, seen from the told plan.

    What has begun never moves (H16). What starts before `freeze_until` keeps its person and start, shifted as far as
    it must; nothing new starts before it. Every other promised band that doing nothing keeps is kept by everybody,
    unless `may_leave_bands`; one that the events have broken already is priced (S11). `planned`: the visits that
    were told.
    """
    after = with_facts(replace(day, published=told), told, events)
    draft = draft_of(after)
    nothing = doing_nothing(after, draft, draft.problem(), told)
    frozen = _near_future(after, draft, nothing, freeze_until)
    after = replace(after, locks=(*after.locks, *frozen))
    draft = draft_of(after)
    fixed = nothing_new_before(draft, after, freeze_until)
    loose = draft.problem()
    held = frozenset[int]() if may_leave_bands else _kept_bands(draft, nothing, told, fixed)
    bands = promised(told)
    for p in sorted(held):
        early, late = bands[draft.keys[p]].band
        draft.window(p, [(draft.seconds(early), draft.seconds(late))])
    problem = draft.problem() if held else loose
    homes = {visit.id: visit.resident_id for visit in (*planned.values(), *after.visits.values())}
    possible = evaluate(problem, nothing).feasible
    return Board(after, told, draft, problem, loose, nothing, possible, held, freeze_until, homes)


def promised(told: Plan) -> Mapping[tuple[str, int], Stop]:
    """(visit, part) -> the stop that was told."""
    return {(stop.visit_id, stop.part): stop for _, stop in told.stops() if stop.kind == "visit"}


def _near_future(day: Day, draft: Draft, nothing: Solution, freeze_until: datetime) -> list[Lock]:
    """A lock for each part that starts before the freeze, as doing nothing has it; facts have theirs already."""
    facts = {(lock.visit_id, lock.part) for lock in day.locks if lock.started}
    locks = []
    for p, (r, start) in sorted(nothing.placed().items()):
        moment = moment_of(start, day.day)
        if moment < freeze_until and draft.keys[p] not in facts:
            locks.append(Lock(*draft.keys[p], draft.shifts[r].staff_id, moment))
    return locks


def nothing_new_before(draft: Draft, day: Day, moment: datetime) -> frozenset[int]:
    """Everything that no lock gives a start begins at `moment` or later; the parts that have one."""
    stands = {(lock.visit_id, lock.part) for lock in day.locks if lock.start is not None}
    fixed = frozenset(p for p, key in enumerate(draft.keys) if key in stands)
    first = draft.seconds(moment)
    for p in range(len(draft.keys)):
        if p not in fixed:
            draft.window(p, [(first, FOREVER)])
    return fixed


def _kept_bands(draft: Draft, nothing: Solution, told: Plan, fixed: Collection[int]) -> frozenset[int]:
    """The free parts that doing nothing leaves with their person and inside their band."""
    people = {(stop.visit_id, stop.part): route.staff_id for route, stop in told.stops()}
    bands = promised(told)
    held = set()
    for p, (r, start) in nothing.placed().items():
        key = draft.keys[p]
        if p in fixed or key not in bands or people[key] != draft.shifts[r].staff_id:
            continue
        early, late = bands[key].band
        if draft.seconds(early) <= start <= draft.seconds(late):
            held.add(p)
    return frozenset(held)
