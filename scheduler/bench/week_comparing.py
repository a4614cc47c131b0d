"""The week at once against planning day after day, on generated weeks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from scheduler.domain.week import Week
from scheduler.problem.evaluate import evaluate
from scheduler.solver.search import Stop
from scheduler.translate import WeekDraft, plans_of_week, week_draft_of, week_problem
from scheduler.units import at
from scheduler.usecases.week_making import day_prices
from scheduler.usecases.week_search import Found, search_week
from scheduler.validator import judge_week


@dataclass(frozen=True, slots=True)
class Way:
    """One way of planning the week: its cost, visits left out, and what they cost (S1)."""

    cost: int
    left_out: int
    leaving_out: int
    seconds: float
    iterations: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """One generated week planned in three ways with the same effort each, judged by the week's figures.

    `first_day`: every visit is offered from its first possible day on at its full price, what is left over rolls on;
    `rising`: the same with the price of leaving out that rises as the last day nears; `at_once`: the week at once.
    """

    seed: int
    visits: int
    first_day: Way
    rising: Way
    at_once: Way
    legal: bool

    @property
    def below_percent(self) -> float:
        """How far the week at once lies below the cheaper of the other two."""
        other = min(self.first_day.cost, self.rising.cost)
        return 100 * (other - self.at_once.cost) / other if other else 0.0

    @property
    def below_first_day_percent(self) -> float:
        """How far it lies below planning each visit from its first day on."""
        return 100 * (self.first_day.cost - self.at_once.cost) / self.first_day.cost if self.first_day.cost else 0.0


def compare_week(week: Week, stop: Stop, seed: int) -> Comparison:
    """Plan the week in all three ways; the validator judges the week at once."""
    draft = week_draft_of(week)
    problem = week_problem(draft)
    full = {d: dict(enumerate(problem.leave_out_cost.tolist())) for d in range(len(week.days))}
    ways = {
        "first_day": search_week(problem, draft.day_of, stop, seed, prices=_full(draft, full), first_share=1.0),
        "rising": search_week(problem, draft.day_of, stop, seed, prices=day_prices(draft), first_share=1.0),
        "at_once": search_week(problem, draft.day_of, stop, seed, prices=day_prices(draft)),
    }
    best = ways["at_once"]
    planned = plans_of_week(
        draft, best.solution, author="bench", made=at(week.first, "00:00"), seed=seed, iterations=best.iterations
    )
    verdict = judge_week(week, planned)
    figures = {name: _figures(draft, found) for name, found in ways.items()}
    legal = verdict.legal and verdict.cost == best.cost
    return Comparison(seed, problem.visits, **figures, legal=legal)


def _full(draft: WeekDraft, prices: dict[int, dict[int, int]]) -> Mapping[int, Mapping[int, int]]:
    """The price of each visit's class on every day, however many days are left."""
    for d, day in enumerate(draft.week.days):
        for visit in day.visits.values():
            prices[d][draft.visit_at[visit.id]] = day.rulebook.weight(f"S1.P{visit.priority}")
    return prices


def _figures(draft: WeekDraft, found: Found) -> Way:
    placed = {draft.keys[p][0] for p in found.solution.placed()}
    costs = evaluate(week_problem(draft), found.solution).cost_by_rule
    return Way(found.cost, len(draft.visit_ids) - len(placed), costs["S1"], found.seconds, found.iterations)


def median_below(rows: list[Comparison]) -> float:
    """The median of how far the week at once lies below planning each visit from its first day on."""
    return median(row.below_first_day_percent for row in rows)
