"""Plan several days at once: put the week together from what is stored, search, keep one draft a day."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from importlib import import_module

from scheduler.domain.care import Visit
from scheduler.domain.day import Day
from scheduler.domain.people import Resident, Staff
from scheduler.domain.plan import Finding, Plan
from scheduler.domain.rulebook import Rulebook
from scheduler.domain.week import PlannedWeek, Told, Week, days_from
from scheduler.errors import Fault, InputError
from scheduler.intake.demand import visits_for
from scheduler.rules.week import SATURDAY
from scheduler.store import care_records, plans, records
from scheduler.store.engine import Session, Store
from scheduler.units import MINUTE
from scheduler.usecases.care import away_on, calendar_of, called_off, requests_between
from scheduler.usecases.day import day_to_plan
from scheduler.usecases.judging import with_judgement
from scheduler.validator import judge_week

MOST_DAYS = 14
MAKING = "scheduler.usecases.week_making"  # loads the engines, so loaded when needed


@dataclass(frozen=True, slots=True)
class DayOfWeek:
    """One day of a planned week in one line."""

    day: date
    plan_id: str
    people: int
    visits: int
    left_out: int
    cost: int


@dataclass(frozen=True, slots=True)
class LeftOutOfWeek:
    """A visit that no day of the week has; `last_in_week`: the last on which it was possible, `last_day` of all."""

    visit_id: str
    service: str
    priority: int
    last_in_week: date
    last_day: date


@dataclass(frozen=True, slots=True)
class WeekPlanned:
    """A planned week as it was kept. Costs in seconds of travel; `by_days`: of the same week day after day."""

    centre_id: str
    days: tuple[DayOfWeek, ...]
    published: tuple[date, ...]
    left_out: tuple[LeftOutOfWeek, ...]
    cost_by_rule: Mapping[str, int]
    cost: int
    by_days: int
    iterations: int
    seed: int
    broken: tuple[Finding, ...]
    log: tuple[str, ...]


def plan_week(
    store: Store,
    centre_id: str,
    first: date,
    days: int = 5,
    *,
    author: str,
    now: datetime,
    seed: int = 1,
    iterations: int | None = None,
    seconds: float | None = None,
    weather: str = "fair",
    assume_weekdays: bool = False,
    steady: bool = False,
    progress: Callable[[object], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> WeekPlanned:
    """Plan the days from `first` on at once and keep a draft of each as its next version.

    Published days stay as they are. With `steady` what the newest drafts have moves at a price only.
    Stops after `iterations` or `seconds` (neither: the configured iterations of a day, for each day).
    InputError when there is nothing to plan.
    """
    _refuse_bad_options(days, iterations, seconds, weather)
    with store.read() as session:
        week, published = week_to_plan(session, store.rulebook, centre_id, first, days, weather, assume_weekdays)
        if steady:
            week = replace(week, earlier=_drafted(session, centre_id, week))
    if iterations is None and seconds is None:
        iterations = store.rulebook.rule("plan.iterations") * len(week.days)
    making = import_module(MAKING)
    stop = making.Stop(iterations=iterations, seconds=seconds, cancelled=cancelled)
    planned = making.make_week(week, stop, seed=seed, author=author, made=now, progress=progress)
    return _kept(store, week, planned, published)


def _refuse_bad_options(days: int, iterations: int | None, seconds: float | None, weather: str) -> None:
    faults = []
    if not 1 <= days <= MOST_DAYS:
        remedy, remedy_zh = f"give 1 to {MOST_DAYS} days", f"须为 1 至 {MOST_DAYS} 天"
        faults.append(Fault("", "days", str(days), "is out of range", remedy, "超出范围", remedy_zh))
    if iterations is not None and iterations < 1:
        faults.append(Fault("", "iterations", str(iterations), "is below 1", "give at least 1", "小于 1", "至少为 1"))
    if seconds is not None and seconds <= 0:
        faults.append(Fault("", "seconds", str(seconds), "is not above 0", "give more", "不大于 0", "须大于 0"))
    if weather not in ("fair", "rain", "snow"):
        known = "fair, rain, snow"
        faults.append(Fault("", "weather", weather[:20], "is not known", f"give {known}", "没有这种天气", known))
    if faults:
        raise InputError(faults)


def week_to_plan(
    session: Session,
    rulebook: Rulebook,
    centre_id: str,
    first: date,
    days: int,
    weather: str = "fair",
    assume_weekdays: bool = False,
) -> tuple[Week, dict[date, Plan]]:
    """The days from `first` on that are not published and on which somebody goes out, and the published ones.

    InputError when none is left, or when nothing is asked for.
    """
    dates = days_from(first, days)
    rows = {day: plans.published_row(session, centre_id, day) for day in dates}
    published = {day: plans.plan_from(row) for day, row in rows.items() if row is not None}
    known = [day_to_plan(session, rulebook, centre_id, d, weather, assume_weekdays)[0] for d in dates]
    open_ = [day for day in known if day.day not in published and day.field_shifts()]
    offered = _demand(session, rulebook, centre_id, open_, dates, assume_weekdays)
    settled = plans.published_days(session, centre_id, {day.day for day in open_})
    found = [_day_of(day, *offered[day.day], published.values()) for day in open_]
    if not any(day.visits for day in found):
        message, zh = "no day is left to plan, or nothing is asked for", "没有需要排的日子，或没有要上门的申请"
        raise InputError([Fault("week", "", first.isoformat(), message, "choose other days", zh, "请选别的日期")])
    return Week(tuple(_alike(found)), settled, _turns(session, centre_id, first)), published


Offered = tuple[dict[str, Visit], dict[str, Resident]]


def _demand(
    session: Session,
    rulebook: Rulebook,
    centre_id: str,
    open_: list[Day],
    dates: tuple[date, ...],
    assume_weekdays: bool,
) -> dict[date, Offered]:
    """The visits of each day out of the requests of the whole week, those foreseen among them."""
    calendar = calendar_of(assume_weekdays)
    anew = {day.day for day in open_}
    asked = requests_between(session, rulebook, centre_id, dates[0], dates[-1], calendar, anew)
    residents = records.residents_of(session, centre_id, {request.resident_id for request in asked.values()})
    away, elsewhere = care_records.away(session, centre_id), plans.published_days(session, centre_id, anew)
    found = {}
    for day in open_:
        absent = away_on(away, day.day)
        at_home = [request for request in asked.values() if request.resident_id not in absent]
        demand = visits_for(day.day, at_home, residents, rulebook, day.centre, calendar)
        over = elsewhere.keys() | called_off(care_records.happened(session, centre_id, day.day), day.day)
        visits = {id_: demand.visits[id_] for id_ in sorted(demand.visits) if id_ not in over}
        found[day.day] = visits, residents
    return found


def _day_of(day: Day, visits: dict[str, Visit], residents: dict[str, Resident], published: Collection[Plan]) -> Day:
    """The day with these visits; what the published days of the week bring in, in its staff and residents."""
    faces: dict[str, set[str]] = {}
    worked: dict[str, int] = {}
    for plan in published:
        for route in plan.routes:
            paused = sum(((until - since).total_seconds() for since, until in route.breaks), 0.0)
            minutes = int((route.back - route.departure).total_seconds() - paused) // MINUTE
            worked[route.staff_id] = worked.get(route.staff_id, 0) + minutes
            for stop in route.stops:
                faces.setdefault(stop.place_id, set()).add(route.staff_id)
    homes = {visit.resident_id for visit in visits.values()}
    return replace(
        day,
        visits=visits,
        residents={id_: _who_knows(who, faces) for id_, who in residents.items() if id_ in homes},
        staff={id_: _busier(person, worked) for id_, person in day.staff.items()},
        locks=tuple(lock for lock in day.locks if lock.visit_id in visits),
    )


def _who_knows(resident: Resident, faces: Mapping[str, set[str]]) -> Resident:
    return replace(resident, seen_staff=resident.seen_staff | faces.get(resident.place.id, set()))


def _busier(person: Staff, worked: Mapping[str, int]) -> Staff:
    return replace(person, month_minutes=person.month_minutes + worked.get(person.id, 0))


def _alike(days: list[Day]) -> list[Day]:
    """A visit that needs other people on a later day is offered only on the days on which it needs as many as on
    the first."""
    parts: dict[str, int] = {}
    found = []
    for day in days:
        same = {i: v for i, v in day.visits.items() if parts.setdefault(i, len(v.parts)) == len(v.parts)}
        found.append(replace(day, visits=same))
    return found


def _turns(session: Session, centre_id: str, first: date) -> dict[str, int]:
    """Weekend routes of each person in the published plans of the month before `first`."""
    found: dict[str, int] = {}
    begin = first.replace(day=1)
    for row in plans.published_since(session, centre_id, begin):
        if row.day.weekday() >= SATURDAY and begin <= row.day < first:
            for route in plans.plan_from(row).routes:
                found[route.staff_id] = found.get(route.staff_id, 0) + 1
    return found


def _drafted(session: Session, centre_id: str, week: Week) -> dict[tuple[str, int], Told]:
    """Where the newest drafts of the days have each part."""
    found: dict[tuple[str, int], Told] = {}
    for day in week.days:
        drafts = [row for row in plans.plan_rows(session, centre_id, day.day) if row.state == "draft"]
        for route, stop in plans.plan_from(drafts[-1]).stops() if drafts else ():
            if stop.visit_id:
                found[stop.visit_id, stop.part] = Told(day.day, route.staff_id)
    return found


def _kept(store: Store, week: Week, planned: PlannedWeek, published: Mapping[date, Plan]) -> WeekPlanned:
    """Every day's draft with its judgement, in one transaction."""
    judged = [(day, with_judgement(day, plan)) for day, plan in planned.days]
    verdict = judge_week(week, planned.days)
    kept = []
    with store.write() as session:
        rulebook_id = plans.keep_rulebook(session, store.rulebook)
        for day, plan in judged:
            version = plans.next_version(session, day.centre.id, day.day)
            id_ = plans.plan_id_of(day.centre.id, day.day, version)
            plans.save_plan(session, replace(plan, id=id_, version=version), day, rulebook_id)
            records.write_audit(
                session, day.centre.id, plan.author, plan.made, "plan.made", id_, cost=plan.cost, log=planned.log
            )
            visits = len({stop.visit_id for _, stop in plan.stops() if stop.visit_id})
            people = len({route.staff_id for route in plan.routes})
            kept.append(DayOfWeek(day.day, id_, people, visits, len(plan.left_out), plan.cost))
    left = [(week.visit(id_), last) for id_, last in planned.left_out.items()]
    return WeekPlanned(
        week.days[0].centre.id,
        tuple(kept),
        tuple(sorted(published)),
        tuple(LeftOutOfWeek(v.id, v.service, v.priority, last, v.last_day) for v, last in left),
        planned.cost_by_rule,
        planned.cost,
        planned.by_days,
        planned.iterations,
        planned.seed,
        verdict.hard,
        planned.log,
    )
