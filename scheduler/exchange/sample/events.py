"""What has happened in the sample before 16 March 2026, and who is away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from scheduler.domain.beds import FamilyBed
from scheduler.domain.care import visit_id_of
from scheduler.domain.orders import Away, CareOrder, Happened
from scheduler.exchange.sample.shifts import CARE_BEGINS, WEEKENDS
from scheduler.exchange.sample.standing import EARLY_BEGUN
from scheduler.units import at


def happened(orders: Sequence[CareOrder]) -> tuple[Happened, ...]:
    """The orders that began before: done once on the Thursday. And one door that stayed shut on the Saturday."""
    begun = [order for order in orders if order.first_day == EARLY_BEGUN]
    shut = next(order for order in orders if order.first_day == CARE_BEGINS)
    thursday = CARE_BEGINS - timedelta(days=2)
    done = [_event(order, thursday, "done", 30, _nurse_of(order)) for order in begun]
    return (*done, _event(shut, CARE_BEGINS, "nobody_home", 0, WEEKENDS[CARE_BEGINS]))


def away(beds: Sequence[FamilyBed]) -> tuple[Away, ...]:
    """Who is in hospital, and two who travel for a few days."""
    suspended = [bed for bed in beds if bed.state == "suspended"]
    travelling = [bed for bed in beds if bed.state == "open"][3:5]
    stays = [Away(bed.resident_id, bed.moves[-1].at.date(), None, "hospital") for bed in suspended]
    first = date(2026, 3, 21)
    trips = [
        Away(bed.resident_id, first + timedelta(weeks=k), first + timedelta(days=3, weeks=k), "travelling")
        for k, bed in enumerate(travelling)
    ]
    return (*stays, *trips)


def _nurse_of(order: CareOrder) -> str:
    """Of the doctor and the nurse of a team the nurse has the higher number."""
    return max(order.responsible_staff)


def _event(order: CareOrder, day: date, outcome: str, minutes: int, nurse: str) -> Happened:
    recorded: datetime = at(day, "11:40")
    request = f"{order.id}#1"
    return Happened(visit_id_of(request), request, day, outcome, recorded, nurse, frozenset({nurse}), minutes)
