"""A `Dataset` -> rows of every table by English column name, codes in English."""

from __future__ import annotations

from collections.abc import Collection

from scheduler.domain.care import Request
from scheduler.domain.dataset import Dataset
from scheduler.domain.people import Centre, Resident, Shift, Staff
from scheduler.exchange.sample.care_cells import over_time_cells
from scheduler.exchange.sample.texts import clock_text, day_text, hours_text, many, number, window_text, yes
from scheduler.units import clock

Cells = dict[str, str]

_NO_COORDINATES = {"longitude": "", "latitude": "", "crs": ""}


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
        **over_time_cells(dataset),
    }


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
        "registered": yes(person.registered),
        "clean_record": yes(person.clean_record),
        "trained": yes(person.trained),
        "permit_until": day_text(person.permit_until),
        "insurance_until": day_text(person.insurance_until),
        "mode": person.mode,
        "dialects": many(person.dialects),
        "refuses_residents": many(person.refuses_residents),
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
        "lunch_from": clock_text(shift.lunch_from),
        "lunch_until": clock_text(shift.lunch_until),
        "lunch_minutes": number(shift.lunch_minutes),
    }


def _resident(resident: Resident) -> Cells:
    contract = resident.contract
    return {
        "resident_id": resident.id,
        "name": resident.name,
        "sex": resident.sex,
        "born": day_text(resident.born),
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
        "contract_from": day_text(contract.from_day) if contract else "",
        "contract_until": day_text(contract.until_day) if contract else "",
        "key_groups": many(resident.key_groups),
        "carer_hours": ";".join(hours_text(hours) for hours in resident.carer_hours),
        "risk_level": number(resident.risk_level),
        "precautions": many(resident.precautions),
        "immunosuppressed": yes(resident.immunosuppressed),
        "refuses_staff": many(resident.refuses_staff),
        "wished_staff": many(resident.wished_staff),
        "required_staff_sex": resident.required_staff_sex,
        "dialect": resident.dialect,
        "seen_staff": many(resident.seen_staff),
    }


def _request(request: Request) -> Cells:
    return {
        "request_id": request.id,
        "resident_id": request.resident_id,
        "service": request.service,
        "channel": request.channel,
        "received": f"{request.received:%Y-%m-%d %H:%M}",
        "first_day": day_text(request.first_day),
        "last_day": day_text(request.last_day),
        "windows": ";".join(window_text(window) for window in request.windows),
        "wished": window_text(request.wished),
        "minutes": number(request.minutes),
        "order_until": day_text(request.order_until),
        "consent_until": day_text(request.consent_until),
        "assessment_until": day_text(request.assessment_until),
        "order_items": many(request.order_items),
        "first_dose": yes(request.first_dose),
        "episode_from": day_text(request.episode_from),
        "episode_until": day_text(request.episode_until),
        "last_done": day_text(request.last_done),
        "supply_end": day_text(request.supply_end),
        "responsible_staff": many(request.responsible_staff),
        "community_notified": yes(request.community_notified),
        "infected": yes(request.infected),
        "after_request": request.after_request,
        "gap_min_minutes": number(request.gap_min_minutes),
        "gap_max_minutes": number(request.gap_max_minutes),
        "note": request.note,
    }
