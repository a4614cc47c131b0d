"""The visits of a day: what was asked for, let through by the gates, as it is to be done at the door."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from scheduler.domain.care import Gap, GateAnswer, Request, Service, Visit, Window, assessment_id_of, visit_id_of
from scheduler.domain.people import Centre, Resident
from scheduler.domain.rulebook import Rulebook
from scheduler.errors import Fault, InputError
from scheduler.intake.asked import ASSESSMENT, INTERNET, hold, warn
from scheduler.intake.calendar import Calendar
from scheduler.intake.gates import judge, opens_on
from scheduler.intake.precautions import infection_class_of, people_for
from scheduler.units import at

URGENT_INTERVAL = 2  # the priority class of a hard interval that ends (P2)
WHOLE_DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Demand:
    """A day's visits by id, and what the gates said of each request that asks for that day, by request id."""

    visits: dict[str, Visit]
    answers: dict[str, tuple[GateAnswer, ...]]


@dataclass(frozen=True, slots=True)
class _Day:
    day: date
    rulebook: Rulebook
    centre: Centre
    calendar: Calendar | None


def visits_for(
    day: date,
    requests: Iterable[Request],
    residents: Mapping[str, Resident],
    rulebook: Rulebook,
    centre: Centre,
    calendar: Calendar | None = None,
) -> Demand:
    """The visits that open requests ask for on a day, in the order received.

    A request asks for the days from its first to its last; past them only when a hard interval or a
    supply has run out and it was not done since. A refused one gives no visit; a held one gives the
    assessment that releases it, once per resident. With a calendar, services that are not of every day
    rest on holidays: such a request is answered with the next working day.
    Raises InputError for an unknown service or resident and for minutes out of range.
    """
    ordered = _readable(requests, residents, rulebook)
    of_resident = _by_resident(ordered)
    about = _Day(day, rulebook, centre, calendar)
    visits: dict[str, Visit] = {}
    answers: dict[str, tuple[GateAnswer, ...]] = {}
    assessed: set[str] = set()
    for request in ordered:
        if not _asks_for(request, about):
            continue
        if rest := _rest(request, about):
            answers[request.id] = (rest,)
            continue
        resident, others = residents[request.resident_id], of_resident[request.resident_id]
        said = judge(request, resident, others, day, rulebook, centre)
        answers[request.id] = said
        if all(answer.answer == "warn" for answer in said):
            visits[visit_id_of(request.id)] = _visit(request, resident, about, said)
            continue
        waits = resident.id not in assessed and _waits_for_assessment(said, others, day)
        if waits and (instead := _assessment(request, resident, others, about)):
            visits[instead.id] = instead
            assessed.add(resident.id)
    _follow(ordered, visits, answers)
    return Demand(visits, answers)


def _readable(requests: Iterable[Request], residents: Mapping[str, Resident], rulebook: Rulebook) -> list[Request]:
    """In the order received; InputError names everything that cannot be read."""
    ordered = sorted(requests, key=lambda request: (request.received, request.id))
    if faults := [fault for request in ordered for fault in _faults(request, residents, rulebook)]:
        raise InputError(faults)
    return ordered


def _by_resident(requests: Iterable[Request]) -> dict[str, list[Request]]:
    found: dict[str, list[Request]] = defaultdict(list)
    for request in requests:
        found[request.resident_id].append(request)
    return found


def _faults(request: Request, residents: Mapping[str, Resident], rulebook: Rulebook) -> list[Fault]:
    """What makes a request unreadable rather than refused."""
    where = f"request {request.id}"
    found = []
    if request.resident_id not in residents:
        remedy = "register the resident first, or correct the id"
        found.append(Fault(where, "resident_id", request.resident_id, "unknown resident", remedy))
    service = rulebook.services.get(request.service)
    if service is None:
        remedy = "use a code of the service catalogue (config/services.toml)"
        found.append(Fault(where, "service", request.service, "unknown service", remedy))
    elif request.minutes and not service.minutes_min <= request.minutes <= service.minutes_max:
        message = f"{service.code} takes {service.minutes_min} to {service.minutes_max} minutes"
        found.append(Fault(where, "minutes", str(request.minutes), message, "stay inside, or leave it empty"))
    return found


