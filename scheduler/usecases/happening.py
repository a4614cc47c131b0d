"""Record what became of a visit: done, nobody at home, cancelled, refused. It moves what is due next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from scheduler.domain.care import LONGEST_MINUTES, Request, Visit
from scheduler.domain.orders import OUTCOMES, CareOrder, Happened
from scheduler.domain.rulebook import Rulebook
from scheduler.errors import ConflictError, Fault, InputError, NotFoundError
from scheduler.intake.asked import ASSESSMENT
from scheduler.intake.demand import visits_for
from scheduler.intake.gates import judge
from scheduler.store import care_records, plans, records
from scheduler.store.engine import Session, Store
from scheduler.usecases.care import calendar_of, ended, requests_between
from scheduler.usecases.occurrences import due_of_resident

OUTCOMES_ZH = {"done": "已完成", "nobody_home": "家中无人", "cancelled": "已取消", "refused": "居民拒绝"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What somebody tells of a visit. `instead_of`: the outcome that is corrected by this; "": none was told yet."""

    visit_id: str
    day: date
    outcome: str
    staff_ids: frozenset[str] = frozenset()  # empty: whoever the published plan sends
    minutes: int = 0
    reason: str = ""
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded, and when the same care is due next (the first request of the order, or the request itself)."""

    happened: Happened
    following: Request | None
    released: tuple[str, ...] = ()  # what an assessment lets go ahead: requests and orders


def record_happened(store: Store, centre_id: str, told: Outcome, *, author: str, now: datetime) -> Recorded:
    """Keep what became of a visit on a day, in one transaction.

    ConflictError when something else was told of it before than `instead_of` says; NotFoundError for a visit
    that is neither published nor asked for that day; InputError names every field that cannot be used.
    """
    with store.write() as session:
        if faults := list(_faults(session, centre_id, told, now)):
            raise InputError(faults)
        _refuse_stale(session, centre_id, told)
        care_records.forget_happened(session, centre_id, told.visit_id, told.day)  # judged as if it was never told
        visit, sent = _visit(session, store.rulebook, centre_id, told)
        about = (told.outcome, now, author, told.staff_ids or sent, told.minutes, told.reason)
        record = Happened(visit.id, visit.request_id, told.day, *about)
        care_records.save_happened(session, centre_id, record)
        assessed = told.outcome == "done" and visit.service == ASSESSMENT
        released = _assessed(session, store.rulebook, centre_id, visit, told.day) if assessed else ()
        detail = {"day": told.day, "outcome": told.outcome, "instead_of": told.instead_of, "released": released}
        records.write_audit(session, centre_id, author, now, "visit.happened", visit.id, **detail)
        return Recorded(record, following(session, store.rulebook, centre_id, visit, told.day), released)


def following(session: Session, rulebook: Rulebook, centre_id: str, visit: Visit, day: date) -> Request | None:
    """The first request due after the day of the same order, or the request itself while it is open."""
    found = due_of_resident(session, rulebook, centre_id, visit.resident_id, day + timedelta(days=1))
    same = [
        one
        for one in found.values()
        if (one.order_id and one.order_id == visit.order_id) or (one.id == visit.request_id and one.last_day > day)
    ]
    return min(same, key=lambda one: (one.first_day, one.id), default=None)


def _visit(session: Session, rulebook: Rulebook, centre_id: str, told: Outcome) -> tuple[Visit, frozenset[str]]:
    """The visit and who was sent: as published for the day, as asked for on it, or as some plan had it."""
    row = plans.published_row(session, centre_id, told.day)
    rows = [*([row] if row else []), *reversed(plans.plans_with_visit(session, centre_id, told.visit_id))]
    for one in rows:
        visit = plans.planned_for(one)[0].get(told.visit_id)
        stops = plans.plan_from(one).stops()
        sent = frozenset(route.staff_id for route, stop in stops if stop.visit_id == told.visit_id)
        if visit is not None and one.day == told.day and sent:
            return visit, sent if one is row else frozenset()
    with_all = requests_between(
        session, rulebook, centre_id, told.day, told.day, calendar_of(assume_weekdays=True), {told.day}
    )
    centre = records.centre_of(session, centre_id)
    people = records.residents_of(session, centre_id, {one.resident_id for one in with_all.values()})
    asked = visits_for(told.day, with_all.values(), people, rulebook, centre).visits
    if told.visit_id not in asked:
        raise NotFoundError(
            f"{told.visit_id!r} is neither published nor asked for on {told.day}",
            f"{told.day} 没有 {told.visit_id!r} 这项上门服务",
        )
    return asked[told.visit_id], frozenset()


def _told_before(session: Session, centre_id: str, told: Outcome) -> Happened | None:
    since = care_records.happened(session, centre_id, told.day)
    return next((one for one in since if one.day == told.day and one.visit_id == told.visit_id), None)


def _faults(session: Session, centre_id: str, told: Outcome, now: datetime) -> Iterator[Fault]:
    if told.outcome not in OUTCOMES:
        words = ", ".join(OUTCOMES)
        yield Fault.of_field(
            "outcome", told.outcome, "is not known", f"give one of {words}", "没有这种结果", f"可用：{words}"
        )
    if told.day > now.date() and told.outcome != "cancelled":
        zh = ("还没有到这一天", "未来的日期只能取消")
        yield Fault.of_field("day", told.day.isoformat(), "lies in the future", "only cancel what is to come", *zh)
    if not 0 <= told.minutes <= LONGEST_MINUTES:
        zh = ("超出范围", f"0（未知）到 {LONGEST_MINUTES}")
        yield Fault.of_field("minutes", str(told.minutes), "is out of range", f"give 0 to {LONGEST_MINUTES}", *zh)
    for id_ in sorted(told.staff_ids - records.staff_of(session, centre_id).keys()):
        zh = ("本中心没有这个工号", "请写本中心人员的工号")
        yield Fault.of_field("staff_ids", id_, "is nobody of this centre", "give ids of the centre's people", *zh)


def _refuse_stale(session: Session, centre_id: str, told: Outcome) -> None:
    before = _told_before(session, centre_id, told)
    known = before.outcome if before else ""
    if known == told.instead_of:
        return
    if before is None:
        raise ConflictError(
            f"nothing is recorded of {told.visit_id} on {told.day} yet: leave instead_of out",
            f"{told.visit_id} 在 {told.day} 还没有记录：不要填写“代替”",
        )
    raise ConflictError(
        f"{told.visit_id} on {told.day} is recorded as {known} by {before.author}: to correct say instead of {known}",
        f"{told.visit_id} 在 {told.day} 已由 {before.author} 记为“{OUTCOMES_ZH[known]}”：更正时请注明代替 {known}",
    )


def _assessed(session: Session, rulebook: Rulebook, centre_id: str, visit: Visit, day: date) -> tuple[str, ...]:
    """After a first assessment everything open of the resident has one, valid from that day; its ids."""
    until = day + timedelta(days=rulebook.rule("gate.assessment_valid_days"))
    resident = records.residents_of(session, centre_id, {visit.resident_id})[visit.resident_id]
    over = ended(session, centre_id, care_records.happened(session, centre_id))
    own = records.requests_of_resident(session, centre_id, resident.id)
    renewed = {
        id_: replace(one, assessment_until=until) for id_, one in own.items() if id_ not in over and _older(one, until)
    }
    centre = records.centre_of(session, centre_id)
    for one in renewed.values():
        others = (own | renewed).values()
        answers = judge(one, resident, others, max(day, one.first_day), rulebook, centre)
        records.renew_request(session, centre_id, one, answers)
    orders = [kept.record for kept in care_records.every(session, CareOrder, centre_id).values()]
    mine = [order for order in orders if order.resident_id == resident.id and _older(order, until)]
    for order in mine:
        care_records.renew(session, centre_id, replace(order, assessment_until=until))
    return (*sorted(renewed), *(order.id for order in mine))


def _older(one: Request | CareOrder, until: date) -> bool:
    return one.service != ASSESSMENT and (one.assessment_until is None or one.assessment_until < until)
