"""What is known of a centre on a morning, and what the day makes of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from scheduler.domain.care import Request, Visit
from scheduler.domain.dataset import Dataset
from scheduler.domain.day import Day
from scheduler.domain.orders import Away, CareOrder, Happened
from scheduler.domain.people import Resident
from scheduler.domain.rulebook import Rulebook
from scheduler.intake.asked import ASSESSMENT
from scheduler.intake.calendar import Calendar
from scheduler.intake.demand import visits_for
from scheduler.intake.medicines import REFILL
from scheduler.intake.standing import Care, requests_due
from scheduler.simulate.chance import Chance
from scheduler.simulate.roster import Roster
from scheduler.units import at

AUTHOR = "simulation"
EVENING = "20:00"


@dataclass(slots=True)
class World:
    """A centre from one day to the next: its care, what is asked for once and still open, who is at home."""

    data: Dataset
    rulebook: Rulebook
    calendar: Calendar
    roster: Roster
    chance: Chance
    care: Care
    open: dict[str, Request]  # asked for once
    residents: dict[str, Resident]
    back_on: dict[str, date] = field(default_factory=dict)  # by resident in hospital: the day of return

    @classmethod
    def of(cls, data: Dataset, rulebook: Rulebook, calendar: Calendar, roster: Roster, chance: Chance) -> World:
        """As the files tell it."""
        care = Care(data.care_orders, data.beds, data.medication, data.happened, data.away)
        open_ = {request.id: request for request in data.requests}
        people = {resident.id: resident for resident in data.residents}
        world = cls(data, rulebook, calendar, roster, chance, care, open_, people)
        for one in data.away:
            if one.until_day is None:
                world.back_on[one.resident_id] = one.from_day + timedelta(
                    days=world.stay(one.from_day, one.resident_id)
                )
        return world

    def days(self, first: date, count: int) -> tuple[Day, ...]:
        """The days from one on, each with what may be done on it as far as is known now, and who works."""
        last = first + timedelta(days=count - 1)
        due = requests_due(self.care, self.residents, first, last, self.rulebook, self.calendar)
        asked = [*self.open.values(), *due]
        return tuple(self._day(first + timedelta(days=k), asked) for k in range(count))

    def _day(self, day: date, asked: list[Request]) -> Day:
        gone = self.away_on(day)
        here = [request for request in asked if request.resident_id not in gone]
        data = self.data
        visits = visits_for(day, here, self.residents, self.rulebook, data.centre, self.calendar).visits
        homes = {visit.resident_id for visit in visits.values()}
        return Day(
            day=day,
            centre=data.centre,
            teams={team.id: team for team in data.teams},
            staff={one.id: one for one in data.staff},
            shifts=self.roster.shifts_on(day),
            residents={id_: resident for id_, resident in self.residents.items() if id_ in homes},
            visits=dict(sorted(visits.items())),
            devices={device.kind: device for device in data.devices},
            rulebook=self.rulebook,
            calendar_verified=self.calendar.is_verified(day),
            workday=self.calendar.is_workday(day),
        )

    def away_on(self, day: date) -> set[str]:
        """Residents who are not at home."""
        return {
            one.resident_id
            for one in self.care.away
            if one.from_day <= day and (one.until_day is None or day <= one.until_day)
        }

    def in_care(self) -> list[str]:
        """Everybody with an order, an open bed or medicines, by id."""
        found = {order.resident_id for order in self.care.orders} | {one.resident_id for one in self.care.medication}
        return sorted(found | {bed.resident_id for bed in self.care.beds if bed.state in ("open", "suspended")})

    def stay(self, day: date, resident_id: str) -> int:
        """How many days a hospital stay lasts."""
        shortest, longest = (self.rulebook.rule(f"simulate.hospital_{end}_days") for end in ("shortest", "longest"))
        return self.chance.days("hospital_days", shortest, longest, day, resident_id)

    def admit(self, resident_id: str, day: date) -> None:
        """Into hospital; when the return will be only chance knows."""
        self.care = replace(self.care, away=(*self.care.away, Away(resident_id, day, None, "hospital")))
        self.back_on[resident_id] = day + timedelta(days=self.stay(day, resident_id))

    def bring_home(self, resident_id: str, day: date) -> None:
        """The stay ended the day before; one that began today never was."""
        away = tuple(
            replace(one, until_day=day - timedelta(days=1))
            if one.resident_id == resident_id and one.until_day is None
            else one
            for one in self.care.away
        )
        self.care = replace(self.care, away=away)
        self.back_on.pop(resident_id, None)

    def record(self, day: date, visit: Visit, outcome: str) -> None:
        """What became of a visit, with all that follows from it but the steps of a bed."""
        told = Happened(visit.id, visit.request_id, day, outcome, at(day, EVENING), AUTHOR)
        self.care = replace(self.care, happened=(*self.care.happened, told))
        if outcome == "done" and visit.service == ASSESSMENT:
            self._assessed(visit, day)
        if outcome == "done" and visit.service == REFILL and visit.order_id:
            reviewed = [replace(p, reviewed=day) if f"{p.id}-RX" == visit.order_id else p for p in self.care.medication]
            self.care = replace(self.care, medication=tuple(reviewed))
        request = self.open.get(base_id(visit.request_id))
        if request is None or (visit.service == ASSESSMENT != request.service):
            return
        if outcome == "nobody_home":
            again = day + timedelta(days=1)
            last = max(request.last_day, again)
            hours = request.windows if last == request.last_day else ()
            self.open[request.id] = replace(request, first_day=again, last_day=last, windows=hours, wished=None)
        else:
            self.open.pop(request.id)

    def _assessed(self, visit: Visit, day: date) -> None:
        """Everything open of the resident has an assessment now."""
        until = day + timedelta(days=self.rulebook.rule("gate.assessment_valid_days"))
        orders = [
            replace(order, assessment_until=until) if order.resident_id == visit.resident_id else order
            for order in self.care.orders
        ]
        self.care = replace(self.care, orders=tuple(orders))
        for request in list(self.open.values()):
            if request.resident_id == visit.resident_id:
                self.open[request.id] = replace(request, assessment_until=until)

    def renew_papers(self, day: date) -> None:
        """Orders, consents and contracts that end soon are renewed, as the reminders ask for."""
        soon = day + timedelta(days=self.rulebook.rule("simulate.papers_days"))
        until = day + timedelta(days=self.rulebook.rule("simulate.papers_valid_days"))

        def renewed(paper: date | None) -> date | None:
            return until if paper is not None and day <= paper <= soon else paper

        def with_papers(order: CareOrder) -> CareOrder:
            return replace(order, order_until=renewed(order.order_until), consent_until=renewed(order.consent_until))

        plans = tuple(
            replace(one, order_until=renewed(one.order_until), consent_until=renewed(one.consent_until))
            for one in self.care.medication
        )
        self.care = replace(self.care, orders=tuple(map(with_papers, self.care.orders)), medication=plans)
        for id_, one in self.residents.items():
            if one.contract is not None and day <= one.contract.until_day <= soon:
                self.residents[id_] = replace(one, contract=replace(one.contract, until_day=until))


def base_id(visit_id: str) -> str:
    """The id of the first try of a visit, or of a request."""
    return visit_id.partition("~")[0]
