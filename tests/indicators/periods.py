"""Periods to be counted: March 2026 unless a test says otherwise, all of it over, with two teams and their nurses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from scheduler import settings
from scheduler.domain.beds import BedMove, FamilyBed
from scheduler.domain.people import Contract, Resident, Shift, Team
from scheduler.indicators.period import CarePeriod, VisitOnDay
from scheduler.intake.calendar import load_calendar
from scheduler.units import at
from tests import builders as a

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
TEAMS = {"T1": Team("T1", "第一团队", "A区"), "T2": Team("T2", "第二团队", "B区")}

CALENDAR = load_calendar(settings.config_folder() / "calendar")


def march(day: int) -> date:
    """A day of that March."""
    return date(2026, 3, day)


def visit(resident: str, service: str, day: date, outcome: str = "done", **changes: Any) -> VisitOnDay:
    """A visit by N1 that was done."""
    base: dict[str, Any] = {"visit_id": f"V-{resident}-{service}-{day:%m%d}", "priority": 4}
    base |= {"staff_ids": frozenset({"N1"}), **changes}
    return VisitOnDay(day=day, resident_id=resident, service=service, outcome=outcome, **base)


def bed(resident: str = "R1", *moves: tuple[str, date], **changes: Any) -> FamilyBed:
    """A treatment bed applied for on the day of its first move; each move at nine o'clock."""
    told = moves or (("submitted", march(1)), ("assessed", march(2)), ("registered", march(2)), ("open", march(3)))
    history = tuple(BedMove(state, at(day, "09:00"), "D1") for state, day in told)
    base: dict[str, Any] = {"id": f"BED-{resident}", "kind": "treatment", "source": "centre", "applied": told[0][1]}
    return FamilyBed(resident_id=resident, moves=history, **{**base, **changes})


def signed(id: str, team: str = "T1", **changes: Any) -> Resident:
    """A resident of 80 with a contract over the whole of March."""
    return a.resident(id, contract=Contract(team, date(2025, 1, 1), a.FAR), **changes)


def duty(staff_id: str, day: date, kind: str = "field") -> Shift:
    """Four hours of a morning."""
    return Shift(f"{staff_id}-{day}", staff_id, kind, at(day, "08:00"), at(day, "12:00"), at(day, "12:00"))


def period(first: date = FIRST, last: date = LAST, over: date | None = None, **changes: Any) -> CarePeriod:
    """R1 is of the first team, R2 of the second; N1 and N2 likewise. `numbers` are configured values."""
    numbers = changes.pop("numbers", {})
    catalogue = tuple(a.standard().services.values())
    base: dict[str, Any] = {
        "rulebook": a.rulebook(catalogue, **numbers),
        "calendar": CALENDAR,
        "teams": TEAMS,
        "staff": {"N1": a.staff("N1"), "N2": a.staff("N2", team_id="T2")},
        "residents": {"R1": signed("R1"), "R2": signed("R2", "T2")},
    }
    return CarePeriod(first, last, last if over is None else over, **{**base, **changes})


def days_apart(start: date, *gaps: int) -> list[date]:
    """The days that lie so many days behind each other, without the start."""
    found = []
    for gap in gaps:
        start += timedelta(days=gap)
        found.append(start)
    return found
