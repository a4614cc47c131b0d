"""Who can be disturbed by a re-plan, as the engine's numbers: to prove that no fewer people could be told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from scheduler.problem.announced import Announced
from scheduler.replan.board import Board, promised


def announced(board: Board) -> Announced:
    """All residents who were told of a visit that is still asked for and has not begun, and all staff.

    A visit with several parts starts, for its resident, when the part does that was told to start first.
    """
    draft, problem = board.draft, board.loose
    begun = {(lock.visit_id, lock.part) for lock in board.day.locks if lock.started}
    over = {visit_id for visit_id, _ in begun}
    staff = {shift.staff_id: int(problem.route_staff[r]) for r, shift in draft.each_route()}
    people = {(stop.visit_id, stop.part): route.staff_id for route, stop in board.told.stops()}
    parts, bands = {}, {}
    homes: dict[str, list[int]] = defaultdict(list)
    for key, stop in sorted(promised(board.told).items(), key=lambda one: (one[1].start, one[0])):
        if key in begun or stop.visit_id not in board.day.visits:
            continue
        p = draft.part(*key)
        parts[p] = staff.get(people[key], GONE), draft.seconds(stop.start)
        v = int(problem.part_visit[p])
        if v not in bands and stop.visit_id not in over:
            bands[v] = p, draft.seconds(stop.band[0]), draft.seconds(stop.band[1])
            homes[board.homes[stop.visit_id]].append(v)
    facts = frozenset(draft.part(*key) for key in begun if key[0] in board.day.visits)
    spared = _less_work(board, people, begun)
    own = tuple(sorted({staff[id_] for id_ in staff.keys() - spared}))
    return Announced(parts, bands, tuple(tuple(visits) for visits in homes.values()), own, facts)


GONE = -1  # somebody who has no shift any more


def _less_work(board: Board, people: dict[tuple[str, int], str], begun: Collection[tuple[str, int]]) -> set[str]:
    """Whoever was told a visit that is off: told otherwise whatever the plan."""
    return {who for key, who in people.items() if key[0] and key not in begun and key[0] not in board.day.visits}


def beside_nothing(told: Announced, board: Board) -> Announced:
    """Without the people whom doing nothing disturbs already: those that a cap on changes counts."""
    homes, staff = told.disturbed(board.loose, board.nothing)
    kept = tuple(visits for n, visits in enumerate(told.homes) if n not in homes)
    return Announced(told.parts, told.bands, kept, tuple(who for who in told.staff if who not in staff), told.begun)
