"""What a coordinator is told in time: something ends, waits or went by. A thing to do, by a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

KINDS = (
    "overdue", "lapsed", "declined", "bed_waiting", "bed_opening", "bed_period_end", "bed_plan_review", "doctor_load",
    "assessment", "consent", "order", "certificate", "permit", "insurance", "contract", "secondment",
    "prescription_refused", "prescription_review",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reminder:
    """One line of the work list. `about` is an id: of a request, bed, order, medication plan, resident or person."""

    kind: str  # one of KINDS
    about: str
    due: date
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Secondment:
    """A person sent by the lead hospital, from a day to a day, both inclusive."""

    staff_id: str
    from_day: date
    until_day: date
