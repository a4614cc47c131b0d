"""A day as somebody assumes it: the real one with its changes. What cannot be assumed is said by its id."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from scheduler.domain.care import CHANNELS, Lock, Request, visit_id_of
from scheduler.domain.day import Day
from scheduler.domain.people import ROLES, Certificate, Resident, Shift, Staff
from scheduler.domain.what_if import Absent, Added, Certified, Change, Extra, Held, Longer, Without
from scheduler.errors import Fault, InputError
from scheduler.intake.demand import visits_for
from scheduler.units import at

EXTRA = "EXTRA"  # the first letters of the id of somebody who is only assumed
ASKED = "WHAT-IF"  # of the number of a request that is only assumed

Residents = Mapping[str, Resident]


def assumed(day: Day, changes: Sequence[Change], residents: Residents) -> Day:
    """The day with the changes, one after the other; `residents`: everybody of whom an `Added` may speak.

    InputError with every change that cannot be made.
    """
    faults: list[Fault] = []
    for k, change in enumerate(changes):
        try:
            day = _with(day, change, residents)
        except InputError as error:
            faults += [replace(fault, where=f"/changes/{k}") for fault in error.faults]
    if not faults and not day.field_shifts():
        zh = ("没有人外出了", "请少假设一人缺勤")
        faults.append(Fault("/changes", "", "", "nobody goes out any more", "assume fewer people absent", *zh))
    if faults:
        raise InputError(faults)
    return day


def _with(day: Day, change: Change, residents: Residents) -> Day:
    made: Mapping[type[Any], Callable[..., Day]] = {
        Absent: _absent,
        Extra: _extra,
        Longer: _longer,
        Certified: _certified,
        Without: _without,
        Held: _held,
    }
    return _added(day, change, residents) if isinstance(change, Added) else made[type(change)](day, change)


def _absent(day: Day, change: Absent) -> Day:
    _on_the_road(day, change.staff_id)
    shifts = {id_: shift for id_, shift in day.shifts.items() if shift.staff_id != change.staff_id}
    locks = tuple(lock for lock in day.locks if lock.staff_id != change.staff_id)
    return replace(day, shifts=shifts, locks=locks)


def prototype(day: Day, like: str) -> Staff:
    """The person meant by an id, or by a role; InputError when there is none."""
    if like in day.staff:
        return day.staff[like]
    out = {shift.staff_id for shift in day.field_shifts()}
    peers = [person for person in day.staff.values() if person.role == like and person.employer == "centre"]
    if not peers:
        zh = ("既不是工号，也不是在册岗位", "请写工号或岗位：" + "、".join(ROLES))
        remedy = "give somebody's id or a role: " + ", ".join(ROLES)
        raise _fault("like", like, "is nobody's id and no role of this centre", remedy, *zh)
    held = {one.id: len({c.skill for c in one.certificates if c.until >= day.day}) for one in peers}
    return min(peers, key=lambda one: (one.id not in out, -held[one.id], one.id))


def _extra(day: Day, change: Extra) -> Day:
    person = prototype(day, change.like)
    k = sum(id_.startswith(EXTRA) for id_ in day.staff) + 1
    start, end = at(day.day, change.start), at(day.day, change.end)
    shift = Shift(f"{EXTRA}-{k}", f"{EXTRA}-{k}", "field", start, end, end)
    return with_extra(day, person, shift)


def with_extra(day: Day, person: Staff, shift: Shift) -> Day:
    """One more on the road, like that person; the hours hold a lunch break where they span the centre's lunch."""
    for other in day.field_shifts():
        first, last = other.lunch_from, other.lunch_until
        if first and last and shift.start < first and shift.end > last + timedelta(minutes=other.lunch_minutes):
            shift = replace(shift, lunch_from=first, lunch_until=last, lunch_minutes=other.lunch_minutes)
            break
    more = replace(person, id=shift.staff_id, name=shift.staff_id)
    return replace(day, staff={**day.staff, more.id: more}, shifts={**day.shifts, shift.id: shift})


def _longer(day: Day, change: Longer) -> Day:
    last = last_shift(day, change.staff_id)
    room = room_after(day, last)
    if not 1 <= change.minutes <= room:
        zh = ("超出可延长的范围", f"请给 1 至 {room} 分钟")
        remedy = f"give 1 to {room} minutes" if room else "choose another person"
        raise _fault("minutes", str(change.minutes), f"is more than the {room} minutes left then", remedy, *zh)
    return replace(day, shifts={**day.shifts, last.id: longer(last, change.minutes)})


def longer(shift: Shift, minutes: int) -> Shift:
    """The shift with its end, and the latest one, so much later."""
    more = timedelta(minutes=minutes)
    return replace(shift, end=shift.end + more, latest_end=shift.latest_end + more)


def last_shift(day: Day, staff_id: str) -> Shift:
    """Somebody's last shift on the road."""
    _on_the_road(day, staff_id)
    return max((one for one in day.field_shifts() if one.staff_id == staff_id), key=lambda one: one.end)


