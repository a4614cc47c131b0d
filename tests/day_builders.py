"""Builders with sensible defaults: a nurse, a wound, a morning shift, a home 1 km away. Tests say only what differs.

Everybody lives and works around one fictional centre; the day is a Monday. Clock times are texts
("08:30" or "08:30:01"). People are synthetic.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any

from scheduler.domain.care import Lock, PartNeed, Service, Visit, Window
from scheduler.domain.day import Day
from scheduler.domain.people import (
    Centre,
    Certificate,
    Contract,
    Device,
    Hours,
    Place,
    Point,
    Resident,
    Shift,
    Staff,
    Team,
)
from scheduler.domain.rulebook import Rulebook
from scheduler.settings import default_rulebook
from scheduler.units import at

MONDAY = date(2026, 3, 9)
FAR = date(2027, 12, 31)
CENTRE_POINT = Point(113.72, 34.70)
METRES_PER_DEGREE = 111_195.0


def clock(text: str, day: date = MONDAY) -> datetime:
    """The local moment of "HH:MM" or "HH:MM:SS" on the day."""
    return at(day, text)


def hours(start: str, end: str) -> Hours:
    """A daily interval of clock times."""
    return Hours(at(MONDAY, start).timetz().replace(tzinfo=None), at(MONDAY, end).timetz().replace(tzinfo=None))


def window(earliest: str, latest: str, day: date = MONDAY) -> Window:
    """When service may start; inclusive."""
    return Window(at(day, earliest), at(day, latest))


def point(east: float = 0, north: float = 0) -> Point:
    """So many metres east and north of the centre."""
    across = METRES_PER_DEGREE * math.cos(math.radians(CENTRE_POINT.latitude))
    return Point(CENTRE_POINT.longitude + east / across, CENTRE_POINT.latitude + north / METRES_PER_DEGREE)


def place(id: str = "HOME-1", east: float = 1000, north: float = 0, building: str = "", access: int = 5) -> Place:
    """A door; its own building unless one is named."""
    return Place(id, point(east, north), building or f"B-{id}", access, f"示范路{id}")


CENTRE_PLACE = place("CENTRE", 0, 0, access=0)


def centre(**changes: Any) -> Centre:
    """The fictional centre; its laboratory is in its own house."""
    base = Centre("C1", "示范社区卫生服务中心", "Model Centre", CENTRE_PLACE, CENTRE_PLACE, "zh", "0371-0000000", 5000)
    return replace(base, **changes)


standard = cache(default_rulebook)


def service(code: str = "WOUND", minutes: int = 30, parts: Sequence[PartNeed] = (), **changes: Any) -> Service:
    """A service for one registered nurse, at any time, without conditions."""
    base = Service(
        code,
        f"{code}服务",
        code.lower(),
        10,
        minutes,
        240,
        tuple(parts) or (PartNeed(frozenset({"RN"})),),
        ("family_bed", "signed_team", "internet_nursing", "public_health", "clinic_phone"),
        5,
    )
    return replace(base, **changes)


def rulebook(services: Iterable[Service] = (), **changed: int | float | str | bool) -> Rulebook:
    """The project's numbers with the services of the test; a change is named like `H15_max_work_minutes=60`."""
    tables = [dict(table) for table in (standard().rules, standard().weights, standard().travel)]
    for key, value in changed.items():
        name = key.replace("_", ".", 1)
        found = next(table for table in tables if name in table)
        found[name] = replace(found[name], value=value)
    catalogue = tuple(services) or (service(),)
    return Rulebook(*tables, {one.code: one for one in catalogue})


def staff(id: str = "N1", role: str = "RN", skills: Iterable[str] = (), **changes: Any) -> Staff:
    """A registered nurse of the centre on an e-bike, eight years in the profession, every paper in order."""
    base = Staff(
        id,
        f"测试{id}",
        "F",
        role,
        3,
        8,
        "T1",
        "centre",
        tuple(Certificate(skill, FAR) for skill in skills),
        True,
        True,
        True,
        FAR,
        FAR,
        "ebike",
        CENTRE_PLACE,
    )
    return replace(base, **changes)


def shift(
    staff_id: str = "N1",
    start: str = "08:00",
    end: str = "12:00",
    latest_end: str = "",
    kind: str = "field",
    lunch: tuple[str, str, int] | None = None,
    id: str = "",
) -> Shift:
    """A field shift of the morning, without overtime unless `latest_end` is given; lunch as (from, until, minutes)."""
    return Shift(
        id or f"{staff_id}-{start}",
        staff_id,
        kind,
        clock(start),
        clock(end),
        clock(latest_end or end),
        clock(lunch[0]) if lunch else None,
        clock(lunch[1]) if lunch else None,
        lunch[2] if lunch else 0,
    )


def resident(id: str = "R1", home: Place | None = None, **changes: Any) -> Resident:
    """A signed resident of 80 whose carer is at home all day."""
    base = Resident(
        id,
        f"测试{id}",
        "F",
        date(1945, 6, 1),
        "resident_id",
        "",
        "",
        home or place(f"HOME-{id}"),
        Contract("T1", date(2025, 1, 1), FAR),
        carer_hours=(hours("00:00", "23:59"),),
    )
    return replace(base, **changes)


def visit(id: str = "V1", resident_id: str = "R1", of: Service | None = None, **changes: Any) -> Visit:
    """A visit of the service (default: the wound of `service()`), possible on this day only, at any hour."""
    kind = of or service()
    base = Visit(
        id,
        f"Q-{id}",
        resident_id,
        kind.code,
        "family_bed",
        kind.minutes,
        kind.parts,
        (),
        kind.priority,
        MONDAY,
        MONDAY,
        sync=kind.sync,
        infection_class=kind.infection_class,
        protected=kind.protected,
    )
    return replace(base, **changes)


def day(
    visits: Iterable[Visit] = (),
    *,
    people: Iterable[Staff] = (),
    shifts: Iterable[Shift] = (),
    residents: Iterable[Resident] = (),
    services: Iterable[Service] = (),
    devices: Iterable[Device] = (),
    locks: Iterable[Lock] = (),
    numbers: Mapping[str, int | float | str | bool] | None = None,
    **changes: Any,
) -> Day:
    """A day. Who and what is missing is built: residents of the visits, nurse N1, a morning shift for each person.

    `numbers` changes configured values ({"H15_max_work_minutes": 60}).
    """
    asked = tuple(visits)
    team = tuple(people) or (staff(),)
    known = {r.id: r for r in residents}
    for one in asked:
        known.setdefault(one.resident_id, resident(one.resident_id))
    duty = tuple(shifts) or tuple(shift(person.id) for person in team)
    base = Day(
        MONDAY,
        centre(),
        {"T1": Team("T1", "第一团队", "A区"), "T2": Team("T2", "第二团队", "B区")},
        {person.id: person for person in team},
        {one.id: one for one in duty},
        known,
        {one.id: one for one in asked},
        {device.kind: device for device in devices},
        rulebook(services, **(numbers or {})),
        tuple(locks),
    )
    return replace(base, **changes)