def _asks_for(request: Request, about: _Day) -> bool:
    """Whether a request is about this day at all."""
    day, service = about.day, about.rulebook.services[request.service]
    if day < opens_on(request, service, about.rulebook) <= request.last_day:
        return False
    if day < request.first_day:
        return False
    if day > request.last_day and not _overdue(request, service, about):
        return False
    if day > request.last_day and not request.order_id:
        return True
    return not request.windows or any(w.earliest.date() <= day <= w.latest.date() for w in request.windows)


def _rest(request: Request, about: _Day) -> GateAnswer | None:
    """Why a request waits for a working day; None when it is served now.

    What could be done on no working day was agreed for a holiday; what is past its last day, or past its hard limit
    before the next working day, waits for none.
    """
    day, calendar = about.day, about.calendar
    service = about.rulebook.services[request.service]
    if calendar is None or day > request.last_day or calendar.is_service_day(day, _every_day(request, service)):
        return None
    days = (request.last_day - request.first_day).days + 1
    if not any(calendar.is_workday(request.first_day + timedelta(days=k)) for k in range(days)):
        return None
    following, limit = calendar.next_workday(day), _hard_limit(request, service, about.rulebook)
    if limit is not None and following is not None and limit < following:
        return None
    return hold(
        "gate.calendar",
        f"{day} 不是工作日" + (f"；下一个工作日是 {following}。" if following else "。"),
        f"{day} is not a working day" + (f"; the next working day is {following}." if following else "."),
    )


def _overdue(request: Request, service: Service, about: _Day) -> bool:
    """A hard limit has passed and it was not done since the request began."""
    limit = _hard_limit(request, service, about.rulebook)
    done = request.last_done is not None and request.last_done >= request.first_day
    return limit is not None and limit < about.day and not done


def _every_day(request: Request, service: Service) -> bool:
    return service.every_day or request.channel == INTERNET


def _hard_limit(request: Request, service: Service, rulebook: Rulebook) -> date | None:
    """The last day that the interval or the supply allows, inclusive; None when neither binds.

    A standing order's own interval stands for that of the catalogue: it belongs to the device placed.
    """
    limits = []
    grace = timedelta(days=rulebook.rule("H9.grace_days"))
    if request.must_by is not None:
        limits.append(request.must_by + grace)
    elif service.interval_max_days and request.last_done is not None and not request.order_id:
        limits.append(request.last_done + timedelta(days=service.interval_max_days) + grace)
    if request.supply_end is not None:
        limits.append(request.supply_end - timedelta(days=rulebook.rule("H9.supply_margin_days")))
    return min(limits, default=None)


def _waits_for_assessment(said: tuple[GateAnswer, ...], others: list[Request], day: date) -> bool:
    """Whether an assessment would release it, and nobody has asked for one already."""
    refused = any(answer.answer == "refuse" for answer in said)
    asked = any(other.service == ASSESSMENT and other.first_day <= day <= other.last_day for other in others)
    return not refused and not asked and any(answer.release == ASSESSMENT for answer in said)


def _assessment(request: Request, resident: Resident, others: list[Request], about: _Day) -> Visit | None:
    """The assessment that a held request waits for, with its own length and hours; None when the gates hold it too."""
    instead = replace(
        request,
        service=ASSESSMENT,
        last_day=max(request.last_day, about.day),  # an overdue treatment's assessment is possible today
        minutes=0,
        windows=(),
        wished=None,
        order_items=frozenset(),
        first_dose=False,
        last_done=None,
        supply_end=None,
        after_request="",
        order_id="",
        due=None,
        must_by=None,
        after_days=None,
    )
    said = judge(instead, resident, others, about.day, about.rulebook, about.centre)
    if any(answer.answer != "warn" for answer in said):
        return None
    return replace(_visit(instead, resident, about, said), id=assessment_id_of(request.id))


