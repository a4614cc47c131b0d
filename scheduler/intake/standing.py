"""What is due when: standing orders, family beds and medicines, and what happened, give requests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from scheduler.domain.beds import FamilyBed
from scheduler.domain.care import Request
from scheduler.domain.medication import MedicationPlan
from scheduler.domain.orders import Away, ByCalendar, CareOrder, Happened
from scheduler.domain.people import Resident
from scheduler.domain.rulebook import Rulebook
from scheduler.errors import Fault, InputError
from scheduler.intake.bed_care import orders_of_bed, suspensions_of
from scheduler.intake.bed_states import ACTIVE, opened_on
from scheduler.intake.by_calendar import by_calendar
from scheduler.intake.by_interval import Tail, by_interval
from scheduler.intake.calendar import Calendar
from scheduler.intake.devices import effective_interval
from scheduler.intake.happenings import History, history_of
from scheduler.intake.medicines import orders_of_medication, refills
from scheduler.intake.occurrences import Found, Frame, Horizon, Occurrence
from scheduler.intake.spans import Absence, absences_of, joined


@dataclass(frozen=True, slots=True)
class Care:
    """Everything that makes visits by itself, and what became of them."""

    orders: tuple[CareOrder, ...] = ()
    beds: tuple[FamilyBed, ...] = ()
    medication: tuple[MedicationPlan, ...] = ()
    happened: tuple[Happened, ...] = ()
    away: tuple[Away, ...] = ()


@dataclass(frozen=True, slots=True)
class Lapsed:
    """A date of an order that went by undone; `latest` was the last day for it."""

    order: CareOrder
    number: int
    latest: date


@dataclass(frozen=True, slots=True)
class Due:
    """What may be done within the horizon, and what went by."""

    occurrences: tuple[Occurrence, ...]
    lapsed: tuple[Lapsed, ...]


def requests_due(
    care: Care,
    residents: Mapping[str, Resident],
    first: date,
    last: date,
    rulebook: Rulebook,
    calendar: Calendar | None,
    promised: Mapping[str, date] | None = None,
) -> tuple[Request, ...]:
    """Every occurrence that may be done on a day of [first, last] (inclusive), the overdue among them, by id of order.

    `promised`: request id -> the day on which a published plan places it; it counts as done that day for what
    follows, until `happened` says otherwise, and may itself be done on that day only. Of an interval the later
    occurrences are foreseen, each linked to the one before (`after_days`).
    Raises InputError: a year without a calendar, an order for an unknown service, a rule that cannot be read.
    """
    due = due_within(care, residents, first, last, rulebook, calendar, promised)
    return tuple(occurrence.request for occurrence in due.occurrences)


def due_within(
    care: Care,
    residents: Mapping[str, Resident],
    first: date,
    last: date,
    rulebook: Rulebook,
    calendar: Calendar | None,
    promised: Mapping[str, date] | None = None,
) -> Due:
    """The same with each one's true latest day, and the dates that lapsed."""
    if calendar is not None:
        for day in (first, last):
            calendar.is_workday(day)  # names the missing file of an unknown year
    about = Horizon(first, last, rulebook, calendar, history_of(care.happened, promised or {}))
    orders = every_order(care, residents, first, rulebook)
    _refuse_unknown_services(orders, rulebook)
    beds = {bed.id: bed for bed in care.beds}
    away: dict[str, list[Away]] = defaultdict(list)
    for one in care.away:
        away[one.resident_id].append(one)
    absences = {resident_id: absences_of(many) for resident_id, many in away.items()}
    frames = {order.id: frame for order in orders if (frame := _frame(order, beds, absences, about)) is not None}
    unrolled = _Unrolling(about, frames)
    occurrences: list[Occurrence] = []
    lapsed: list[Lapsed] = []
    for order_id, frame in frames.items():
        found = unrolled.found(order_id)
        occurrences += found.occurrences
        lapsed += (Lapsed(frame.order, number, latest) for number, latest in found.lapsed)
    for plan in care.medication:
        occurrences += refills(plan, about, absences.get(plan.resident_id, ()))
    return Due(tuple(occurrences), tuple(lapsed))


