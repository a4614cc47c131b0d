"""Offers for one visit: the best places over some days, each tried on the day and judged legal by the validator.

Positions are screened by a bound of what they cost; only those that may still be among the best are reckoned, on
the routes they change; only those that are offered are judged.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from scheduler.domain.plan import Plan
from scheduler.problem.evaluate import evaluate
from scheduler.problem.solution import RoutePlan, Solution
from scheduler.replan.offer import Delay, Offer, OfferedPart
from scheduler.replan.offer_board import OfferBoard
from scheduler.replan.offer_tries import Ground, Try
from scheduler.units import moment_of
from scheduler.validator import judge

LEFT_OUT = "S1"  # what leaving the visit out would cost is no cost of serving it


@dataclass(frozen=True, slots=True)
class Terms:
    """How many offers, and how many seconds apart two by the same people on one day.

    Beside the cost weigh: `delay_rate`, each second by which somebody else is delayed; `wait_rate`, each second from
    `now` until somebody comes; `touch_price`, each resident whose visit leaves the band that was told (by default so
    much that whoever touches nobody comes first).
    """

    most: int
    apart: int
    now: datetime
    delay_rate: int = 0
    wait_rate: int = 0
    touch_price: int = 1 << 40


@dataclass(frozen=True, slots=True)
class Inserted:
    """A visit put into a day: the offer, the solution and its plan."""

    offer: Offer
    solution: Solution
    plan: Plan


@dataclass(frozen=True, order=True)
class _Found:
    """A try that breaks nothing, in the order in which it is wanted."""

    price: int
    delay: int
    day: date
    start: int
    staff: tuple[int, ...]
    order: tuple[tuple[int, ...], ...]
    ground: Ground = field(compare=False)
    one: Try = field(compare=False)
    changed: dict[int, RoutePlan] = field(compare=False)


def best_offers(days: Sequence[tuple[OfferBoard, str]], terms: Terms) -> tuple[Inserted, ...]:
    """`days`: each board with the visit to place there. Best first, as `terms` weigh; the offers differ by person, by
    day or by `apart` seconds."""
    grounds = [Ground(board, visit_id) for board, visit_id in days]
    tries = [(ground, one) for ground in grounds for one in ground.tries(terms.apart)]
    found: list[_Found] = []
    for ground, one in sorted(tries, key=lambda t: _bound(t[0], t[1], terms)):
        picked = _apart(found, terms)
        if len(picked) == terms.most and picked[-1].price <= _bound(ground, one, terms):
            break
        _add(found, ground, one, terms)
    return tuple(_verified(found, terms))


def insert(board: OfferBoard, offer: Offer) -> Inserted | None:
    """The visit as it was offered, on a board that may differ by now; None when it breaks something there."""
    if offer.visit_id not in board.day.visits:
        return None
    routes = {shift.id: r for r, shift in enumerate(board.draft.shifts)}
    if len(board.day.visits[offer.visit_id].parts) != len(offer.parts):
        return None
    if any(part.shift_id not in routes for part in offer.parts):
        return None
    where = [(routes[part.shift_id], board.draft.seconds(part.start)) for part in offer.parts]
    ground, found = Ground(board, offer.visit_id), list[_Found]()
    for one in ground.at(where):
        _add(found, ground, one, Terms(1, 0, offer.start))
    return next(iter(_verified(found, Terms(1, 0, offer.start))), None)


def _bound(ground: Ground, one: Try, terms: Terms) -> int:
    return one.bound + _waiting(ground, one, terms) + (0 if one.calm else terms.touch_price)


def _waiting(ground: Ground, one: Try, terms: Terms) -> int:
    if not terms.wait_rate:
        return 0
    begins = moment_of(one.first, ground.board.day.day)
    return terms.wait_rate * max(0, round((begins - terms.now).total_seconds()))


def _add(found: list[_Found], ground: Ground, one: Try, terms: Terms) -> None:
    """Reckon a try on the routes that it changes; it is kept when it breaks nothing."""
    changed = ground.changed(one)
    cost = None if changed is None else ground.ledger.change(changed)
    if changed is None or cost is None:
        return
    board = ground.board
    delayed = _delays(board, changed)
    touched = len({board.draft.keys[p][0] for p, _, late in delayed if late})
    staff = tuple(int(board.problem.route_staff[place.lane.route]) for place, _ in one.parts)
    order = tuple(changed[r].stops for r in sorted(changed))
    seconds = sum(by for _, by, _ in delayed)
    price = cost + _waiting(ground, one, terms) + seconds * terms.delay_rate + touched * terms.touch_price
    insort(found, _Found(price, seconds, board.day.day, one.first, staff, order, ground, one, changed))


def _delays(board: OfferBoard, changed: dict[int, RoutePlan]) -> list[tuple[int, int, bool]]:
    """(part, seconds later, whether it leaves its band) of everybody who starts later than on the board."""
    before = board.base.placed()
    found = []
    for plan in changed.values():
        for stop, start in zip(plan.stops, plan.starts, strict=True):
            if stop in before and start > before[stop][1]:
                found.append((stop, start - before[stop][1], start > board.bands[stop][1]))
    return found


def _apart(found: Iterable[_Found], terms: Terms) -> list[_Found]:
    picked: list[_Found] = []
    for one in found:
        if len(picked) == terms.most:
            break
        near = (p for p in picked if p.day == one.day and sorted(p.staff) == sorted(one.staff))
        if all(abs(p.start - one.start) >= terms.apart for p in near):
            picked.append(one)
    return picked


def _verified(found: list[_Found], terms: Terms) -> Iterable[Inserted]:
    """The picked ones as offers; one that the validator refuses makes room for the next."""
    left, legal = list(found), dict[int, Inserted]()
    while True:
        picked = _apart(left, terms)
        for one in picked:
            if id(one) not in legal:
                made = _inserted(one)
                if made is None:
                    left.remove(one)
                    break
                legal[id(one)] = made
        else:
            return [legal[id(one)] for one in picked]


def _inserted(one: _Found) -> Inserted | None:
    board, draft = one.ground.board, one.ground.board.draft
    solution = board.base.with_routes(one.changed)
    state = evaluate(board.problem, solution)
    if not state.feasible:
        return None
    plan = board.plan_with(solution)
    if not judge(board.day, plan).legal:
        return None
    was = evaluate(board.problem, board.base).cost_by_rule
    rules = sorted((state.cost_by_rule.keys() | was.keys()) - {LEFT_OUT})
    costs = {rule: state.cost_by_rule.get(rule, 0) - was.get(rule, 0) for rule in rules}
    visit = board.day.visits[one.ground.visit_id]
    parts = [(draft.shifts[place.lane.route], start) for place, start in one.one.parts]
    stops = [stop for _, stop in plan.stops() if stop.visit_id == visit.id]
    travel = sum(
        lane.ride(plan.stops) - (lane.ride(lane.plan.stops) if lane.plan.stops else 0)
        for lane, plan in ((one.ground.lanes[r], plan) for r, plan in one.changed.items())
    )
    offer = Offer(
        visit.id,
        board.day.day,
        board.plan.id,
        tuple(OfferedPart(shift.staff_id, shift.id, moment_of(start, board.day.day)) for shift, start in parts),
        min(stops, key=lambda stop: stop.start).band,
        travel,
        {rule: cost for rule, cost in costs.items() if cost},
        tuple(_delay(board, *late) for late in _delays(board, one.changed)),
    )
    return Inserted(offer, solution, plan)


def _delay(board: OfferBoard, p: int, seconds: int, touched: bool) -> Delay:
    r, before = board.base.placed()[p]
    visit = board.day.visits[board.draft.keys[p][0]]
    day, shift = board.day.day, board.draft.shifts[r]
    moments = moment_of(before, day), moment_of(before + seconds, day)
    return Delay(visit.id, visit.resident_id, shift.staff_id, *moments, touched)
