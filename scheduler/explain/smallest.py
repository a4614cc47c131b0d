"""The smallest change that would serve a visit: the cheapest single one after which a whole plan has it too.

First the visit is put into the routes as they stand, under every change; then the solver is asked. Where it says that
not even many changes at once make room, none of them does: so a few questions prove that nothing cheaper serves.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from scheduler.domain.day import Day
from scheduler.domain.plan import Plan
from scheduler.errors import Fault, InputError
from scheduler.explain.attempt import case_of
from scheduler.explain.change_words import change_in_words, moved_between
from scheduler.explain.changes import NO_CHANGE, NONE, Change, Growing, changes_for, price_of
from scheduler.explain.ground import Ground, Laid, ground_of
from scheduler.explain.insertion import road
from scheduler.explain.loosening import bare, loosens, loosest
from scheduler.explain.serving import Answer, improved, solver_for
from scheduler.explain.share import share_of
from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import Problem
from scheduler.problem.solution import Solution
from scheduler.translate import solution_of
from scheduler.validator import judge

TRIED_OPENINGS = 3  # of a route, those with the least riding

Told = Callable[[int], None]  # how many questions have been asked


@dataclass(frozen=True, slots=True)
class SmallestChange:
    """The change, its price, and a whole plan of the day with it that keeps every visit served and has this one too.

    `plan` is None where no single change serves the visit. `proven`: nothing cheaper does; else it is the smallest
    found. `moved` are the other visits that change person or start. `kind` "none": there is room as it is.
    """

    kind: str
    staff_id: str
    minutes: int
    price: int
    plan: Plan | None
    proven: bool
    zh: str
    en: str
    change: Change
    moved: tuple[str, ...] = ()


def smallest_change(day: Day, plan: Plan, visit_id: str, told: Told | None = None) -> SmallestChange:
    """The smallest single change on the grid, each claim checked by the validator on the changed day.

    Raises NotFoundError for an unknown visit, InputError for one that is placed, or a plan that is not of this day.
    """
    if (plan.day, plan.centre_id) != (day.day, day.centre.id):
        zh = (f"不是 {day.day} 的计划", "请给出当天的计划")
        raise InputError([Fault("", "plan", plan.id, f"is not of {day.day}", "name a plan of that day", *zh)])
    case = case_of(day, plan)
    visit = case.visit(visit_id)
    if any(stop.visit_id == visit_id for _, stop in plan.stops()):
        zh = (f"在计划 {plan.id} 中已安排", "可以问为何排在这里")
        raise InputError([Fault("", "visit", visit_id, f"is placed in plan {plan.id}", "ask why it is there", *zh)])
    ground = ground_of(day, plan, visit_id)
    search = _Search(ground, case.solution, told or (lambda _: None))
    growing = changes_for(day, visit)
    search.try_inserting(((NO_CHANGE,), *sorted(growing, key=lambda one: price_of(day, one[0]) if one else 0)))
    if search.best is None or search.best.price > 0:
        search.ask([one for one in growing if one])
    return search.answer()


@dataclass(frozen=True, slots=True)
class _Found:
    """A change that serves, and a plan that proves it."""

    change: Change
    price: int
    plan: Plan


@dataclass
class _Search:
    """What has been found and asked so far."""

    ground: Ground
    now: Solution
    told: Told
    best: _Found | None = None
    proven: bool = True
    days: dict[tuple[Change, ...], Laid] = field(default_factory=dict)
    problems: dict[tuple[Change, ...], Problem] = field(default_factory=dict)
    asked: dict[Change | tuple[Change, ...], Answer] = field(default_factory=dict)

    def price(self, change: Change) -> int:
        return price_of(self.ground.day, change)

    def cheaper(self, changes: Growing) -> Growing:
        """Those below the best found."""
        if self.best is None:
            return changes
        return changes[: bisect_left(changes, self.best.price, key=self.price)]

    def bared(self, *changes: Change) -> Problem:
        """The conditions of the day with these changes."""
        if changes not in self.problems:
            self.problems[changes] = bare(self.laid(*changes).problem)
        return self.problems[changes]

    def laid(self, *changes: Change) -> Laid:
        """The day with these changes, laid out once."""
        if changes not in self.days:
            self.days[changes] = self.ground.laid(*changes)
        return self.days[changes]

    def take(self, change: Change, plan: Plan) -> None:
        """Keep what serves, if it is the cheapest so far."""
        if self.best is None or self.price(change) < self.best.price:
            self.best = _Found(change, self.price(change), plan)

    # the visit put into the routes as they stand

    def try_inserting(self, everything: Sequence[Growing]) -> None:
        """Nobody else changes person; the others of a route may move in time as they may."""
        if len(self.ground.day.visits[self.ground.visit_id].parts) > 1:
            return  # several people at once are left to the solver
        plans: dict[Change, Plan | None] = {}

        def inserted(change: Change) -> bool:
            if change not in plans:
                plans[change] = self.inserted(change)
            return plans[change] is not None

        for growing in everything:
            changes = self.cheaper(growing)
            if not changes or not inserted(changes[-1]):
                continue
            first = changes[bisect_left(changes, True, key=inserted)]
            found = plans.get(first)
            if found is not None:
                self.take(first, found)

    def inserted(self, change: Change) -> Plan | None:
        """The cheapest plan with the visit at some position of a route, everybody else in the order as now."""
        laid = self.laid(change)
        problem, part = laid.problem, laid.draft.part(self.ground.visit_id)
        solution = solution_of(laid.day, laid.draft, self.ground.plan)
        options: list[tuple[int, Solution]] = []
        for r in (r for r in range(problem.routes) if problem.eligible[part, r]):
            openings = [one for one in road(problem, solution, part, r).openings() if one.excess <= 0]
            for opening in openings[:TRIED_OPENINGS]:
                for start in {opening.earliest, opening.latest}:
                    routes = list(solution.routes)
                    routes[r] = opening.at(start)
                    tried = Solution(tuple(routes))
                    judged = evaluate(problem, tried)
                    if judged.feasible:
                        options.append((judged.cost, tried))
        for _, tried in sorted(options, key=lambda one: one[0]):
            if (plan := self.ground.plan_of(laid, tried)) is not None:
                return plan
        return None

    # the solver asked, many changes at once

    def ask(self, everything: Sequence[Growing]) -> None:
        """Whatever of these is cheaper than the best found and serves."""
        ends = dict.fromkeys((NO_CHANGE, *(end for one in everything for end in (one[0], one[-1]))))
        problems = [self.bared(end) for end in ends]
        visit = list(self.ground.day.visits).index(self.ground.visit_id)
        self.share = share_of(problems, visit, self.now)
        self.solver = solver_for(self.ground.day.rulebook, self.share.visits(problems[0]))
        if any(self.cheaper(one) for one in everything) and not self.serves_together(everything):
            return
        if self.serves(NO_CHANGE):
            self.keep(NO_CHANGE)
            return
        self.part(everything)

    def part(self, everything: Sequence[Growing]) -> None:
        """Half and half, until each that serves stands alone."""
        open_ones = [one for one in everything if self.cheaper(one)]
        if len(open_ones) == 1:
            changes = self.cheaper(open_ones[0])
            first = self.first_serving(changes)
            if first is not None:
                self.keep(first)
        elif open_ones and self.serves_together(open_ones):
            half = len(open_ones) // 2
            self.part(open_ones[:half])
            self.part(open_ones[half:])

    def serves_together(self, everything: Sequence[Growing]) -> bool:
        """False: none of them serves by itself, in any size below the best. True says nothing yet."""
        changes = [open_ones for one in everything if (open_ones := self.cheaper(one))]
        if not changes:
            return False
        largest = tuple(one[-1] for one in changes)
        if largest not in self.asked:
            ends = {change for one in changes for change in (one[0], one[-1])} | {NO_CHANGE}
            alone = [self.bared(change) for change in ends]
            joint = loosest(self.bared(*largest), alone)
            if not all(loosens(problem, joint) for problem in alone):
                return True
            self.answer_to(largest, joint)
        return self.asked[largest].solution is not None

    def first_serving(self, changes: Growing) -> Change | None:
        """The smallest of one thing's changes that serves. Where a larger one does not always loosen, part by part."""
        if not self.serves_together([changes]):
            return None
        problems = [self.bared(change) for change in (changes[0], changes[-1])]
        if len(changes) > 1 and not loosens(*problems):
            half = len(changes) // 2
            first = self.first_serving(changes[:half])
            return first if first is not None else self.first_serving(changes[half:])
        if not self.serves(changes[-1]):
            return None
        return changes[bisect_left(changes, True, hi=len(changes) - 1, key=self.serves)]

    def serves(self, change: Change) -> bool:
        """Whether there is a plan with this change."""
        return self.solution(change) is not None

    def solution(self, change: Change) -> Solution | None:
        """A plan with this change, as the solver has it."""
        if change not in self.asked:
            self.answer_to(change, self.bared(change))
        return self.asked[change].solution

    def answer_to(self, changes: Change | tuple[Change, ...], problem: Problem) -> None:
        """Ask the solver, once; what it cannot tell, or is asked too late, stays unproven."""
        late = len(self.asked) >= self.ground.day.rulebook.rule("change.questions")
        self.asked[changes] = answer = Answer() if late else self.share.ask(problem, self.solver)
        self.told(len(self.asked))
        self.proven = self.proven and answer.certain

    def keep(self, change: Change) -> None:
        """Take a change that the solver serves, with its plan made better, if the validator lets it through."""
        solution, laid = self.solution(change), self.laid(change)
        if solution is None:
            return
        for tried in (self.near(change, solution), solution):
            if (plan := self.ground.plan_of(laid, tried)) is not None:
                self.take(change, plan)
                return
        self.proven = False

    def near(self, change: Change, solution: Solution) -> Solution:
        """The solution with as little else changed as can be, and cheap."""
        own = self.share.cut(self.ground.laid(change, near=True).problem, solution)
        return own.outer(improved(own.problem, own.inner(), self.ground.day.rulebook.rule("change.iterations")))

    # the answer

    def answer(self) -> SmallestChange:
        """The best found, in words."""
        day, plan = self.ground.day, self.ground.plan
        if self.best is None:
            zh, en = "没有任何单独一项改动能排下这次上门", "no single change would serve this visit"
            if not self.proven:
                zh, en = "没有找到能排下这次上门的单项改动", "no single change was found that would serve this visit"
            if not judge(day, plan).legal:
                zh, en = (
                    f"{zh}；现计划本身已不成立，请先重排",
                    f"{en}; the plan itself does not hold any more: plan anew",
                )
            return SmallestChange(NONE, "", 0, 0, None, self.proven, zh, en, NO_CHANGE)
        change, made = self.best.change, self.best.plan
        moved = moved_between(plan, made)
        proven = self.proven or self.best.price == 0
        return SmallestChange(
            change.kind,
            change.staff_id,
            change.minutes,
            self.best.price,
            made,
            proven,
            *change_in_words(day, self.ground.visit_id, change, made, len(moved), proven),
            change,
            moved,
        )
