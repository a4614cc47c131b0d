"""A resident goes to hospital or travels, and comes back: what was planned meanwhile is called off, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from scheduler.domain.beds import FamilyBed
from scheduler.domain.care import visit_id_of
from scheduler.domain.orders import AWAY_REASONS, Away
from scheduler.errors import ConflictError, Fault, InputError
from scheduler.intake.bed_states import move
from scheduler.store import care_records, records
from scheduler.store.engine import Session, Store
from scheduler.usecases.calling_off import call_off
from scheduler.usecases.care import calendar_of, requests_between


@dataclass(frozen=True, slots=True)
class Absence:
    """Who is away, and the published visits that were called off for it: (day, visit)."""

    away: Away
    called_off: tuple[tuple[date, str], ...]
    unlocked: tuple[tuple[date, str], ...]


def send_away(store: Store, centre_id: str, away: Away, *, author: str, now: datetime) -> Absence:
    """Keep that a resident is away: published visits and locks of those days are called off.

    ConflictError when the resident is away then already; InputError for a resident or a reason nobody knows.
    """
    with store.write() as session:
        _refuse_unknown(session, centre_id, away)
        return leave(session, store, centre_id, away, author=author, now=now)


def bring_home(store: Store, centre_id: str, resident_id: str, day: date, *, author: str, now: datetime) -> Away:
    """The resident is at home again from `day` on; ConflictError when nobody was told of an absence."""
    with store.write() as session:
        if not _away_by(session, centre_id, resident_id, day):
            raise ConflictError(
                f"resident {resident_id} is not away on {day}", f"居民 {resident_id} 在 {day} 没有登记离家"
            )
        ended = come_back(session, store, centre_id, resident_id, day, author=author, now=now)
        return ended[-1]


def leave(session: Session, store: Store, centre_id: str, away: Away, *, author: str, now: datetime) -> Absence:
    """The same as `send_away` within a transaction."""
    for known in care_records.away(session, centre_id):
        if known.resident_id == away.resident_id and _overlap(known, away):
            raise ConflictError(
                f"resident {away.resident_id} is away since {known.from_day} already",
                f"居民 {away.resident_id} 自 {known.from_day} 起已登记不在家",
            )
    if away.reason == "hospital" and away.from_day <= now.date():
        step = ("open", "suspended")
        _move_beds(session, store, centre_id, away.resident_id, *step, author=author, now=now, reason=away.reason)
    unlocked = tuple(sorted(set(_locked(session, store, centre_id, away))))
    care_records.save_away(session, centre_id, away)
    called_off = call_off(
        session,
        centre_id,
        lambda day, visit: visit.resident_id == away.resident_id and _covers(away, day),
        author=author,
        now=now,
        reason=away.reason,
    )
    for day, visit_id in unlocked:
        records.drop_locks(session, centre_id, day, visit_id)
    detail = {"from_day": away.from_day, "until_day": away.until_day, "reason": away.reason, "called_off": called_off}
    records.write_audit(session, centre_id, author, now, "resident.away", away.resident_id, **detail)
    return Absence(away, called_off, unlocked)


def come_back(
    session: Session, store: Store, centre_id: str, resident_id: str, day: date, *, author: str, now: datetime
) -> tuple[Away, ...]:
    """The absences that end for it, within a transaction; the resident's suspended bed goes on."""
    ended = tuple(
        replace(away, until_day=max(away.from_day, day - timedelta(days=1)))
        for away in _away_by(session, centre_id, resident_id, day)
    )
    for away in ended:
        care_records.save_away(session, centre_id, away)
        detail = {"from_day": away.from_day, "until_day": away.until_day}
        records.write_audit(session, centre_id, author, now, "resident.back", resident_id, **detail)
    _move_beds(session, store, centre_id, resident_id, "suspended", "open", author=author, now=now)
    return ended


def _away_by(session: Session, centre_id: str, resident_id: str, day: date) -> list[Away]:
    """The absences that last until the day before, or longer."""
    known = care_records.away(session, centre_id)
    before = day - timedelta(days=1)
    return [
        away
        for away in known
        if away.resident_id == resident_id
        and away.from_day <= day
        and (away.until_day is None or away.until_day > before)
    ]


def _move_beds(
    session: Session,
    store: Store,
    centre_id: str,
    resident_id: str,
    from_state: str,
    to_state: str,
    *,
    author: str,
    now: datetime,
    reason: str = "",
) -> None:
    for kept in care_records.every(session, FamilyBed, centre_id).values():
        bed = kept.record
        if bed.resident_id == resident_id and bed.state == from_state:
            moved = move(bed, to_state, at=now, author=author, rulebook=store.rulebook, reason=reason)
            care_records.renew(session, centre_id, moved)
            detail = {"from": from_state, "to": to_state, "called_off": ()}
            records.write_audit(session, centre_id, author, now, "bed.moved", bed.id, **detail)


def _overlap(one: Away, other: Away) -> bool:
    first, second = sorted((one, other), key=lambda away: away.from_day)
    return first.until_day is None or second.from_day <= first.until_day


def _covers(away: Away, day: date) -> bool:
    return away.from_day <= day and (away.until_day is None or day <= away.until_day)


def _locked(session: Session, store: Store, centre_id: str, away: Away) -> Iterator[tuple[date, str]]:
    """(day, visit) of the locks on the resident's visits of those days."""
    for day, visit_ids in records.locked_visits(session, centre_id, away.from_day).items():
        if not _covers(away, day):
            continue
        calendar = calendar_of(assume_weekdays=True)
        asked = requests_between(session, store.rulebook, centre_id, day, day, calendar, {day})
        own = {visit_id_of(id_) for id_, request in asked.items() if request.resident_id == away.resident_id}
        yield from ((day, visit_id) for visit_id in visit_ids if visit_id.removesuffix("-ASSESS") in own)


def _refuse_unknown(session: Session, centre_id: str, away: Away) -> None:
    faults = []
    if away.resident_id not in records.residents_of(session, centre_id, {away.resident_id}):
        zh = ("没有这位居民", "请先建档")
        faults.append(
            Fault("/resident_id", "resident_id", away.resident_id[:40], "is not known", "register first", *zh)
        )
    if away.reason not in AWAY_REASONS:
        words = ", ".join(AWAY_REASONS)
        zh = ("没有这个原因", f"可用：{words}")
        faults.append(Fault("/reason", "reason", away.reason[:40], "is not known", f"give one of {words}", *zh))
    if away.until_day is not None and away.until_day < away.from_day:
        shown, zh = away.until_day.isoformat(), ("早于开始日期", "请交换两个日期")
        faults.append(Fault("/until_day", "until_day", shown, "lies before the first day", "swap the two days", *zh))
    if faults:
        raise InputError(faults)
