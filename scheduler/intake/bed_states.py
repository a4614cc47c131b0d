"""The states of a family bed and the legal moves between them, each with person, time and reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from scheduler.domain.beds import CLOSING_REASONS, CONDITIONS, KINDS, SOURCES, STATES, BedMove, FamilyBed
from scheduler.domain.rulebook import Rulebook
from scheduler.errors import ConflictError, Fault, InputError
from scheduler.units import LOCAL

MOVES: Mapping[str, frozenset[str]] = {
    "draft": frozenset({"submitted", "cancelled"}),
    "submitted": frozenset({"returned", "assessed", "refused", "cancelled"}),
    "returned": frozenset({"submitted", "cancelled"}),
    "assessed": frozenset({"registered", "refused", "cancelled"}),
    "refused": frozenset(),
    "registered": frozenset({"open", "cancelled"}),
    "open": frozenset({"suspended", "pre_close"}),
    "suspended": frozenset({"open", "pre_close"}),
    "pre_close": frozenset({"open", "closed"}),
    "closed": frozenset(),
    "cancelled": frozenset(),
}
OVER = frozenset({"refused", "closed", "cancelled"})
ACTIVE = frozenset({"open", "suspended", "pre_close"})
NEED_REASON = frozenset({"returned", "refused", "cancelled", "suspended"})
CONDITION_WORDS = {
    "diagnosis": ("诊断明确、病情适合居家", "the diagnosis is clear and stable enough for home"),
    "indication": ("符合住院指征或需连续治疗护理", "admission criteria are met, or treatment must go on"),
    "homebound": ("不能或很难外出", "the resident cannot or hardly leave home"),
    "home": ("住处适合（空间、水电、安全）", "the home is suitable (space, water, power, safe)"),
    "carer": ("有成年照护者在家", "an adult carer is at home"),
    "consent": ("已签知情同意和协议", "consent and agreement are signed"),
    "area": ("住处在服务范围内", "the address lies in the service area"),
}


def apply(
    bed_id: str,
    resident_id: str,
    kind: str,
    source: str,
    *,
    at: datetime,
    author: str,
    beds: Iterable[FamilyBed] = (),
    reason: str = "",
) -> FamilyBed:
    """A new application, submitted. `beds`: all that are kept, whosesoever.

    Raises ConflictError, with the first one's number, while the resident has a bed or an application that is not over;
    InputError for unknown words.
    """
    first = next((bed for bed in beds if bed.resident_id == resident_id and bed.state not in OVER), None)
    if first is not None:
        raise ConflictError(
            f"The resident already has family bed {first.id} ({first.state}): go on with it, do not apply again.",
            f"该居民已有家庭病床申请 {first.id}（{first.state}），请勿重复申请；请继续办理 {first.id}。",
        )
    _check_words(bed_id, {"kind": (kind, KINDS), "source": (source, SOURCES)})
    return FamilyBed(bed_id, resident_id, kind, source, at.date(), (BedMove("submitted", at, author, reason),))


def move(
    bed: FamilyBed,
    state: str,
    *,
    at: datetime,
    author: str,
    rulebook: Rulebook,
    reason: str = "",
    conditions: Iterable[str] | None = None,
    from_day: date | None = None,
    until_day: date | None = None,
    responsible_doctor: str = "",
    responsible_nurse: str = "",
    deputies: Iterable[str] | None = None,
    beds: Iterable[FamilyBed] = (),
) -> FamilyBed:
    """The bed after one step. `conditions` are told with "assessed", period and people with "registered".

    `beds`: all kept, for the load. Closing needs a code of CLOSING_REASONS as `reason`. Raises ConflictError (what is
    legal from here, what is missing); InputError for unknown words.
    """
    _check_legal(bed, state, at, reason)
    held = bed.conditions if conditions is None else _known_conditions(bed, conditions)
    first, last = _period(bed, state, from_day, until_day, at, rulebook)
    moved = replace(
        bed,
        moves=(*bed.moves, BedMove(state, at, author, reason)),
        conditions=held,
        from_day=first,
        until_day=last,
        responsible_doctor=responsible_doctor or bed.responsible_doctor,
        responsible_nurse=responsible_nurse or bed.responsible_nurse,
        deputies=bed.deputies if deputies is None else frozenset(deputies),
        closing_reason=_closing_reason(bed, reason) if state == "closed" else "",
    )
    if state in ("registered", "open"):
        _check_conditions(moved, rulebook)
        _check_registration(moved, rulebook, beds)
    return moved


def renew(
    bed: FamilyBed, until_day: date, *, at: datetime, author: str, assessed: date | None, rulebook: Rulebook
) -> FamilyBed:
    """A longer period after a new assessment on the day `assessed`; a step in the same state that tells the new end.

    Raises ConflictError when the bed is not open or suspended, the assessment is missing or too old, or the new
    period is too long.
    """
    if bed.state not in ("open", "suspended") or bed.until_day is None:
        raise _conflict(bed, "only an open or suspended bed is renewed", "只有在床或暂停的病床可以续期")
    oldest = at.date() - timedelta(days=rulebook.rule("bed.renewal_assessment_days"))
    if assessed is None or not oldest <= assessed <= at.date():
        raise _conflict(
            bed, f"a renewal needs an assessment made since {oldest}", f"续期须有 {oldest} 以后的评估，请先安排评估"
        )
    longest = bed.until_day + timedelta(days=rulebook.rule("bed.period_days"))
    if not bed.until_day < until_day <= longest:
        raise _conflict(
            bed,
            f"the new end {until_day} lies not between {bed.until_day} and {longest}",
            f"新的结束日期 {until_day} 应在 {bed.until_day} 之后、不晚于 {longest}",
        )
    _check_time(bed, at)
    step = BedMove(bed.state, at, author, f"renewed until {until_day}")
    return replace(bed, until_day=until_day, renewals=bed.renewals + 1, moves=(*bed.moves, step))


def legal_moves(bed: FamilyBed) -> tuple[str, ...]:
    """Where it may go from here, in the order of STATES."""
    return tuple(state for state in STATES if state in MOVES[bed.state])


def opened_on(bed: FamilyBed) -> date | None:
    """The day of its opening; None before it."""
    return next((step.at.astimezone(LOCAL).date() for step in bed.moves if step.state == "open"), None)


def missing_conditions(bed: FamilyBed, rulebook: Rulebook) -> tuple[str, ...]:
    """The conditions that a bed needs and that were not found to hold, in the order of CONDITIONS."""
    needed = rulebook.rule_text("bed.conditions_needed").split()
    return tuple(condition for condition in CONDITIONS if condition in needed and condition not in bed.conditions)


def doctors_load(doctor: str, beds: Iterable[FamilyBed], but: str = "") -> int:
    """Registered and active beds of a responsible doctor, one of them left aside."""
    counted = ACTIVE | {"registered"}
    return sum(bed.responsible_doctor == doctor and bed.state in counted and bed.id != but for bed in beds)


def bed_faults(beds: Iterable[FamilyBed]) -> list[Fault]:
    """Beds that cannot be: illegal or backward steps, closed before opened, two of one resident at a time."""
    found: list[Fault] = []
    last_of: dict[str, FamilyBed] = {}
    for bed in sorted(beds, key=lambda one: (one.resident_id, one.moves[0].at, one.id)):
        where = f"bed {bed.id}"
        for before, after in zip(bed.moves, bed.moves[1:], strict=False):
            if after.state != before.state and after.state not in MOVES.get(before.state, frozenset()):
                told = ", ".join(sorted(MOVES.get(before.state, frozenset()))) or "none"
                message = f"{before.state} does not lead to {after.state}"
                zh = f"{before.state} 之后不能是 {after.state}"
                found.append(Fault(where, "moves", after.state, message, f"possible: {told}", zh, f"可以是：{told}"))
            if after.at < before.at:
                message = f"{after.state} at {after.at} lies before {before.state} at {before.at}"
                zh = f"{after.state} 的时间 {after.at} 早于 {before.state} 的 {before.at}"
                found.append(Fault(where, "moves", after.state, message, "correct the times", zh, "请更正时间"))
        if bed.from_day and bed.until_day and bed.until_day < bed.from_day:
            message, zh = f"closes before it opens on {bed.from_day}", f"结束早于开始 {bed.from_day}"
            told = bed.until_day.isoformat()
            found.append(Fault(where, "until_day", told, message, "correct the period", zh, "请更正起止日期"))
        earlier = last_of.get(bed.resident_id)
        if earlier is not None and (earlier.state not in OVER or bed.moves[0].at < earlier.moves[-1].at):
            message, zh = f"overlaps bed {earlier.id} of the same resident", f"与同一居民的病床 {earlier.id} 重叠"
            remedy = f"close or cancel {earlier.id} first, or drop {bed.id}"
            found.append(Fault(where, "resident_id", bed.resident_id, message, remedy, zh, f"请先结束 {earlier.id}"))
        last_of[bed.resident_id] = bed
    return found


def _period(
    bed: FamilyBed, state: str, first: date | None, last: date | None, at: datetime, rulebook: Rulebook
) -> tuple[date | None, date | None]:
    """The bed's period: told with its registration (from that day, the longest, when not told); later it is renewed."""
    if state == "registered":
        first = first or at.date()
        return first, last or first + timedelta(days=rulebook.rule("bed.period_days") - 1)
    if first is not None or last is not None:
        raise _conflict(bed, "its period is told when it is registered; then renew it", "周期在登记时填写，之后请续期")
    return bed.from_day, bed.until_day


