"""A month ahead: every visit it asks for, and whether there are hours for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from scheduler.domain.care import Request, visit_id_of
from scheduler.domain.day import Day
from scheduler.domain.month import Month, MonthVisit, Shortage
from scheduler.domain.rulebook import Rulebook
from scheduler.errors import Fault, InputError
from scheduler.intake.calendar import Calendar
from scheduler.intake.demand import visits_for
from scheduler.rules.intervals import hard_last_day
from scheduler.solver.capacity import Extra, at_least, least_extra, pressing, undone
from scheduler.store import care_records, plans, records
from scheduler.store.engine import Session, Store
from scheduler.usecases.care import away_on, calendar_of, requests_between
from scheduler.usecases.month_load import MonthLoad, load_of


def plan_month(store: Store, centre_id: str, month: date, assume_weekdays: bool = False) -> Month:
    """The visits of the month that `month` lies in and the shortages, over its days for which shifts are known.

    What a published plan places counts on its day. InputError for a month without shifts, or without a calendar.
    """
    with store.read() as session:
        first, last = _days_with_shifts(session, centre_id, month)
        days = days_between(session, store.rulebook, centre_id, first, last, calendar_of(assume_weekdays))
    return month_of(days, last)


def write_month_list(store: Store, month: Month, folder: Path, language: str) -> list[Path]:
    """The visits as month-<year>-<month>.csv and .xlsx in the folder; the paths written."""
    from scheduler.exchange.month_list import write_month  # loads openpyxl and pandas, which only files need

    return write_month(folder, f"month-{month.first:%Y-%m}", month.visits, store.rulebook.services, language)


def month_of(days: Sequence[Day], last: date) -> Month:
    """The same of days put together already, each with the visits that are possible on it."""
    loaded = load_of(days, last)
    rest = undone(loaded.load)
    lacking = at_least(loaded.load, rest)
    shortages = _shortages(loaded) if lacking else ()
    own = dict(zip((visit.id for visit in loaded.visits), rest, strict=True))
    visits = tuple(
        replace(visit, undone=own.get(visit.visit_id, 0.0 if visit.waits else 1.0)) for visit in _visits(days, last)
    )
    impossible = tuple(visit.visit_id for visit in visits if visit.visit_id not in own)
    needed = sum(share.minutes for share in loaded.load.shares if loaded.load.must[share.visit])
    field = sum(stretch.minutes for stretch in loaded.load.stretches)
    return Month(days[0].day, last, visits, lacking, shortages, round(field), round(needed), impossible)


def days_between(
    session: Session, rulebook: Rulebook, centre_id: str, first: date, last: date, calendar: Calendar
) -> tuple[Day, ...]:
    """Every day of [first, last] with the visits that may be done on it; a published one on its day only."""
    requests = requests_between(session, rulebook, centre_id, first, last, calendar, ())
    centre, staff = records.centre_of(session, centre_id), records.staff_of(session, centre_id)
    residents = records.residents_of(session, centre_id, {request.resident_id for request in requests.values()})
    published = plans.published_days(session, centre_id, ())
    away = care_records.away(session, centre_id)
    teams, devices = records.teams_of(session, centre_id), records.devices_of(session, centre_id)
    days: list[Day] = []
    for day in (first + timedelta(days=k) for k in range((last - first).days + 1)):
        asked = _open_on(day, requests, published, away_on(away, day))
        demand = visits_for(day, asked, residents, rulebook, centre, calendar)
        homes = {visit.resident_id for visit in demand.visits.values()}
        days.append(
            Day(
                day=day,
                centre=centre,
                teams=teams,
                staff=staff,
                shifts=records.shifts_on(session, centre_id, day),
                residents={id_: resident for id_, resident in residents.items() if id_ in homes},
                visits=dict(sorted(demand.visits.items())),
                devices=devices,
                rulebook=rulebook,
                calendar_verified=calendar.is_verified(day),
                workday=calendar.is_workday(day),
            )
        )
    return tuple(days)


def _open_on(
    day: date, requests: Mapping[str, Request], published: Mapping[str, date], absent: Iterable[str]
) -> list[Request]:
    """What may be asked for on the day: who is at home, and what no published plan places on another day."""
    gone = set(absent)
    return [
        request
        for id_, request in requests.items()
        if request.resident_id not in gone and published.get(visit_id_of(id_), day) == day
    ]


def _days_with_shifts(session: Session, centre_id: str, month: date) -> tuple[date, date]:
    """The month's first and last day with a shift."""
    known = records.days_with_shifts(session, centre_id)
    inside = [day for day in known if (day.year, day.month) == (month.year, month.month)]
    if not inside:
        about = f"{month:%Y-%m}"
        known_en = f"shifts are known from {known[0]} to {known[-1]}" if known else "no shifts are known"
        known_zh = f"已知班次为 {known[0]} 至 {known[-1]}" if known else "还没有任何班次"
        remedy, remedy_zh = f"load that month's shifts; {known_en}", f"请载入该月班次；{known_zh}"
        raise InputError([Fault("--month", "", about, "nobody has a shift", remedy, "该月没有班次", remedy_zh)])
    return inside[0], inside[-1]


def _visits(days: Sequence[Day], last: date) -> tuple[MonthVisit, ...]:
    """Each visit once, as the first of its days knows it, by last day."""
    found: dict[str, MonthVisit] = {}
    for day in days:
        for visit in day.visits.values():
            if visit.id in found:
                continue
            found[visit.id] = MonthVisit(
                visit_id=visit.id,
                request_id=visit.request_id,
                order_id=visit.order_id,
                resident_id=visit.resident_id,
                service=visit.service,
                first_day=max(visit.first_day, days[0].day),
                last_day=visit.last_day,
                due=visit.due,
                hard_last=hard_last_day(day, visit),
                people=visit.parts,
                minutes=visit.minutes,
                priority=visit.priority,
                waits=visit.last_day > last,
            )
    return tuple(sorted(found.values(), key=lambda visit: (visit.last_day, visit.first_day, visit.visit_id)))


def _shortages(loaded: MonthLoad) -> tuple[Shortage, ...]:
    """The least further hours with which everything is done, by profile and week, and what each of them is for."""
    load = pressing(loaded.load)
    extra = least_extra(load)
    by_week: dict[tuple[date, int], list[Extra]] = {}
    for q, d in extra:
        monday = loaded.dates[d] - timedelta(days=loaded.dates[d].weekday())
        by_week.setdefault((monday, q), []).append((q, d))
    found = []
    for (monday, q), lent in sorted(by_week.items()):
        others = {one: minutes for one, minutes in extra.items() if one not in lent}
        without = at_least(load, undone(load, others))
        by_day = tuple((loaded.dates[d], extra[q, d]) for _, d in sorted(lent))
        found.append(Shortage(loaded.profiles[q], monday, sum(extra[one] for one in lent), by_day, without))
    return tuple(found)
