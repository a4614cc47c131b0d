"""The family bed: hospital care at home as an episode with states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

STATES = (
    "draft", "submitted", "returned", "assessed", "refused", "registered", "open", "suspended", "pre_close", "closed",
    "cancelled",
)  # fmt: skip
KINDS = ("treatment", "nursing")
SOURCES = ("outpatient", "inpatient", "centre")
CONDITIONS = ("diagnosis", "indication", "homebound", "home", "carer", "consent", "area")
CLOSING_REASONS = (
    "cured", "better", "finished", "hospital", "moved", "refused", "died", "home_unsuitable", "period_ended",
    "transferred",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BedMove:
    """One step of the state machine: to which state, when, by whom, why."""

    state: str
    at: datetime
    author: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FamilyBed:
    """One bed, from application to closing. `moves` is its history, oldest first; the last one is its state.

    `conditions` are those of CONDITIONS found to hold at the assessment. `from_day` and `until_day` bound the period
    (inclusive) once registered; a renewal extends `until_day` and counts in `renewals`.
    """

    id: str
    resident_id: str
    kind: str  # one of KINDS
    source: str  # one of SOURCES
    applied: date
    moves: tuple[BedMove, ...]
    conditions: frozenset[str] = frozenset()
    from_day: date | None = None
    until_day: date | None = None
    renewals: int = 0
    responsible_doctor: str = ""
    responsible_nurse: str = ""
    deputies: frozenset[str] = frozenset()
    unstable: bool = False  # rounds two or three times a week
    nurse_days: int = 0  # usual days between nurse visits by the care plan; 0: the default
    closing_reason: str = ""

    @property
    def state(self) -> str:
        """Where it stands now."""
        return self.moves[-1].state
