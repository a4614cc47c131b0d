"""Medicines over time: the long prescription and its supply, and who needs a pharmacist at home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class MedicationPlan:
    """One resident's regular medicines. Counts and classes only: no names of drugs are kept.

    A prescription of `weeks` (0: none) supplies until `supply_end`, inclusive; `drug_classes` are those of
    config/care.toml that matter (the excluded ones are refused). `reviewed` is the last review by a doctor.
    """

    id: str
    resident_id: str
    medicines: int
    weeks: int = 0
    supply_end: date | None = None
    drug_classes: frozenset[str] = frozenset()
    reviewed: date | None = None
    pharmacist_seen: date | None = None
    changed: date | None = None  # last change of medicines or discharge
    order_until: date | None = None
    consent_until: date | None = None
