"""The coordinator's word: this part goes to this person and/or starts at this moment, whatever is planned anew."""

from __future__ import annotations

from datetime import date, datetime

from scheduler.domain.care import Lock
from scheduler.domain.day import Day
from scheduler.errors import Fault, InputError, NotFoundError
from scheduler.store import records
from scheduler.store.engine import Store
from scheduler.usecases.day import day_to_plan


def lock_visit(store: Store, centre_id: str, day: date, lock: Lock, *, author: str, now: datetime) -> None:
    """Set or replace the lock of one part; InputError names what the day does not know."""
    with store.write() as session:
        # a word is kept for a year without a calendar too: planning the day asks for it
        known, _ = day_to_plan(session, store.rulebook, centre_id, day, assume_weekdays=True)
        _refuse_unknown(known, lock)
        records.save_lock(session, centre_id, day, lock)
        about = {"part": lock.part, "staff_id": lock.staff_id, "start": lock.start}
        records.write_audit(session, centre_id, author, now, "visit.locked", lock.visit_id, **about)


def unlock_visit(
    store: Store, centre_id: str, day: date, visit_id: str, part: int, *, author: str, now: datetime
) -> None:
    """Take a lock back; NotFoundError when there is none."""
    with store.write() as session:
        if not records.drop_lock(session, centre_id, day, visit_id, part):
            raise NotFoundError(
                f"part {part + 1} of {visit_id} is not locked on {day}", f"{visit_id} 第 {part + 1} 份在 {day} 没有锁定"
            )
        records.write_audit(session, centre_id, author, now, "visit.unlocked", visit_id, part=part)


def locks_of(store: Store, centre_id: str, day: date) -> tuple[Lock, ...]:
    """The day's locks, by visit and part."""
    with store.read() as session:
        return records.locks_on(session, centre_id, day)


def _refuse_unknown(day: Day, lock: Lock) -> None:
    visit = day.visits.get(lock.visit_id)
    faults = []
    if visit is None:
        faults.append(
            Fault(
                "",
                "visit",
                lock.visit_id,
                f"is not asked for on {day.day}",
                "see the day's plan",
                f"{day.day} 没有这项申请",
                "请看当天的计划",
            )
        )
    elif not 0 <= lock.part < len(visit.parts):
        faults.append(
            Fault(
                "",
                "part",
                str(lock.part + 1),
                f"{visit.id} has {len(visit.parts)} parts",
                "give one of them",
                f"{visit.id} 有 {len(visit.parts)} 份",
                "请指定其中一份",
            )
        )
    if lock.staff_id and lock.staff_id not in {shift.staff_id for shift in day.field_shifts()}:
        faults.append(
            Fault(
                "",
                "staff",
                lock.staff_id,
                f"has no field shift on {day.day}",
                "choose who is on the road",
                f"{day.day} 没有外出班次",
                "请选当天外出的人",
            )
        )
    if lock.start is not None and lock.start.date() != day.day:
        faults.append(
            Fault(
                "",
                "at",
                lock.start.isoformat(),
                f"is not on {day.day}",
                "give a time of that day",
                f"不在 {day.day}",
                "请用当天的时间",
            )
        )
    if not lock.staff_id and lock.start is None:
        faults.append(
            Fault(
                "",
                "staff",
                "",
                "a lock needs a person or a time",
                "give one of them, or both",
                "锁定须有人或时间",
                "请给出其一或两者",
            )
        )
    if faults:
        raise InputError(faults)
