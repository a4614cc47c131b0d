"""What residents were promised: 80+ covered, follow-ups done, intervals of devices and treatments kept."""

from __future__ import annotations

from datetime import date, timedelta

from scheduler.domain.care import Request, visit_id_of
from scheduler.domain.indicators import Indicator, Miss, share
from scheduler.domain.orders import ByCalendar, CareOrder, Interval
from scheduler.indicators.period import CarePeriod, VisitOnDay
from scheduler.indicators.turns import Round, Turn, in_time, turns
from scheduler.intake.devices import effective_interval
from scheduler.intake.recurrence import days_of
from scheduler.intake.spans import absences_of, absent

HOME_PHARMACY = "PHARM_HOME"
NURSE = "RN"


def old_signed_covered(period: CarePeriod) -> Indicator:
    """Signed residents of pharmacy.age or more on the last day who had a home pharmacy or nursing visit in the
    period: each counts once, however often somebody came."""
    age = period.rulebook.rule("pharmacy.age")
    last = period.last
    signed = {
        id_
        for id_, one in period.residents.items()
        if one.contract is not None and one.contract.from_day <= last <= one.contract.until_day
        if one.age_on(last) >= age
    }
    seen = {
        visit.resident_id
        for visit in period.done()
        if period.holds(visit.day) and (visit.service == HOME_PHARMACY or nursed(period, visit))
    }
    names = (
        f"{age}岁以上签约老人居家药学/护理覆盖",
        f"signed {age}+ reached by pharmacist or nurse",
    )
    missing = tuple(Miss(id_) for id_ in sorted(signed - seen))
    return share("old_signed_covered", names, len(signed & seen), len(signed), missing)


def nursed(period: CarePeriod, visit: VisitOnDay) -> bool:
    """Whether a nurse was there; where nobody told who went, whether the service needs one."""
    went = [period.staff[id_].role for id_ in visit.staff_ids if id_ in period.staff]
    if went:
        return NURSE in went
    service = period.rulebook.services.get(visit.service)
    return service is not None and any(part.roles == {NURSE} for part in service.parts)


def follow_ups(period: CarePeriod) -> Indicator:
    """Follow-ups that fell due in the period, from standing orders and asked for once: how many were done in time."""
    services = period.rulebook.rule_text("indicator.follow_ups").split()
    ended = [turn for order in period.orders if order.service in services for turn in order_turns(period, order)]
    ended += [turn for one in period.requests if one.service in services for turn in _asked_once(period, one)]
    names = ("随访应做已做（按时）", "follow-ups due and done in time")
    return in_time("follow_ups", names, ended)


def intervals_kept(period: CarePeriod) -> Indicator:
    """Intervals that may not be exceeded (PICC, port, catheter ...), beds aside: how many were kept."""
    hard = [one for one in period.orders if isinstance(one.recurrence, Interval) and one.recurrence.hard]
    ended = [turn for order in hard for turn in order_turns(period, order)]
    names = ("导管等不可超期间隔按时", "hard intervals kept (PICC and the like)")
    return in_time("intervals_kept", names, ended)


def order_turns(period: CarePeriod, order: CareOrder) -> list[Turn]:
    """The turns of a standing order that ended in the period."""
    done = _done_of(period, order)
    if isinstance(order.recurrence, ByCalendar):
        return _calendar_turns(period, order, order.recurrence, done)
    interval = effective_interval(order, period.rulebook)
    if interval is None or order.first_day > period.last:
        return []
    before = order.last_done or (order.device.placed if order.device else None)
    first_within = interval.longest if before else interval.longest - interval.usual  # never done: due at once
    own = [day for day in done if day >= order.first_day]
    until = order.last_day
    if order.count and len(own) >= order.count:
        until = own[order.count - 1]
    absences = absences_of(one for one in period.away if one.resident_id == order.resident_id)
    start = before or order.first_day
    coming = Round(order.id, start, interval.longest, first_within, until, absences, period.known_from)
    return turns(coming, own, period.first, period.over)


def _calendar_turns(period: CarePeriod, order: CareOrder, rule: ByCalendar, done: list[date]) -> list[Turn]:
    """Each day of the rule that is not skipped, and on which the resident is at home: done within its days, or over
    without. One that falls on a holiday may be done on the next working day."""
    before, after = timedelta(days=rule.days_before), timedelta(days=rule.days_after)
    absences = absences_of(one for one in period.away if one.resident_id == order.resident_id)
    until = min(period.last + before, order.last_day or date.max)
    days = days_of(rule.rule, order.first_day, until, period.rulebook)
    skipped = {change.number for change in order.changes if change.skipped}
    found = []
    for number, day in enumerate(days[: order.count or None], 1):
        days_open = [day - before + timedelta(days=k) for k in range((before + after).days + 1)]
        if number in skipped or all(absent(one, absences) for one in days_open):
            continue
        limit = _behind_a_holiday(period, order, days_open)
        fitting = next((one for one in done if days_open[0] <= one <= limit), None)
        turn = Turn(order.id, limit, fitting)
        if _ended(period, turn):
            found.append(turn)
    return found


def _behind_a_holiday(period: CarePeriod, order: CareOrder, days: list[date]) -> date:
    """The last of the days; the next working day when none of them is worked and the service rests on holidays."""
    service = period.rulebook.services.get(order.service)
    every_day = (service is not None and service.every_day) or order.channel == "internet_nursing"
    if every_day or any(period.calendar.is_workday(day) for day in days):
        return days[-1]
    return period.calendar.next_workday(days[-1]) or days[-1]


def _asked_once(period: CarePeriod, request: Request) -> list[Turn]:
    if request.resident_id not in period.residents:
        return []
    own = visit_id_of(request.id)
    visits = period.done_for(request.resident_id)
    done = next((one.day for one in visits if one.visit_id.partition("~")[0] == own), None)
    turn = Turn(request.id, request.last_day, done)
    return [turn] if _ended(period, turn) else []


def _ended(period: CarePeriod, turn: Turn) -> bool:
    """Whether it was done in the period, or its last day in the period is over."""
    if turn.done is not None:
        return period.holds(turn.done)
    return period.first <= turn.limit <= period.over


def _done_of(period: CarePeriod, order: CareOrder) -> list[date]:
    """The days on which the order, or one that it carries on, was done; ascending, each once.

    What was asked for once counts too when it is the same service for the same resident.
    """
    carried = {one.id: one.follows for one in period.orders}
    chain, id_ = {order.id}, order.follows
    while id_ and id_ not in chain:
        chain.add(id_)
        id_ = carried.get(id_, "")
    return sorted(
        {
            visit.day
            for visit in period.done_for(order.resident_id)
            if visit.order_id in chain or (not visit.order_id and visit.service == order.service)
        }
    )
