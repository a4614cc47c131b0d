"""Offers as rows and back: what was offered, who holds it until when, what became of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Session, col, delete, select

from scheduler.errors import NotFoundError
from scheduler.replan.offer import KeptOffer, Offer
from scheduler.store.documents import as_document, from_document
from scheduler.store.tables import OfferRow


def add_offers(
    session: Session, centre_id: str, number: str, offers: tuple[Offer, ...], asked: datetime
) -> tuple[KeptOffer, ...]:
    """Keep what was offered for a request; numbers go on where they ended."""
    row = OfferRow
    used = session.exec(select(row.id).where(row.centre_id == centre_id, row.number == number)).all()
    last = max((int(id_.rpartition("~")[2]) for id_ in used), default=0)
    kept = tuple(KeptOffer(f"{number}~{last + k}", number, offer, asked) for k, offer in enumerate(offers, start=1))
    for one in kept:
        day, document = one.offer.day, as_document(one)
        session.add(
            row(centre_id=centre_id, id=one.id, number=number, day=day, state=one.state, made="", document=document)
        )
    session.flush()
    return kept


def forget_offers(session: Session, centre_id: str, before: date) -> None:
    """What was only offered, for days that are over, is nobody's concern any more."""
    row = OfferRow
    over = (col(row.centre_id) == centre_id, col(row.state) == "offered", col(row.day) < before)
    session.exec(delete(row).where(*over))


def offer_of(session: Session, offer_id: str) -> tuple[str, KeptOffer]:
    """The centre and the offer of that number; NotFoundError."""
    found = session.exec(select(OfferRow).where(OfferRow.id == offer_id)).first()
    if found is None:
        raise NotFoundError(f"no offer has the number {offer_id!r}", f"没有编号为 {offer_id!r} 的可选时间")
    return found.centre_id, from_document(KeptOffer, found.document)


def renew_offer(session: Session, centre_id: str, kept: KeptOffer) -> None:
    """Another state of a known offer."""
    row = session.get_one(OfferRow, (centre_id, kept.id))
    row.state, row.made, row.document = kept.state, kept.made, as_document(kept)
    session.add(row)
    session.flush()


def held_offers(session: Session, centre_id: str, now: datetime) -> tuple[KeptOffer, ...]:
    """What somebody holds at that moment, in the order of days and numbers."""
    row = OfferRow
    found = session.exec(
        select(row).where(row.centre_id == centre_id, row.state == "held").order_by(col(row.day), col(row.id))
    )
    kept = (from_document(KeptOffer, one.document) for one in found)
    return tuple(one for one in kept if one.held_at(now))


def confirmed_as(session: Session, centre_id: str, plan_id: str) -> KeptOffer | None:
    """The offer whose confirmation made this plan."""
    row = OfferRow
    found = session.exec(select(row).where(row.centre_id == centre_id, row.made == plan_id)).first()
    return from_document(KeptOffer, found.document) if found else None


def confirmed_on(session: Session, centre_id: str, day: date, plan_id: str) -> list[str]:
    """The plans of the day that confirming offers made out of this one, by id."""
    row = OfferRow
    taken = (row.centre_id == centre_id, row.state == "confirmed", row.day == day)
    return [one.made for one in session.exec(select(row).where(*taken)) if one.document["upon"] == plan_id]
