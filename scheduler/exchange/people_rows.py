"""Rows of the people's tables -> the words of family medicine."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time

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
from scheduler.exchange import values
from scheduler.exchange.addresses import AddressBook
from scheduler.exchange.faults import Words
from scheduler.exchange.row import Row
from scheduler.units import at

STAFF_TABLE = Words("人员表", "staff member")
RESIDENT_TABLE = Words("居民表", "resident")
TEAM_TABLE = Words("团队表", "team")
_DAY_MINUTES = 24 * 60
_MONTH_MINUTES = 31 * _DAY_MINUTES


def centre(row: Row, crs: str | None) -> Centre:
    """The centre with its own place and its laboratory's."""
    identity = row.text("centre_id")
    access = row.whole("access_minutes", 0, 60, needed=True)
    home = row.point("longitude", "latitude", crs)
    laboratory = row.point("laboratory_longitude", "laboratory_latitude", crs)
    return Centre(
        id=identity,
        name=row.text("name"),
        name_en=row.text("name_en"),
        place=_site(home, access, row.text("address")),
        laboratory=_site(laboratory, access, row.text("laboratory_address")),
        language=row.choice("language", "language"),
        duty_phone=row.read("duty_phone", values.phone, ""),
        service_radius_metres=row.whole("service_radius_metres", 1, 100_000, needed=True),
        communities=row.read("communities", values.several, (), needed=False),
    )


def team(row: Row) -> Team:
    """A family-doctor team."""
    return Team(row.text("team_id"), row.text("name"), row.text("area"))


def certificate(row: Row, staff: Iterable[str], skills: Iterable[str]) -> tuple[str, Certificate]:
    """Who holds it, and what."""
    holder = row.one_of("staff_id", staff, STAFF_TABLE)
    skill = row.one_of("skill", skills, Words("服务目录的技能", "skill in the service catalogue"))
    return holder, Certificate(skill, row.day("until"))


def staff(
    row: Row, teams: Iterable[str], held: tuple[Certificate, ...], residents: Iterable[str], crs: str | None
) -> Staff:
    """A person who goes out."""
    identity = row.text("staff_id")
    base = row.point("base_longitude", "base_latitude", crs)
    access = row.whole("base_access_minutes", 0, 60)
    address = row.text("base_address")
    return Staff(
        id=identity,
        name=row.text("name"),
        sex=row.choice("sex", "sex"),
        role=row.choice("role", "role"),
        title_level=row.whole("title_level", 1, 5, needed=True),
        years=row.whole("years", 0, 70, needed=True),
        team_id=row.one_of("team_id", teams, TEAM_TABLE, needed=False),
        employer=row.choice("employer", "employer"),
        certificates=held,
        registered=row.yes("registered", needed=True),
        clean_record=row.yes("clean_record", needed=True),
        trained=row.yes("trained", needed=True),
        permit_until=row.day_or_none("permit_until"),
        insurance_until=row.day_or_none("insurance_until"),
        mode=row.choice("mode", "mode"),
        base=_site(base, access, address),
        dialects=row.codes("dialects"),
        refuses_residents=row.some_of("refuses_residents", residents, RESIDENT_TABLE),
        month_minutes=row.whole("month_minutes", 0, _MONTH_MINUTES),
    )


def shift(row: Row, staff: Iterable[str]) -> Shift | None:
    """A stretch of a person's day; None when its times are out of order (noted)."""
    identity = row.text("shift_id")
    person = row.one_of("staff_id", staff, STAFF_TABLE)
    kind = row.choice("kind", "kind")
    day = row.day("date")
    start, end = row.clock("start"), row.clock("end")
    latest = row.clock_or_none("latest_end") or end
    lunch_from, lunch_until = row.clock_or_none("lunch_from"), row.clock_or_none("lunch_until")
    minutes = row.whole("lunch_minutes", 0, 240)
    if row.bad:
        return None
    _judge_times(row, (start, end, latest), (lunch_from, lunch_until), minutes)
    if row.bad:
        return None
    return Shift(
        id=identity,
        staff_id=person,
        kind=kind,
        start=at(day, start),
        end=at(day, end),
        latest_end=at(day, latest),
        lunch_from=at(day, lunch_from) if lunch_from is not None else None,
        lunch_until=at(day, lunch_until) if lunch_until is not None else None,
        lunch_minutes=minutes,
    )


