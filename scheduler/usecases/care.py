"""Care over time put together: every request that may matter, from telephone calls to the rounds of a family bed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

from scheduler import settings
from scheduler.domain.beds import FamilyBed
from scheduler.domain.care import Request, visit_id_of
from scheduler.domain.medication import MedicationPlan
from scheduler.domain.nursing import NursingRequest
from scheduler.domain.orders import Away, CareOrder, Happened
from scheduler.domain.people import Resident
from scheduler.domain.rulebook import Rulebook
from scheduler.intake.calendar import Calendar, load_calendar
from scheduler.intake.standing import Care, requests_due
from scheduler.store import care_records, plans, records
from scheduler.store.engine import Session

T = TypeVar("T", CareOrder, FamilyBed, MedicationPlan)

ENDED = ("done", "refused")  # of a request asked for once: it never comes again
NURSING_ENDED = ("done", "rated", "cancelled", "refused")


def calendar_of(assume_weekdays: bool = False) -> Calendar:
    """The working days that config/ knows."""
    return load_calendar(settings.config_folder() / "calendar", assume_weekdays)


def care_of(session: Session, centre_id: str) -> Care:
    """All of a centre's care over time, as stored."""

    def all_of(kind: type[T]) -> tuple[T, ...]:
        return tuple(kept.record for kept in care_records.every(session, kind, centre_id).values())

    return Care(
        orders=all_of(CareOrder),
        beds=all_of(FamilyBed),
        medication=all_of(MedicationPlan),
        happened=care_records.happened(session, centre_id),
        away=care_records.away(session, centre_id),
    )


def residents_in_care(session: Session, centre_id: str, care: Care) -> dict[str, Resident]:
    """Everybody with an order, a bed or medicines, by id."""
    ids = {order.resident_id for order in care.orders} | {bed.resident_id for bed in care.beds}
    return records.residents_of(session, centre_id, ids | {plan.resident_id for plan in care.medication})


def requests_between(
    session: Session,
    rulebook: Rulebook,
    centre_id: str,
    first: date,
    last: date,
    calendar: Calendar | None,
    anew: Collection[date],
) -> dict[str, Request]:
    """Every request that may be done on a day of [first, last] (inclusive): asked for once, or due by a rule.

    What published plans place on other days than those planned `anew` counts as done there.
    """
    care = care_of(session, centre_id)
    promised = promises(session, centre_id, anew)
    due = requests_due(care, residents_in_care(session, centre_id, care), first, last, rulebook, calendar, promised)
    once = records.planned_requests(session, centre_id, last)
    over = ended(session, centre_id, care.happened)
    open_ = {id_: _again(request, care.happened, last) for id_, request in once.items() if id_ not in over}
    return open_ | {request.id: request for request in due}


def requests_of_resident(
    session: Session, rulebook: Rulebook, centre_id: str, resident_id: str, first: date, last: date
) -> dict[str, Request]:
    """What is open of one resident: everything asked for once, and what is due by a rule from `first` to `last`.

    Whose turn it is for a first visit of the pharmacist depends on the others: only `requests_between` tells that.
    """

    def own(kind: type[T]) -> tuple[T, ...]:
        return tuple(kept.record for kept in care_records.every(session, kind, centre_id, resident_id).values())

    once = records.requests_of_resident(session, centre_id, resident_id)
    orders, beds, medication = own(CareOrder), own(FamilyBed), own(MedicationPlan)
    begins = [f"{order.id}#" for order in orders] + [f"{bed.id}-" for bed in beds]
    begins += [f"{plan.id}-" for plan in medication]
    happened = care_records.happened_of(session, centre_id, once.keys(), begins)
    away = tuple(one for one in care_records.away(session, centre_id) if one.resident_id == resident_id)
    care = Care(orders=orders, beds=beds, medication=medication, happened=happened, away=away)
    residents = records.residents_of(session, centre_id, {resident_id})
    promised = promises(session, centre_id, ())
    due = requests_due(care, residents, first, last, rulebook, calendar_of(assume_weekdays=True), promised)
    over = ended(session, centre_id, happened)
    open_ = {id_: _again(one, happened, last) for id_, one in once.items() if id_ not in over}
    return open_ | {one.id: one for one in due}


def promises(session: Session, centre_id: str, anew: Collection[date]) -> dict[str, date]:
    """The day on which a published plan places each request; the days planned `anew` promise nothing."""
    start = len(visit_id_of(""))
    return {visit[start:]: day for visit, day in plans.published_days(session, centre_id, anew).items()}


def ended(session: Session, centre_id: str, happened: Iterable[Happened]) -> set[str]:
    """The requests asked for once that never come again: done or refused at the door, or called off as a whole."""
    told = {one.request_id for one in happened if one.outcome in ENDED and one.visit_id == visit_id_of(one.request_id)}
    ways = care_records.every(session, NursingRequest, centre_id)
    return told | {id_ for id_, way in ways.items() if way.record.state in NURSING_ENDED}


def called_off(happened: Iterable[Happened], day: date) -> set[str]:
    """Visits that are not planned on the day again: something has become of them there already."""
    return {one.visit_id for one in happened if one.day == day}


def away_on(away: Iterable[Away], day: date) -> dict[str, Away]:
    """Who is not at home on the day, by resident."""
    return {
        one.resident_id: one for one in away if one.from_day <= day and (one.until_day is None or day <= one.until_day)
    }


def _again(request: Request, happened: Iterable[Happened], last: date) -> Request:
    """Where nobody was at home the request stays open until something else becomes of it."""
    visit = visit_id_of(request.id)
    missed = [one.day for one in happened if one.visit_id == visit and one.outcome == "nobody_home"]
    if not missed or last <= request.last_day:
        return request
    again = min(max(missed) + timedelta(days=1), last)
    return replace(request, first_day=max(request.first_day, again), last_day=last, windows=(), wished=None)
