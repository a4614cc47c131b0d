"""Edits of a standing order: one occurrence, this and all following, and its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from scheduler.domain.orders import ByCalendar, CareOrder, OccurrenceChange
from scheduler.domain.rulebook import Rulebook
from scheduler.errors import ConflictError
from scheduler.intake.recurrence import carried_on, days_of, ended_before


def change_one(order: CareOrder, change: OccurrenceChange) -> CareOrder:
    """One occurrence changed alone; a change of the same number made before is replaced."""
    others = tuple(one for one in order.changes if one.number != change.number)
    return replace(order, changes=tuple(sorted((*others, change), key=lambda one: one.number)))


def split(
    order: CareOrder, from_number: int, changed: Mapping[str, Any], rulebook: Rulebook
) -> tuple[CareOrder, CareOrder]:
    """This occurrence and all following: the order ended before it, and the one that carries it on with `changed`.

    `changed` holds fields of CareOrder; the new id is `<id>-<number>` unless it gives one. By the calendar the new
    order begins on the day of that occurrence; by interval it begins when the old one is through, and counts from
    what was last done there. Raises ConflictError for the first occurrence (change the order itself) and for one that
    the order never reaches.
    """
    if from_number < 2:
        raise ConflictError(
            f"Order {order.id} has nothing before occurrence {from_number}: change the order itself.",
            f"医嘱 {order.id} 在第 {from_number} 次之前没有内容：请直接修改医嘱。",
        )
    if order.count and from_number > order.count:
        raise _never_reached(order, from_number)
    before = tuple(change for change in order.changes if change.number < from_number)
    rest = max(1, order.count - from_number + 1) if order.count else 0
    fields: dict[str, Any] = {"id": f"{order.id}-{from_number}", "count": rest, "changes": (), "follows": order.id}
    if isinstance(order.recurrence, ByCalendar):
        rule = order.recurrence.rule
        day = _day_of(order, from_number, rulebook)
        fields |= {"first_day": day, "recurrence": replace(order.recurrence, rule=carried_on(rule, from_number))}
        last_day = min(day - timedelta(days=1), order.last_day or date.max)
        ended = replace(
            order,
            last_day=last_day,
            recurrence=replace(order.recurrence, rule=ended_before(rule, from_number)),
            changes=before,
        )
    else:
        fields |= {"last_done": None}
        ended = replace(order, count=from_number - 1, changes=before)
    return ended, replace(order, **{**fields, **changed})


def stop(order: CareOrder, last_day: date) -> CareOrder:
    """The order with its last day; ConflictError when it has already ended before."""
    if order.last_day is not None and order.last_day <= last_day:
        raise ConflictError(
            f"Order {order.id} has already ended on {order.last_day}.", f"医嘱 {order.id} 已于 {order.last_day} 结束。"
        )
    return replace(order, last_day=max(last_day, order.first_day))


def _day_of(order: CareOrder, number: int, rulebook: Rulebook) -> date:
    """The rule's date of an ordinal."""
    assert isinstance(order.recurrence, ByCalendar)
    ahead = timedelta(days=366 * rulebook.rule("recurrence.years_ahead"))
    days = days_of(order.recurrence.rule, order.first_day, order.last_day or order.first_day + ahead, rulebook)
    if number > len(days):
        raise _never_reached(order, number)
    return days[number - 1]


def _never_reached(order: CareOrder, number: int) -> ConflictError:
    return ConflictError(
        f"Order {order.id} has no occurrence {number}: choose an earlier one.",
        f"医嘱 {order.id} 没有第 {number} 次：请选较早的一次。",
    )
