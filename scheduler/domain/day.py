"""Everything known when one centre plans a day: what the rules, the validator and the translator read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from scheduler.domain.care import Lock, Service, Visit
from scheduler.domain.people import Centre, Device, Resident, Shift, Staff, Team
from scheduler.domain.plan import Plan
from scheduler.domain.roads import Closure, Conditions, Ridden
from scheduler.domain.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Day:
    """One centre's day. Mappings are keyed by id (services by code) in a fixed order, which decides array order."""

    day: date
    centre: Centre
    teams: Mapping[str, Team]
    staff: Mapping[str, Staff]
    shifts: Mapping[str, Shift]
    residents: Mapping[str, Resident]
    visits: Mapping[str, Visit]
    devices: Mapping[str, Device]
    rulebook: Rulebook
    locks: tuple[Lock, ...] = ()
    published: Plan | None = None  # the plan people were told, when this one replaces it
    weather: str = "fair"  # fair, rain, snow
    calendar_verified: bool = True  # False: working days were assumed to be Monday to Friday
    workday: bool = True  # False: a weekend or holiday, on which the clinic is open only where somebody has duty there
    closures: tuple[Closure, ...] = ()  # roads closed for the rest of the day
    ridden: Ridden = field(
        default_factory=dict
    )  # rides that are over, where they were in another weather or on other roads
    rostered: Mapping[Shift, Shift] = field(default_factory=dict)  # shifts that events have changed -> as they were
    late_samples: frozenset[str] = frozenset()  # visits whose samples, drawn already, can be in time no more
    carried: Mapping[str, tuple[int, bool]] = field(
        default_factory=dict
    )  # of visits that have begun: the samples in the bag
    lunches: Mapping[str, tuple[datetime, int]] = field(
        default_factory=dict
    )  # of shifts: the lunch that is over, when it began and its minutes
    overworked: Mapping[str, tuple[int, int]] = field(
        default_factory=dict
    )  # of staff whose day, by what has begun alone, is longer than the most (H15): seconds of work and of travel

    def service(self, visit: Visit) -> Service:
        """The catalogue's line for a visit."""
        return self.rulebook.services[visit.service]

    def resident(self, visit: Visit) -> Resident:
        """Who is visited."""
        return self.residents[visit.resident_id]

    def conditions(self, mode: str, origin_id: str, destination_id: str) -> Conditions:
        """What a ride takes place in: what it was ridden in when it is over, else what holds from now on."""
        return self.ridden.get((mode, origin_id, destination_id)) or Conditions(self.weather, self.closures)

    def field_shifts(self) -> tuple[Shift, ...]:
        """The shifts that become routes, in order: kind field, in this day's staff."""
        return tuple(s for s in self.shifts.values() if s.kind == "field")