def _known_conditions(bed: FamilyBed, conditions: Iterable[str]) -> frozenset[str]:
    held = frozenset(conditions)
    for condition in sorted(held):
        _check_words(bed.id, {"conditions": (condition, CONDITIONS)})
    return held


def _check_legal(bed: FamilyBed, state: str, at: datetime, reason: str) -> None:
    _check_words(bed.id, {"state": (state, STATES)})
    if state not in MOVES[bed.state]:
        legal = ", ".join(legal_moves(bed))
        raise _conflict(
            bed,
            f"it cannot become {state}; " + (f"possible: {legal}" if legal else "it is over"),
            f"不能变为 {state}；" + (f"可以：{legal}" if legal else "已经结束"),
        )
    _check_time(bed, at)
    if state in NEED_REASON and not reason.strip():
        raise _conflict(bed, f"{state} needs a reason", f"{state} 须填写原因")
    if state == "pre_close" and reason not in CLOSING_REASONS:
        raise _no_closing_reason(bed)


def _check_time(bed: FamilyBed, at: datetime) -> None:
    if at < bed.moves[-1].at:
        raise _conflict(
            bed, f"its last step was at {bed.moves[-1].at}, later than {at}", f"上一步在 {bed.moves[-1].at}，晚于 {at}"
        )


