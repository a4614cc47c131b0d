"""Rows of medication plans, of what happened, and of who is away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from scheduler.domain.care import LONGEST_MINUTES, visit_id_of
from scheduler.domain.medication import MedicationPlan
from scheduler.domain.orders import Away, Happened
from scheduler.exchange.care_rows import in_order
from scheduler.exchange.faults import Words
from scheduler.exchange.people_rows import RESIDENT_TABLE, STAFF_TABLE
from scheduler.exchange.row import Row

_REQUEST_OR_ORDER = Words("申请表或长期医嘱表", "request or standing order")
_MOST_MEDICINES = 60
_MOST_WEEKS = 52


def medication(row: Row, residents: Iterable[str]) -> MedicationPlan | None:
    """A medication plan; None when something of it cannot be (noted)."""
    weeks, ends = row.whole("weeks", 0, _MOST_WEEKS), row.day_or_none("supply_end")
    if not row.bad and bool(weeks) != (ends is not None):
        message = Words("处方周数与药品用完日须同时有", "weeks of the prescription and end of the supply go together")
        row.wrong("weeks" if ends else "supply_end", message, Words("补齐或都清空", "fill in both, or neither"))
    found = MedicationPlan(
        id=row.text("plan_id"),
        resident_id=row.one_of("resident_id", residents, RESIDENT_TABLE),
        medicines=row.whole("medicines", 1, _MOST_MEDICINES, needed=True),
        weeks=weeks,
        supply_end=ends,
        drug_classes=row.codes("drug_classes"),
        reviewed=row.day_or_none("reviewed"),
        pharmacist_seen=row.day_or_none("pharmacist_seen"),
        changed=row.day_or_none("changed"),
        order_until=row.day_or_none("order_until"),
        consent_until=row.day_or_none("consent_until"),
    )
    return None if row.bad else found


def happened(row: Row, known: frozenset[str], staff: Iterable[str]) -> Happened | None:
    """What became of a visit; `known` are requests, orders, beds and medication plans, whose visits these may be."""
    about = row.text("request_id")
    if about and not _is_known(about, known):
        row.unknown("request_id", about, _REQUEST_OR_ORDER)
    day, recorded = row.day("day"), row.moment("recorded")
    if not row.bad and recorded.date() < day:
        message = Words("记录早于当日", "it was written down before the day")
        row.wrong("recorded", message, Words("改正日期", "correct the day"))
    found = Happened(
        visit_id=row.text("visit_id", needed=False) or visit_id_of(about),
        request_id=about,
        day=day,
        outcome=row.choice("outcome", "outcome"),
        recorded=recorded,
        author=row.text("author"),
        staff_ids=row.some_of("staff_ids", staff, STAFF_TABLE),
        minutes=row.whole("minutes", 0, LONGEST_MINUTES),
        reason=row.text("reason", needed=False),
    )
    return None if row.bad else found


def _is_known(about: str, known: frozenset[str]) -> bool:
    """Whether a request of that id, or the bed, plan or order of that occurrence, stands in the files."""
    order = about.partition("#")[0]
    return about in known or order in known or any(order.startswith(f"{id_}-") for id_ in known)


def away(row: Row, residents: Iterable[str]) -> Away | None:
    """A resident's time away; None when its days are out of order (noted)."""
    first, last = row.day("from_day"), row.day_or_none("until_day")
    in_order(row, "until_day", first, last)
    who, why = row.one_of("resident_id", residents, RESIDENT_TABLE), row.choice("reason", "away_reason")
    return None if row.bad else Away(who, first, last, why)


def overlapping(rows: Iterable[tuple[Row, Away]]) -> None:
    """Note each time away that begins before another one of the same resident has ended."""
    ordered = sorted(rows, key=lambda pair: (pair[1].resident_id, pair[1].from_day))
    for (_, one), (row, other) in pairwise(ordered):
        if one.resident_id == other.resident_id and other.from_day <= (one.until_day or date.max):
            message = Words("与同一居民的另一行重叠", "overlaps another row of the same resident")
            row.wrong("from_day", message, Words("改正其中一行", "correct one of the two"))
