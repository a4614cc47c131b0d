"""What should have been done by now: past the hard limit of its interval, its supply or its order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scheduler.domain.care import Request, visit_id_of
from scheduler.exchange.masking import short_name
from scheduler.store import records
from scheduler.store.engine import Session, Store
from scheduler.usecases.care import calendar_of, requests_between
from scheduler.usecases.day import day_to_plan

OVERDUE = "H9.overdue"


@dataclass(frozen=True, slots=True)
class Overdue:
    """A request past its latest day; `days` since then. `held`: the gates do not let it through now."""

    number: str
    resident_id: str
    short_name: str
    service: str
    service_zh: str
    service_en: str
    latest: date
    days: int
    held: bool


def overdue_on(store: Store, centre_id: str, day: date, resident_id: str = "") -> tuple[Overdue, ...]:
    """Everything overdue on a day, latest first; of one resident or of all."""
    with store.read() as session:
        return overdue_of(session, store, centre_id, day, resident_id)


def overdue_of(session: Session, store: Store, centre_id: str, day: date, resident_id: str = "") -> tuple[Overdue, ...]:
    """The same within a transaction."""
    book = store.rulebook
    calendar = calendar_of(assume_weekdays=True)
    asked = requests_between(session, book, centre_id, day, day, calendar, {day})
    planned, _ = day_to_plan(session, book, centre_id, day, assume_weekdays=True)
    late = {v.request_id: v for v in planned.visits.values() if any(w.rule == OVERDUE for w in v.warnings)}
    people = records.residents_of(session, centre_id, {one.resident_id for one in asked.values()})
    found = []
    for number, request in asked.items():
        latest = late[number].last_day if number in late else _latest(request)
        if (number not in late and latest >= day) or resident_id not in ("", request.resident_id):
            continue
        service = book.services[request.service]
        held = visit_id_of(number) not in planned.visits
        found.append(
            Overdue(
                number, request.resident_id, short_name(people[request.resident_id].name), service.code,
                service.on_paper("zh"), service.on_paper("en"), latest, (day - latest).days, held,
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-one.days, one.number)))


def _latest(request: Request) -> date:
    """The hard limit of an occurrence; what was asked for once has none of its own."""
    return request.must_by or date.max
