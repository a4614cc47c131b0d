"""Receive a request: its number, what the gates say, what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from scheduler.domain.care import CHANNELS, LONGEST_MINUTES, GateAnswer, Request, assessment_id_of, visit_id_of
from scheduler.domain.people import Resident
from scheduler.domain.rulebook import Rulebook
from scheduler.errors import ConflictError, Fault, InputError, NotFoundError
from scheduler.store import care_records, plans, records
from scheduler.store.documents import from_document
from scheduler.store.engine import Session, Store
from scheduler.store.tables import RequestRow
from scheduler.units import clock
from scheduler.usecases.occurrences import gates_of, occurrence


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """Where the published plan places one part of the request's visit."""

    plan_id: str
    day: date
    visit_id: str
    part: int
    staff_id: str
    start: datetime
    end: datetime
    band: tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a request. `state`: open, held (what releases it is planned first) or refused.

    `replayed`: the same key had come in before, and nothing was added.
    """

    number: str
    state: str
    request: Request
    answers: tuple[GateAnswer, ...]
    next_zh: str
    next_en: str
    planned: tuple[PlannedStop, ...] = ()
    replayed: bool = False
    became: tuple[Became, ...] = ()


@dataclass(frozen=True, slots=True)
class Became:
    """What became of the request's visit on a day."""

    day: date
    visit_id: str
    outcome: str


def add_request(
    store: Store, centre_id: str, request: Request, *, author: str, now: datetime, key: str = ""
) -> Receipt:
    """Give the request a number, ask the gates and keep it, refused ones too (they are never planned).

    `request.id` is empty. The same `key` again gives the first answer; with another request under it,
    ConflictError. InputError names every field that cannot be used.
    """
    with store.write() as session:
        records.centre_of(session, centre_id)
        before = records.request_with_key(session, centre_id, key) if key else None
        if before is not None:
            return _replay(session, store.rulebook, before, request)
        resident = records.residents_of(session, centre_id, {request.resident_id}).get(request.resident_id)
        faults = [*_faults(store.rulebook, request, resident), *_not_there(session, store.rulebook, centre_id, request)]
        if faults or resident is None:
            raise InputError(faults)
        numbered = replace(request, id=records.next_request_number(session, centre_id, now.date()))
        answers = gates_of(session, store.rulebook, centre_id, numbered, numbered.first_day)
        state = _state(answers)
        records.save_request(session, centre_id, numbered, state, answers, key)
        rules = [answer.rule for answer in answers]
        records.write_audit(session, centre_id, author, now, f"request.{state}", numbered.id, rules=rules)
        return _receipt(store.rulebook, numbered, state, answers)


def read_request(store: Store, number: str, on: date | None = None) -> Receipt:
    """A request as it came in, with the gates' answers of that day, where published plans place it, what became of it.

    An occurrence of a standing order is a request too: as it is due from the day `on`, or as it was planned.
    """
    with store.read() as session:
        row = records.find_request(session, number)
        if row is not None:
            return _with_stops(session, row.centre_id, _receipt_of(store.rulebook, row))
        for centre_id in records.centre_ids(session):
            found = occurrence(session, store.rulebook, centre_id, number, on)
            if found is not None:
                answers = gates_of(
                    session, store.rulebook, centre_id, found, max(on or found.first_day, found.first_day)
                )
                receipt = _receipt(store.rulebook, found, _state(answers), answers)
                return _with_stops(session, centre_id, receipt)
    raise NotFoundError(f"no request has the number {number!r}", f"没有编号为 {number!r} 的申请")


def _replay(session: Session, rulebook: Rulebook, row: RequestRow, request: Request) -> Receipt:
    first = _receipt_of(rulebook, row)
    if replace(request, id=row.id, received=first.request.received) != first.request:
        raise ConflictError(f"this key came in before with another request ({row.id}): use a new key")
    return replace(_with_stops(session, row.centre_id, first), replayed=True)


def _with_stops(session: Session, centre_id: str, receipt: Receipt) -> Receipt:
    told = care_records.happened(session, centre_id)
    became = tuple(Became(one.day, one.visit_id, one.outcome) for one in told if one.request_id == receipt.number)
    return replace(receipt, planned=_planned(session, centre_id, receipt.number), became=became)


def _receipt_of(rulebook: Rulebook, row: RequestRow) -> Receipt:
    answers = from_document(tuple[GateAnswer, ...], row.answers)
    return _receipt(rulebook, from_document(Request, row.document), row.state, answers)


def _state(answers: tuple[GateAnswer, ...]) -> str:
    said = {answer.answer for answer in answers}
    return "refused" if "refuse" in said else "held" if "hold" in said else "open"