def _closing_reason(bed: FamilyBed, reason: str) -> str:
    """The code given now, else the one given on the way to closing."""
    for code in (reason, bed.moves[-1].reason):
        if code in CLOSING_REASONS:
            return code
    raise _no_closing_reason(bed)


def _no_closing_reason(bed: FamilyBed) -> ConflictError:
    codes = ", ".join(CLOSING_REASONS)
    return _conflict(bed, f"closing needs a reason code: {codes}", f"撤床须有原因代码：{codes}")


def _check_conditions(bed: FamilyBed, rulebook: Rulebook) -> None:
    missing = missing_conditions(bed, rulebook)
    if missing:
        en = "; ".join(f"{code}: {CONDITION_WORDS[code][1]}" for code in missing)
        zh = "；".join(f"{code}：{CONDITION_WORDS[code][0]}" for code in missing)
        raise _conflict(bed, f"these conditions were not found to hold: {en}", f"以下条件评估时未满足：{zh}")


def _check_registration(bed: FamilyBed, rulebook: Rulebook, beds: Iterable[FamilyBed]) -> None:
    """Period, people and the doctor's load."""
    if bed.from_day is None or bed.until_day is None or bed.until_day < bed.from_day:
        raise _conflict(bed, f"it closes ({bed.until_day}) before it opens ({bed.from_day})", "起止日期不对")
    longest = rulebook.rule("bed.period_days") * (1 + bed.renewals)
    if (bed.until_day - bed.from_day).days + 1 > longest:
        raise _conflict(bed, f"a period is at most {longest} days", f"一个周期最长 {longest} 天")
    if not bed.responsible_doctor or not bed.responsible_nurse:
        raise _conflict(bed, "it needs a responsible doctor and a responsible nurse", "须指定责任医生和责任护士")
    most = rulebook.rule("bed.doctor_hard")
    load = doctors_load(bed.responsible_doctor, beds, bed.id) + 1
    if load > most:
        doctor = bed.responsible_doctor
        raise _conflict(
            bed, f"{doctor} would have {load} beds, at most {most}", f"{doctor} 将有 {load} 张床，最多 {most}"
        )


def _check_words(bed_id: str, words: Mapping[str, tuple[str, tuple[str, ...]]]) -> None:
    for field, (value, known) in words.items():
        if value not in known:
            told = ", ".join(known)
            fault = Fault(f"bed {bed_id}", field, value, "unknown word", f"use {told}", "未知的代码", f"可用：{told}")
            raise InputError([fault])


def _conflict(bed: FamilyBed, en: str, zh: str) -> ConflictError:
    return ConflictError(f"Family bed {bed.id} ({bed.state}): {en}.", f"家庭病床 {bed.id}（{bed.state}）：{zh}。")
