"""Medication plans: kept, and their supply renewed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from scheduler.domain.care import GateAnswer, Request
from scheduler.domain.medication import MedicationPlan
from scheduler.errors import ConflictError, Fault, InputError
from scheduler.intake.medicines import judged_plan, plan_faults, review_needed
from scheduler.store import care_records, records
from scheduler.store.care_records import Kept
from scheduler.store.engine import Session, Store
from scheduler.usecases.occurrences import due_from


@dataclass(frozen=True, slots=True)
class MedicationView:
    """A plan, the version to name when it is changed, what to mind and what is due of it."""

    plan: MedicationPlan
    version: int
    answers: tuple[GateAnswer, ...] = ()
    following: tuple[Request, ...] = ()


def add_medication(store: Store, centre_id: str, plan: MedicationPlan, *, author: str, now: datetime) -> MedicationView:
    """Keep a plan and give it its id; `plan.id` is empty.

    ConflictError when the resident has a plan already; InputError for what cannot be or may not be prescribed so.
    """
    with store.write() as session:
        records.centre_of(session, centre_id)
        for kept in care_records.every(session, MedicationPlan, centre_id).values():
            if kept.record.resident_id == plan.resident_id:
                id_ = kept.record.id
                raise ConflictError(
                    f"resident {plan.resident_id} has medication plan {id_} already: renew that one",
                    f"居民 {plan.resident_id} 已有用药计划 {id_}：请在该计划上续开",
                )
        id_ = care_records.next_id(session, MedicationPlan, centre_id, f"M-{centre_id}-{now:%Y%m%d}")
        numbered = replace(plan, id=id_)
        _refuse(store, numbered, _unknown(session, centre_id, plan))
        added = care_records.add(session, centre_id, numbered)
        detail = {"resident_id": plan.resident_id, "medicines": plan.medicines, "weeks": plan.weeks}
        records.write_audit(session, centre_id, author, now, "medication.added", id_, **detail)
        return _view(session, store, centre_id, added, now.date())


def renew_supply(
    store: Store,
    centre_id: str,
    plan_id: str,
    weeks: int,
    handed: date,
    *,
    seen: int | None,
    author: str,
    now: datetime,
    reviewed: bool = False,
) -> MedicationView:
    """Medicines for so many weeks were handed over on a day: they follow on what was left. `reviewed` by a doctor.

    InputError when the weeks may not be prescribed at once.
    """
    with store.write() as session:
        plan = care_records.one(session, MedicationPlan, centre_id, plan_id).record
        left = max(plan.supply_end or date.min, handed - timedelta(days=1))
        renewed = replace(
            plan,
            weeks=weeks,
            supply_end=left + timedelta(weeks=weeks),
            reviewed=handed if reviewed else plan.reviewed,
        )
        too_few = weeks < 1
        zh = ("至少为 1 周", "请填写周数")
        fault = Fault.of_field("weeks", str(weeks), "is below 1", "give the weeks", *zh)
        _refuse(store, renewed, [fault] if too_few else [])
        kept = care_records.renew(session, centre_id, renewed, seen)
        detail = {"weeks": weeks, "handed": handed, "supply_end": renewed.supply_end, "reviewed": reviewed}
        records.write_audit(session, centre_id, author, now, "medication.renewed", plan_id, **detail)
        return _view(session, store, centre_id, kept, now.date())


def medication_of(store: Store, centre_id: str, day: date, resident_id: str = "") -> tuple[MedicationView, ...]:
    """The plans, of one resident or of all, with what is due of them from a day on."""
    with store.read() as session:
        due = due_from(session, store.rulebook, centre_id, day).values()
        kept = care_records.every(session, MedicationPlan, centre_id).values()
    return tuple(_shown(store, one, due) for one in kept if resident_id in ("", one.record.resident_id))


def _view(session: Session, store: Store, centre_id: str, kept: Kept[MedicationPlan], day: date) -> MedicationView:
    return _shown(store, kept, due_from(session, store.rulebook, centre_id, day).values())


def _shown(store: Store, kept: Kept[MedicationPlan], due: Iterable[Request]) -> MedicationView:
    plan = kept.record
    own = [request for request in due if request.order_id.rpartition("-")[0] == plan.id]
    review = review_needed(plan, store.rulebook)
    following = tuple(sorted(own, key=lambda request: (request.first_day, request.id)))
    return MedicationView(plan, kept.version, (review,) if review else (), following)


def _unknown(session: Session, centre_id: str, plan: MedicationPlan) -> Iterator[Fault]:
    if plan.id:
        yield Fault.of_field("id", plan.id, "is given by the centre", "leave it empty", "由中心编号", "请留空")
    if plan.resident_id not in records.residents_of(session, centre_id, {plan.resident_id}):
        shown = plan.resident_id
        yield Fault.of_field(
            "resident_id", shown, "is not known", "register the resident first", "没有这位居民", "请先建档"
        )


def _refuse(store: Store, plan: MedicationPlan, faults: Iterable[Fault]) -> None:
    """InputError for what cannot be, and for a long prescription that may not be one."""
    found = [*faults, *plan_faults(plan, store.rulebook)]
    for answer in () if found else judged_plan(plan, store.rulebook):
        classes = " ".join(sorted(plan.drug_classes))
        found.append(Fault.of_field("drug_classes", classes, answer.en, "prescribe otherwise", answer.zh, "请另行开具"))
    if found:
        raise InputError(found)
