"""Who works when, beyond the days a file tells: the usual week again and again, and the duty on days off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from scheduler.domain.care import PartNeed
from scheduler.domain.dataset import Dataset
from scheduler.domain.orders import CareOrder
from scheduler.domain.people import Shift, Staff
from scheduler.domain.rulebook import Rulebook
from scheduler.intake.asked import INTERNET
from scheduler.intake.calendar import Calendar
from scheduler.intake.devices import effective_interval
from scheduler.simulate.chance import Chance
from scheduler.units import LOCAL, at

WORKING_DAYS = 5


@dataclass(frozen=True, slots=True)
class LongAbsence:
    """Somebody of the staff is away, known well before; both days inclusive."""

    staff_id: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Need:
    """Who a service of every day asks for; `hospital`: by internet nursing, done by the hospital's nurses."""

    part: PartNeed
    hospital: bool

    def met_by(self, one: Staff, day: date) -> bool:
        """Whether somebody may do it."""
        able = one.role in self.part.roles and one.title_level >= self.part.title_level
        of_theirs = one.employer == ("hospital" if self.hospital else "centre")
        return able and of_theirs and all(one.holds(skill, day) for skill in self.part.skills)


@dataclass(slots=True)
class Roster:
    """The shifts of any day. Told days stand as told; on others working days repeat and days off have a duty."""

    told: dict[date, list[Shift]]
    usual: dict[int, list[Shift]]  # by weekday: each person's newest shifts on it
    duties: list[list[Shift]]  # as told on days off, one after the other
    needs: tuple[Need, ...]  # of the services that are given every day
    staff: dict[str, Staff]
    calendar: Calendar
    away: list[LongAbsence]
    ill_until: dict[str, date] = field(default_factory=dict)

    def shifts_on(self, day: date) -> dict[str, Shift]:
        """Who works that day, less who is known to be away; on days off somebody else takes over the duty."""
        gone = {one.staff_id for one in self.away if one.first <= day <= one.last}
        gone |= {staff_id for staff_id, until in self.ill_until.items() if day <= until}
        if self.calendar.is_workday(day):
            shifts = self.told.get(day) or [
                _moved(shift, day) for shift in self.usual.get(day.weekday() % WORKING_DAYS, [])
            ]
        else:
            shifts = self._duty(day, gone)
        return {shift.id: shift for shift in shifts if shift.staff_id not in gone}

    def fall_ill(self, day: date, chance: Chance) -> int:
        """Draw who of those at work falls ill this morning; how many are ill."""
        longest = chance.rulebook.rule("simulate.staff_ill_days")
        for staff_id in sorted({shift.staff_id for shift in self.shifts_on(day).values()}):
            if chance.happens("staff_ill", day, staff_id):
                lasts = chance.days("staff_ill_days", 1, longest, day, staff_id)
                self.ill_until[staff_id] = day + timedelta(days=lasts - 1)
        return sum(day <= until for until in self.ill_until.values())

    def _duty(self, day: date, gone: Collection[str]) -> list[Shift]:
        """One nurse as told or in turn, and who else the services of every day need, in turn too."""
        turn = day.toordinal()
        by_turns = [
            self.told.get(day, []),
            *(self.duties[(turn + k) % len(self.duties)] for k in range(len(self.duties))),
        ]
        free = [duty for duty in by_turns if duty and not {shift.staff_id for shift in duty} & set(gone)]
        shifts = [_moved(shift, day) for shift in free[0]] if free else []
        hours = free[0] if free else []
        for need in self.needs:
            on_duty = {shift.staff_id for shift in shifts}
            able = sorted(id_ for id_, one in self.staff.items() if id_ not in gone and need.met_by(one, day))
            if on_duty & set(able) or not able:
                continue
            staff_id = able[turn % len(able)]
            shifts += self._called(staff_id, day, need, hours)
        return shifts

    def _called(self, staff_id: str, day: date, need: Need, hours: list[Shift]) -> list[Shift]:
        """The hospital's nurses come in the hours that are theirs, others in the hours of the duty."""
        if need.hospital:
            own = [shift for shifts in self.usual.values() for shift in shifts if shift.staff_id == staff_id]
            hours = [shift for shift in own if shift.start.date() == own[0].start.date()] if own else []
        found = (_moved(shift, day) for shift in hours)
        return [replace(shift, id=f"{day:%m%d}-{staff_id}-duty{k}", staff_id=staff_id) for k, shift in enumerate(found)]


def roster_of(data: Dataset, rulebook: Rulebook, calendar: Calendar, away: Sequence[LongAbsence]) -> Roster:
    """The roster that a centre's own shifts give."""
    told: dict[date, list[Shift]] = defaultdict(list)
    for shift in data.shifts:
        told[shift.start.date()].append(shift)
    duties: list[list[Shift]] = []
    usual: dict[int, dict[str, list[Shift]]] = defaultdict(dict)
    for day, shifts in sorted(told.items()):
        if not calendar.is_workday(day):
            duties.append(shifts)
            continue
        for staff_id, own in _by_person(shifts).items():
            if all(shift.kind != "leave" for shift in own) or staff_id not in usual[day.weekday()]:
                usual[day.weekday()][staff_id] = own
    flat = {weekday: [shift for own in people.values() for shift in own] for weekday, people in usual.items()}
    staff = {one.id: one for one in data.staff}
    return Roster(told, flat, duties, _needs(data, rulebook), staff, calendar, list(away))


def _needs(data: Dataset, rulebook: Rulebook) -> tuple[Need, ...]:
    """Of standing orders that do not stop on days off, each once, those that ask for most first."""
    found = {
        Need(part, order.channel == INTERNET)
        for order in data.care_orders
        if rulebook.services[order.service].every_day or _pressing(order, rulebook)
        for part in rulebook.services[order.service].parts
    }
    return tuple(sorted(found, key=lambda need: (need.hospital, -len(need.part.skills), sorted(need.part.roles))))


def _pressing(order: CareOrder, rulebook: Rulebook) -> bool:
    """Whether its hard interval is so short that all days on which it may be done can be days off."""
    interval = effective_interval(order, rulebook)
    return interval is not None and interval.hard and interval.longest <= rulebook.rule("simulate.duty_interval_days")


def _by_person(shifts: Iterable[Shift]) -> dict[str, list[Shift]]:
    found: dict[str, list[Shift]] = defaultdict(list)
    for shift in shifts:
        found[shift.staff_id].append(shift)
    return found


def _moved(shift: Shift, day: date) -> Shift:
    """The same hours on another day."""

    def there(moment: datetime) -> datetime:
        return at(day, moment.astimezone(LOCAL).time())

    lunch = (there(moment) if moment else None for moment in (shift.lunch_from, shift.lunch_until))
    times = (there(shift.start), there(shift.end), there(shift.latest_end))
    lunch_from, lunch_until = lunch
    id_ = f"{day:%m%d}-{shift.id.partition('-')[2]}"
    moved = replace(shift, id=id_, start=times[0], end=times[1], latest_end=times[2])
    return replace(moved, lunch_from=lunch_from, lunch_until=lunch_until)