def _visit(request: Request, resident: Resident, about: _Day, said: tuple[GateAnswer, ...]) -> Visit:
    """What is to be done at the door on this day."""
    day, rulebook, service = about.day, about.rulebook, about.rulebook.services[request.service]
    limit = _hard_limit(request, service, rulebook)
    first_day, last_day = _days(request, service, limit, about)
    parts, together = people_for(request, service, resident, rulebook)
    overdue = (_overdue_warning(limit, service),) if limit is not None and limit < day else ()
    return Visit(
        id=visit_id_of(request.id),
        request_id=request.id,
        resident_id=resident.id,
        service=service.code,
        channel=request.channel,
        minutes=request.minutes or service.minutes,
        parts=parts,
        windows=_windows_on(request, day) or _usual_windows(service, day),
        priority=service.priority if limit is None or limit > day else min(service.priority, URGENT_INTERVAL),
        first_day=first_day,
        last_day=last_day,
        due=_due(request, service, first_day, last_day),
        wished=request.wished if request.wished and request.wished.earliest.date() == day else None,
        sync="start" if together else "",
        responsible_staff=request.responsible_staff,
        infection_class=infection_class_of(request, service, resident, rulebook),
        protected=service.protected or resident.immunosuppressed,
        episode_from=request.episode_from,
        episode_until=request.episode_until,
        last_done=request.last_done,
        supply_end=request.supply_end,
        community_notified=request.community_notified,
        order_until=request.order_until,
        consent_until=request.consent_until,
        assessment_until=request.assessment_until,
        order_items=request.order_items,
        order_id=request.order_id,
        must_by=request.must_by,
        after_days=request.after_days,
        warnings=said + overdue,
    )


def _days(request: Request, service: Service, limit: date | None, about: _Day) -> tuple[date, date]:
    """First and last possible day, both inclusive; a last day on a holiday is pulled before it."""
    first, last = opens_on(request, service, about.rulebook), min(request.last_day, limit or request.last_day)
    if about.calendar is not None:
        last = about.calendar.last_service_day(max(first, about.day), last, _every_day(request, service))
    return min(first, last), last


def _overdue_warning(limit: date, service: Service) -> GateAnswer:
    return warn(
        "H9.overdue",
        f"{service.name_zh}已超过最晚日期 {limit}：尽快安排，发布前须由负责人确认。",
        f"{service.name_en} is past its latest day {limit}: place it soonest; publishing needs a named person's word.",
    )


def _windows_on(request: Request, day: date) -> tuple[Window, ...]:
    return tuple(window for window in request.windows if window.earliest.date() <= day <= window.latest.date())


def _usual_windows(service: Service, day: date) -> tuple[Window, ...]:
    return tuple(Window(at(day, start), at(day, end)) for start, end in service.start_windows)


def _due(request: Request, service: Service, first_day: date, last_day: date) -> date | None:
    """As the order says, else the usual interval after it was last done; inside the days possible."""
    if request.due is None and (request.last_done is None or not service.interval_days):
        return None
    usual = request.due or (request.last_done or first_day) + timedelta(days=service.interval_days)
    return min(max(usual, first_day), last_day)


def _follow(ordered: list[Request], visits: dict[str, Visit], answers: dict[str, tuple[GateAnswer, ...]]) -> None:
    """Link visits to those they follow; while one is open without a visit today, its followers wait, and theirs."""
    open_requests = {request.id for request in ordered}
    followers = [r for r in ordered if r.after_request in open_requests and visit_id_of(r.id) in visits]
    for _ in followers:
        for request in followers:
            first = request.after_request
            if visit_id_of(first) in visits or visit_id_of(request.id) not in visits:
                continue
            del visits[visit_id_of(request.id)]
            en = f"It follows request {first}, which has no visit that day."
            answers[request.id] += (hold("H6.after", f"须在申请 {first} 之后进行，当日没有安排。", en),)
    for request in followers:
        if visit := visits.get(visit_id_of(request.id)):
            longest = request.gap_max_minutes or WHOLE_DAY_MINUTES
            gap = Gap(visit_id_of(request.after_request), request.gap_min_minutes, longest)
            visits[visit.id] = replace(visit, gap=gap)
