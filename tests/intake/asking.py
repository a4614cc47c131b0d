"""A request with every paper in order, and the gates' word on it. Tests say only what differs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from scheduler.domain.care import GateAnswer, Request
from scheduler.domain.people import Resident
from scheduler.domain.rulebook import Rulebook
from scheduler.intake.demand import Demand, visits_for
from scheduler.intake.gates import judge
from scheduler.settings import default_rulebook
from scheduler.units import at
from tests import builders as b

BOOK = default_rulebook()
MONDAY = b.MONDAY
PAPERS: dict[str, Any] = {"order_until": b.FAR, "consent_until": b.FAR, "assessment_until": b.FAR}


def switched(**numbers: int | str | bool) -> Rulebook:
    """The project's numbers and services with some changed: `H3_infusion_on=True`."""
    return b.rulebook(BOOK.services.values(), **numbers)


def request(service: str = "WOUND", id: str = "Q1", **changes: Any) -> Request:
    """A phone call of last Friday for this Monday; orders, consent and assessment are valid."""
    given = {
        "resident_id": "R1",
        "channel": "clinic_phone",
        "received": at(date(2026, 3, 6), "10:00"),
        "first_day": MONDAY,
        "last_day": MONDAY,
        **PAPERS,
        **changes,
    }
    return Request(id, service=service, **given)


def answers(
    asked: Request,
    resident: Resident | None = None,
    others: Iterable[Request] = (),
    day: date = MONDAY,
    rulebook: Rulebook = BOOK,
) -> tuple[GateAnswer, ...]:
    """What the gates say."""
    return judge(asked, resident or b.resident(), others, day, rulebook, b.centre())


def said(
    asked: Request,
    resident: Resident | None = None,
    others: Iterable[Request] = (),
    day: date = MONDAY,
    rulebook: Rulebook = BOOK,
) -> dict[str, str]:
    """rule -> refuse, hold or warn."""
    return {answer.rule: answer.answer for answer in answers(asked, resident, others, day, rulebook)}


def demand(
    *asked: Request, residents: Iterable[Resident] = (), day: date = MONDAY, rulebook: Rulebook = BOOK, **more: Any
) -> Demand:
    """The visits of a day; resident R1 is there unless others are named."""
    people = {r.id: r for r in residents} or {"R1": b.resident()}
    return visits_for(day, asked, people, rulebook, b.centre(), **more)
