"""A `Dataset` as the reader's tables: CSV or one workbook, Chinese or English, the same bytes every time."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Collection, Iterable
from datetime import date, datetime
from pathlib import Path

import openpyxl

from scheduler.domain.care import Request, Window
from scheduler.domain.dataset import Dataset
from scheduler.domain.people import Centre, Hours, Resident, Shift, Staff
from scheduler.exchange.addresses import GAZETTEER
from scheduler.exchange.columns import TABLES, WORDS, Table
from scheduler.exchange.sample.homes import Estate, point_at
from scheduler.travel.geocode import COLUMNS as GAZETTEER_COLUMNS
from scheduler.units import clock

Cells = dict[str, str]

_CHOSEN = {
    "sex": "sex", "role": "role", "employer": "employer", "mode": "mode", "id_type": "id_type", "channel": "channel",
    "registered": "yes", "clean_record": "yes", "trained": "yes", "immunosuppressed": "yes", "first_dose": "yes",
    "community_notified": "yes", "infected": "yes", "required_staff_sex": "sex",
}  # fmt: skip
_NO_COORDINATES = {"longitude": "", "latitude": "", "crs": ""}
_FIXED_TIME = (2026, 1, 1, 0, 0, 0)
_MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def cells_of(dataset: Dataset, by_estate: Collection[str] = ()) -> dict[str, list[Cells]]:
    """Rows of every table by English column name, codes in English; residents `by_estate` without coordinates."""
    return {
        "centre": [_centre(dataset.centre)],
        "teams": [{"team_id": team.id, "name": team.name, "area": team.area} for team in dataset.teams],
        "staff": [_staff(person) for person in dataset.staff],
        "certificates": [
            {"staff_id": person.id, "skill": held.skill, "until": held.until.isoformat()}
            for person in dataset.staff
            for held in person.certificates
        ],
        "shifts": [_shift(shift) for shift in dataset.shifts],
        "residents": [
            _resident(resident) | (_NO_COORDINATES if resident.id in by_estate else {})
            for resident in dataset.residents
        ],
        "devices": [{"kind": device.kind, "count": str(device.count)} for device in dataset.devices],
        "requests": [_request(request) for request in dataset.requests],
    }


def write_csv(folder: Path, dataset: Dataset, language: str, by_estate: Collection[str] = ()) -> None:
    """One CSV file per table (UTF-8 with BOM, so that spreadsheets show Chinese)."""
    folder.mkdir(parents=True, exist_ok=True)
    cells = cells_of(dataset, by_estate)
    for table in TABLES:
        _write_rows(folder / f"{table.en}.csv", _rows(table, cells[table.en], language))


def write_gazetteer(folder: Path, estates: Iterable[Estate]) -> None:
    """The list of estates by which homes without coordinates are found."""
    folder.mkdir(parents=True, exist_ok=True)
    points = ((estate.name, point_at(estate.x, estate.y)) for estate in estates)
    rows = [[name, str(point.longitude), str(point.latitude), "wgs84"] for name, point in points]
    _write_rows(folder / GAZETTEER, [GAZETTEER_COLUMNS, *rows])


def _write_rows(path: Path, rows: Iterable[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8-sig", newline="")


def write_workbook(path: Path, dataset: Dataset, language: str, by_estate: Collection[str] = ()) -> None:
    """One xlsx with a sheet per table, every cell text; packed with fixed times, so that it never differs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    cells = cells_of(dataset, by_estate)
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "合成数据"
    for table in TABLES:
        sheet = book.create_sheet(table.zh if language == "zh" else table.en)
        for row in _rows(table, cells[table.en], language):
            sheet.append(row)
        sheet.freeze_panes = "B2"
    packed = io.BytesIO()
    book.save(packed)
    _pack_again(packed, path)


