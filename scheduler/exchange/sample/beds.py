"""Family beds of the sample, in every state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from scheduler.domain.beds import CONDITIONS, BedMove, FamilyBed
from scheduler.domain.people import Resident
from scheduler.exchange.sample.needs import Book
from scheduler.units import at

_PERIOD = timedelta(days=59)  # both ends inclusive: 60 days
_TO_REGISTERED = ("submitted", "assessed", "registered")
# Each line: how many, the state, the steps to it after the application, and the day on which it was reached.
_STATES: tuple[tuple[int, tuple[str, ...], date], ...] = (
    (1, ("draft",), date(2026, 3, 16)),
    (2, ("submitted",), date(2026, 3, 16)),
    (1, ("submitted", "returned"), date(2026, 3, 16)),
    (1, ("submitted", "assessed"), date(2026, 3, 16)),
    (1, ("submitted", "refused"), date(2026, 3, 16)),
    (2, _TO_REGISTERED, date(2026, 3, 16)),
    (12, (*_TO_REGISTERED, "open"), date(2026, 2, 23)),
    (1, (*_TO_REGISTERED, "open", "suspended"), date(2026, 3, 13)),
    (1, (*_TO_REGISTERED, "open", "pre_close"), date(2026, 3, 16)),
    (1, (*_TO_REGISTERED, "open", "pre_close", "closed"), date(2026, 3, 6)),
    (1, ("submitted", "cancelled"), date(2026, 3, 12)),
)
_REASONS = {
    "returned": "缺少知情同意书", "refused": "居家条件不符合", "suspended": "hospital", "pre_close": "finished",
    "closed": "finished", "cancelled": "居民撤回",
}  # fmt: skip
_ASSESSED = frozenset({"assessed", "registered", "open", "suspended", "pre_close", "closed"})
_UNSTABLE = frozenset({2, 7})  # of the open ones


def beds(book: Book) -> tuple[FamilyBed, ...]:
    """B001 ...: each for a resident of 65 and older with a carer at home and no other request."""
    found: list[FamilyBed] = []
    for count, steps, reached in _STATES:
        for k in range(count):
            # The open ones were opened one after the other in the weeks before; the first ends soon.
            day = reached - timedelta(days=2 * k) if steps[-1] == "open" else reached
            home = book.free(lambda resident: "age65" in resident.key_groups and bool(resident.carer_hours))
            found.append(_bed(f"B{len(found) + 1:03d}", k, steps, day, home))
    return tuple(found)


def _bed(identity: str, k: int, steps: Sequence[str], reached: date, home: Resident) -> FamilyBed:
    """One bed: its steps a day apart, the last one on the day reached."""
    team = int(home.contract.team_id[1:]) if home.contract else 1
    doctor, nurse = f"S{team:02d}", f"S{team + 6:02d}"
    registered = "registered" in steps
    days = _days_of(steps, reached)
    opened = days[steps.index("open")] if "open" in steps else reached + timedelta(days=1)
    return FamilyBed(
        id=identity,
        resident_id=home.id,
        kind="nursing" if k % 3 == 1 else "treatment",
        source=("outpatient", "inpatient", "centre")[k % 3],
        applied=days[0],
        moves=tuple(
            BedMove(step, _moment(day, n), nurse if step == "submitted" else doctor, _REASONS.get(step, ""))
            for n, (step, day) in enumerate(zip(steps, days, strict=True))
        ),
        conditions=frozenset(CONDITIONS) if _ASSESSED & set(steps) else frozenset(),
        from_day=opened if registered else None,
        until_day=opened + _PERIOD if registered else None,
        responsible_doctor=doctor if registered else "",
        responsible_nurse=nurse if registered else "",
        deputies=frozenset({f"S{team % 6 + 1:02d}", f"S{team % 6 + 7:02d}"}) if registered else frozenset(),
        unstable=steps[-1] == "open" and k in _UNSTABLE,
        nurse_days=4 if steps[-1] == "open" and k % 4 == 0 else 0,
        closing_reason="finished" if steps[-1] == "closed" else "",
    )


def _days_of(steps: Sequence[str], reached: date) -> list[date]:
    """A day for each step: the last on the day reached, what follows the opening weeks after it."""
    days = [reached]
    for later in reversed(steps[1:]):
        days.append(days[-1] - timedelta(days=30 if later in ("suspended", "pre_close") else 1))
    return days[::-1]


def _moment(day: date, n: int) -> datetime:
    return at(day, f"{9 + n:02d}:00")
