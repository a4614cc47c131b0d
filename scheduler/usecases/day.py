"""Put a centre's day together from what is stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from scheduler.domain.care import GateAnswer, Request, Visit, visit_id_of
from scheduler.domain.day import Day
from scheduler.domain.orders import Away
from scheduler.domain.people import Resident
from scheduler.domain.plan import Plan
from scheduler.domain.rulebook import Rulebook
from scheduler.errors import Fault, InputError
from scheduler.intake.asked import hold
from scheduler.intake.demand import visits_for
from scheduler.replan.facts import with_facts
from scheduler.store import care_records, plans, records
from scheduler.store.engine import Session
from scheduler.store.events import events_on
from scheduler.store.tables import PlanRow
from scheduler.usecases.care import away_on, calendar_of, called_off, requests_between

Answers = Mapping[str, tuple[GateAnswer, ...]]  # by request
AWAY_ZH = {"hospital": "住院", "travelling": "外出"}


def day_to_plan(
    session: Session,
    rulebook: Rulebook,
    centre_id: str,
    day: date,
    weather: str = "fair",
    assume_weekdays: bool = False,
) -> tuple[Day, Answers]:
    """Everything known of the day now: its demand, less what another day's published plan already places; what has
    happened on the day itself stands in it as facts.

    InputError names the calendar's missing file when the day's year is not known, unless `assume_weekdays`.
    """
    calendar = calendar_of(assume_weekdays)
    calendar.is_workday(day)  # also when nobody asks for a service that rests on holidays
    centre = records.centre_of(session, centre_id)
    requests = requests_between(session, rulebook, centre_id, day, day, calendar, {day})
    residents = records.residents_of(session, centre_id, {r.resident_id for r in requests.values()})
    absent = away_on(care_records.away(session, centre_id), day)
    at_home = [request for request in requests.values() if request.resident_id not in absent]
    demand = visits_for(day, at_home, residents, rulebook, centre, calendar)
    elsewhere = plans.published_days(session, centre_id, {day}).keys() | _over(session, centre_id, day)
    visits = {id_: demand.visits[id_] for id_ in sorted(demand.visits) if id_ not in elsewhere}
    published = plans.published_row(session, centre_id, day)
    staff = records.staff_of(session, centre_id)
    homes = {visit.resident_id for visit in visits.values()}
    known = Day(
        day=day,
        centre=centre,
        teams=records.teams_of(session, centre_id),
        staff=staff,
        shifts=records.shifts_on(session, centre_id, day),
        residents={id_: resident for id_, resident in residents.items() if id_ in homes},
        visits=visits,
        devices=records.devices_of(session, centre_id),
        rulebook=rulebook,
        locks=tuple(lock for lock in records.locks_on(session, centre_id, day) if lock.visit_id in visits),
        published=plans.plan_from(published) if published else None,
        weather=weather,
        calendar_verified=calendar.is_verified(day),
        workday=calendar.is_workday(day),
    )
    known = with_facts(known, known.published, events_on(session, centre_id, day))
    answers = {id_: said for id_, said in demand.answers.items() if visit_id_of(id_) not in elsewhere}
    return known, answers | _nobody_there(requests.values(), absent, day)


def _over(session: Session, centre_id: str, day: date) -> set[str]:
    return called_off(care_records.happened(session, centre_id, day), day)


def _nobody_there(
    requests: Iterable[Request], absent: Mapping[str, Away], day: date
) -> dict[str, tuple[GateAnswer, ...]]:
    """What was asked for a home that is empty that day waits until somebody is back."""
    said: dict[str, tuple[GateAnswer, ...]] = {}
    for request in requests:
        if (away := absent.get(request.resident_id)) and request.first_day <= day <= request.last_day:
            zh = f"居民自 {away.from_day} 起不在家（{AWAY_ZH[away.reason]}），返家后再安排。"
            en = f"The resident is away since {away.from_day} ({away.reason}): it waits for the return."
            said[request.id] = (hold("gate.away", zh, en),)
    return said


def day_of_plan(
    session: Session, rulebook: Rulebook, row: PlanRow, also: Collection[str] = ()
) -> tuple[Plan, Day, tuple[str, ...]]:
    """A plan, its day as it is known now, and the visits asked for since: to judge the plan.

    The day holds the plan's own visits, and those of `also` that are asked for, so that the plan is judged on what it
    was made for, and the published plan it was priced against.
    """
    plan = plans.plan_from(row)
    known = _known_now(session, rulebook, row)
    own = {stop.visit_id for _, stop in plan.stops()} | {left.visit_id for left in plan.left_out} | set(also)
    visits = {id_: visit for id_, visit in known.visits.items() if id_ in own} | _recorded(session, row, own)
    residents = records.residents_of(session, row.centre_id, {visit.resident_id for visit in visits.values()})
    judged = replace(_with_visits(known, visits, residents), published=_baseline(session, row))
    judged = with_facts(judged, known.published, events_on(session, row.centre_id, row.day))
    return plan, judged, tuple(id_ for id_ in known.visits if id_ not in own)


def _recorded(session: Session, row: PlanRow, own: set[str]) -> dict[str, Visit]:
    """The plan's visits of which something has become, as they were planned: nothing else knows them any more.

    A draft keeps only what was done, or tried, on its day: what was called off since has no place in it.
    """
    told = care_records.happened(session, row.centre_id, row.day)
    if row.state == "draft":
        told = tuple(one for one in told if one.day == row.day and one.outcome in ("done", "nobody_home"))
    over = own & {one.visit_id for one in told}
    return {id_: visit for id_, visit in plans.planned_for(row)[0].items() if id_ in over} if over else {}


def day_as_planned(session: Session, rulebook: Rulebook, row: PlanRow) -> tuple[Plan, Day]:
    """A plan and its day with the visits and shifts it was made for: to show the plan, however old it is."""
    known = _known_now(session, rulebook, row)
    visits, shifts = plans.planned_for(row)
    residents = records.residents_of(session, row.centre_id, {visit.resident_id for visit in visits.values()})
    shown = replace(_with_visits(known, visits, residents), shifts=shifts, published=_baseline(session, row))
    shown = replace(shown, weather=row.weather, locks=tuple(lock for lock in shown.locks if not lock.started))
    shown = replace(shown, closures=(), ridden={}, late_samples=frozenset(), carried={}, lunches={}, overworked={})
    return plans.plan_from(row), shown


def _known_now(session: Session, rulebook: Rulebook, row: PlanRow) -> Day:
    """The day under the weather and the calendar the plan was made with."""
    assumed = not row.calendar_verified
    known, _ = day_to_plan(session, rulebook, row.centre_id, row.day, row.weather, assumed)
    return replace(known, calendar_verified=row.calendar_verified)


def _with_visits(day: Day, visits: Mapping[str, Visit], residents: Mapping[str, Resident]) -> Day:
    homes = {visit.resident_id for visit in visits.values()}
    return replace(
        day,
        visits=visits,
        residents={id_: resident for id_, resident in residents.items() if id_ in homes},
        locks=tuple(lock for lock in day.locks if lock.visit_id in visits),
    )


def _baseline(session: Session, row: PlanRow) -> Plan | None:
    return plans.plan_from(plans.plan_row(session, row.baseline_id)) if row.baseline_id else None


def refuse_an_empty_day(day: Day, answers: Answers) -> None:
    """InputError when there is nobody to send or nothing to do; it tells how many requests wait, and one reason."""
    if not day.field_shifts():
        raise InputError(
            [
                Fault(
                    "day",
                    "",
                    day.day.isoformat(),
                    "nobody has a field shift",
                    "load that day's shifts",
                    "没有人外出",
                    "请载入当天班次",
                )
            ]
        )
    if not day.visits:
        waiting = [[a for a in said if a.answer != "warn"] for said in answers.values()]
        held = [said[0] for said in waiting if said]
        message, zh = "no visit is asked for", "没有要上门的申请"
        if held:
            message = f"no visit can be planned; {len(held)} requests wait or are refused, the first: {held[0].en}"
            zh = f"没有可安排的上门；{len(held)} 项申请等待或被拒绝，例如：{held[0].zh}"
        raise InputError([Fault("day", "", day.day.isoformat(), message, "choose another day", zh, "请选别的日期")])
