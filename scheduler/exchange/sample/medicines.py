"""Medication plans of the sample: who is old and takes many medicines, whose long prescription ends when."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from scheduler.domain.medication import MedicationPlan
from scheduler.domain.people import Resident
from scheduler.exchange.sample.needs import Book

PLANS = 150
OLD = 90  # of them 80 and older with five medicines and more ...
ENDING = 40  # ... and of these so many whose supply ends in the fortnight before ...
ENDING_BEFORE = date(2026, 3, 31)  # ... this day
_NOT_SEEN_BEFORE = date(2026, 1, 14)  # a pharmacist's visit comes 60 days after the last one at the earliest
_UNTIL = date(2026, 12, 31)
_RISKY = ("", "", "", "", "insulin", "warfarin", "")
_ASKED_BY_HAND = frozenset({"PHARM_HOME", "RX_LONG"})


def medication_plans(book: Book) -> tuple[MedicationPlan, ...]:
    """The plans M001 ...: the old first, each for a signed resident whom the first week does not ask medicines for."""
    random = Random("medicines")  # of its own: the draws of the rest stay as they are
    asked = {request.resident_id for request in book.requests if request.service in _ASKED_BY_HAND}
    signed = [r for r in book.residents.values() if r.contract is not None and r.id not in asked and _served(r)]
    random.shuffle(signed)
    old = [resident for resident in signed if "age80" in resident.key_groups][:OLD]
    others = [resident for resident in signed if "age80" not in resident.key_groups and "age65" in resident.key_groups]
    homes = (*old, *others[: PLANS - OLD])
    return tuple(_plan(random, k, home.id) for k, home in enumerate(homes))


def _served(resident: Resident) -> bool:
    """Not one of the hand-made cases, some of which are refused at the door."""
    return int(resident.id[1:]) > 66


def _plan(random: Random, k: int, resident_id: str) -> MedicationPlan:
    """The first ones' supply ends day after day of the fortnight; of the rest every other one has a prescription."""
    weeks, ends = 0, None
    if k < ENDING:
        weeks, ends = random.choice((4, 4, 8)), ENDING_BEFORE - timedelta(days=1 + k % 9)
    elif k % 2:
        weeks, ends = random.choice((4, 8, 12)), ENDING_BEFORE + timedelta(days=random.randrange(3, 40))
    changed = k % 15 == 7
    risky = random.choice(_RISKY)
    return MedicationPlan(
        id=f"M{k + 1:03d}",
        resident_id=resident_id,
        medicines=random.randrange(5, 11) if k < OLD else random.randrange(1, 7),
        weeks=weeks,
        supply_end=ends,
        drug_classes=frozenset({risky} - {""}),
        reviewed=ends - timedelta(weeks=weeks) if ends else None,
        pharmacist_seen=_NOT_SEEN_BEFORE + timedelta(days=random.randrange(0, 45)),
        changed=date(2026, 3, 15) if changed else None,
        order_until=_UNTIL if ends else None,
        consent_until=_UNTIL,
    )
