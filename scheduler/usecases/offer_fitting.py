"""Whether an offer can still be had: on the version that counts, in time, beside what others hold."""

from __future__ import annotations

from datetime import datetime, timedelta

from scheduler.errors import ConflictError
from scheduler.replan.offer import KeptOffer
from scheduler.replan.offer_board import OfferBoard
from scheduler.replan.offers import Inserted, insert
from scheduler.store import holds
from scheduler.store.engine import Session, Store
from scheduler.store.tables import PlanRow
from scheduler.units import clock
from scheduler.usecases.offer_days import beside, counting_row, lay_out, refuse_stale


def held_by(one: KeptOffer, what: str, what_zh: str) -> ConflictError:
    """Who stands in the way, and until when."""
    until = clock(one.until) if one.until else ""
    return ConflictError(
        f"{what} is held by {one.holder} until {until} ({one.id}): wait, or take another offer",
        f"{what_zh} 已由 {one.holder} 保留到 {until}（{one.id}）：请稍候或另选时间",
    )


def still_fits(
    session: Session, store: Store, centre_id: str, kept: KeptOffer, now: datetime
) -> tuple[PlanRow, OfferBoard, Inserted]:
    """The version that counts, its board, and the offer put into it; it fits beside all that others hold too."""
    row = counting_row(session, centre_id, kept.offer.day)
    if row is None:
        raise ConflictError(
            f"{kept.offer.day} has no plan any more: ask for offers again",
            f"{kept.offer.day} 已没有计划：请重新查询可选时间",
        )
    refuse_stale(session, centre_id, row, kept.offer.plan_id)
    board = lay_out(session, store, row, [kept], now)
    made = _fitting(board, kept)
    if made is None or _leaves(made) < now:
        raise ConflictError(
            f"offer {kept.id} fits no longer, it is late or the day has changed: ask for offers again",
            f"{kept.id} 已不可行（时间已近，或当天有变化）：请重新查询可选时间",
        )
    others = [one for one in holds.held_offers(session, centre_id, now) if one.number != kept.number]
    others = [one for one in others if one.offer.day == row.day]
    if others:
        together = lay_out(session, store, row, [kept, *others], now)
        if _fitting(beside(together, others), kept) is None:
            alone = (one for one in others if _fitting(beside(together, [one]), kept) is None)
            raise held_by(next(alone, others[-1]), f"what offer {kept.id} needs", f"{kept.id} 所需的时间")
    return row, board, made


def _leaves(made: Inserted) -> datetime:
    """When the first of its people has to leave for the visit."""
    stops = [stop for _, stop in made.plan.stops() if stop.visit_id == made.offer.visit_id]
    return min(stop.start - timedelta(seconds=stop.travel_seconds + stop.access_seconds) for stop in stops)


def _fitting(board: OfferBoard, kept: KeptOffer) -> Inserted | None:
    made = insert(board, kept.offer)
    return made if made is not None and made.offer.asks_no_more_than(kept.offer) else None