def _pack_again(packed: io.BytesIO, path: Path) -> None:
    """The same parts without the moment of writing."""
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(path, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "docProps/core.xml":
                content = _MOMENT.sub(b"2026-01-01T00:00:00Z", content)
            new.writestr(zipfile.ZipInfo(part.filename, _FIXED_TIME), content, zipfile.ZIP_DEFLATED)


def _rows(table: Table, cells: Iterable[Cells], language: str) -> list[list[str]]:
    header = [column.zh if language == "zh" else column.en for column in table.columns]
    return [header, *([_said(c.en, row.get(c.en, ""), table, language) for c in table.columns] for row in cells)]


def _said(column: str, text: str, table: Table, language: str) -> str:
    words = "kind" if table.en == "shifts" and column == "kind" else _CHOSEN.get(column, "")
    return WORDS[words][text][0] if words and text and language == "zh" else text


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def _clock(moment: datetime | None) -> str:
    return clock(moment) if moment is not None else ""


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _many(values: Iterable[str]) -> str:
    return ";".join(sorted(values))


def _number(value: int) -> str:
    """Zero stands for nothing said."""
    return str(value) if value else ""


def _hours(hours: Hours) -> str:
    return f"{hours.start:%H:%M}-{hours.end:%H:%M}"


def _window(window: Window | None) -> str:
    return f"{window.earliest:%Y-%m-%d %H:%M}-{clock(window.latest)}" if window is not None else ""


def _centre(centre: Centre) -> Cells:
    return {
        "centre_id": centre.id,
        "name": centre.name,
        "name_en": centre.name_en,
        "address": centre.place.address,
        "longitude": str(centre.place.point.longitude),
        "latitude": str(centre.place.point.latitude),
        "laboratory_address": centre.laboratory.address,
        "laboratory_longitude": str(centre.laboratory.point.longitude),
        "laboratory_latitude": str(centre.laboratory.point.latitude),
        "crs": "wgs84",
        "access_minutes": str(centre.place.access_minutes),
        "language": centre.language,
        "duty_phone": centre.duty_phone,
        "service_radius_metres": str(centre.service_radius_metres),
        "communities": ";".join(centre.communities),
    }


def _staff(person: Staff) -> Cells:
    return {
        "staff_id": person.id,
        "name": person.name,
        "sex": person.sex,
        "role": person.role,
        "title_level": str(person.title_level),
        "years": str(person.years),
        "team_id": person.team_id,
        "employer": person.employer,
        "registered": _yes(person.registered),
        "clean_record": _yes(person.clean_record),
        "trained": _yes(person.trained),
        "permit_until": _day(person.permit_until),
        "insurance_until": _day(person.insurance_until),
        "mode": person.mode,
        "dialects": _many(person.dialects),
        "refuses_residents": _many(person.refuses_residents),
        "month_minutes": str(person.month_minutes),
        "base_address": person.base.address,
        "base_longitude": str(person.base.point.longitude),
        "base_latitude": str(person.base.point.latitude),
        "crs": "wgs84",
        "base_access_minutes": str(person.base.access_minutes),
    }


def _shift(shift: Shift) -> Cells:
    return {
        "shift_id": shift.id,
        "staff_id": shift.staff_id,
        "kind": shift.kind,
        "date": shift.start.date().isoformat(),
        "start": clock(shift.start),
        "end": clock(shift.end),
        "latest_end": clock(shift.latest_end) if shift.latest_end != shift.end else "",
        "lunch_from": _clock(shift.lunch_from),
        "lunch_until": _clock(shift.lunch_until),
        "lunch_minutes": _number(shift.lunch_minutes),
    }


def _resident(resident: Resident) -> Cells:
    contract = resident.contract
    return {
        "resident_id": resident.id,
        "name": resident.name,
        "sex": resident.sex,
        "born": _day(resident.born),
        "id_type": resident.id_type,
        "id_number": resident.id_number,
        "phone": resident.phone,
        "address": resident.place.address,
        "longitude": str(resident.place.point.longitude),
        "latitude": str(resident.place.point.latitude),
        "crs": "wgs84",
        "building": resident.place.building,
        "access_minutes": str(resident.place.access_minutes),
        "team_id": contract.team_id if contract else "",
        "contract_from": _day(contract.from_day) if contract else "",
        "contract_until": _day(contract.until_day) if contract else "",
        "key_groups": _many(resident.key_groups),
        "carer_hours": ";".join(_hours(hours) for hours in resident.carer_hours),
        "risk_level": _number(resident.risk_level),
        "precautions": _many(resident.precautions),
        "immunosuppressed": _yes(resident.immunosuppressed),
        "refuses_staff": _many(resident.refuses_staff),
        "wished_staff": _many(resident.wished_staff),
        "required_staff_sex": resident.required_staff_sex,
        "dialect": resident.dialect,
        "seen_staff": _many(resident.seen_staff),
    }


def _request(request: Request) -> Cells:
    return {
        "request_id": request.id,
        "resident_id": request.resident_id,
        "service": request.service,
        "channel": request.channel,
        "received": f"{request.received:%Y-%m-%d %H:%M}",
        "first_day": _day(request.first_day),
        "last_day": _day(request.last_day),
        "windows": ";".join(_window(window) for window in request.windows),
        "wished": _window(request.wished),
        "minutes": _number(request.minutes),
        "order_until": _day(request.order_until),
        "consent_until": _day(request.consent_until),
        "assessment_until": _day(request.assessment_until),
        "order_items": _many(request.order_items),
        "first_dose": _yes(request.first_dose),
        "episode_from": _day(request.episode_from),
        "episode_until": _day(request.episode_until),
        "last_done": _day(request.last_done),
        "supply_end": _day(request.supply_end),
        "responsible_staff": _many(request.responsible_staff),
        "community_notified": _yes(request.community_notified),
        "infected": _yes(request.infected),
        "after_request": request.after_request,
        "gap_min_minutes": _number(request.gap_min_minutes),
        "gap_max_minutes": _number(request.gap_max_minutes),
        "note": request.note,
    }
