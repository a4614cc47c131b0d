"""The search for the fewest more hours: what everything needs is asked first, then less as long as it suffices.

With more hours every plan of fewer is still a plan: what suffices is monotone, and the descent stops at the first
step that fails. A search finds, it does not prove: what it found is at most what is needed. On small days CP-SAT says
what is needed at least.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scheduler.domain.day import Day
from scheduler.domain.people import Shift
from scheduler.domain.plan import LeftOut, Plan, Route
from scheduler.errors import ConflictError
from scheduler.problem.evaluate import evaluate
from scheduler.problem.problem import WORK, Counter, Problem
from scheduler.problem.solution import Solution
from scheduler.rules.draft import Draft
from scheduler.solver.search import Progress, Stop, solve
from scheduler.translate import draft_of
from scheduler.units import MINUTE, at
from scheduler.usecases.hours_bound import least_seconds
from scheduler.usecases.judging import with_judgement
from scheduler.usecases.what_if_day import EXTRA as ASSUMED
from scheduler.usecases.what_if_day import last_shift, prototype, room_after, with_extra
from scheduler.usecases.what_if_figures import Effort, work_of
from scheduler.usecases.what_if_hours import EXTRA, LONGER, PersonHours, Way
from scheduler.usecases.what_if_solving import as_plan, what_holds

EVERYTHING = 10_000_000  # more than a day's rides and hours together: nothing is left out to save any of them
DEAR = 20  # a second of hours that are lacking, against one of travel
MOST_SOLVES = 16


@dataclass(frozen=True, slots=True)
class Found:
    """As in what_if_hours.Hours."""

    left_out: tuple[str, ...]
    never: tuple[LeftOut, ...]
    ways: tuple[Way, ...]
    solves: int


@dataclass(slots=True)
class _Search:
    """One question: the day with room for more, searched again and again under limits."""

    old: Plan
    effort: Effort
    hears: Callable[[Progress], None] | None
    solves: int = 0

    def run(self, draft: Draft, problem: Problem) -> Solution | None:
        """What leaves out as little as can be, and then needs as few more hours; None where no lock can hold."""
        self.solves += 1
        start = what_holds(draft.day, draft, problem, self.old)
        whole = replace(problem, leave_out_cost=problem.leave_out_cost + EVERYTHING)
        stop = Stop(iterations=self.effort.iterations)
        solution = solve(whole, stop, self.effort.seed, start=start, progress=self.hears).solution
        return solution if evaluate(problem, solution).feasible else None

    def plan(self, draft: Draft, problem: Problem, solution: Solution) -> Plan:
        """The solution in names and clock times."""
        return as_plan(draft.day, draft, problem, solution, self.old, self.effort)


def search_hours(
    day: Day, real: Day, old: Plan, role: str, effort: Effort, hears: Callable[[Progress], None] | None = None
) -> Found:
    """The fewest more hours of the role that were found, both ways, on an assumed day of the `real` one's people.

    ConflictError where the locks of the day cannot hold together.
    """
    search = _Search(old, effort, hears)
    draft = draft_of(day)
    present = search.run(draft, draft.problem())
    if present is None:
        raise ConflictError("no plan keeps every lock of the day: release one", "当天的锁定不能同时成立：请解除一个")
    left_out = _left_out(draft, present)
    if not left_out:
        return Found((), (), (), search.solves)
    more = _MorePeople(search, _wide(day, real, role), day)
    never = more.never()
    beyond = frozenset(one.visit_id for one in never)
    lacking = tuple(sorted(left_out))
    if left_out <= beyond:
        return Found(lacking, never, (), search.solves)
    ways = [more.way(beyond)]
    if any(day.staff[shift.staff_id].role == role for shift in day.field_shifts()):
        ways.append(_Longer(search, day, role).way(beyond))
    ways.sort(key=lambda way: (len(way.left_out), way.minutes))
    return Found(lacking, never, tuple(ways), search.solves)


class _MorePeople:
    """Several more of the role in each of the role's hours, their work priced and limited together."""

    def __init__(self, search: _Search, wide: Day, day: Day) -> None:
        self.search = search
        self.grid = day.rulebook.rule("what_if.grid_minutes")
        self.draft = draft_of(wide)
        self.problem = self.draft.problem()
        self.new = wide.staff.keys() - day.staff.keys()
        self.routes = tuple(r for r, shift in self.draft.each_route() if shift.staff_id in self.new)
        found = search.run(self.draft, self._limited(None))
        if found is None:
            raise ConflictError("no plan keeps every lock of the day", "当天的锁定不能同时成立")
        self.first = found

    def never(self) -> tuple[LeftOut, ...]:
        """What hours without end do not serve, with what is in the way."""
        plan = self.search.plan(self.draft, self.problem, self.first)
        return with_judgement(self.draft.day, plan).left_out

    def way(self, beyond: frozenset[str]) -> Way:
        """Down from hours without end, by the grid, as long as all is served; then what is proven."""
        best, solution = self._people(self.first), self.first
        while (cap := _minutes(best) - self.grid) > 0 and self.search.solves < MOST_SOLVES:
            tried = self.search.run(self.draft, self._limited(cap))
            if tried is None or not _left_out(self.draft, tried) <= beyond:
                break
            people = self._people(tried)
            if _minutes(people) >= _minutes(best):
                break
            best, solution = people, tried
        counter = self._counter(None, 1)
        least, better = _least(self.draft, self.problem, beyond, solution, counter)
        if better is not None and _minutes(self._people(better)) < _minutes(best):
            best = self._people(better)
        return Way(EXTRA, best, _minutes(best), _up(least / MINUTE, self.grid), ())

    def _counter(self, cap: int | None, rate: int) -> Counter:
        most = None if cap is None else cap * MINUTE
        return Counter(self.problem.work_rule, self.routes, WORK, maximum=most, steps=((0, rate),))

    def _limited(self, cap: int | None) -> Problem:
        return replace(self.problem, counters=(*self.problem.counters, self._counter(cap, DEAR)))

    def _people(self, solution: Solution) -> tuple[PersonHours, ...]:
        found = []
        for route in self.search.plan(self.draft, self.problem, solution).routes:
            if route.staff_id in self.new:
                start = route.departure.replace(second=0)
                worked = work_of(route) + (route.departure - start)
                minutes = _up(worked.total_seconds() / MINUTE, self.grid)
                end = max(route.back, start + timedelta(minutes=minutes))
                found.append(PersonHours(route.staff_id, minutes, start, end))
        return tuple(found)


