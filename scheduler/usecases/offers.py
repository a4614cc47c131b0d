"""Offer places for a request, hold one while the family is asked, confirm it as the next version of the day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from scheduler.domain.care import Request, assessment_id_of, visit_id_of
from scheduler.domain.plan import Plan
from scheduler.errors import ConflictError, Fault, InputError, NotFoundError
from scheduler.replan.diff import Difference
from scheduler.replan.offer import KeptOffer
from scheduler.replan.offer_board import OfferBoard
from scheduler.replan.offers import Terms, best_offers
from scheduler.store import holds, plans, records
from scheduler.store.documents import from_document
from scheduler.store.engine import Session, Store
from scheduler.units import MINUTE
from scheduler.usecases.asking import Receipt, add_request
from scheduler.usecases.comparing import compare_plans
from scheduler.usecases.judging import with_judgement
from scheduler.usecases.occurrences import gates_of, occurrence
from scheduler.usecases.offer_days import beside, counting_row, freeze, lay_out_with, told_plan
from scheduler.usecases.offer_fitting import held_by, still_fits
from scheduler.usecases.publishing import Published, publish_plan

MOST = 20  # offers that anybody reads


@dataclass(frozen=True, slots=True)
class DayWithout:
    """A day on which nothing is offered, and why."""

    day: date
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Offers:
    """The best places for a request, best first. `without`: the days asked on which there is none, and why."""

    number: str
    offers: tuple[KeptOffer, ...]
    without: tuple[DayWithout, ...]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The new version with the visit in it, who must be told what, and the outcome of publishing where it was asked
    for."""

    offer: KeptOffer
    plan: Plan
    change: Difference
    published: Published | None


@dataclass(frozen=True, slots=True)
class _Asked:
    centre_id: str
    request: Request

    @property
    def visit_ids(self) -> tuple[str, str]:
        """The visit, or the assessment that is planned first."""
        return visit_id_of(self.request.id), assessment_id_of(self.request.id)


def find_offers(
    store: Store,
    number: str,
    *,
    author: str,
    now: datetime,
    day: date | None = None,
    most: int | None = None,
    urgent: bool = False,
) -> Offers:
    """The best `most` places (offers.count) for an open request on the days from `day` (today) on that it may be done.

    Each day against the version that counts, as its events have left it, beside what is held for other requests.
    Places that touch nobody come first, then those that cost and delay least; for an `urgent` request, or a visit of
    offers.urgent_priority, waiting is weighed against what is asked of others.
    NotFoundError for a number that nobody knows; ConflictError for a request that is refused, over or planned already.
    """
    first = day or now.date()
    if faults := list(_faults(first, most, now)):
        raise InputError(faults)
    book = store.rulebook
    with store.read() as session:
        asked = _asked(session, store, number, first)
        held = [one for one in holds.held_offers(session, asked.centre_id, now) if one.number != number]
        days, without = _days(session, store, asked, first, held, now)
    apart, delay = book.rule("offers.apart_minutes") * MINUTE, book.rule("offers.delay")
    terms = Terms(most or book.rule("offers.count"), apart, now, delay)
    pressing = book.rule("offers.urgent_priority")
    if urgent or any(board.day.visits[visit_id].priority <= pressing for board, visit_id in days):
        gain = book.rule("replan.told_gain")
        terms = replace(terms, wait_rate=book.rule("offers.urgent_wait"), touch_price=gain)
    found = best_offers(days, terms)
    if not found:
        without += [DayWithout(board.day.day, "没有人能去", "nobody can come") for board, _ in days]
    with store.write() as session:
        holds.forget_offers(session, asked.centre_id, now.date())
        kept = holds.add_offers(session, asked.centre_id, number, tuple(one.offer for one in found), now)
        about = {"offers": [one.id for one in kept]}
        records.write_audit(session, asked.centre_id, author, now, "request.offers", number, **about)
    return Offers(number, kept, tuple(sorted(without, key=lambda one: one.day)))


