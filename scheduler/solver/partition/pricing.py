"""The cheapest routes at given duals: one `Pricing` a route, around the compiled labelling."""

from __future__ import annotations

import numpy as np

from scheduler.problem.problem import Flags, Ints
from scheduler.solver.partition.labels import TOO_MANY, completion, join, spread, tabulate
from scheduler.solver.partition.prices import CutPrices, Labels, Priced, Prices
from scheduler.solver.partition.relaxation import RouteArrays
from scheduler.solver.partition.starts import Bits, Floats

MOST_LABELS = 400_000  # a half route of a few bytes each: 30 MB for both halves together
MOST_CUT_WORDS = 2  # 128 cuts a route; more are ignored, which only weakens the bound
NOTHING_KNOWN = np.empty((0, 0))
COLUMNS_A_ROUND = 20  # routes handed to the master, per route and round


class Pricing:
    """The routes of one person's shift, and what the search for cheap ones keeps between rounds."""

    def __init__(self, arrays: RouteArrays, near: dict[int, set[int]], apart: dict[int, set[int]]) -> None:
        self.arrays, self.mirror = arrays, arrays.mirrored()
        n, buckets = len(arrays.parts), arrays.buckets
        later = [int(rank.max()) for rank in arrays.rank.T]  # of each order, the classes that may come too early
        self.first_waiting = n + sum(later)
        self.words = max(1, (self.first_waiting + len(arrays.drops) + 63) // 64)
        self.near = np.zeros((n, self.words), np.uint64)
        self.own = np.zeros((n, self.words), np.uint64)
        for i, p in enumerate(arrays.parts):
            for q in near[p]:
                self.remember(p, q)
            for q in apart.get(p, set()) | {p}:
                if q in arrays.place_of:
                    _set_bit(self.own, i, arrays.place_of[q])
        self.wrong = arrays.wrong.astype(np.float64)
        self.asked = self._remember_orders(later)
        self.waiting = self._remember_drops()
        self.tables, self.masks = [], list[tuple[Bits, Bits]]()
        for side in (arrays, self.mirror):
            reach, late = np.empty((buckets, n, n), np.int16), np.empty((n, buckets))
            tabulate(side.length, side.leg, side.window, side.term, side.wished, side.shift, side.width, reach, late)
            bounds = np.empty((n, buckets)), np.empty((n, buckets), np.int64), np.empty((n, buckets))
            self.tables.append((reach, late, bounds))
            self.masks.append(self._masks(side))
        self.middle = int(arrays.shift[0] + arrays.shift[1]) // 2

    def _remember_orders(self, later: list[int]) -> Ints:
        """Bits behind those of the parts: a part of this class or a later one was held; which bit each part pays."""
        n = len(self.arrays.parts)
        asked = np.full((n, len(later)), -1, np.int64)
        for o, ranks in enumerate(self.arrays.rank.T):
            begin = n + sum(later[:o]) - 1  # of rank 0, which needs no bit
            for i, rank in enumerate(ranks.tolist()):
                for bit in range(1, later[o] + 1):
                    _set_bit(self.near, i, begin + bit)
                    if bit <= rank:
                        _set_bit(self.own, i, begin + bit)
                if 0 <= rank < later[o]:
                    asked[i, o] = begin + rank + 1
        return asked

    def _remember_drops(self) -> Bits:
        """The bits that say that a part was held which waits for a drop. None of its parts comes behind a drop."""
        waiting = np.zeros((1, self.words), np.uint64)
        for bit, (drop, parts) in enumerate(self.arrays.drops, self.first_waiting):
            _set_bit(waiting, 0, bit)
            for i in range(len(self.arrays.parts)):
                if i != drop:
                    _set_bit(self.near, i, bit)
                for k in (drop, *parts):
                    _set_bit(self.near, i, k)
            for i in parts:
                _set_bit(self.own, i, bit)
                _set_bit(self.own, drop, i)
        return waiting

    def _masks(self, side: RouteArrays) -> tuple[Bits, Bits]:
        """[n, buckets, words]: bits that matter after a start in the bucket, since their part may still begin; and
        bits of drops that are waited for in vain."""
        n, buckets = len(side.parts), side.buckets
        soonest = side.shift[0] + side.width * np.arange(buckets)[None, :] + side.length[:, None]  # ends of services
        last = np.where(side.window[:, :, 0] <= side.window[:, :, 1], side.window[:, :, 1], -1).max(axis=1)
        nearest = (side.leg + np.diag(np.full(n, 1 << 40))).min(axis=0)
        gone = soonest[:, :, None] + nearest > last  # whatever comes between
        alive = np.full((n, buckets, self.words), ~np.uint64(0))
        fatal = np.zeros((n, buckets, self.words), np.uint64)
        for q in range(n):
            alive[gone[:, :, q], q // 64] &= ~(np.uint64(1) << np.uint64(q % 64))
        for bit, (drop, _) in enumerate(self.arrays.drops, self.first_waiting):
            fatal[gone[:, :, drop], bit // 64] |= np.uint64(1) << np.uint64(bit % 64)
        return alive, fatal

    def remember(self, p: int, q: int) -> None:
        """At part p, q is remembered from now on."""
        place = self.arrays.place_of
        if p in place and q in place:
            _set_bit(self.near, place[p], place[q])

    def cheapest(
        self, prices: Prices, threshold: float, cuts: CutPrices, room: tuple[Labels, Labels], *, exact: bool
    ) -> Priced:
        """Routes of reduced cost below `threshold`. Only `exact` gives a bound in `least`."""
        arrays, weight, ride = self.arrays, prices.weight, prices.ride
        bits, once, price = self.cut_bits(cuts, prices)
        one_way = arrays.one_way or bool(once.any())  # a price paid once cannot be told from both ends
        lowest = self.at_least(prices) if one_way else self._complete(1, prices) + prices.opening
        if lowest >= threshold:
            return Priced(threshold, ())
        below = threshold - prices.opening
        forward, backward = room
        behind = None
        if not one_way:
            behind = self._backward(prices, below, bits, once, price, backward, exact=exact)
            if behind is None:
                return Priced(lowest if exact else threshold, (), cut_short=True)
        limit = np.full(len(arrays.parts), 1 << 59 if one_way else self.middle, np.int64)
        ahead = self._spread(arrays, 0, weight, ride, limit, below, exact, bits, once, price, forward)
        if ahead is None:
            return Priced(lowest if exact else threshold, (), cut_short=True)
        ends: Flags = ~np.any(ahead[0][: forward.count] & self.waiting, axis=1)
        found = _closings(arrays, forward, ride, below, ends)
        paths = [(cost, forward.path(label)) for cost, label in found]
        if behind is not None:
            closed = _closings(self.mirror, backward, ride, below, np.ones(backward.count, np.bool_))
            paths += [(cost, backward.path(label)[::-1]) for cost, label in closed]
            paths += self._joined(forward, backward, ahead, behind, price, ride, below)
            self._move_middle(forward.count, backward.count)
        paths.sort()
        least = min(threshold, paths[0][0] + prices.opening) if paths else threshold
        chosen = dict.fromkeys(path for _, path in paths[: 2 * COLUMNS_A_ROUND])
        named = tuple(tuple(arrays.parts[i] for i in path) for path in chosen)
        return Priced(least, named[:COLUMNS_A_ROUND])

    def sharpen(self, prices: Prices, below: float, bits: Bits, once: Bits, price: Floats, room: Labels) -> None:
        """Leave completion bounds of these prices that hold for routes below this (their opening apart)."""
        self.at_least(prices)
        if not (self.arrays.one_way or once.any()):
            self._complete(1, prices)
            self._backward(prices, below, bits, once, price, room, exact=True)

    def _backward(
        self, prices: Prices, below: float, bits: Bits, once: Bits, price: Floats, labels: Labels, *, exact: bool
    ) -> tuple[Bits, Bits] | None:
        """Labels of the half routes told from their end, as `_spread`; leaves sharp bounds for the other half."""
        arrays, weight = self.arrays, prices.weight
        both = int(arrays.shift[0] + arrays.shift[1])
        limit = both - self.middle - arrays.length - 1
        behind = self._spread(self.mirror, 1, weight, prices.ride, limit, below, exact, bits, once, price, labels)
        if behind is not None:
            known, since = self._known(labels, weight)
            self._complete(0, prices, known, since)
        return behind

    def _known(self, backward: Labels, weight: Floats) -> tuple[Floats, int]:
        """Bounds on completions after the middle: the cheapest half route that may start there or later.

        A half route without a label cannot be part of a route below the threshold of the labels.
        """
        arrays, count = self.arrays, backward.count
        known = np.full((len(arrays.parts), arrays.buckets), np.inf)
        kept = np.flatnonzero(backward.before[:count] >= -1)
        part = backward.part[kept]
        latest = int(arrays.shift[0] + arrays.shift[1]) - backward.time[kept] - arrays.length[part]
        bucket = (latest - int(arrays.shift[0])) // arrays.width
        np.minimum.at(known, (part, bucket), backward.cost[kept] - weight[part])
        known = np.ascontiguousarray(np.minimum.accumulate(known[:, ::-1], axis=1)[:, ::-1])
        return known, (self.middle - int(arrays.shift[0])) // arrays.width + 1

    def at_least(self, prices: Prices) -> float:
        """A quick bound: no route's reduced cost is below this. Leaves the completion bounds of these prices."""
        return self._complete(0, prices) + prices.opening

    def _complete(self, k: int, prices: Prices, known: Floats = NOTHING_KNOWN, since: int = 1 << 59) -> float:
        """Completion bounds of the forward (k = 0) or backward half, and the least cost of a route without opening."""
        side, (reach, late, bounds) = (self.arrays, self.mirror)[k], self.tables[k]
        floor = float(np.minimum(prices.weight, 0).sum())
        return float(
            completion(
                side.length, side.leg, side.out, side.home, side.window, side.term, side.wished, side.shift,
                prices.weight, prices.ride, side.width, floor, reach, late, known, since, *bounds,
            )
        )  # fmt: skip

    def _spread(
        self, side: RouteArrays, k: int, weight: Floats, ride: float, limit: Ints, below: float, exact: bool,
        bits: Bits, once: Bits, price: Floats, labels: Labels,
    ) -> tuple[Bits, Bits] | None:  # fmt: skip
        """Memory and cut parity of the labels; None when there were too many."""
        shape = len(side.parts), side.buckets
        memory = np.empty((labels.room, self.words), np.uint64)
        odd = np.empty((labels.room, bits.shape[1]), np.uint64)
        labels.count = spread(
            side.length, side.leg, side.out, side.home, side.window, side.term, side.wished, side.shift,
            weight, ride, side.width, *self.tables[k][2], self.near, self.own, limit, below, exact, bits, once, price,
            self.asked, self.wrong, side.load, side.most,
            labels.part[: labels.room], labels.time, labels.cost, labels.before, memory, odd, labels.carried,
            np.full(shape, -1), np.full(shape, np.inf), np.full(side.buckets, -1), labels.following, labels.queued,
            *self.masks[k],
        )  # fmt: skip
        return None if labels.count == TOO_MANY else (memory, odd)

    def _joined(
        self, forward: Labels, backward: Labels, ahead: tuple[Bits, Bits], behind: tuple[Bits, Bits],
        price: Floats, ride: float, below: float,
    ) -> list[tuple[float, tuple[int, ...]]]:  # fmt: skip
        """Whole routes from a forward and a backward half: the best for each forward half."""
        arrays, nb, nf = self.arrays, backward.count, forward.count
        if nb == 0 or nf == 0:
            return []
        part, cost = backward.part[:nb], backward.cost[:nb]
        order = np.lexsort((cost, part))
        order = order[backward.before[order] >= -1]
        begins = np.searchsorted(part[order], np.arange(len(arrays.parts) + 1))
        least = np.full(len(arrays.parts), np.inf)
        held = begins[:-1] < begins[1:]
        least[held] = cost[order[begins[:-1][held]]]
        latest = int(arrays.shift[0] + arrays.shift[1]) - backward.time[:nb] - arrays.length[part]
        partner, joined = np.empty(nf, np.int64), np.empty(nf)
        join(
            arrays.length, arrays.leg, price, ride, nf,
            forward.part, forward.time, forward.cost, forward.before, *ahead, forward.carried,
            order, begins, latest, backward.cost, *behind, backward.carried,
            arrays.most, below, least, partner, joined,
        )  # fmt: skip
        good = np.flatnonzero(partner >= 0)
        good = good[np.argsort(joined[good], kind="stable")[: 2 * COLUMNS_A_ROUND]]
        return [(float(joined[a]), forward.path(int(a)) + backward.path(int(partner[a]))[::-1]) for a in good]

    def cut_bits(self, cuts: CutPrices, prices: Prices) -> tuple[Bits, Bits, Floats]:
        """Which cuts hold each part, which bits are paid once, and all prices; only cuts that can be touched twice."""
        place = self.arrays.place_of
        touched = [
            (price, triple)
            for triple, price in zip(cuts.triples, cuts.prices, strict=True)
            if price > 0 and sum(p in place for p in triple) >= 2
        ]
        room = 64 * MOST_CUT_WORDS - len(prices.carried)
        touched = sorted(touched, key=lambda pair: (-pair[0], sorted(pair[1])))[:room]
        rows = [*prices.carried, *touched]
        bits = np.zeros((len(place), max(1, (len(rows) + 63) // 64)), np.uint64)
        once = np.zeros(bits.shape[1], np.uint64)
        for c, (_, parts) in enumerate(rows):
            for p in parts & place.keys():
                _set_bit(bits, place[p], c)
            if c < len(prices.carried):
                once[c // 64] |= np.uint64(1) << np.uint64(c % 64)
        price = np.zeros(64 * bits.shape[1])
        price[: len(rows)] = [value for value, _ in rows]
        return bits, once, price

    def _move_middle(self, ahead: int, behind: int) -> None:
        """Meet where both halves are equally many (a label more often than 1.6 times the other side moves it)."""
        if ahead > 1.6 * behind:
            self.middle -= self.arrays.width
        elif behind > 1.6 * ahead:
            self.middle += self.arrays.width


def _set_bit(bits: Bits, row: int, k: int) -> None:
    bits[row, k // 64] |= np.uint64(1) << np.uint64(k % 64)


def _closings(side: RouteArrays, labels: Labels, ride: float, below: float, may_end: Flags) -> list[tuple[float, int]]:
    """Labels that may go straight home, for less than `below`, cheapest first."""
    count = labels.count
    part = labels.part[:count]
    back = labels.time[:count] + side.length[part] + side.home[part]
    cost = labels.cost[:count] + ride * side.home[part] + side.shift[3] * np.maximum(0, back - side.shift[2])
    good = np.flatnonzero((back <= side.shift[1]) & (cost < below) & (labels.before[:count] >= -1) & may_end)
    good = good[np.argsort(cost[good], kind="stable")[: 2 * COLUMNS_A_ROUND]]
    return [(float(cost[label]), int(label)) for label in good]
