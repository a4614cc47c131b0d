"""Rows of family beds and of what became of them -> hospital care at home as episodes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise

from scheduler.domain.beds import CONDITIONS, BedMove, FamilyBed
from scheduler.exchange.care_rows import in_order
from scheduler.exchange.faults import Words
from scheduler.exchange.order_rows import BED_TABLE
from scheduler.exchange.people_rows import RESIDENT_TABLE, STAFF_TABLE
from scheduler.exchange.row import Row
from scheduler.intake.bed_states import OVER, bed_faults

_CONDITIONS = Words("七个条件", "condition")
_MOST_RENEWALS = 100
_LONGEST_NURSE_DAYS = 366
WITH_PERIOD = frozenset({"registered", "open", "suspended", "pre_close", "closed"})


def move(row: Row, beds: Iterable[str]) -> tuple[str, BedMove] | None:
    """Which bed, and one step of it; None when that is not told soundly (noted)."""
    bed = row.one_of("bed_id", beds, BED_TABLE)
    step = BedMove(
        row.choice("state", "bed_state"), row.moment("at"), row.text("author"), row.text("reason", needed=False)
    )
    return None if row.bad else (bed, step)


def bed(
    row: Row, residents: Iterable[str], staff: Iterable[str], moves: Mapping[str, Sequence[BedMove]]
) -> FamilyBed | None:
    """A family bed with its steps in the order of their moments; None when something of it cannot be (noted)."""
    identity = row.text("bed_id")
    steps = tuple(sorted(moves.get(identity, ()), key=lambda step: step.at))
    if not steps and not row.bad:
        message = Words("病床经过表里没有它的任何一步", "no step of it stands in bed_moves")
        row.wrong("bed_id", message, Words("至少写明已提交的一行", "add the row of its first step at least"))
    applied, first, last = row.day("applied"), row.day_or_none("from_day"), row.day_or_none("until_day")
    in_order(row, "until_day", first, last)
    in_order(row, "from_day", applied, first)
    found = {
        "id": identity,
        "resident_id": row.one_of("resident_id", residents, RESIDENT_TABLE),
        "kind": row.choice("kind", "bed_kind"),
        "source": row.choice("source", "source"),
        "responsible_doctor": row.one_of("responsible_doctor", staff, STAFF_TABLE, needed=False),
        "responsible_nurse": row.one_of("responsible_nurse", staff, STAFF_TABLE, needed=False),
        "closing_reason": row.choice("closing_reason", "closing_reason", needed=False),
    }
    whole = FamilyBed(
        **found,
        applied=applied,
        moves=steps,
        conditions=row.some_of("conditions", CONDITIONS, _CONDITIONS),
        from_day=first,
        until_day=last,
        renewals=row.whole("renewals", 0, _MOST_RENEWALS),
        deputies=row.some_of("deputies", staff, STAFF_TABLE),
        unstable=row.yes("unstable"),
        nurse_days=row.whole("nurse_days", 0, _LONGEST_NURSE_DAYS),
    )
    if not row.bad:
        _judge_state(row, whole)
    return None if row.bad else whole


def _judge_state(row: Row, bed: FamilyBed) -> None:
    """Note steps that do not lead from one to the other, and what its state asks for and the row does not say."""
    for told in (fault for fault in bed_faults([bed]) if fault.field == "moves"):
        row.wrong("bed_id", Words(told.message_zh, told.message), Words(told.remedy_zh, told.remedy))
    say = Words("补齐", "fill it in")
    if bed.state in WITH_PERIOD:
        for name in ("from_day", "until_day", "responsible_doctor", "responsible_nurse"):
            if not row.raw(name):
                row.wrong(name, Words("已登记的病床须填写", "a registered bed needs it"), say)
    if (bed.state == "closed") != bool(bed.closing_reason):
        message = Words("撤床与撤床原因须同时有", "a closed bed has a closing reason, and no other has one")
        row.wrong("closing_reason", message, Words("填写原因，或清空", "fill in the reason, or empty it"))


def overlapping(beds: Iterable[tuple[Row, FamilyBed]]) -> None:
    """Note each bed of a resident that begins before another one of the same resident is over."""
    lasting = [(*_lasts(bed), bed.id, row, bed) for row, bed in beds if bed.state not in ("cancelled", "refused")]
    for earlier, later in pairwise(sorted(lasting, key=lambda one: (one[4].resident_id, *one[:3]))):
        if earlier[4].resident_id == later[4].resident_id and later[0] <= earlier[1]:
            message = Words(
                f"与同一居民的家庭病床 {earlier[2]} 重叠", f"overlaps the family bed {earlier[2]} of the same resident"
            )
            later[3].wrong("bed_id", message, Words("改正日期，或取消其一", "correct the days, or cancel one of them"))


def _lasts(bed: FamilyBed) -> tuple[date, date]:
    """First and last day on which it stands in another one's way, both inclusive: until it is over, for ever."""
    first = bed.from_day or bed.applied
    return first, max(first, bed.moves[-1].at.date()) if bed.state in OVER else date.max