def ask_for_offers(
    store: Store, centre_id: str, request: Request, *, author: str, now: datetime, most: int | None = None
) -> tuple[Receipt, Offers | None]:
    """Receive a request and offer places for it at once; None where the gates refuse it."""
    receipt = add_request(store, centre_id, request, author=author, now=now)
    if receipt.state == "refused":
        return receipt, None
    return receipt, find_offers(store, receipt.number, author=author, now=now, most=most)


def offered_on(store: Store, offer_id: str) -> date:
    """The day on which the offer was made; NotFoundError."""
    with store.read() as session:
        return holds.offer_of(session, offer_id)[1].asked.date()


def hold_offer(store: Store, offer_id: str, *, author: str, now: datetime) -> KeptOffer:
    """Keep an offer for one coordinator for offers.hold_minutes; what she held of the request before is let go.

    ConflictError, with who and until when, while somebody else holds the request or what stands in the way of the
    offer; StaleError with the differences when the day has another version since.
    """
    with store.write() as session:
        centre_id, kept = holds.offer_of(session, offer_id)
        _refuse_taken(session, store, centre_id, kept, author, now)
        still_fits(session, store, centre_id, kept, now)
        for one in holds.held_offers(session, centre_id, now):
            if one.number == kept.number:
                holds.renew_offer(session, centre_id, replace(one, state="offered", holder="", until=None))
        until = now + timedelta(minutes=store.rulebook.rule("offers.hold_minutes"))
        held = replace(kept, state="held", holder=author, until=until)
        holds.renew_offer(session, centre_id, held)
        records.write_audit(session, centre_id, author, now, "offer.held", offer_id, until=until)
        return held


def confirm_offer(
    store: Store, offer_id: str, *, author: str, now: datetime, publish: bool = False, acknowledged_by: str = ""
) -> Confirmed:
    """Make the next version of the day with the visit exactly as offered; published at once where that is asked for.

    The same is refused as when holding; holding it before is not needed where nobody else holds anything against it.
    """
    with store.write() as session:
        centre_id, kept = holds.offer_of(session, offer_id)
        _refuse_taken(session, store, centre_id, kept, author, now)
        row, board, made = still_fits(session, store, centre_id, kept, now)
        told = told_plan(session, row)
        version = plans.next_version(session, centre_id, row.day)
        id_ = plans.plan_id_of(centre_id, row.day, version)
        plan = replace(made.plan, id=id_, version=version, state="draft", author=author, made=now)
        plan = with_judgement(board.day, plan)
        known = replace(board.day, published=told)
        plans.save_plan(session, plan, known, plans.keep_rulebook(session, store.rulebook))
        taken = replace(kept, state="confirmed", holder=author, until=None, made=id_, upon=row.id)
        holds.renew_offer(session, centre_id, taken)
        records.write_audit(session, centre_id, author, now, "offer.confirmed", offer_id, plan=id_, source=row.id)
        before = told.id if told else row.id
    answer = None
    if publish:
        answer = publish_plan(store, id_, author=author, now=now, acknowledged_by=acknowledged_by)
        plan = answer.plan or plan
    return Confirmed(taken, plan, compare_plans(store, before, id_), answer)


def _faults(first: date, most: int | None, now: datetime) -> Iterator[Fault]:
    if first < now.date():
        zh = (f"早于今天 {now.date()}", "请用今天或以后的日期")
        yield Fault("", "day", first.isoformat(), f"lies before today, {now.date()}", "give today or a later day", *zh)
    if most is not None and not 1 <= most <= MOST:
        zh = ("超出范围", f"1 到 {MOST}")
        yield Fault("", "k", str(most), "is out of range", f"give 1 to {MOST}", *zh)


