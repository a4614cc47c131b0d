"""What differs between two versions of a day."""

from __future__ import annotations

from pathlib import Path

from scheduler.domain.events import NobodyHome, VisitFinished, VisitOverran, VisitStarted
from scheduler.errors import Fault, InputError
from scheduler.replan.diff import Difference, difference
from scheduler.store import plans
from scheduler.store.engine import Session, Store
from scheduler.store.events import events_on
from scheduler.store.tables import PlanRow
from scheduler.usecases.day import day_as_planned


def compare_plans(store: Store, before_id: str, after_id: str) -> Difference:
    """From one version to another, by resident and by person; NotFoundError, InputError when the days differ."""
    with store.read() as session:
        return compared(session, *_of_one_day(session, before_id, after_id))


def differences_between(session: Session, before_id: str | None, after_id: str | None) -> Difference | None:
    """The same within a transaction; None where one of the two is no plan."""
    if before_id is None or after_id is None:
        return None
    return compared(session, *_of_one_day(session, before_id, after_id))


def compared(session: Session, before: PlanRow, after: PlanRow) -> Difference:
    """Of two rows of one day; of what has begun nobody need be told."""
    known = events_on(session, after.centre_id, after.day)
    begun = {e.visit_id for e in known if isinstance(e, VisitStarted | VisitFinished | VisitOverran | NobodyHome)}
    visits = plans.planned_for(before)[0] | plans.planned_for(after)[0]
    parts = [(id_, k) for id_ in sorted(begun & visits.keys()) for k in range(len(visits[id_].parts))]
    homes = {visit.id: visit.resident_id for visit in visits.values()}
    return difference(plans.plan_from(before), plans.plan_from(after), homes, parts)


def export_difference(store: Store, before_id: str, after_id: str, folder: Path, language: str = "") -> Path:
    """Write calls.csv, who must be told what, into a folder; InputError when it cannot be written to."""
    from scheduler.exchange.changes import write_calls  # loads what writes tables, which only this needs

    with store.read() as session:
        rows = _of_one_day(session, before_id, after_id)
        change = compared(session, *rows)
        _, old = day_as_planned(session, store.rulebook, rows[0])
        _, new = day_as_planned(session, store.rulebook, rows[1])
    try:
        return write_calls(folder, (old, new), change, language)
    except OSError as error:
        message, zh = f"cannot be written to: {error.strerror}", f"无法写入：{error.strerror}"
        fault = Fault("--out", "", str(folder), message, "name another folder", zh, "请换一个文件夹")
        raise InputError([fault]) from error


def _of_one_day(session: Session, before_id: str, after_id: str) -> tuple[PlanRow, PlanRow]:
    before, after = plans.plan_row(session, before_id), plans.plan_row(session, after_id)
    if (before.centre_id, before.day) != (after.centre_id, after.day):
        zh = ("不是同一天的版本", "请给出同一天的两个版本")
        remedy = "name two versions of one day"
        raise InputError([Fault("", "plan", after_id, f"is not of the day of {before_id}", remedy, *zh)])
    return before, after