def _receipt(rulebook: Rulebook, request: Request, state: str, answers: tuple[GateAnswer, ...]) -> Receipt:
    one_day = request.first_day == request.last_day
    days = f"{request.first_day}" if one_day else f"{request.first_day}–{request.last_day}"
    if state == "refused":
        zh, en = "未受理，请按理由处理后重新申请", "not accepted: see the reasons, then ask again"
    elif state == "held":
        first = [rulebook.services[a.release] for a in answers if a.release in rulebook.services]
        zh = "先安排：" + ("、".join(s.name_zh for s in first) or "补齐所缺材料")
        en = "first: " + (", ".join(s.name_en for s in first) or "hand in what is missing")
    else:
        zh, en = (
            f"将在 {days} 安排上门",
            f"a visit will be planned on {days}" if one_day else f"a visit will be planned within {days}",
        )
    return Receipt(request.id, state, request, answers, zh, en)


def _planned(session: Session, centre_id: str, number: str) -> tuple[PlannedStop, ...]:
    visits = {visit_id_of(number), assessment_id_of(number)}
    told = [plans.plan_from(p) for p in plans.published_places(session, centre_id, visits)]
    return tuple(
        PlannedStop(plan.id, plan.day, s.visit_id, s.part, route.staff_id, s.start, s.end, s.band)
        for plan in told
        for route, s in plan.stops()
        if s.visit_id in visits
    )


def _not_there(session: Session, rulebook: Rulebook, centre_id: str, request: Request) -> Iterator[Fault]:
    """People and requests that are named and do not exist; resting on them would be a silent loss."""
    for id_ in sorted(request.responsible_staff - records.staff_of(session, centre_id).keys()):
        zh = ("本中心没有这个工号", "请写责任人员的工号")
        remedy = "give ids of the centre's people"
        yield Fault.of_field("responsible_staff", id_, "is nobody of this centre", remedy, *zh)
    if request.after_request and not _is_known(session, rulebook, centre_id, request):
        zh = ("没有这个申请", "请写前一个申请的编号")
        shown = request.after_request[:40]
        yield Fault("/after_request", "after_request", shown, "is not known", "give the earlier request's number", *zh)


def _is_known(session: Session, rulebook: Rulebook, centre_id: str, request: Request) -> bool:
    """Whether the request that this one follows was asked for, or is due by a standing order."""
    named = request.after_request
    if records.has_request(session, centre_id, named):
        return True
    return occurrence(session, rulebook, centre_id, named, request.first_day) is not None


def _faults(rulebook: Rulebook, request: Request, resident: Resident | None) -> Iterator[Fault]:
    yield from _unknown(rulebook, request, resident)
    yield from _contradictions(request)


def _unknown(rulebook: Rulebook, request: Request, resident: Resident | None) -> Iterator[Fault]:
    """What the request names and the centre does not know."""
    if request.id:
        yield Fault.of_field("id", request.id, "is given by the centre", "leave it empty", "由中心编号", "请留空")
    if resident is None:
        remedy, remedy_zh = "register the resident first", "请先建档"
        yield Fault.of_field("resident_id", request.resident_id, "is not known", remedy, "没有这位居民", remedy_zh)
    if request.service not in rulebook.services:
        remedy, remedy_zh = "see config/services.toml", "见 config/services.toml"
        yield Fault.of_field(
            "service", request.service, "is not in the catalogue", remedy, "目录里没有这个项目", remedy_zh
        )
    if request.channel not in CHANNELS:
        remedy, remedy_zh = "give one of " + ", ".join(CHANNELS), "可用：" + "、".join(CHANNELS)
        yield Fault.of_field("channel", request.channel, "is not known", remedy, "没有这个渠道", remedy_zh)


def _contradictions(request: Request) -> Iterator[Fault]:
    """Days, minutes, windows and gaps that cannot be meant."""
    if request.last_day < request.first_day:
        en, zh = f"lies before the first day {request.first_day}", f"早于最早日期 {request.first_day}"
        yield Fault.of_field("last_day", request.last_day.isoformat(), en, "swap them", zh, "请交换两个日期")
    if not 0 <= request.minutes <= LONGEST_MINUTES:
        remedy, remedy_zh = f"give 0 (the usual) to {LONGEST_MINUTES}", f"0（按目录）到 {LONGEST_MINUTES}"
        yield Fault.of_field("minutes", str(request.minutes), "is out of range", remedy, "超出范围", remedy_zh)
    for i, window in enumerate(request.windows):
        if not request.first_day <= window.earliest.date() <= window.latest.date() <= request.last_day:
            shown = f"{window.earliest.date()} {clock(window.earliest)}–{clock(window.latest)}"
            en, zh = "lies outside the days asked for", "不在申请的日期内"
            yield Fault(f"/windows/{i}", "windows", shown, en, "move it or the days", zh, "请改时间或日期")
    if request.gap_max_minutes < request.gap_min_minutes:
        shown, zh = str(request.gap_max_minutes), "小于 gap_min_minutes"
        yield Fault.of_field("gap_max_minutes", shown, "is below gap_min_minutes", "swap them", zh, "请交换两个数")
