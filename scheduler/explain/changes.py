"""Single changes of a day that could make room for one more visit: what they are, what they are worth, their words.

A minute of the home's window, a minute of somebody's shift, a lunch that begins at another time, a lock taken back,
a certificate: made comparable by the prices change.* of config/rules.toml.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scheduler.domain.care import Visit
from scheduler.domain.day import Day
from scheduler.domain.people import Certificate, Shift
from scheduler.units import at

EARLIER, LATER = "earlier", "later"
NONE, WINDOW, SHIFT, LUNCH, LOCK, CERTIFICATE = "none", "window", "shift", "lunch", "lock", "certificate"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would be otherwise.

    `minutes` at the `end` (earlier or later) of window `number` of the visit, of a shift, or of the time in which
    lunch begins. A lock is that of part `number` of the visit.
    """

    kind: str
    minutes: int = 0
    end: str = ""
    visit_id: str = ""
    number: int = 0
    staff_id: str = ""
    shift_id: str = ""
    skill: str = ""


NO_CHANGE = Change(NONE)
Growing = tuple[Change, ...]  # one thing, changed more and more: every size on the grid, the cheapest first


def changes_for(day: Day, visit: Visit) -> tuple[Growing, ...]:
    """Every single change that could matter to a visit, those of a size with all their sizes."""
    return (*_windows(day, visit), *_shifts(day), *_lunches(day), *_locks(day), *_certificates(day, visit))


def price_of(day: Day, change: Change) -> int:
    """What a change is worth beside others; 0 for none. Not a cost of the plan."""
    if change.kind == NONE:
        return 0
    if change.kind in (LOCK, CERTIFICATE):
        return day.rulebook.rule(f"change.{change.kind}")
    return day.rulebook.rule(f"change.{change.kind}_minute") * change.minutes


def with_change(day: Day, change: Change) -> Day:
    """The day with that one thing otherwise; ids and the order of everything stay."""
    if change.kind == WINDOW:
        return _with_window(day, change)
    if change.kind in (SHIFT, LUNCH):
        shift = day.shifts[change.shift_id]
        other = (_longer if change.kind == SHIFT else _freer)(shift, change.end, timedelta(minutes=change.minutes))
        return replace(day, shifts={**day.shifts, shift.id: other})
    if change.kind == LOCK:
        held = (change.visit_id, change.number)
        return replace(day, locks=tuple(one for one in day.locks if one.started or (one.visit_id, one.part) != held))
    if change.kind == CERTIFICATE:
        person = day.staff[change.staff_id]
        proven = replace(person, certificates=(*person.certificates, Certificate(change.skill, day.day)))
        return replace(day, staff={**day.staff, person.id: proven})
    return day


def _sizes(day: Day, kind: str, most: float) -> range:
    """The minutes of every size on the grid, up to `most` and to what the centre would ask for."""
    grid = day.rulebook.rule("change.grid_minutes")
    return range(grid, min(int(most), day.rulebook.rule(f"change.{kind}_most")) + 1, grid)


def _windows(day: Day, visit: Visit) -> Iterator[Growing]:
    """Each window agreed with the home, at either end, within the day."""
    midnight, last = at(day.day, "00:00"), at(day.day, "23:59")
    for k, window in enumerate(visit.windows):
        for end, room in ((EARLIER, window.earliest - midnight), (LATER, last - window.latest)):
            sizes = _sizes(day, WINDOW, room.total_seconds() // 60)
            yield tuple(Change(WINDOW, minutes, end, visit.id, k) for minutes in sizes)


def _with_window(day: Day, change: Change) -> Day:
    visit, more = day.visits[change.visit_id], timedelta(minutes=change.minutes)
    old = visit.windows[change.number]
    if change.end == EARLIER:
        wider = replace(old, earliest=old.earliest - more)
    else:
        wider = replace(old, latest=old.latest + more)
    windows = tuple(wider if k == change.number else window for k, window in enumerate(visit.windows))
    return replace(day, visits={**day.visits, visit.id: replace(visit, windows=windows)})


def _shifts(day: Day) -> Iterator[Growing]:
    """Each shift on the road, at either end, up to the person's other duties."""
    for shift in day.field_shifts():
        others = [one for one in day.shifts.values() if one.staff_id == shift.staff_id and one.id != shift.id]
        before = [_over(one) for one in others if one.start <= shift.start]
        after = [one.start for one in others if one.start > shift.start]
        room = {
            EARLIER: shift.start - max([*before, at(day.day, "00:00")]),
            LATER: min([*after, at(day.day, "23:59")]) - shift.latest_end,
        }
        for end, free in room.items():
            sizes = _sizes(day, SHIFT, free.total_seconds() // 60)
            yield tuple(Change(SHIFT, m, end, staff_id=shift.staff_id, shift_id=shift.id) for m in sizes)


def _over(shift: Shift) -> datetime:
    return shift.latest_end if shift.kind == "field" else shift.end


def _longer(shift: Shift, end: str, more: timedelta) -> Shift:
    if end == EARLIER:
        return replace(shift, start=shift.start - more)
    return replace(shift, end=shift.end + more, latest_end=shift.latest_end + more)


def _lunches(day: Day) -> Iterator[Growing]:
    """Each lunch owed on the road, begun earlier or later than the shift has it."""
    for shift in day.field_shifts():
        if shift.lunch_from is not None and shift.lunch_until is not None:
            for end in (EARLIER, LATER):
                sizes = _sizes(day, LUNCH, 24 * 60)
                yield tuple(Change(LUNCH, m, end, staff_id=shift.staff_id, shift_id=shift.id) for m in sizes)


def _freer(shift: Shift, end: str, more: timedelta) -> Shift:
    if shift.lunch_from is None or shift.lunch_until is None:
        return shift
    if end == EARLIER:
        return replace(shift, lunch_from=shift.lunch_from - more)
    return replace(shift, lunch_until=shift.lunch_until + more)


def _locks(day: Day) -> Iterator[Growing]:
    """Each lock of the coordinator; what has begun is a fact."""
    for lock in day.locks:
        if not lock.started and lock.visit_id in day.visits:
            yield (Change(LOCK, visit_id=lock.visit_id, number=lock.part, staff_id=lock.staff_id),)


def _certificates(day: Day, visit: Visit) -> Iterator[Growing]:
    """For everybody on the road, each skill that alone is lacking for a part: of this visit first, then of the others,
    since whoever takes one of those off a colleague makes room too."""
    lacking: dict[tuple[str, str], None] = {}
    people = [day.staff[id_] for id_ in dict.fromkeys(shift.staff_id for shift in day.field_shifts())]
    for need in (need for one in (visit, *day.visits.values()) for need in one.parts):
        for person in people:
            missing = [skill for skill in sorted(need.skills) if not person.holds(skill, day.day)]
            if person.role in need.roles and len(missing) == 1:
                lacking[person.id, missing[0]] = None
    for staff_id, skill in lacking:
        yield (Change(CERTIFICATE, staff_id=staff_id, skill=skill),)
