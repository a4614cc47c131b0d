"""What the figures of a period are read from: visits as they went, routes as they were told, beds, orders, people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from scheduler.domain.beds import FamilyBed
from scheduler.domain.care import Request
from scheduler.domain.orders import Away, CareOrder
from scheduler.domain.people import Resident, Shift, Staff, Team
from scheduler.domain.rulebook import Rulebook
from scheduler.intake.calendar import Calendar

NOT_RECORDED = "not_recorded"
PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class VisitOnDay:
    """One visit on one day.

    `outcome` is one of OUTCOMES, or NOT_RECORDED (published, its day is over, and nobody said what became of it), or
    PLANNED (its day is not over). `staff_ids`: who went, by the record, else by the plan; `order_id`: the standing
    order it belongs to.
    """

    visit_id: str
    day: date
    resident_id: str
    service: str
    priority: int
    outcome: str
    staff_ids: frozenset[str] = frozenset()
    order_id: str = ""


@dataclass(frozen=True, slots=True)
class LeftOutOnDay:
    """A visit that a published plan leaves out; after `last_day` it can be done no more in time."""

    visit_id: str
    day: date
    resident_id: str
    service: str
    priority: int
    last_day: date


@dataclass(frozen=True, slots=True)
class RouteTime:
    """One published route: rides (without access), and work from departure to return less breaks."""

    staff_id: str
    day: date
    travel_seconds: int
    work_seconds: int


@dataclass(frozen=True, slots=True)
class CarePeriod:
    """The days `first` to `last`, both inclusive, and what went before as far as it is known.

    `visits` and `left_out` are ascending by day; those before `first` say what was done last and whose face is
    known. `orders` are all standing orders but those that a bed brings along, since beds are counted as beds;
    `requests` what was asked for once. `over` is the last day of the period that is over: what is due later is not
    missed yet. It lies before `first` when the whole period is still to come. `known_from` is the first
    day of which any record tells. `team`: whose view it is, "" for those
    of no team, None for the whole centre; `staff` are always all, since others come to a team's residents too.
    """

    first: date
    last: date
    over: date
    rulebook: Rulebook
    calendar: Calendar
    teams: Mapping[str, Team]
    staff: Mapping[str, Staff]
    residents: Mapping[str, Resident]
    shifts: tuple[Shift, ...] = ()
    beds: tuple[FamilyBed, ...] = ()
    orders: tuple[CareOrder, ...] = ()
    requests: tuple[Request, ...] = ()
    away: tuple[Away, ...] = ()
    visits: tuple[VisitOnDay, ...] = ()
    left_out: tuple[LeftOutOnDay, ...] = ()
    routes: tuple[RouteTime, ...] = ()
    known_from: date = date.min
    team: str | None = None
    _done: Mapping[str, tuple[VisitOnDay, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.first <= self.last >= self.over:
            raise ValueError(f"from {self.first} to {self.last}, over on {self.over}: out of order")
        found: dict[str, list[VisitOnDay]] = defaultdict(list)
        for visit in self.done():
            found[visit.resident_id].append(visit)
        object.__setattr__(self, "_done", {id_: tuple(visits) for id_, visits in found.items()})

    def holds(self, day: date) -> bool:
        """Whether the day is one of the period."""
        return self.first <= day <= self.last

    def done(self) -> tuple[VisitOnDay, ...]:
        """Every visit known to be done up to the last day, ascending by day."""
        return tuple(visit for visit in self.visits if visit.outcome == "done" and visit.day <= self.last)

    def done_for(self, resident_id: str) -> tuple[VisitOnDay, ...]:
        """The same for one resident."""
        return self._done.get(resident_id, ())

    def own_staff(self) -> tuple[Staff, ...]:
        """The staff of the team whose view it is; all of them for the centre."""
        return tuple(person for person in self.staff.values() if self.team in (None, person.team_id))

    def team_of(self, resident_id: str) -> str:
        """The team with which a resident has a contract on a day of the period; "" for none."""
        resident = self.residents.get(resident_id)
        contract = resident.contract if resident else None
        valid = contract is not None and contract.from_day <= self.last and contract.until_day >= self.first
        return contract.team_id if contract is not None and valid else ""


def of_team(period: CarePeriod, team_id: str) -> CarePeriod:
    """The same period as one team sees it: its signed residents and its own staff; "": those of no team."""
    residents = {id_: r for id_, r in period.residents.items() if period.team_of(id_) == team_id}
    staff = {person.id for person in period.staff.values() if person.team_id == team_id}
    return replace(
        period,
        team=team_id,
        residents=residents,
        shifts=tuple(one for one in period.shifts if one.staff_id in staff),
        beds=tuple(one for one in period.beds if one.resident_id in residents),
        orders=tuple(one for one in period.orders if one.resident_id in residents),
        requests=tuple(one for one in period.requests if one.resident_id in residents),
        away=tuple(one for one in period.away if one.resident_id in residents),
        visits=tuple(one for one in period.visits if one.resident_id in residents),
        left_out=tuple(one for one in period.left_out if one.resident_id in residents),
        routes=tuple(one for one in period.routes if one.staff_id in staff),
    )
