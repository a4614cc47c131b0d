"""A plan as the course of its day: every stop with what must come before it, in whole seconds from midnight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from scheduler.domain.care import Visit
from scheduler.domain.day import Day
from scheduler.domain.plan import Plan, Route, Stop
from scheduler.rules.laboratory import Kind, cutoff, drawing_part, kind_of, kinds_of_sample
from scheduler.rules.timetable import access_seconds, place_of
from scheduler.rules.together import starts_together
from scheduler.rules.windows import hard_windows
from scheduler.units import MINUTE, seconds_of

NO_LIMIT = 1 << 40


@dataclass(frozen=True, slots=True)
class Step:
    """A stop. `floor`: service begins no earlier; `band`: promised, inclusive; `breaks` (not before, length) lie
    between the stop before and this one; `after`: (step, least seconds from the end of its service). Of a drop, whose
    `visit_id` is "": `latest` start, and `samples` as (step, longest seconds from the end of its service)."""

    way: int
    visit_id: str
    part: int
    service: str
    start: int
    length: int
    ride: int
    access: int
    floor: int
    band: tuple[int, int]
    breaks: tuple[tuple[int, int], ...]
    after: tuple[tuple[int, int], ...] = ()
    latest: int = NO_LIMIT
    samples: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """One person's route: it leaves at `departure`, and not before the way `follows` (-1: none) is back. `breaks` are
    those after the last stop; `end` is the planned end of the shift."""

    staff_id: str
    shift_id: str
    mode: str
    departure: int
    ride_back: int
    access_back: int
    breaks: tuple[tuple[int, int], ...]
    end: int
    last: int  # its last step
    follows: int


@dataclass(frozen=True, slots=True)
class Course:
    """Steps and ways in the plan's order; `groups` in the order in which they happen: those of one start together."""

    steps: tuple[Step, ...]
    ways: tuple[Way, ...]
    groups: tuple[tuple[int, ...], ...]


def course_of(day: Day, plan: Plan) -> Course:
    """The plan's day as it would run by the clock."""
    steps: list[Step] = []
    ways: list[Way] = []
    for way, route in enumerate(plan.routes):
        breaks = _breaks(day, route)
        for k, stop in enumerate(route.stops):
            steps.append(_step(day, way, stop, breaks[k]))
        ways.append(_way(day, route, breaks[-1], len(steps) - 1, _before(plan, way)))
    linked = _linked(day, steps)
    return Course(tuple(linked), tuple(ways), _groups(day, linked))


def _before(plan: Plan, way: int) -> int:
    """The same person's route that leaves last before this one, -1 if none does."""
    own = plan.routes[way]
    earlier = [w for w, r in enumerate(plan.routes) if r.staff_id == own.staff_id and r.departure < own.departure]
    return max(earlier, key=lambda w: plan.routes[w].departure, default=-1)


def _step(day: Day, way: int, stop: Stop, breaks: tuple[tuple[int, int], ...]) -> Step:
    start, end = seconds_of(stop.start, day.day), seconds_of(stop.end, day.day)
    visit = day.visits.get(stop.visit_id)
    band = seconds_of(stop.band[0], day.day), seconds_of(stop.band[1], day.day)
    return Step(
        way,
        stop.visit_id,
        stop.part,
        visit.service if visit else "",
        start,
        end - start,
        stop.travel_seconds,
        stop.access_seconds,
        _floor(day, visit, start),
        band,
        breaks,
    )


def _floor(day: Day, visit: Visit | None, start: int) -> int:
    """The planned start less what a person may be early, but not before the hours agreed for it."""
    early = start - day.rulebook.rule("day.early_minutes") * MINUTE
    if visit is None:
        return early
    opened = [early]
    for _, _, windows in hard_windows(day, visit):
        spans = [(seconds_of(w.earliest, day.day), seconds_of(w.latest, day.day)) for w in windows]
        opened += [earliest for earliest, latest in spans if earliest <= start <= latest]
    return max(opened)


def _way(day: Day, route: Route, breaks: tuple[tuple[int, int], ...], last: int, follows: int) -> Way:
    access = access_seconds(place_of(day, route.stops[-1]), day.staff[route.staff_id].base)
    shift = day.shifts[route.shift_id]
    departure, end = seconds_of(route.departure, day.day), seconds_of(shift.end, day.day)
    ride = route.back_travel_seconds
    return Way(route.staff_id, route.shift_id, route.mode, departure, ride, access, breaks, end, last, follows)


def _breaks(day: Day, route: Route) -> list[tuple[tuple[int, int], ...]]:
    """By gap: before the first stop, before the second ... and after the last. A break lies before the first stop that
    starts after it."""
    gaps: list[list[tuple[int, int]]] = [[] for _ in range(len(route.stops) + 1)]
    for start, end in sorted(route.breaks):
        begin = seconds_of(start, day.day)
        gaps[sum(stop.start <= start for stop in route.stops)].append((begin, seconds_of(end, day.day) - begin))
    return [tuple(gap) for gap in gaps]


def _linked(day: Day, steps: list[Step]) -> list[Step]:
    """The steps with what they wait for (visits that follow others) and what their drops carry."""
    where = {(step.visit_id, step.part): k for k, step in enumerate(steps) if step.visit_id}
    kinds = kinds_of_sample(day)
    found = []
    for step in steps:
        if step.visit_id:
            found.append(replace(step, after=_waits_for(day, step, where)))
        elif step.part < len(kinds):
            minutes, cut_off = kinds[step.part]
            samples = tuple((k, minutes * MINUTE) for k in _drawn(day, steps, step, (minutes, cut_off)))
            latest = seconds_of(cutoff(day), day.day) if cut_off else NO_LIMIT
            found.append(replace(step, latest=latest, samples=samples))
        else:
            found.append(step)
    return found


def _waits_for(day: Day, step: Step, where: Mapping[tuple[str, int], int]) -> tuple[tuple[int, int], ...]:
    gap = day.visits[step.visit_id].gap
    if gap is None or gap.after not in day.visits:
        return ()
    firsts = (where.get((gap.after, k)) for k in range(len(day.visits[gap.after].parts)))
    return tuple((first, gap.minimum * MINUTE) for first in firsts if first is not None)


def _drawn(day: Day, steps: list[Step], drop: Step, kind: Kind) -> Iterable[int]:
    for k, step in enumerate(steps):
        if step.way == drop.way and step.visit_id and step.start < drop.start:
            visit = day.visits[step.visit_id]
            if kind_of(day, visit) == kind and step.part == drawing_part(visit):
                yield k


def _groups(day: Day, steps: list[Step]) -> tuple[tuple[int, ...], ...]:
    together: dict[object, list[int]] = {}
    for k, step in enumerate(steps):
        joint = bool(step.visit_id) and starts_together(day.visits[step.visit_id])
        together.setdefault(step.visit_id if joint else k, []).append(k)
    return tuple(sorted((tuple(group) for group in together.values()), key=lambda g: (steps[g[0]].start, g)))
