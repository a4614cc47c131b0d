"""Offers as documents: with what is reckoned from them, so that nobody has to reckon it again."""

from __future__ import annotations

from typing import Any

from scheduler.replan.offer import KeptOffer
from scheduler.store.documents import as_document
from scheduler.usecases.offers import Offers


def offers_document(offers: Offers) -> dict[str, Any]:
    """Best first, and the days without."""
    told = [offer_document(one) for one in offers.offers]
    return {"number": offers.number, "offers": told, "without": as_document(offers.without)}


def offer_document(kept: KeptOffer) -> dict[str, Any]:
    """One offer: who comes when, what it costs more, who is delayed by how much, who has to be told anew."""
    offer = kept.offer
    document: dict[str, Any] = as_document(offer)
    for told, late in zip(document["delayed"], offer.delayed, strict=True):
        told["seconds"] = late.seconds
    reckoned = {"start": offer.start, "cost": offer.cost, "touched": offer.touched}
    state = {"id": kept.id, "number": kept.number, "state": kept.state, "holder": kept.holder, "until": kept.until}
    return {**as_document(state), **document, **as_document(reckoned)}
