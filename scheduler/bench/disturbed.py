"""Re-planning with the least disturbance against planning anew, on generated days on which something happens.

Planning anew: the same engine, facts, freeze and iterations, but nothing was promised: bands do not bind, and another
person than was told costs nothing.
"""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from pathlib import Path
from statistics import median

from scheduler.bench.disturbed_days import Disturbed
from scheduler.bench.disturbed_proof import Proof
from scheduler.domain.events import NobodyHome, StaffAbsent, UrgentRequest, VisitCancelled, VisitOverran
from scheduler.domain.plan import Plan
from scheduler.replan.better import Name, Wish, replan
from scheduler.replan.board import Board, board_of
from scheduler.replan.diff import Difference, difference
from scheduler.replan.free import planned_anew
from scheduler.validator import judge

CHANGES = "S11"


@dataclass(frozen=True, slots=True)
class Row:
    """One disturbed day. Costs are without S11; people are residents and staff, against the told plan.

    `nothing_*`: doing nothing; `anew_*`: planning anew. `lost`: visits left out that planning anew keeps, of those
    that were told or asked for since; `gained` the other way round. `seconds`: wall, of the whole re-plan.
    """

    seed: int
    visits: int
    now: str
    absent: int
    cancelled: int
    urgent: int
    nobody_home: int
    overran: int
    people: int
    nothing_people: int
    anew_people: int
    cost: int
    nothing_cost: int
    anew_cost: int
    left_out: int
    nothing_left_out: int
    anew_left_out: int
    lost: int
    gained: int
    seconds: float
    anew_seconds: float
    legal: bool
    possible: bool

    @property
    def fewer_percent(self) -> float:
        """How many fewer people are disturbed than by planning anew."""
        return 100 * (1 - self.people / self.anew_people) if self.anew_people else 0.0

    @property
    def above_percent(self) -> float:
        """How far the cost lies above that of planning anew."""
        return 100 * (self.cost - self.anew_cost) / self.anew_cost if self.anew_cost else 0.0


def compare(one: Disturbed, iterations: int, max_changes: int | None = None) -> Row:
    """Re-plan a disturbed day, and plan it anew."""
    book = one.day.rulebook
    began = time.monotonic()
    freeze = one.now + timedelta(minutes=book.rule("replan.freeze_minutes"))
    board = board_of(one.day, one.told, one.events, freeze, planned=one.day.visits)
    name = Name("again", 2, "bench", one.now)
    made = replan(board, Wish(iterations, one.seed, max_changes), name)
    seconds = time.monotonic() - began
    anew = planned_anew(board, iterations, one.seed, name)
    spent = time.monotonic() - began - seconds
    verdict = judge(board.day, made.plan)
    wanted = {stop.visit_id for _, stop in one.told.stops()} | {v for v in board.day.visits if v not in _known(one)}
    kept, kept_anew = wanted & _placed(made.plan), wanted & _placed(anew)
    return Row(
        seed=one.seed,
        visits=len(one.day.visits),
        now=one.now.strftime("%H:%M"),
        absent=one.count(StaffAbsent),
        cancelled=one.count(VisitCancelled),
        urgent=one.count(UrgentRequest),
        nobody_home=one.count(NobodyHome),
        overran=one.count(VisitOverran),
        people=_people(made.change),
        nothing_people=_people(made.unchanged),
        anew_people=_people(_change(board, anew)),
        cost=_cost(made.plan),
        nothing_cost=_cost(made.nothing),
        anew_cost=_cost(anew),
        left_out=len(made.plan.left_out),
        nothing_left_out=len(made.nothing.left_out),
        anew_left_out=len(anew.left_out),
        lost=len(kept_anew - kept),
        gained=len(kept - kept_anew),
        seconds=seconds,
        anew_seconds=spent,
        legal=verdict.legal and sum(verdict.cost_by_rule.values()) == made.plan.cost,
        possible=made.possible,
    )


def _known(one: Disturbed) -> set[str]:
    return {stop.visit_id for _, stop in one.told.stops()} | {left.visit_id for left in one.told.left_out}


def _placed(plan: Plan) -> set[str]:
    return {stop.visit_id for _, stop in plan.stops() if stop.kind == "visit"}


def _change(board: Board, plan: Plan) -> Difference:
    begun = [(lock.visit_id, lock.part) for lock in board.day.locks if lock.started]
    return difference(board.told, plan, board.homes, begun)


def _people(change: Difference) -> int:
    return len(change.disturbed_residents) + len(change.disturbed_staff)


def _cost(plan: Plan) -> int:
    return sum(cost for rule, cost in plan.cost_by_rule.items() if rule != CHANGES)


@dataclass(frozen=True, slots=True)
class Total:
    """All days together. `fewer_percent`: people disturbed, of all days; `further_percent`: the same beside those
    whom doing nothing disturbs; `above_percent`: the cost of all days, and the worst and the middle day's."""

    days: int
    fewer_percent: float
    further_percent: float
    lost: int
    days_with_losses: int
    above_percent: float
    above_median: float
    above_worst: float
    days_above: int  # of two percent
    seconds_median: float
    seconds_worst: float
    legal: int


def total_of(rows: Sequence[Row], above: float = 2.0) -> Total:
    """What the days add up to; ValueError without any."""
    people, nothing, anew = (
        sum(getattr(row, name) for row in rows) for name in ("people", "nothing_people", "anew_people")
    )
    cost, anew_cost = sum(row.cost for row in rows), sum(row.anew_cost for row in rows)
    return Total(
        len(rows),
        100 * (1 - people / max(1, anew)),
        100 * (1 - (people - nothing) / max(1, anew - nothing)),
        sum(row.lost for row in rows),
        sum(row.lost > 0 for row in rows),
        100 * (cost - anew_cost) / max(1, anew_cost),
        median(row.above_percent for row in rows),
        max(row.above_percent for row in rows),
        sum(row.above_percent > above for row in rows),
        median(row.seconds for row in rows),
        max(row.seconds for row in rows),
        sum(row.legal for row in rows),
    )


@dataclass(frozen=True, slots=True)
class Tried:
    """The same days with other prices: S11.other_person, and replan.told_gain."""

    other_person: int
    told_gain: int
    total: Total
    days: tuple[Row, ...]


def write_table(rows: Sequence[Row | Proof], file: Path) -> None:
    """Every day a row, CSV; put in place whole, so that what stands there can always be read."""
    part = file.with_name(f"{file.name}.part")
    with part.open("w", encoding="utf-8", newline="") as table:
        writer = csv.DictWriter(table, [field.name for field in fields(rows[0])])
        writer.writeheader()
        writer.writerows(asdict(row) for row in rows)
    os.replace(part, file)
