"""One simulated day the slow way: everybody does one thing after another and waits for whom they must wait for.

A second witness of `scheduler.simulate.day.walk`: it reads the plan itself, knows no arrays and no order of steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from operator import contains

from scheduler.domain.day import Day
from scheduler.domain.plan import Plan, Route, Stop
from scheduler.rules.timetable import access_seconds, place_of
from scheduler.rules.together import starts_together
from scheduler.rules.windows import hard_windows

Key = tuple[str, int, str]  # visit, part, shift: a drop has no visit
Until = Callable[[], bool]


class PlainDay:
    """What becomes of a plan when service and rides last as given (seconds by stop), and who stays at home."""

    def __init__(
        self,
        day: Day,
        plan: Plan,
        service: dict[Key, int],
        ride: dict[Key, int],
        back: dict[str, int],
        works: dict[str, bool],
    ) -> None:
        self.day, self.plan = day, plan
        self.service, self.ride, self.back, self.works = service, ride, back, works
        self.arrived: dict[Key, datetime] = {}
        self.started: dict[Key, datetime] = {}
        self.ended: dict[Key, datetime] = {}
        self.given_up: set[Key] = set()
        self.home: dict[str, datetime] = {}  # by shift
        self._run()

    def _run(self) -> None:
        waiting = [(self._person(route), lambda: True) for route in self.plan.routes]
        while waiting:
            able = next((one for one in waiting if one[1]()), None)
            assert able is not None, "everybody waits for somebody"
            waiting.remove(able)
            wish = next(able[0], None)
            if wish is not None:
                waiting.append((able[0], wish))

    def _person(self, route: Route) -> Iterator[Until]:
        """One route, walked; each time it must wait for somebody it says until when."""
        earlier = [r for r in self.plan.routes if r.staff_id == route.staff_id and r.departure < route.departure]
        now = route.departure
        if earlier:
            before = max(earlier, key=lambda r: r.departure)
            yield partial(contains, self.home, before.shift_id)
            now = max(now, self.home[before.shift_id])
        owed = sorted(route.breaks)
        for stop in route.stops:
            key = (stop.visit_id, stop.part, route.shift_id)
            breaks = [owed.pop(0) for _ in range(sum(begin < stop.start for begin, _ in owed))]
            now = _on_the_way(now, self.ride[key] + stop.access_seconds, breaks)
            self.arrived[key] = now
            if self._called_off(stop):
                self.given_up.add(key)
                continue
            others = self._together(stop, route)
            for other in others:
                yield partial(contains, self.arrived, other)
            begin = max([self._not_before(stop), *(max(self.arrived[o], self._floor_of(o)) for o in others), now])
            for first, least in self._after(stop):
                yield partial(contains, self.ended, first)
                begin = max(begin, self.ended[first] + least)
            for other in others:  # and whoever comes along waits for the same visits
                for first, least in self._after(self._stop(other)):
                    yield partial(contains, self.ended, first)
                    begin = max(begin, self.ended[first] + least)
            self.started[key] = begin
            now = self.ended[key] = begin + timedelta(seconds=self.service[key])
        base = self.day.staff[route.staff_id].base
        way = self.back[route.shift_id] + access_seconds(place_of(self.day, route.stops[-1]), base)
        self.home[route.shift_id] = _on_the_way(now, way, owed)

    def _parts(self, visit_id: str) -> list[tuple[Route, Stop]]:
        return [(r, s) for r, s in self.plan.stops() if visit_id and s.visit_id == visit_id]

    def _called_off(self, stop: Stop) -> bool:
        """Somebody of a visit begun together, or of the visit it follows, is ill."""
        if not stop.visit_id:
            return not self.works[self._route_of(stop).staff_id]
        visit = self.day.visits[stop.visit_id]
        own = self._parts(stop.visit_id) if starts_together(visit) else [(self._route_of(stop), stop)]
        before = self._parts(visit.gap.after) if visit.gap and visit.gap.after in self.day.visits else []
        absent = any(not self.works[r.staff_id] for r, _ in own)
        return absent or any(self._called_off(s) for _, s in before)

    def _route_of(self, stop: Stop) -> Route:
        return next(r for r, s in self.plan.stops() if s is stop)

    def _together(self, stop: Stop, route: Route) -> list[Key]:
        if not stop.visit_id or not starts_together(self.day.visits[stop.visit_id]):
            return []
        return [(s.visit_id, s.part, r.shift_id) for r, s in self._parts(stop.visit_id) if s is not stop]

    def _stop(self, key: Key) -> Stop:
        return next(s for r, s in self.plan.stops() if (s.visit_id, s.part, r.shift_id) == key)

    def _floor_of(self, key: Key) -> datetime:
        return self._not_before(self._stop(key))

    def _after(self, stop: Stop) -> list[tuple[Key, timedelta]]:
        visit = self.day.visits.get(stop.visit_id)
        if visit is None or visit.gap is None:
            return []
        least = timedelta(minutes=visit.gap.minimum)
        return [((s.visit_id, s.part, r.shift_id), least) for r, s in self._parts(visit.gap.after)]

    def _not_before(self, stop: Stop) -> datetime:
        early = stop.start - timedelta(minutes=self.day.rulebook.rule("day.early_minutes"))
        visit = self.day.visits.get(stop.visit_id)
        for _, _, windows in hard_windows(self.day, visit) if visit else ():
            early = max([early, *(w.earliest for w in windows if w.earliest <= stop.start <= w.latest)])
        return early


def _on_the_way(now: datetime, seconds: int, breaks: list[tuple[datetime, datetime]]) -> datetime:
    """A break begins when planned or later; the way may be gone before it, after it or around it."""
    over = now
    for begin, end in breaks:
        over = max(over, begin) + (end - begin)
    rest = sum((end - begin for begin, end in breaks), timedelta())
    return max(over, now + timedelta(seconds=seconds) + rest)