def _judge_times(
    row: Row, times: tuple[time, time, time], lunch: tuple[time | None, time | None], minutes: int
) -> None:
    """Note a shift's start, end and latest end, or its lunch, that are out of order."""
    start, end, latest = times
    lunch_from, lunch_until = lunch
    if end <= start:
        row.wrong(
            "end",
            Words("结束不晚于开始", "the end is not after the start"),
            Words("对调或改正", "swap or correct them"),
        )
    if latest < end:
        row.wrong(
            "latest_end",
            Words("早于计划结束", "before the planned end"),
            Words("留空或改晚", "leave it empty or later"),
        )
    if (lunch_from is None) != (lunch_until is None) or (lunch_from is None) != (minutes == 0):
        row.wrong(
            "lunch_minutes",
            Words("午餐三列要么都填，要么都空", "the three lunch columns go together"),
            Words("补齐或清空", "fill in or empty all three"),
        )
    elif lunch_from is not None and lunch_until is not None and not start <= lunch_from <= lunch_until <= end:
        row.wrong("lunch_until", Words("午餐不在班次内", "lunch is outside the shift"), Words("改正", "correct it"))


def resident(row: Row, teams: Iterable[str], staff: Iterable[str], crs: str | None, addresses: AddressBook) -> Resident:
    """A person served at home; without coordinates, where `addresses` finds her."""
    identity = row.text("resident_id")
    sex = row.choice("sex", "sex")
    born = row.day("born")
    id_type = row.choice("id_type", "id_type")
    pinned = row.raw("longitude") or row.raw("latitude") or not row.raw("address")
    home = row.point("longitude", "latitude", crs) if pinned else addresses.home(row)
    building = row.text("building", needed=False) or f"{identity}-HOME"
    return Resident(
        id=identity,
        name=row.text("name"),
        sex=sex,
        born=born,
        id_type=id_type,
        id_number=_id_number(row, id_type, sex, born),
        phone=row.read("phone", values.phone, ""),
        place=Place(
            f"{identity}-HOME", home, building, row.whole("access_minutes", 0, 60, needed=True), row.text("address")
        ),
        contract=_contract(row, teams),
        key_groups=row.codes("key_groups"),
        carer_hours=_carer_hours(row),
        risk_level=row.whole("risk_level", 0, 5),
        precautions=row.codes("precautions"),
        immunosuppressed=row.yes("immunosuppressed"),
        refuses_staff=row.some_of("refuses_staff", staff, STAFF_TABLE),
        wished_staff=row.some_of("wished_staff", staff, STAFF_TABLE),
        required_staff_sex=row.choice("required_staff_sex", "sex", needed=False),
        dialect=row.text("dialect", needed=False),
        seen_staff=row.some_of("seen_staff", staff, STAFF_TABLE),
    )


def device(row: Row, kinds: Iterable[str]) -> Device:
    """A shared device."""
    kind = row.one_of("kind", kinds, Words("服务目录的设备", "device in the service catalogue"))
    return Device(kind, row.whole("count", 0, 1000, needed=True))


def overlapping(shifts: Iterable[tuple[Row, Shift]]) -> None:
    """Note each shift that begins before another one of the same person has ended."""
    last: dict[str, Shift] = {}
    for row, shift in sorted(shifts, key=lambda pair: (pair[1].staff_id, pair[1].start, pair[1].id)):
        before = last.get(shift.staff_id)
        if before is not None and shift.start < before.end:
            row.wrong(
                "start",
                Words(f"与同一人的班次 {before.id} 重叠", f"overlaps shift {before.id} of the same person"),
                Words("改正其中一个班次", "correct one of the two"),
            )
        if before is None or shift.end > before.end:
            last[shift.staff_id] = shift


def _site(point: Point, access_minutes: int, address: str) -> Place:
    """A base or laboratory: those at one point are one place, behind one gate."""
    identity = f"SITE-{point.longitude:.5f}-{point.latitude:.5f}"
    return Place(identity, point, identity, access_minutes, address)


def _id_number(row: Row, id_type: str, sex: str, born: date) -> str:
    if id_type != "resident_id":
        return row.text("id_number", needed=False)
    return row.read("id_number", lambda text: values.resident_id_number(text, sex, None if row.bad else born), "")


def _contract(row: Row, teams: Iterable[str]) -> Contract | None:
    team_id = row.one_of("team_id", teams, TEAM_TABLE, needed=False)
    if not team_id:
        return None
    first, last = row.day("contract_from"), row.day("contract_until")
    if last < first and not row.bad:
        row.wrong(
            "contract_until",
            Words("结束早于开始", "the end is before the start"),
            Words("对调或改正", "swap or correct them"),
        )
    return Contract(team_id, first, last)


def _carer_hours(row: Row) -> tuple[Hours, ...]:
    return row.read(
        "carer_hours", lambda text: tuple(values.hours(part) for part in values.several(text)), (), needed=False
    )
