"""What has happened in the sample before 16 March 2026, and who is away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from scheduler.domain.beds import FamilyBed
from scheduler.domain.care import visit_id_of
from scheduler.domain.orders import Away, CareOrder, Happened, Interval
from scheduler.exchange.sample.shifts import CARE_BEGINS, WEEKENDS
from scheduler.exchange.sample.standing import EARLY_BEGUN
from scheduler.intake.bed_care import orders_of_bed
from scheduler.settings import default_rulebook
from scheduler.units import at

FRIDAY = CARE_BEGINS - timedelta(days=1)
WORKING_DAYS = 5


def happened(orders: Sequence[CareOrder], beds: Sequence[FamilyBed]) -> tuple[Happened, ...]:
    """The orders that began before: done once on the Thursday. One door that stayed shut on the Saturday. And of
    each open bed what was done after its opening, so that nothing of it falls due before the Saturday."""
    begun = [order for order in orders if order.first_day == EARLY_BEGUN]
    shut = next(order for order in orders if order.first_day == CARE_BEGINS)
    thursday = CARE_BEGINS - timedelta(days=2)
    done = [_event(order, thursday, "done", 30, _nurse_of(order)) for order in begun]
    rulebook = default_rulebook()
    kept = [bed for bed in beds if bed.state in ("open", "suspended")]
    of_beds = [event for k, bed in enumerate(kept) for event in _of_bed(k, bed, orders_of_bed(bed, rulebook))]
    return (*done, _event(shut, CARE_BEGINS, "nobody_home", 0, WEEKENDS[CARE_BEGINS]), *of_beds)


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


def _of_bed(k: int, bed: FamilyBed, orders: Sequence[CareOrder]) -> list[Happened]:
    """What is done once after the opening, and of what recurs the last time; spread over the first week."""
    found: list[Happened] = []
    days: dict[str, date] = {}
    for order in orders:
        often = order.recurrence
        if not isinstance(often, Interval):
            continue
        if order.count == 1:
            day = order.first_day + timedelta(days=often.usual)
        else:
            day = FRIDAY - timedelta(days=k % min(often.shortest, WORKING_DAYS))
            before = days.get(order.follows, order.first_day)
            if often.shortest > WORKING_DAYS:  # once a month: recorded when the time after the one before has come
                day = min(FRIDAY, before + timedelta(days=often.shortest + 3))
            if before + timedelta(days=often.shortest) > FRIDAY:
                continue
        days[order.id] = day
        who = bed.responsible_nurse if order.service == "BED_NURSE" else bed.responsible_doctor
        found.append(_event(order, day, "done", 0, who))
    return found


def _nurse_of(order: CareOrder) -> str:
    """Of the doctor and the nurse of a team the nurse has the higher number."""
    return max(order.responsible_staff)


def _event(order: CareOrder, day: date, outcome: str, minutes: int, who: str) -> Happened:
    recorded: datetime = at(day, "11:40")
    request = f"{order.id}#1"
    return Happened(visit_id_of(request), request, day, outcome, recorded, who, frozenset({who}), minutes)