def _asked(session: Session, store: Store, number: str, on: date) -> _Asked:
    """The open request of that number."""
    row = records.find_request(session, number)
    if row is not None:
        if row.state == "refused":
            raise ConflictError(f"request {number} was refused: see its reasons", f"申请 {number} 未受理：请看理由")
        asked = _Asked(row.centre_id, from_document(Request, row.document))
    else:
        due = ((id_, occurrence(session, store.rulebook, id_, number, on)) for id_ in records.centre_ids(session))
        known = [_Asked(id_, request) for id_, request in due if request is not None]
        if not known:
            raise NotFoundError(f"no request has the number {number!r}", f"没有编号为 {number!r} 的申请")
        asked = known[0]
    places = plans.published_days(session, asked.centre_id)
    planned = [(places[id_], id_) for id_ in asked.visit_ids if id_ in places and places[id_] >= on]
    if planned:
        day, id_ = min(planned)
        raise ConflictError(f"{id_} is planned on {day} already: move it there", f"{id_} 已排在 {day}：请在当天调整")
    return asked


Days = list[tuple[OfferBoard, str]]


def _days(
    session: Session, store: Store, asked: _Asked, first: date, held: Sequence[KeptOffer], now: datetime
) -> tuple[Days, list[DayWithout]]:
    """Each day asked with the visit to place there, and the days without any."""
    request = asked.request
    begin = max(first, request.first_day)
    count = store.rulebook.rule("offers.days")
    end = begin + timedelta(days=count - 1)
    if begin <= request.last_day:
        end = min(end, request.last_day)
    found: Days = []
    without: list[DayWithout] = []
    for k in range((end - begin).days + 1):
        day = begin + timedelta(days=k)
        one = _day(session, store, asked, day, [kept for kept in held if kept.offer.day == day], now)
        if isinstance(one, DayWithout):
            without.append(one)
        else:
            found.append(one)
    return found, without


def _day(
    session: Session, store: Store, asked: _Asked, day: date, held: Sequence[KeptOffer], now: datetime
) -> tuple[OfferBoard, str] | DayWithout:
    row = counting_row(session, asked.centre_id, day)
    if row is None:
        return DayWithout(day, "当天还没有计划：请先排班", "no plan yet: plan the day first")
    try:
        ids = {*asked.visit_ids, *(one.offer.visit_id for one in held)}
        board = lay_out_with(session, store, row, ids, min([now, *(one.asked for one in held)]))
    except InputError:
        zh = f"{row.id} 与现有数据不符：请重新排班"
        return DayWithout(day, zh, f"{row.id} does not fit what is known now: plan the day anew")
    visit_id = next((id_ for id_ in asked.visit_ids if id_ in board.day.visits), "")
    if not visit_id:
        said = gates_of(session, store.rulebook, asked.centre_id, asked.request, day)
        because = [one for one in said if one.answer != "warn"]
        if because:
            return DayWithout(day, because[0].zh, because[0].en)
        return DayWithout(day, "当天不能做", "not to be done that day")
    if any(stop.visit_id == visit_id for _, stop in board.plan.stops()):
        if row.state == "published":
            return DayWithout(day, f"{row.id} 当天已去过", f"somebody went there that day already ({row.id})")
        return DayWithout(day, f"草案 {row.id} 已安排：发布即可", f"draft {row.id} has it already: publish it")
    if not board.possible:
        zh = f"{row.id} 已不可行：请先重排当天"
        return DayWithout(day, zh, f"{row.id} cannot be kept as it is: re-plan the day first")
    return beside(board, held).frozen_until(freeze(store, row, now)), visit_id


def _refuse_taken(session: Session, store: Store, centre_id: str, kept: KeptOffer, author: str, now: datetime) -> None:
    """The request has no place yet, and nobody else holds one for it."""
    if kept.state == "confirmed":
        raise ConflictError(
            f"offer {kept.id} is confirmed already, as plan {kept.made}", f"{kept.id} 已确认，见计划 {kept.made}"
        )
    for one in holds.held_offers(session, centre_id, now):
        if one.number == kept.number and one.holder != author:
            raise held_by(one, f"request {kept.number}", f"申请 {kept.number}")
    _asked(session, store, kept.number, now.date())
