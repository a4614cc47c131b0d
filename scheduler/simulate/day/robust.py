"""A plan that stands what the day does to it: searched with margins, given buffers, chosen by simulated days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from scheduler.domain.day import Day
from scheduler.problem.problem import Problem
from scheduler.problem.solution import Solution
from scheduler.rules.draft import Draft
from scheduler.simulate.day.buffers import Table, Tried, with_buffers
from scheduler.simulate.day.margins import careful
from scheduler.simulate.day.spreads import minutes_of, ratio
from scheduler.solver.search import Progress, Stop, solve
from scheduler.units import MINUTE

ROOM = 0.95  # of what is enough: buffers are chosen on some days and judged on others


@dataclass(frozen=True, slots=True)
class Robust:
    """What buffers bought. Shares are of visits begun after their promised band, `late` of these and of hand-overs of
    samples out of time expected of a day, before and after; `margin_minutes` 0: no margin was searched with.
    `reached`: both fell as far as robust.late_share or robust.late_percent ask for."""

    plain_cost: int
    cost: int
    plain_share: float
    share: float
    plain_late: float
    late: float
    margin_minutes: int
    reached: bool


def with_margins(
    day: Day,
    draft: Draft,
    problem: Problem,
    plain: Solution,
    *,
    seed: int,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Solution, Robust]:
    """The cheapest of the plans tried that is sure enough; if none is, the one that runs least late.

    Plans are tried until one is sure enough and cheap (robust.cheap_percent), or every margin had its search. None
    costs more than robust.cost_percent above the plain plan, and the plain one is among them. The same arguments give
    the same plan; `cancelled` ends it with the best so far.
    """
    book = day.rulebook
    trial = Table(day, draft, problem, book.rule("robust.samples"), seed)
    verdict = Table(day, draft, problem, book.rule("day.samples"), seed + 1)
    first = trial.tried(plain)
    if first is None:  # a hard finding that nobody may mend by moving starts
        return plain, _bought(_none(plain), _none(plain), 0, False)
    before = verdict.tried(plain) or first
    most, cheap = (first.cost + first.cost * book.rule(f"robust.{key}_percent") // 100 for key in ("cost", "cheap"))
    judged: list[tuple[int, Tried]] = []
    for margin in (0, *minutes_of(book, "robust.margins")):
        content = any(one.cost <= cheap and _sure(day, before, one) for _, one in judged)
        if content or (cancelled is not None and cancelled()):
            break
        found = first if not margin else _searched(trial, plain, margin, progress, cancelled)
        if found is not None and found.cost <= most:
            buffered = with_buffers(trial, found, most, ROOM * _enough(day, first))
            judged.append((margin, verdict.tried(buffered.solution) or buffered))
    margin, chosen = _choice(day, before, [(0, before), *judged])
    return chosen.solution, _bought(before, chosen, margin, _sure(day, before, chosen))


def _searched(
    table: Table,
    plain: Solution,
    margin: int,
    progress: Callable[[Progress], None] | None,
    cancelled: Callable[[], bool] | None,
) -> Tried | None:
    """Searched with a margin in minutes from the plain plan; None when the answer is not legal."""
    until = Stop(iterations=table.day.rulebook.rule("robust.iterations"), cancelled=cancelled)

    def said(one: Progress) -> None:  # its cost is of another problem, and no news of this one's
        if progress is not None:
            progress(replace(one, cost=None, bound=None, step="buffers"))

    found = solve(careful(table.problem, margin * MINUTE), until, table.seed, start=plain, progress=said)
    return table.tried(found.solution)


def _enough(day: Day, plain: Tried) -> float:
    return max(ratio(day.rulebook, "robust.late_share") * plain.share, _few(day))


def _sure(day: Day, plain: Tried, one: Tried) -> bool:
    """Late visits are rare enough, and so are they and samples out of time together."""
    most = max(ratio(day.rulebook, "robust.late_share") * plain.late, _few(day) * len(one.solution.placed()))
    return one.share <= _enough(day, plain) and one.late <= most


def _few(day: Day) -> float:
    return day.rulebook.rule("robust.late_percent") / 100


def _choice(day: Day, plain: Tried, judged: list[tuple[int, Tried]]) -> tuple[int, Tried]:
    """Sure enough and cheapest; else the least late share."""
    sure = [one for one in judged if _sure(day, plain, one[1])]
    if sure:
        return min(sure, key=lambda one: (one[1].cost, one[1].late))
    return min(judged, key=lambda one: (one[1].share, one[1].cost))


def _none(solution: Solution) -> Tried:
    return Tried(solution, 0, 0.0, 0.0)


def _bought(before: Tried, after: Tried, margin: int, reached: bool) -> Robust:
    return Robust(before.cost, after.cost, before.share, after.share, before.late, after.late, margin, reached)
