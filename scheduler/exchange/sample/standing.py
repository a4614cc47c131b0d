"""Standing orders of the sample: what is done again and again from 16 March 2026 on, spread over the days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from functools import partial
from typing import Any

from scheduler.domain.beds import FamilyBed
from scheduler.domain.care import Window
from scheduler.domain.orders import ByCalendar, CareOrder, Interval, OccurrenceChange, PlacedDevice
from scheduler.domain.people import Hours, Resident
from scheduler.exchange.sample.needs import Book, responsible
from scheduler.exchange.sample.shifts import CARE_BEGINS, LATER_MONDAYS
from scheduler.units import at

BEGINS = LATER_MONDAYS[0]
EARLY_BEGUN = CARE_BEGINS - timedelta(days=4)  # orders from Tuesday on, done on Thursday and not due before Saturday
_ALL_DAY = (Hours(time(7), time(21, 30)),)
_ORDER_UNTIL, _CONSENT_UNTIL, _ASSESSED_UNTIL = date(2026, 6, 30), date(2026, 12, 31), date(2026, 6, 8)
_EVENING = (("18:10", "20:30"),)
_MORNING_AND_EVENING = (("07:00", "07:40"), ("17:00", "18:10"))
_TWICE_IN_OFFICE_HOURS = (("08:00", "09:30"), ("15:30", "17:00"))


@dataclass(frozen=True, slots=True)
class Kind:
    """So many orders of one service that recur alike. `group` is a key group that the residents belong to."""

    service: str
    orders: int
    recurrence: Interval | ByCalendar
    channel: str = "signed_team"
    course: int = 0
    times: tuple[tuple[str, str], ...] = ()
    gap_minutes: int = 0
    device: str = ""  # kind and material
    group: str = "age65"


def weekly(days: str, before: int = 0, after: int = 0) -> ByCalendar:
    """On these weekdays of every week."""
    return ByCalendar(f"FREQ=WEEKLY;BYDAY={days}", before, after)


KINDS = (
    Kind("PICC", 9, Interval(5, 7, 7), device="picc polyurethane"),
    Kind("PICC", 1, Interval(5, 7, 7), "internet_nursing", times=_EVENING, device="picc silicone"),
    Kind("PORT", 3, Interval(21, 28, 28), device="port titanium"),
    Kind("CATH_CHANGE", 4, Interval(14, 28, 30), device="catheter latex"),
    Kind("CATH_CHANGE", 2, Interval(28, 56, 84), device="catheter silicone"),
    Kind("NGT_CHANGE", 2, Interval(5, 7, 7), device="gastric_tube plain"),
    Kind("NGT_CHANGE", 2, Interval(21, 28, 28), device="gastric_tube silicone"),
    Kind("WOUND", 6, Interval(2, 2, 4, hard=False)),
    Kind("WOUND", 4, Interval(2, 3, 4, hard=False)),
    Kind("WOUND", 3, Interval(2, 3, 5, hard=False), "internet_nursing", times=_EVENING),
    Kind("PRESSURE", 3, Interval(2, 3, 4, hard=False), "family_bed"),
    Kind("PRESSURE", 2, Interval(2, 3, 4, hard=False)),
    Kind("STOMA", 3, Interval(4, 5, 7)),
    Kind("INSULIN", 2, ByCalendar("FREQ=DAILY"), times=_MORNING_AND_EVENING, gap_minutes=480, group="diabetes"),
    Kind("INJ_IM_SC", 2, weekly("MO,TU,WE,TH,FR"), course=10, times=_TWICE_IN_OFFICE_HOURS, gap_minutes=360),
    Kind("REHAB", 5, weekly("MO,WE,FR", after=1), course=20),
    Kind("REHAB", 4, weekly("TU,TH", after=1), course=16),
    Kind("ACU", 4, weekly("MO,WE,FR", after=1), course=10),
    Kind("TCM_NURSE", 2, weekly("TU,FR", before=1)),
    Kind("NEB", 1, weekly("MO,TU,WE,TH,FR"), course=7),
    Kind("ENEMA", 1, Interval(3, 4, 7, hard=False)),
    Kind("BLADDER_IRR", 3, Interval(6, 7, 9, hard=False)),
    Kind("TRACH", 1, Interval(3, 4, 6, hard=False)),
    Kind("HOSPICE", 2, Interval(6, 7, 8, hard=False)),
    Kind("HTN_FU", 4, Interval(80, 90, 95, hard=False), "public_health", group="hypertension"),
    Kind("DM_FU", 3, Interval(80, 90, 95, hard=False), "public_health", group="diabetes"),
    Kind("ECG", 2, ByCalendar("FREQ=MONTHLY;BYMONTHDAY=18", 0, 5)),
)


def standing_orders(book: Book, beds: Sequence[FamilyBed]) -> tuple[CareOrder, ...]:
    """The orders above, with every paper in order, due on one day after the other: those of family beds for the
    beds that are open, each other one for a resident of its own."""
    in_bed = iter([bed for bed in beds if bed.state == "open"])
    found: list[CareOrder] = []
    for kind in KINDS:
        for k in range(kind.orders):
            identity = f"W{len(found) + 1:03d}"
            if kind.channel == "family_bed":
                bed = next(in_bed)
                order = replace(_order(identity, kind, k, book.residents[bed.resident_id]), bed_id=bed.id)
            else:
                order = _order(identity, kind, k, book.free(partial(_fits, kind.group)))
            found.append(order)
    return tuple(replace(order, **_DIFFERENT.get(order.id, {})) for order in found)


def _fits(group: str, resident: Resident) -> bool:
    """Of that key group, with a carer at home all day."""
    return group in resident.key_groups and resident.carer_hours == _ALL_DAY


def _order(identity: str, kind: Kind, k: int, home: Resident) -> CareOrder:
    often = kind.recurrence
    done = _last_done(often, k) if isinstance(often, Interval) else None
    return CareOrder(
        id=identity,
        resident_id=home.id,
        service=kind.service,
        channel=kind.channel,
        first_day=BEGINS,
        recurrence=often,
        count=kind.course,
        times=kind.times,
        gap_minutes=kind.gap_minutes,
        order_until=_ORDER_UNTIL,
        consent_until=_CONSENT_UNTIL,
        assessment_until=_ASSESSED_UNTIL,
        responsible_staff=responsible(home),
        device=_device(kind, done, k),
        last_done=done,
    )


def _device(kind: Kind, done: date | None, k: int) -> PlacedDevice | None:
    """A tube was placed when it was last changed; a line that is only cared for, long before."""
    if not kind.device:
        return None
    cared_for = kind.service in ("PICC", "PORT")
    placed = BEGINS - timedelta(days=40 + k) if cared_for or done is None else done
    device, material = kind.device.split()
    return PlacedDevice(device, material, placed)


def _last_done(often: Interval, k: int) -> date:
    """So that it is best done on one of the first working days, each order on another, and nothing is overdue."""
    due = BEGINS + timedelta(days=3 * k % min(often.usual, 14))
    due -= timedelta(days=max(0, due.weekday() - 4))
    return due - timedelta(days=often.usual)


_TUESDAY = BEGINS + timedelta(days=1)
# The first PICC line was to be cared for on the Saturday; three wounds were dressed in the week before. Of three
# orders one occurrence is dropped (a wedding), comes on another day, comes on another day at an agreed hour.
_DIFFERENT: dict[str, dict[str, Any]] = {
    "W001": {"first_day": CARE_BEGINS},
    **{f"W{number:03d}": {"first_day": EARLY_BEGUN, "last_done": None} for number in (26, 27, 28)},
    "W046": {"changes": (OccurrenceChange(2, skipped=True),)},
    "W050": {"changes": (OccurrenceChange(2, day=BEGINS + timedelta(days=3)),)},
    "W053": {"changes": (OccurrenceChange(1, _TUESDAY, (Window(at(_TUESDAY, "14:00"), at(_TUESDAY, "16:00")),)),)},
}