class _Longer:
    """Everybody of the role may stay longer after the last shift, each second of it priced and limited."""

    def __init__(self, search: _Search, day: Day, role: str) -> None:
        self.search = search
        self.grid, most = (day.rulebook.rule(f"what_if.{name}_minutes") for name in ("grid", "most"))
        people = sorted({s.staff_id for s in day.field_shifts() if day.staff[s.staff_id].role == role})
        lasts = [last_shift(day, who) for who in people]
        self.before = {shift.id: shift for shift in lasts}
        room = {shift.id: min(most, room_after(day, shift)) // self.grid * self.grid for shift in lasts}
        shifts = {
            id_: replace(shift, latest_end=shift.latest_end + timedelta(minutes=room.get(id_, 0)))
            for id_, shift in day.shifts.items()
        }
        self.draft = draft_of(replace(day, shifts=shifts))
        self.problem = self.draft.problem()
        self.room = {r: room[shift.id] for r, shift in self.draft.each_route() if shift.id in room}

    def way(self, beyond: frozenset[str]) -> Way:
        """From all the room there is down, person by person, as long as all is served; then what is proven."""
        solution = self.search.run(self.draft, self._limited(self.room))
        if solution is None:
            return Way(LONGER, (), 0, 0, tuple(self.draft.visit_ids))
        if missing := _left_out(self.draft, solution) - beyond:
            people = self._people(solution)
            return Way(LONGER, people, _minutes(people), 0, tuple(sorted(missing)))
        solution = self._shortened(solution, beyond)
        problem = self._limited(self.room)
        least, better = _least(self.draft, problem, beyond, solution, self.room)
        people = self._people(solution)
        if better is not None and _minutes(self._people(better)) < _minutes(people):
            people = self._people(better)
        return Way(LONGER, people, _minutes(people), _up(least / MINUTE, self.grid), ())

    def _shortened(self, solution: Solution, beyond: frozenset[str]) -> Solution:
        used = self._used(solution)
        waiting = sorted(used, key=lambda r: -used[r])
        while waiting and self.search.solves < MOST_SOLVES:
            r = waiting.pop(0)
            limits = {one: used.get(one, 0) for one in self.room} | {r: used[r] - self.grid}
            tried = self.search.run(self.draft, self._limited(limits))
            if tried is not None and _left_out(self.draft, tried) <= beyond:
                solution, used = tried, self._used(tried)
                waiting = sorted(used, key=lambda one: -used[one])
        return solution

    def _limited(self, minutes: Mapping[int, int]) -> Problem:
        """Nobody stays longer than so many minutes by route, and each second of it is dear."""
        problem = self.problem
        end, latest, rates = (
            table.copy() for table in (problem.route_end, problem.route_latest, problem.route_overtime_rate)
        )
        for r, most in minutes.items():
            end[r] = self.draft.seconds(self._old_end(r))
            latest[r] = min(int(latest[r]), int(end[r]) + most * MINUTE)
            rates[r] = DEAR
        return replace(problem, route_end=end, route_latest=latest, route_overtime_rate=rates)

    def _old_end(self, r: int) -> datetime:
        return self.before[self.draft.shifts[r].id].latest_end

    def _used(self, solution: Solution) -> dict[int, int]:
        """Minutes on the grid, by route, of those who stay longer."""
        backs = {route.shift_id: route.back for route in self._routes(solution)}
        found = {}
        for r in self.room:
            back = backs.get(self.draft.shifts[r].id, self._old_end(r))
            found[r] = _up((back - self._old_end(r)).total_seconds() / MINUTE, self.grid)
        return {r: minutes for r, minutes in found.items() if minutes}

    def _people(self, solution: Solution) -> tuple[PersonHours, ...]:
        found = []
        for r, minutes in self._used(solution).items():
            start = self._old_end(r)
            end = start + timedelta(minutes=minutes)
            found.append(PersonHours(self.draft.shifts[r].staff_id, minutes, start, end))
        return tuple(found)

    def _routes(self, solution: Solution) -> tuple[Route, ...]:
        return self.search.plan(self.draft, self.problem, solution).routes


def _least(
    draft: Draft, problem: Problem, beyond: frozenset[str], hint: Solution, lacking: Counter | Collection[int]
) -> tuple[int, Solution | None]:
    """Seconds that are proven to be needed, and a plan of CP-SAT; nothing where the day is too large for it."""
    book = draft.day.rulebook
    if problem.parts > book.rule("what_if.proof_parts"):
        return 0, None
    needed = [v for v, id_ in enumerate(draft.visit_ids) if id_ not in beyond]
    return least_seconds(problem, needed, lacking, book.rule("what_if.proof_seconds"), hint)


def _wide(day: Day, real: Day, role: str) -> Day:
    """The day with several more of the role in each of the role's hours and up to what_if.most_minutes after them."""
    person, most = prototype(real, role), day.rulebook.rule("what_if.most_people")
    own = [shift for shift in real.field_shifts() if real.staff[shift.staff_id].role == role]
    k = sum(id_.startswith(ASSUMED) for id_ in day.staff)
    spans = _spans(own or list(real.field_shifts()))
    room = timedelta(minutes=day.rulebook.rule("what_if.most_minutes"))
    until = [*(start for start, _ in spans[1:]), at(day.day, "23:59")]
    for (start, end), next_start in zip(spans, until, strict=True):
        end = max(end, min(end + room, next_start))
        for _ in range(most):
            k += 1
            id_ = f"{ASSUMED}-{k}"
            day = with_extra(day, person, Shift(id_, id_, "field", start, end, end))
    return day


def _spans(shifts: list[Shift]) -> list[tuple[datetime, datetime]]:
    """The hours of these shifts without lunch, those that meet as one."""
    pieces = []
    for shift in shifts:
        if shift.lunch_from is None or shift.lunch_until is None:
            pieces.append((shift.start, shift.end))
        else:
            pieces += [(shift.start, shift.lunch_from), (shift.lunch_until, shift.end)]
    merged: list[tuple[datetime, datetime]] = []
    for start, end in sorted(piece for piece in pieces if piece[0] < piece[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _left_out(draft: Draft, solution: Solution) -> frozenset[str]:
    placed = {draft.keys[p][0] for p in solution.placed()}
    return frozenset(draft.visit_ids) - placed


def _minutes(people: tuple[PersonHours, ...]) -> int:
    return sum(one.minutes for one in people)


def _up(minutes: float, grid: int) -> int:
    """On the grid, upward; never below 0."""
    return max(0, math.ceil(minutes / grid)) * grid
