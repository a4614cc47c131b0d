"""Standing orders: begun, changed for one occurrence or for all following, stopped. What was done stays done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from scheduler.domain.care import Request, visit_id_of
from scheduler.domain.orders import CareOrder, OccurrenceChange
from scheduler.errors import ConflictError, Fault, InputError
from scheduler.intake.editing import change_one, split
from scheduler.intake.happenings import order_of
from scheduler.intake.order_checks import check_order
from scheduler.store import care_records, plans, records
from scheduler.store.care_records import Kept
from scheduler.store.engine import Session, Store
from scheduler.usecases.calling_off import call_off
from scheduler.usecases.occurrences import due_from, due_of_resident


@dataclass(frozen=True, slots=True)
class OrderView:
    """A standing order, the version to name when it is changed, and what is due of it next.

    `called_off`: published visits that a change took away, as (day, visit).
    """

    order: CareOrder
    version: int
    following: tuple[Request, ...] = ()
    called_off: tuple[tuple[date, str], ...] = ()
    replayed: bool = False


def add_order(
    store: Store, centre_id: str, order: CareOrder, *, author: str, now: datetime, key: str = ""
) -> OrderView:
    """Begin a standing order and give it its id; `order.id` is empty. The same `key` again gives the first answer.

    InputError names every field that cannot be used; ConflictError for another order under the same key.
    """
    with store.write() as session:
        records.centre_of(session, centre_id)
        before = care_records.with_key(session, CareOrder, centre_id, key)
        if before is not None:
            if replace(order, id=before.record.id) != before.record and before.version == 1:
                id_ = before.record.id
                raise ConflictError(
                    f"this key came in before with another order ({id_}): use a new key",
                    f"该标识已用于医嘱 {id_}，请换一个",
                )
            return replace(_view(session, store, centre_id, before, now.date()), replayed=True)
        numbered = replace(order, id=care_records.next_id(session, CareOrder, centre_id, f"O-{centre_id}-{now:%Y%m%d}"))
        _refuse(session, store, centre_id, numbered, new=True)
        kept = care_records.add(session, centre_id, numbered, key)
        detail = {"resident_id": order.resident_id, "service": order.service}
        records.write_audit(session, centre_id, author, now, "order.added", numbered.id, **detail)
        return _view(session, store, centre_id, kept, now.date())


def change_occurrence(
    store: Store,
    centre_id: str,
    order_id: str,
    change: OccurrenceChange,
    *,
    seen: int | None,
    author: str,
    now: datetime,
) -> OrderView:
    """Move or skip one occurrence. ConflictError when it is done or published, or the order was changed since."""
    with store.write() as session:
        order = care_records.one(session, CareOrder, centre_id, order_id).record
        _refuse_done(session, centre_id, order_id, change.number, only=True)
        _refuse_published(session, centre_id, order_id, change.number)
        changed = change_one(order, change)
        _refuse(session, store, centre_id, changed)
        kept = care_records.renew(session, centre_id, changed, seen)
        detail = {"number": change.number, "day": change.day, "skipped": change.skipped}
        records.write_audit(session, centre_id, author, now, "order.occurrence_changed", order_id, **detail)
        return _view(session, store, centre_id, kept, now.date())


def change_following(
    store: Store,
    centre_id: str,
    order_id: str,
    number: int,
    fields: Mapping[str, Any],
    *,
    seen: int | None,
    author: str,
    now: datetime,
) -> OrderView:
    """Change the occurrence of that number and all after it: the order ends before, a new one carries on.

    `fields` are those of CareOrder that are different from there on. Gives the order that carries on (from the first
    occurrence on: the order itself). Published visits of it are called off; ConflictError when one of them is done.
    """
    with store.write() as session:
        order = care_records.one(session, CareOrder, centre_id, order_id).record
        _refuse_done(session, centre_id, order_id, number)
        if number > 1:
            ended, changed = split(order, number, fields, store.rulebook)
            _refuse(session, store, centre_id, changed, new=True)
            care_records.renew(session, centre_id, ended, seen)
            kept = care_records.add(session, centre_id, changed)
        else:
            changed = replace(order, **fields)
            _refuse(session, store, centre_id, changed)
            kept = care_records.renew(session, centre_id, changed, seen)
        over = _call_off_from(session, centre_id, order_id, number, author=author, now=now)
        detail = {"number": number, "fields": sorted(fields), "following": kept.record.id, "called_off": over}
        records.write_audit(session, centre_id, author, now, "order.following_changed", order_id, **detail)
        return replace(_view(session, store, centre_id, kept, now.date()), called_off=over)


def stop_order(
    store: Store,
    centre_id: str,
    order_id: str,
    last_day: date,
    *,
    seen: int | None,
    author: str,
    now: datetime,
) -> OrderView:
    """End an order after a day (inclusive); published visits after it are called off.

    ConflictError when it has ended by then anyway.
    """
    with store.write() as session:
        order = care_records.one(session, CareOrder, centre_id, order_id).record
        if order.last_day is not None and order.last_day <= last_day:
            raise ConflictError(
                f"order {order_id} ends on {order.last_day} already", f"医嘱 {order_id} 已于 {order.last_day} 结束"
            )
        ended = replace(order, last_day=max(last_day, order.first_day - timedelta(days=1)))
        kept = care_records.renew(session, centre_id, ended, seen)
        over = call_off(
            session,
            centre_id,
            lambda day, visit: visit.order_id == order_id and day > last_day,
            author=author,
            now=now,
            reason="order stopped",
        )
        detail = {"last_day": last_day, "called_off": over}
        records.write_audit(session, centre_id, author, now, "order.stopped", order_id, **detail)
        return OrderView(ended, kept.version, (), over)


def read_order(store: Store, centre_id: str, order_id: str, day: date) -> OrderView:
    """One order with what is due of it from a day on; NotFoundError."""
    with store.read() as session:
        return _view(session, store, centre_id, care_records.one(session, CareOrder, centre_id, order_id), day)


def orders_of(store: Store, centre_id: str, day: date, resident_id: str = "") -> tuple[OrderView, ...]:
    """The orders that have not ended before a day, of one resident or of all, with what is due of them."""
    with store.read() as session:
        kept = care_records.every(session, CareOrder, centre_id).values()
        due = due_from(session, store.rulebook, centre_id, day)
    views = []
    for order, version in kept:
        ended = order.last_day is not None and order.last_day < day
        if not ended and resident_id in ("", order.resident_id):
            views.append(OrderView(order, version, _due_of(due, order.id)))
    return tuple(views)


def _view(session: Session, store: Store, centre_id: str, kept: Kept[CareOrder], day: date) -> OrderView:
    due = due_of_resident(session, store.rulebook, centre_id, kept.record.resident_id, day)
    return OrderView(kept.record, kept.version, _due_of(due, kept.record.id))


def _due_of(due: Mapping[str, Request], order_id: str) -> tuple[Request, ...]:
    own = [request for request in due.values() if request.order_id == order_id]
    return tuple(sorted(own, key=lambda request: (request.first_day, request.id)))


def _call_off_from(
    session: Session, centre_id: str, order_id: str, number: int, *, author: str, now: datetime
) -> tuple[tuple[date, str], ...]:
    def meant(_day: date, visit: Any) -> bool:
        found = order_of(visit.request_id)
        return found is not None and found[0] == order_id and found[1] >= number

    return call_off(session, centre_id, meant, author=author, now=now, reason="order changed")


def _refuse_done(session: Session, centre_id: str, order_id: str, number: int, only: bool = False) -> None:
    """What was done is not changed: neither the occurrence of that number nor (unless `only` it) one after it."""
    for told in care_records.happened(session, centre_id):
        found = order_of(told.request_id)
        if told.outcome != "done" or found is None or found[0] != order_id:
            continue
        if found[1] == number or (found[1] > number and not only):
            raise ConflictError(
                f"occurrence {found[1]} of order {order_id} was done on {told.day}: change a later one",
                f"医嘱 {order_id} 的第 {found[1]} 次已于 {told.day} 完成：请更改以后的",
            )


def _refuse_published(session: Session, centre_id: str, order_id: str, number: int) -> None:
    """What people were told of is not changed behind their backs."""
    for visit_id, day in plans.published_days(session, centre_id).items():
        if order_of(visit_id.removeprefix(visit_id_of(""))) == (order_id, number):
            raise ConflictError(
                f"occurrence {number} of order {order_id} is published for {day}: record it as cancelled first",
                f"医嘱 {order_id} 的第 {number} 次已发布在 {day}：请先登记取消",
            )


def _refuse(session: Session, store: Store, centre_id: str, order: CareOrder, new: bool = False) -> None:
    kept = care_records.every(session, CareOrder, centre_id)
    others = [one.record for one in kept.values()] if new else []
    faults = [*_faults(session, centre_id, order), *check_order(order, store.rulebook, others)]
    if faults:
        raise InputError(faults)


def _faults(session: Session, centre_id: str, order: CareOrder) -> Iterator[Fault]:
    """People that are named and do not exist."""
    where = f"order {order.id}"
    if order.resident_id not in records.residents_of(session, centre_id, {order.resident_id}):
        zh = ("没有这位居民", "请先建档")
        shown = order.resident_id[:40]
        yield Fault(where, "resident_id", shown, "is not known", "register the resident first", *zh)
    for id_ in sorted(order.responsible_staff - records.staff_of(session, centre_id).keys()):
        zh = ("本中心没有这个工号", "请写责任人员的工号")
        remedy = "give ids of the centre's people"
        yield Fault(where, "responsible_staff", id_[:40], "is nobody of this centre", remedy, *zh)
