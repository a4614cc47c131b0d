"""Where a visit could go on a day: every position of each of its parts, each with a bound on what it costs more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from scheduler.problem.solution import RoutePlan
from scheduler.replan.offer_board import OfferBoard
from scheduler.replan.offer_lane import Lane, Place
from scheduler.replan.offer_price import Ledger, own_terms
from scheduler.rules.together import starts_together
from scheduler.units import MINUTE

Start = tuple[Place, int]


@dataclass(frozen=True, slots=True)
class Try:
    """The parts of a visit, each at a place and a start. `calm`: nobody leaves the band that was told."""

    parts: tuple[Start, ...]
    bound: int  # it costs no less
    calm: bool

    @property
    def first(self) -> int:
        """When the first part starts."""
        return min(start for _, start in self.parts)


class Ground:
    """A board with what is reckoned once for all tries of a visit."""

    def __init__(self, board: OfferBoard, visit_id: str) -> None:
        self.board, self.visit_id = board, visit_id
        self.parts = board.draft.parts_of(visit_id)
        self.ledger = Ledger(board.problem, board.base)

    @cached_property
    def lanes(self) -> Mapping[int, Lane]:
        """Each route, ready to take one more part."""
        return self.board.lanes()

    def tries(self, apart: int) -> Iterator[Try]:
        """Every position with the starts worth trying there: the ends of its interval, wishes, and one every `apart`
        seconds, in whole minutes where there are any."""
        places = [list(self._places(part)) for part in self.parts]
        if len(places) == 1:
            for place in places[0]:
                yield from (self._try(((place, start),)) for start in self._starts(place, apart))
        elif starts_together(self.board.day.visits[self.visit_id]):
            yield from self._together(places, apart)
        else:
            yield from self._each_by_itself(places, apart)

    def at(self, where: Sequence[tuple[int, int]]) -> Iterator[Try]:
        """The parts on these routes at these starts, in every order."""
        spots = [
            [(place, start) for place in self._places(part, [r]) if place.earliest <= start <= place.latest]
            for part, (r, start) in zip(self.parts, where, strict=True)
        ]
        yield from (self._try(chosen) for chosen in product(*spots))

    def changed(self, one: Try) -> dict[int, RoutePlan] | None:
        """The routes of a try; None when it cannot be. A break that has begun stays when it was."""
        routes: dict[int, RoutePlan] = {}
        for place, start in one.parts:
            r, plan = place.lane.route, place.at(start)
            before = self.board.base.routes[r].breaks
            if plan is None or (before and before[0] < self.board.first and plan.breaks != before):
                return None
            routes[r] = plan
        return routes

    def _places(self, part: int, routes: Sequence[int] | None = None) -> Iterator[Place]:
        windows = self.board.free_windows(part)
        for r in self.lanes if routes is None else routes:
            if windows and self.board.problem.eligible[part, r]:
                yield from self.lanes[r].openings(part, windows)

    def _starts(self, place: Place, apart: int) -> list[int]:
        """In order; past what is calm only the earliest."""
        earliest, latest = place.earliest, place.calm
        if earliest > latest:
            return [_up(earliest, place.latest)] if earliest <= place.latest else []
        rows = range(*self.board.problem.term_index[place.part : place.part + 2].tolist())
        wished = [int(self.board.problem.term_time[t]) for t in rows]
        begins = [a for a, _ in place.lane.windows[place.part]]
        moments = [
            *wished,
            *begins,
            place.free,
            place.prompt,
            latest,
            *range(_up(earliest, latest), place.free + 1, apart),
        ]
        inside = {_up(min(max(m, earliest), latest), latest) for m in (earliest, *moments)}
        inside |= {_down(min(max(m, earliest), latest), earliest) for m in moments}
        return sorted(inside)

    def _try(self, parts: tuple[Start, ...]) -> Try:
        calm = all(start <= place.calm for place, start in parts)
        return Try(parts, sum(self._bound(place, start) for place, start in parts), calm)

    def _bound(self, place: Place, start: int) -> int:
        problem, r = self.board.problem, place.lane.route
        ride = place.detour * int(problem.route_travel_rate[r])
        fixed = ride + int(problem.serve_cost[place.part, r]) - self._reliefs[r]
        return fixed + own_terms(problem, place.part, start)

    @cached_property
    def _reliefs(self) -> dict[int, int]:
        return {r: self.ledger.relief(r) for r in self.lanes}

    def _together(self, places: Sequence[Sequence[Place]], apart: int) -> Iterator[Try]:
        """Different people who start in the same second."""
        for chosen in self._meeting(places, (), 0, 1 << 40):
            low, high = max(one.earliest for one in chosen), min(max(one.calm, one.earliest) for one in chosen)
            if low > high:
                high = min(one.latest for one in chosen)
                starts = {_up(low, high)}
            else:
                starts = {s for one in chosen for s in self._starts(one, apart) if low <= s <= high} | {_up(low, high)}
            for start in sorted(starts):
                yield self._try(tuple((one, start) for one in chosen))

    def _meeting(
        self, places: Sequence[Sequence[Place]], chosen: tuple[Place, ...], low: int, high: int
    ) -> Iterator[tuple[Place, ...]]:
        if len(chosen) == len(places):
            yield chosen
            return
        staff = self.board.problem.route_staff
        taken = {staff[one.lane.route] for one in chosen}
        for one in places[len(chosen)]:
            first, last = max(low, one.earliest), min(high, one.latest)
            if first <= last and staff[one.lane.route] not in taken:
                yield from self._meeting(places, (*chosen, one), first, last)

    def _each_by_itself(self, places: Sequence[Sequence[Place]], apart: int) -> Iterator[Try]:
        """Different people, each when it costs least."""
        staff = self.board.problem.route_staff
        best: list[list[Start]] = []
        for own in places:
            of_person: dict[int, list[Try]] = {}
            for place in own:
                made = (self._try(((place, start),)) for start in self._starts(place, apart))
                of_person.setdefault(int(staff[place.lane.route]), []).extend(made)
            best.append([one.parts[0] for tries in of_person.values() if (one := self._cheapest(tries)) is not None])
        for chosen in product(*best):
            if len({int(staff[place.lane.route]) for place, _ in chosen}) == len(chosen):
                yield self._try(chosen)

    def _cheapest(self, tries: Sequence[Try]) -> Try | None:
        """The calm one that costs least, else the other one that does; None when each breaks something."""
        best: tuple[bool, int] | None = None
        chosen = None
        for one in sorted(tries, key=lambda one: (not one.calm, one.bound)):
            if best is not None and best <= (not one.calm, one.bound):
                break
            changed = self.changed(one)
            cost = None if changed is None else self.ledger.change(changed)
            if cost is not None and (best is None or (not one.calm, cost) < best):
                best, chosen = (not one.calm, cost), one
        return chosen


def _up(second: int, latest: int) -> int:
    whole = -(-second // MINUTE) * MINUTE
    return whole if whole <= latest else second


def _down(second: int, earliest: int) -> int:
    whole = second // MINUTE * MINUTE
    return whole if whole >= earliest else second
