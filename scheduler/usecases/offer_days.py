"""The days on which offers are looked for: each with the version that counts, as its events have left it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from scheduler.domain.plan import Plan
from scheduler.errors import StaleError
from scheduler.replan.offer import KeptOffer
from scheduler.replan.offer_board import OfferBoard, offer_board
from scheduler.replan.offers import insert
from scheduler.store import holds, plans
from scheduler.store.engine import Session, Store
from scheduler.store.events import events_on
from scheduler.store.tables import PlanRow
from scheduler.units import at
from scheduler.usecases.comparing import differences_between
from scheduler.usecases.day import day_of_plan
from scheduler.usecases.laying import as_happened


def counting_row(session: Session, centre_id: str, day: date) -> PlanRow | None:
    """The published version, else the newest draft; and what confirmed offers have made of it since."""
    row = plans.published_row(session, centre_id, day)
    if row is None:
        drafts = [one for one in plans.plan_rows(session, centre_id, day) if one.state == "draft"]
        row = drafts[-1] if drafts else None
    while row is not None:
        made = [plans.plan_row(session, id_) for id_ in holds.confirmed_on(session, centre_id, day, row.id)]
        drafts = [one for one in made if one.state == "draft"]
        if not drafts:
            break
        row = max(drafts, key=lambda one: one.version)
    return row


def refuse_stale(session: Session, centre_id: str, row: PlanRow, plan_id: str) -> None:
    """StaleError unless the version that counts is that plan, or came of it by confirmed offers alone."""
    known: str | None = row.id
    while known is not None and known != plan_id:
        offer = holds.confirmed_as(session, centre_id, known)
        known = offer.upon if offer else None
    if known is None:
        raise StaleError(
            f"the offer rests on plan {plan_id}; {row.id} counts since: ask for offers again",
            f"该时间依据的计划 {plan_id} 已变为 {row.id}：请重新查询可选时间",
            differences_between(session, plan_id, row.id),
        )


def lay_out(session: Session, store: Store, row: PlanRow, kept: Sequence[KeptOffer], now: datetime) -> OfferBoard:
    """The version on what is known now, with those visits where the day asks for them, as it may be changed since the
    first of them was offered. InputError when the version holds what the day does not know any more.
    """
    return lay_out_with(session, store, row, {one.offer.visit_id for one in kept}, min([now, *(k.asked for k in kept)]))


def lay_out_with(
    session: Session, store: Store, row: PlanRow, visit_ids: Collection[str], since: datetime
) -> OfferBoard:
    """The same with these visits; nothing begins or moves before replan.freeze_minutes after `since`."""
    told = plans.published_row(session, row.centre_id, row.day)
    plan, day, _ = day_of_plan(session, store.rulebook, row, visit_ids)
    day, events = as_happened(session, row, plan, day, events_on(session, row.centre_id, row.day))
    if told is not None:
        day = replace(day, published=plans.plan_from(told))
    return offer_board(day, plan, events, freeze(store, row, since), planned=plans.planned_for(row)[0])


def freeze(store: Store, row: PlanRow, now: datetime) -> datetime:
    """From when on something may be changed that is not asked for yet."""
    soon = now + timedelta(minutes=store.rulebook.rule("replan.freeze_minutes"))
    return max(soon, at(row.day, "00:00"))


def told_plan(session: Session, row: PlanRow) -> Plan | None:
    """What people have been told of the day."""
    told = plans.published_row(session, row.centre_id, row.day)
    return plans.plan_from(told) if told else None


def beside(board: OfferBoard, held: Iterable[KeptOffer]) -> OfferBoard:
    """The board with what is held on it; what fits no longer is passed over."""
    for one in held:
        made = insert(board, one.offer)
        if made is not None and made.offer.asks_no_more_than(one.offer):
            board = board.with_base(made.solution)
    return board
