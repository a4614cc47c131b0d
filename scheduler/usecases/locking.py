"""The coordinator's word: this part goes to this person and/or starts at this moment, whatever is planned anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from scheduler.domain.care import Lock
from scheduler.domain.day import Day
from scheduler.errors import ConflictError, Fault, InputError, NotFoundError
from scheduler.rules.qualifications import kept_apart, on_negative_list, outside_episode, unqualified, without_papers
from scheduler.rules.together import unsafe
from scheduler.store import records
from scheduler.store.engine import Store
from scheduler.usecases.day import day_to_plan
from scheduler.usecases.naming import moment_faults, part_faults

OF_PEOPLE = (unqualified, without_papers, on_negative_list, outside_episode, kept_apart, unsafe)


def lock_visit(store: Store, centre_id: str, day: date, lock: Lock, *, author: str, now: datetime) -> None:
    """Set or replace the lock of one part.

    InputError names what the day does not know, ConflictError why the person may not do it: no plan could keep that.
    """
    with store.write() as session:
        # a word is kept for a year without a calendar too: planning the day asks for it
        known, _ = day_to_plan(session, store.rulebook, centre_id, day, assume_weekdays=True)
        if faults := list(_faults(known, lock)):
            raise InputError(faults)
        _refuse_forbidden(known, lock)
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


def _refuse_forbidden(day: Day, lock: Lock) -> None:
    """Whoever lacks a certificate, or may not go to that home, would be an impossible lock whatever is planned."""
    if not lock.staff_id:
        return
    visit, person = day.visits[lock.visit_id], day.staff[lock.staff_id]
    said = [one for objections in OF_PEOPLE for one in objections(day, visit, lock.part, person)]
    if said:
        raise ConflictError("; ".join(en for _, en in said), "；".join(zh for zh, _ in said))


def _faults(day: Day, lock: Lock) -> Iterator[Fault]:
    yield from part_faults(day, lock.visit_id, lock.part)
    if lock.staff_id and lock.staff_id not in {shift.staff_id for shift in day.field_shifts()}:
        en, zh = f"has no field shift on {day.day}", f"{day.day} 没有外出班次"
        yield Fault("", "staff", lock.staff_id, en, "choose who is on the road", zh, "请选当天外出的人")
    if lock.start is not None:
        yield from moment_faults(day, lock.start)
    if not lock.staff_id and lock.start is None:
        en, zh = "a lock needs a person or a time", "锁定须有人或时间"
        yield Fault("", "staff", "", en, "give one of them, or both", zh, "请给出其一或两者")