def room_after(day: Day, shift: Shift) -> int:
    """Minutes by which a shift can grow before its person's next duty, or midnight."""
    later = [one.start for one in day.shifts.values() if one.staff_id == shift.staff_id and one.start > shift.start]
    until = min(later, default=at(day.day, "23:59"))
    return max(0, int((until - shift.latest_end).total_seconds()) // 60)


def _certified(day: Day, change: Certified) -> Day:
    person = _known(day, change.staff_id)
    skills = {skill for one in day.rulebook.services.values() for need in one.parts for skill in need.skills}
    skills |= {c.skill for one in day.staff.values() for c in one.certificates}
    skills |= {skill for visit in day.visits.values() for need in visit.parts for skill in need.skills}
    if change.skill not in skills:
        listed = ", ".join(sorted(skills))
        zh = ("没有服务需要这项证书", f"可用：{listed}")
        raise _fault("skill", change.skill, "is a skill that no service asks for", f"give one of {listed}", *zh)
    more = replace(person, certificates=(*person.certificates, Certificate(change.skill, day.day)))
    return replace(day, staff={id_: more if id_ == more.id else one for id_, one in day.staff.items()})


def _without(day: Day, change: Without) -> Day:
    _asked_for(day, change.visit_id)
    visits = {id_: visit for id_, visit in day.visits.items() if id_ != change.visit_id}
    locks = tuple(lock for lock in day.locks if lock.visit_id != change.visit_id)
    return replace(day, visits=visits, locks=locks)


def _held(day: Day, change: Held) -> Day:
    visit = _asked_for(day, change.visit_id)
    if len(visit.parts) > 1:
        zh = ("由多人同去", "请用 scheduler lock 逐份锁定")
        raise _fault("visit", visit.id, "is done by several people", "lock its parts one by one", *zh)
    _on_the_road(day, change.staff_id)
    lock = Lock(visit.id, 0, change.staff_id, at(day.day, change.start) if change.start else None)
    return replace(day, locks=(*(one for one in day.locks if one.visit_id != visit.id), lock))


def _added(day: Day, change: Added, residents: Residents) -> Day:
    resident = residents.get(change.resident_id)
    if resident is None:
        zh = ("本中心没有这位居民", "请写在册居民的编号")
        raise _fault("resident", change.resident_id, "is nobody known here", "give a resident's id", *zh)
    if change.channel not in CHANNELS:
        listed = ", ".join(CHANNELS)
        raise _fault("channel", change.channel, "is no channel", f"give one of {listed}", "没有这种渠道", listed)
    if change.service not in day.rulebook.services:
        zh = ("服务目录里没有", "请用目录中的编码")
        raise _fault("service", change.service, "is not in the catalogue", "give a code of it", *zh)
    k = sum(visit.request_id.startswith(ASKED) for visit in day.visits.values()) + 1
    asked = Request(
        f"{ASKED}-{k}",
        resident.id,
        change.service,
        change.channel,
        at(day.day, "00:00"),
        day.day,
        day.day,
        order_until=day.day,
        consent_until=day.day,
        assessment_until=day.day,
        episode_from=day.day,
        episode_until=day.day,
        community_notified=True,
    )
    demand = visits_for(day.day, [asked], {resident.id: resident}, day.rulebook, day.centre)
    visit = demand.visits.get(visit_id_of(asked.id))
    if visit is None:
        why = [answer for answer in demand.answers.get(asked.id, ()) if answer.answer != "warn"]
        en, because = (why[0].en, why[0].zh) if why else ("it is not possible on that day", "当天不能安排")
        zh = (f"手续齐全也不能安排：{because}", "请换一项服务")
        message = f"cannot be planned even with its papers in order: {en}"
        raise _fault("service", change.service, message, "assume another service", *zh)
    homes = {**day.residents, resident.id: resident}
    return replace(day, visits={**day.visits, visit.id: visit}, residents=homes)


def _known(day: Day, staff_id: str) -> Staff:
    if staff_id not in day.staff:
        zh = ("本中心没有这个工号", "请写本中心人员的工号")
        raise _fault("staff", staff_id, "is nobody of this centre", "give somebody's id", *zh)
    return day.staff[staff_id]


def _on_the_road(day: Day, staff_id: str) -> None:
    _known(day, staff_id)
    if all(shift.staff_id != staff_id for shift in day.field_shifts()):
        zh = ("当天不外出", "请选当天外出的人")
        raise _fault("staff", staff_id, "does not go out that day", "choose somebody who does", *zh)


def _asked_for(day: Day, visit_id: str) -> Any:
    if visit_id not in day.visits:
        zh = (f"{day.day} 没有这项上门", "请看当天的计划")
        raise _fault("visit", visit_id, f"is not asked for on {day.day}", "see the day's plan", *zh)
    return day.visits[visit_id]


def _fault(field: str, value: str, *told: str) -> InputError:
    return InputError([Fault("", field, value[:40], *told)])


def said(change: Change) -> tuple[str, str]:
    """What is assumed, Chinese and English."""
    match change:
        case Absent(who):
            return f"{who} 全天不能来", f"{who} is absent all day"
        case Extra(like, start, end):
            hours = f"{start:%H:%M}–{end:%H:%M}"
            return f"多一人（同 {like}）{hours}", f"one more like {like}, {hours}"
        case Longer(who, minutes):
            return f"{who} 延长 {minutes} 分钟", f"{who} stays {minutes} minutes longer"
        case Certified(who, skill):
            return f"{who} 有 {skill} 证书", f"{who} holds a certificate for {skill}"
        case Without(visit):
            return f"不做 {visit}", f"{visit} is not asked for"
        case Added(resident, service, channel):
            return f"{resident} 增加 {service}（{channel}）", f"{resident} also asks for {service} ({channel})"
        case Held(visit, who, moment):
            when = f" {moment:%H:%M}" if moment else ""
            return f"{visit} 交给 {who}{when}", f"{visit} goes to {who}{when and ' at' + when}"
