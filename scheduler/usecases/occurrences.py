"""Occurrences of standing orders as requests: due by a rule, known by their number, judged by the same gates."""

from __future__ import annotations

from datetime import date, timedelta

from scheduler.domain.care import GateAnswer, Request, Visit, visit_id_of
from scheduler.domain.rulebook import Rulebook
from scheduler.intake.gates import judge
from scheduler.store import plans, records
from scheduler.store.engine import Session
from scheduler.units import at
from scheduler.usecases.care import calendar_of, requests_between, requests_of_resident


def occurrence(
    session: Session, rulebook: Rulebook, centre_id: str, number: str, on: date | None = None
) -> Request | None:
    """The request of that number as it is due from the day `on`, or as some plan had it; None when neither knows it."""
    if on is not None and (found := due_from(session, rulebook, centre_id, on).get(number)):
        return found
    for row in reversed(plans.plans_with_visit(session, centre_id, visit_id_of(number))):
        return _as_planned(plans.planned_for(row)[0][visit_id_of(number)])
    return None


def due_from(session: Session, rulebook: Rulebook, centre_id: str, day: date) -> dict[str, Request]:
    """Every request that may be done from a day to as far ahead as people are reminded."""
    last = day + timedelta(days=rulebook.rule("reminder.days_ahead"))
    return requests_between(session, rulebook, centre_id, day, last, calendar_of(assume_weekdays=True), {day})


def due_of_resident(
    session: Session, rulebook: Rulebook, centre_id: str, resident_id: str, day: date
) -> dict[str, Request]:
    """The same of one resident, who is quickly asked about."""
    last = day + timedelta(days=rulebook.rule("reminder.days_ahead"))
    return requests_of_resident(session, rulebook, centre_id, resident_id, day, last)


def gates_of(
    session: Session, rulebook: Rulebook, centre_id: str, request: Request, day: date
) -> tuple[GateAnswer, ...]:
    """What the gates say of a request on a day, beside everything else that is open for the resident."""
    resident = records.residents_of(session, centre_id, {request.resident_id})[request.resident_id]
    ahead = day + timedelta(days=rulebook.rule("reminder.days_ahead"))
    last = min(max(day, request.last_day), ahead)  # a year of occurrences says no more than a month
    known = requests_of_resident(session, rulebook, centre_id, resident.id, day, last)
    own = request.order_id  # the other occurrences of the same order are no second asking
    others = [one for one in known.values() if not (own and one.order_id == own)]
    return judge(request, resident, others, day, rulebook, records.centre_of(session, centre_id))


def _as_planned(visit: Visit) -> Request:
    """The request behind a visit, as far as the plan tells."""
    return Request(
        id=visit.request_id,
        resident_id=visit.resident_id,
        service=visit.service,
        channel=visit.channel,
        received=at(visit.first_day, "00:00"),
        first_day=visit.first_day,
        last_day=visit.last_day,
        windows=visit.windows,
        minutes=visit.minutes,
        order_until=visit.order_until,
        consent_until=visit.consent_until,
        assessment_until=visit.assessment_until,
        order_items=visit.order_items,
        episode_from=visit.episode_from,
        episode_until=visit.episode_until,
        last_done=visit.last_done,
        supply_end=visit.supply_end,
        responsible_staff=visit.responsible_staff,
        community_notified=visit.community_notified,
        order_id=visit.order_id,
        due=visit.due,
        must_by=visit.must_by,
    )
