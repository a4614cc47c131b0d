"""A period of a centre in figures, from what is stored."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from scheduler import settings
from scheduler.domain.beds import FamilyBed
from scheduler.domain.indicators import Miss
from scheduler.domain.medication import MedicationPlan
from scheduler.domain.orders import CareOrder
from scheduler.domain.rulebook import Rulebook
from scheduler.errors import Fault, InputError
from scheduler.indicators.gathering import Known, Told, left_out, route_times, visits_as_they_went
from scheduler.indicators.period import CarePeriod
from scheduler.indicators.report import Report, report
from scheduler.indicators.secondment import week_of
from scheduler.intake.calendar import Calendar, load_calendar
from scheduler.store import care_records, plans, records, reporting
from scheduler.store.engine import Session, Store

T = TypeVar("T", CareOrder, FamilyBed, MedicationPlan)

EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)  # outside of them a year is a slip of the pen
ONE_DAY = timedelta(days=1)
WEEK = timedelta(days=7)


def report_period(store: Store, centre_id: str, first: date, last: date, *, today: date) -> Report:
    """The figures of [first, last], both inclusive, as known today: what falls due from today on is no miss yet.

    Weeks of secondment are looked at as a whole, also where they reach beyond the period. Working days of a year
    without a calendar are assumed to be Monday to Friday, and the report says so.
    Raises InputError for days out of order, before 2000 or after 2199, or more than indicator.longest_days of them.
    """
    _refuse(first, last, store.rulebook)
    calendar = load_calendar(settings.config_folder() / "calendar", assume_weekdays=True)
    with store.read() as session:
        days = (first, last, min(last, today - ONE_DAY))
        period, strange = _period(session, store.rulebook, calendar, centre_id, days)
        return report(records.centre_of(session, centre_id), period, strange)


def export_report(of: Report, folder: Path, language: str, *, today: date) -> tuple[Path, ...]:
    """Write the report's files into a folder and give their paths; InputError when it cannot be written to."""
    from scheduler.exchange.reporting import write_report  # loads openpyxl and pandas, which only this needs

    try:
        return write_report(folder, of, language, today)
    except OSError as error:
        message, zh = f"cannot be written to: {error.strerror}", f"无法写入：{error.strerror}"
        fault = Fault("--out", "", str(folder), message, "name another folder", zh, "请换一个文件夹")
        raise InputError([fault]) from error


def _refuse(first: date, last: date, rulebook: Rulebook) -> None:
    longest = rulebook.rule("indicator.longest_days")
    if last < first:
        told = (f"lies before {first}", "swap the two days", f"早于 {first}", "请交换两个日期")
    elif not EARLIEST <= first <= last <= LATEST:
        told = ("is no day of work here", "correct the year", "年份不对", "请更正年份")
    elif (last - first).days >= longest:
        days = (last - first).days + 1
        told = (f"{days} days are too many", f"ask for {longest} at most", f"共 {days} 天，太长", f"最多 {longest} 天")
    else:
        return
    raise InputError([Fault("--to", "", last.isoformat(), *told)])


def _period(
    session: Session, rulebook: Rulebook, calendar: Calendar, centre_id: str, days: tuple[date, date, date]
) -> tuple[CarePeriod, tuple[Miss, ...]]:
    """Everything the figures are read from, and the records about visits of which nothing else tells.

    `days`: first, last, and the last one that is over.
    """
    first, last, over = days
    start, end = week_of(first), week_of(last) + WEEK - ONE_DAY
    orders = _every(session, CareOrder, centre_id)
    beds = _every(session, FamilyBed, centre_id)
    medicines = _every(session, MedicationPlan, centre_id)
    requests = records.planned_requests(session, centre_id, last)
    owners = {one.id: one.resident_id for one in beds.values()}
    owners |= {one.id: one.resident_id for one in medicines.values()}
    faces_from = min(start, first - timedelta(days=rulebook.rule("indicator.face_days")))
    told = _told(session, centre_id, faces_from, end)
    happened = care_records.happened(session, centre_id)
    visits, strange = visits_as_they_went(told, happened, Known(requests, orders, owners, rulebook), over)
    period = CarePeriod(
        first=first,
        last=last,
        over=over,
        rulebook=rulebook,
        calendar=calendar,
        teams=records.teams_of(session, centre_id),
        staff=records.staff_of(session, centre_id),
        residents=reporting.every_resident(session, centre_id),
        shifts=reporting.shifts_between(session, centre_id, start, end),
        beds=tuple(beds.values()),
        orders=tuple(orders.values()),
        requests=tuple(requests.values()),
        away=care_records.away(session, centre_id),
        visits=visits,
        left_out=left_out(told, visits),
        routes=tuple(route_times(told)),
        known_from=min((one.day for one in happened), default=first),
    )
    return period, tuple(one for one in strange if one.day and period.holds(one.day))


def _told(session: Session, centre_id: str, first: date, last: date) -> list[Told]:
    rows = reporting.published_between(session, centre_id, first, last)
    return [Told(plans.plan_from(row), plans.planned_for(row)[0]) for row in rows]


def _every(session: Session, kind: type[T], centre_id: str) -> dict[str, T]:
    return {id_: kept.record for id_, kept in care_records.every(session, kind, centre_id).items()}