def every_order(care: Care, residents: Mapping[str, Resident], day: date, rulebook: Rulebook) -> tuple[CareOrder, ...]:
    """The standing orders as written, and those that beds and medicines bring with them."""
    of_beds = (order for bed in care.beds for order in orders_of_bed(bed, rulebook))
    of_medicines = orders_of_medication(care.medication, residents, day, rulebook)
    return (*care.orders, *of_beds, *of_medicines)


def _refuse_unknown_services(orders: Iterable[CareOrder], rulebook: Rulebook) -> None:
    faults = [
        Fault(
            f"order {order.id}",
            "service",
            order.service,
            "unknown service",
            "use a code of the service catalogue (config/services.toml)",
            "未知的服务代码",
            "请用服务目录（config/services.toml）中的代码",
        )
        for order in orders
        if order.service not in rulebook.services
    ]
    if faults:
        raise InputError(faults)


def _frame(
    order: CareOrder,
    beds: Mapping[str, FamilyBed],
    absences: Mapping[str, tuple[Absence, ...]],
    about: Horizon,
) -> Frame | None:
    """An order with its bounds; None when it is over, begins later, or its bed is not open."""
    opens, closes = order.first_day, order.last_day or date.max
    away = absences.get(order.resident_id, ())
    if order.bed_id:
        bed = beds.get(order.bed_id)
        if bed is None or bed.state not in ACTIVE:
            return None
        away = joined((*away, *suspensions_of(bed)))
        opened = opened_on(bed)
        opens, closes = max(opens, opened or opens), min(closes, bed.until_day or closes)
    if closes < max(about.first, opens) or opens > about.last:
        return None
    changes = {change.number: change for change in order.changes}
    service = about.rulebook.services[order.service]
    return Frame(order, service, effective_interval(order, about.rulebook), opens, closes, away, changes)


class _Unrolling:
    """Each order once, those that another carries on before it."""

    def __init__(self, about: Horizon, frames: Mapping[str, Frame]) -> None:
        self._about = about
        self._frames = frames
        self._found: dict[str, tuple[Found, Tail | None, bool]] = {}

    def found(self, order_id: str) -> Found:
        """What one order asks for."""
        return self._of(order_id)[0]

    def _of(self, order_id: str) -> tuple[Found, Tail | None, bool]:
        if order_id not in self._found:
            self._found[order_id] = (Found(), None, False)  # an order that follows itself never begins
            self._found[order_id] = self._unroll(self._frames[order_id])
        return self._found[order_id]

    def _unroll(self, frame: Frame) -> tuple[Found, Tail | None, bool]:
        order = frame.order
        tail = Tail.of(_base(order))
        if order.follows in self._frames:
            _, before, over = self._of(order.follows)
            followed = self._frames[order.follows]
            if followed.interval is not None and not over and followed.closes >= frame.opens:
                return Found(), None, False
            tail = before or tail
        elif order.follows:
            tail = _latest(tail, _done_of(order.follows, self._about.history))
        if isinstance(order.recurrence, ByCalendar):
            base = tail.last if tail is not None and not tail.visit_id else None
            return by_calendar(frame, order.recurrence, self._about, base), tail, False
        return by_interval(frame, frame.interval or order.recurrence, self._about, tail)


def _base(order: CareOrder) -> date | None:
    """When it was last done before anything was recorded; placing a device counts."""
    placed = order.device.placed if order.device is not None else None
    return max((day for day in (order.last_done, placed) if day is not None), default=None)


def _done_of(order_id: str, history: History) -> date | None:
    """When an order that is over was last done."""
    days = (one.done for first_id, one in history.tries.items() if first_id.rpartition("#")[0] == order_id and one.done)
    return max(days, default=None)


def _latest(tail: Tail | None, day: date | None) -> Tail | None:
    if day is None or (tail is not None and tail.last >= day):
        return tail
    return Tail.of(day)
