"""Care over time -> rows of its tables by English column name, codes in English."""

from __future__ import annotations

from scheduler.domain.beds import BedMove, FamilyBed
from scheduler.domain.dataset import Dataset
from scheduler.domain.medication import MedicationPlan
from scheduler.domain.orders import Away, ByCalendar, CareOrder, Happened, OccurrenceChange
from scheduler.exchange.sample.texts import day_text, many, number, window_text, yes

Cells = dict[str, str]


def over_time_cells(dataset: Dataset) -> dict[str, list[Cells]]:
    """Rows of the tables that a centre may leave out."""
    return {
        "care_orders": [_order(order) for order in dataset.care_orders],
        "order_changes": [_change(order.id, change) for order in dataset.care_orders for change in order.changes],
        "beds": [_bed(bed) for bed in dataset.beds],
        "bed_moves": [_move(bed.id, move) for bed in dataset.beds for move in bed.moves],
        "medication": [_medication(plan) for plan in dataset.medication],
        "happened": [_happened(event) for event in dataset.happened],
        "away": [_away(time) for time in dataset.away],
    }


def _order(order: CareOrder) -> Cells:
    device = order.device
    return {
        "order_id": order.id,
        "resident_id": order.resident_id,
        "service": order.service,
        "channel": order.channel,
        "first_day": day_text(order.first_day),
        "last_day": day_text(order.last_day),
        "count": number(order.count),
        **_recurrence(order),
        "times": ";".join(f"{start}-{end}" for start, end in order.times),
        "gap_minutes": number(order.gap_minutes),
        "minutes": number(order.minutes),
        "order_until": day_text(order.order_until),
        "consent_until": day_text(order.consent_until),
        "assessment_until": day_text(order.assessment_until),
        "order_items": many(order.order_items),
        "responsible_staff": many(order.responsible_staff),
        "community_notified": yes(order.community_notified),
        "infected": yes(order.infected),
        "device_kind": device.kind if device else "",
        "device_material": device.material if device else "",
        "device_placed": day_text(device.placed) if device else "",
        "bed_id": order.bed_id,
        "last_done": day_text(order.last_done),
        "follows": order.follows,
    }


def _recurrence(order: CareOrder) -> Cells:
    often = order.recurrence
    if isinstance(often, ByCalendar):
        days = {"days_before": number(often.days_before), "days_after": number(often.days_after)}
        return {"rule": often.rule, **days}
    return {
        "shortest_days": str(often.shortest),
        "usual_days": str(often.usual),
        "longest_days": str(often.longest),
        "hard": yes(often.hard),
    }


def _change(order_id: str, change: OccurrenceChange) -> Cells:
    return {
        "order_id": order_id,
        "number": str(change.number),
        "day": day_text(change.day),
        "windows": ";".join(window_text(window) for window in change.windows),
        "skipped": yes(change.skipped),
    }


def _bed(bed: FamilyBed) -> Cells:
    return {
        "bed_id": bed.id,
        "resident_id": bed.resident_id,
        "kind": bed.kind,
        "source": bed.source,
        "applied": day_text(bed.applied),
        "conditions": many(bed.conditions),
        "from_day": day_text(bed.from_day),
        "until_day": day_text(bed.until_day),
        "renewals": number(bed.renewals),
        "responsible_doctor": bed.responsible_doctor,
        "responsible_nurse": bed.responsible_nurse,
        "deputies": many(bed.deputies),
        "unstable": yes(bed.unstable),
        "nurse_days": number(bed.nurse_days),
        "closing_reason": bed.closing_reason,
    }


def _move(bed_id: str, move: BedMove) -> Cells:
    at = f"{move.at:%Y-%m-%d %H:%M}"
    return {"bed_id": bed_id, "state": move.state, "at": at, "author": move.author, "reason": move.reason}


def _medication(plan: MedicationPlan) -> Cells:
    return {
        "plan_id": plan.id,
        "resident_id": plan.resident_id,
        "medicines": str(plan.medicines),
        "weeks": number(plan.weeks),
        "supply_end": day_text(plan.supply_end),
        "drug_classes": many(plan.drug_classes),
        "reviewed": day_text(plan.reviewed),
        "pharmacist_seen": day_text(plan.pharmacist_seen),
        "changed": day_text(plan.changed),
        "order_until": day_text(plan.order_until),
        "consent_until": day_text(plan.consent_until),
    }


def _happened(event: Happened) -> Cells:
    return {
        "request_id": event.request_id,
        "day": day_text(event.day),
        "outcome": event.outcome,
        "recorded": f"{event.recorded:%Y-%m-%d %H:%M}",
        "author": event.author,
        "visit_id": event.visit_id,
        "staff_ids": many(event.staff_ids),
        "minutes": number(event.minutes),
        "reason": event.reason,
    }


def _away(time: Away) -> Cells:
    until = day_text(time.until_day)
    return {
        "resident_id": time.resident_id,
        "from_day": day_text(time.from_day),
        "until_day": until,
        "reason": time.reason,
    }
