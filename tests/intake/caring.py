"""Care over time with sensible defaults: orders, beds, medicines and what happened. Tests say only what differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from scheduler.domain.beds import CONDITIONS, BedMove, FamilyBed
from scheduler.domain.care import Request, visit_id_of
from scheduler.domain.medication import MedicationPlan
from scheduler.domain.orders import ByCalendar, CareOrder, Happened, Interval
from scheduler.domain.people import Resident
from scheduler.intake.calendar import Calendar, load_calendar
from scheduler.intake.standing import Care, requests_due
from scheduler.settings import config_folder
from scheduler.units import at
from tests import builders as b
from tests.intake.asking import BOOK, PAPERS

MONDAY = b.MONDAY
WEEKLY = Interval(5, 7, 7)


@cache
def calendar() -> Calendar:
    """The project's own years."""
    return load_calendar(config_folder() / "calendar")


def days(number: int) -> timedelta:
    return timedelta(days=number)


def march(day: int) -> date:
    """A day of March 2026; the 9th is a Monday, and no day of the month is a holiday."""
    return date(2026, 3, day)


def order(
    id: str = "O1", service: str = "PICC", recurrence: Interval | ByCalendar = WEEKLY, **changes: Any
) -> CareOrder:
    """A PICC kept since 1 March, last maintained on the 3rd; every paper in order."""
    given = {"resident_id": "R1", "channel": "clinic_phone", "first_day": march(1), "last_done": march(3), **PAPERS}
    return CareOrder(id, service=service, recurrence=recurrence, **{**given, **changes})


def by_rule(rule: str, service: str = "REHAB", **changes: Any) -> CareOrder:
    """An order by the calendar, never done before."""
    recurrence = ByCalendar(rule, changes.pop("days_before", 0), changes.pop("days_after", 0))
    return order(service=service, recurrence=recurrence, **{"last_done": None, "first_day": MONDAY, **changes})


def happened(request_id: str, day: date, outcome: str = "done", hour: str = "10:00", **changes: Any) -> Happened:
    """The record of a request's visit."""
    return Happened(visit_id_of(request_id), request_id, day, outcome, at(day, hour), "N1", **changes)


def moment(day: date, clock: str = "09:00") -> datetime:
    return at(day, clock)


def bed(*steps: tuple[str, date] | tuple[str, date, str], id: str = "B1", **changes: Any) -> FamilyBed:
    """A treatment bed with its steps as (state, day) or (state, day, reason); all conditions hold."""
    told = steps or (("submitted", march(2)), ("assessed", march(4)), ("registered", march(5)), ("open", march(6)))
    moves = tuple(BedMove(step[0], at(step[1], "09:00"), "G1", *step[2:]) for step in told)
    base = FamilyBed(id, "R1", "treatment", "centre", told[0][1], moves, frozenset(CONDITIONS))
    if any(step.state == "registered" for step in moves):
        base = replace(
            base, responsible_doctor="G1", responsible_nurse="N1", from_day=march(5), until_day=date(2026, 5, 3)
        )
    return replace(base, **changes)


def plan(id: str = "M1", **changes: Any) -> MedicationPlan:
    """Six medicines, a prescription for four weeks that supplies until 20 March."""
    base = MedicationPlan(id, "R1", 6, 4, march(20), order_until=b.FAR)
    return replace(base, **changes)


def due(
    *orders: CareOrder,
    first: date = MONDAY,
    last: date | None = None,
    residents: Iterable[Resident] = (),
    promised: Mapping[str, date] | None = None,
    known: Calendar | None = None,
    **care: Any,
) -> dict[str, Request]:
    """The requests due from a day (Monday) to a day (the same), by id."""
    people = {one.id: one for one in residents} or {"R1": b.resident()}
    found = requests_due(Care(orders, **care), people, first, last or first, BOOK, known or calendar(), promised)
    assert len({request.id for request in found}) == len(found)
    return {request.id: request for request in found}
