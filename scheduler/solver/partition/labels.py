"""Cheapest routes by labelling, compiled: completion bounds, partial routes, and joining two halves.

Bidirectional labelling (Righini & Salani 2006, 10.1016/j.disopt.2006.05.007) of ng-routes (Baldacci,
Mingozzi & Roberti 2011, 10.1287/opre.1110.0975) with subset-row cuts (Jepsen et al. 2008,
10.1287/opre.1070.0449). Everything is about one route; indices are places in that route's list of
n parts. Backward halves come from the same code on mirrored time.

    length [n], leg [n, n], out [n], home [n]   ticks of service, between stops, from and to the base
    window [n, w, 2]                            starts, ascending, inclusive; unused rows hold 1, 0
    term [n, t, 3]                              time, cost per tick before it, cost per tick after it
    wished [n]                                  the start at which the terms cost least
    shift [4]                                   first departure, last return, planned end, cost per tick of overtime
    weight [n], ride                            cost of serving less its dual; cost of a tick of travel
    first, via, second [n, buckets]             completion bounds, see `completion`
    known [n, buckets], since                   bounds from the other half's labels, and from which bucket on
    memory, odd                                 bits of parts remembered, and of cuts with an odd count
    cuts [n, words], price                      bits of the cuts that hold a part; what each costs per two parts
    order [n, orders], wrong [orders]           bit in the memory: a later class came before; its price
    load [n], most, carried                     what each part puts into the bag, its capacity, what is in it
    once [words]                                bits that cost their price at the first part instead, and never again
    alive, fatal [n, buckets, words]            bits of the memory that still matter, and that no route can end with
"""

from __future__ import annotations

import numpy as np

from scheduler.problem.problem import Ints
from scheduler.solver.kernel.compiling import entry
from scheduler.solver.partition.starts import NEVER, Bits, Floats, Steps, next_start, price_of_bits, start_cost

TOO_MANY = -1

_I1, _I2, _I3 = "int64[::1]", "int64[:, ::1]", "int64[:, :, ::1]"
_F1, _F2 = "float64[::1]", "float64[:, ::1]"
_U2, _U3, _H3 = "uint64[:, ::1]", "uint64[:, :, ::1]", "int16[:, :, ::1]"
_SHAPE = f"{_I1}, {_I2}, {_I1}, {_I1}, {_I3}, {_I3}, {_I1}, {_I1}, {_F1}, float64"


@entry(f"void({_I1}, {_I2}, {_I3}, {_I3}, {_I1}, {_I1}, int64, {_H3}, {_F2})")
def tabulate(
    length: Ints, leg: Ints, window: Ints, term: Ints, wished: Ints, shift: Ints, width: int, reach: Steps,
    late: Floats,
) -> None:  # fmt: skip
    """Fill `reach` [buckets, n, n]: the bucket in which k starts after i starts in the first tick of bucket b
    (-1: it cannot), and `late` [n, buckets]: the least cost of starting in the bucket or later."""
    buckets, n, _ = reach.shape
    for b in range(buckets):
        time = shift[0] + b * width
        for i in range(n):
            late[i, b] = start_cost(window[i], term[i], wished[i], time)
            for k in range(n):
                start = next_start(window[k], time + length[i] + leg[i, k])
                reach[b, i, k] = -1
                if k != i and start + length[k] <= shift[1]:
                    reach[b, i, k] = (start - shift[0]) // width


@entry(f"float64(uint64[::1], {_I1}, {_F1})")
def price_of_order(memory: Bits, asked: Ints, wrong: Floats) -> float:
    """What a part costs for coming after parts of later classes."""
    total = 0.0
    for o in range(asked.shape[0]):
        bit = asked[o]
        if bit >= 0 and memory[bit >> 6] >> np.uint64(bit & 63) & np.uint64(1):
            total += wrong[o]
    return total


@entry(f"float64({_SHAPE}, int64, float64, {_H3}, {_F2}, {_F2}, int64, {_F2}, {_I2}, {_F2})")
def completion(
    length: Ints, leg: Ints, out: Ints, home: Ints, window: Ints, term: Ints, wished: Ints, shift: Ints,
    weight: Floats, ride: float, width: int, floor: float, reach: Steps, late: Floats, known: Floats, since: int,
    first: Floats, via: Ints, second: Floats,
) -> float:  # fmt: skip
    """Fill the least cost to finish a route after the start at part i in bucket b; return the least cost of a route.

    `first` is the least, `via` the next stop that it takes (-1 the base), `second` the least by another
    next stop: so that i, k, i is left out. A bucket stands for its first tick; a step that stays
    inside its bucket is followed by `floor`, below which no completion can be. From bucket `since` on no
    completion is below `known` [n, buckets] either.
    """
    n, buckets = first.shape
    for b in range(buckets - 1, -1, -1):
        for i in range(n):
            back = shift[0] + b * width + length[i] + home[i]
            one, two, taken = np.inf, np.inf, -2
            if back <= shift[1]:
                one, taken = ride * home[i] + shift[3] * max(0, back - shift[2]), -1
            for k in range(n):
                at = reach[b, i, k]
                if at < 0:
                    continue
                rest = floor
                if at > b:
                    rest = first[k, at] if via[k, at] != i else second[k, at]
                cost = ride * leg[i, k] + weight[k] + late[k, at] + rest
                if cost < one:
                    one, two, taken = cost, one, k
                elif cost < two:
                    two = cost
            if b >= since:
                one, two = max(one, known[i, b]), max(two, known[i, b])
            first[i, b], second[i, b], via[i, b] = one, two, taken
    least = np.inf
    for k in range(n):
        start = next_start(window[k], shift[0] + out[k])
        if start < NEVER and (start - shift[0]) // width < buckets:
            cost = ride * out[k] + weight[k] + first[k, (start - shift[0]) // width]
            least = min(least, cost + start_cost(window[k], term[k], wished[k], start))
    return least


@entry(f"boolean({_F1}, {_I1}, {_U2}, {_U2}, {_F1}, int64, int64, boolean)")
def dominates(cost: Floats, carried: Ints, memory: Bits, odd: Bits, price: Floats, a: int, b: int, exact: bool) -> bool:
    """Whether label a, not later than b at the same part, can do whatever b can, at no more cost."""
    if cost[a] > cost[b]:
        return False
    if not exact:
        return True
    if carried[a] > carried[b]:
        return False
    for w in range(memory.shape[1]):
        if memory[a, w] & ~memory[b, w]:
            return False
    total = cost[a]
    for w in range(odd.shape[1]):
        more = odd[a, w] & ~odd[b, w]
        if more:
            total += price_of_bits(more, w, price)
            if total > cost[b]:
                return False
    return True


@entry(
    f"int64({_SHAPE}, int64, {_F2}, {_I2}, {_F2}, {_U2}, {_U2}, {_I1}, float64, boolean, {_U2}, uint64[::1], {_F1},"
    f"{_I2}, {_F1}, {_I1}, int64,"
    f"{_I1}, {_I1}, {_F1}, {_I1}, {_U2}, {_U2}, {_I1}, {_I2}, {_F2}, {_I1}, {_I1}, {_I1}, {_U3}, {_U3})"
)
def spread(
    length: Ints, leg: Ints, out: Ints, home: Ints, window: Ints, term: Ints, wished: Ints, shift: Ints,
    weight: Floats, ride: float, width: int, first: Floats, via: Ints, second: Floats, near: Bits, own: Bits,
    limit: Ints, threshold: float, exact: bool, cuts: Bits, once: Bits, price: Floats, order: Ints, wrong: Floats,
    load: Ints, most: int, part: Ints, time: Ints, cost: Floats, before: Ints, memory: Bits, odd: Bits, carried: Ints,
    head: Ints, best: Floats, queue: Ints, following: Ints, queued: Ints, alive: Bits, fatal: Bits,
) -> int:  # fmt: skip
    """Fill the labels of all partial routes that can still end below `threshold`; how many, or TOO_MANY.

    `head` [n, buckets] and `queue` [buckets] come full of -1, `best` [n, buckets] of infinity. Label arrays are
    as long as there may be labels; `before` is the label before, -1 at the base. A part's label stands only up
    to its `limit`. `near` holds the parts that a part remembers, `own` itself and those that may not share its
    route, `cuts` the cuts that hold it. Not `exact`: what is neither later nor dearer dominates.
    """
    n, buckets = first.shape
    room = part.shape[0]
    count = 0
    for bucket in range(-1, buckets):
        while True:
            label = -1
            if bucket >= 0:
                label = queue[bucket]
                if label < 0:
                    break
                queue[bucket] = queued[label]
                if before[label] < -1:  # dominated after it was queued
                    continue
            i = part[label] if label >= 0 else -1
            for k in range(n):
                if label < 0:
                    start, total = next_start(window[k], shift[0] + out[k]), ride * out[k]
                else:
                    if k == i or memory[label, k >> 6] >> np.uint64(k & 63) & np.uint64(1):
                        continue
                    start, total = (
                        next_start(window[k], time[label] + length[i] + leg[i, k]),
                        cost[label] + ride * leg[i, k],
                    )
                bag = load[k] + (carried[label] if label >= 0 else 0)
                if start > limit[k] or bag > most:
                    continue
                b = (start - shift[0]) // width
                if b >= buckets:
                    continue
                total += weight[k]
                if label >= 0:
                    total += price_of_order(memory[label], order[k], wrong)
                rest = first[k, b] if i < 0 or via[k, b] != i else second[k, b]
                if total + rest >= threshold:
                    continue
                if term.shape[1] > 0:
                    total += start_cost(window[k], term[k], wished[k], start)
                    if total + rest >= threshold:
                        continue
                if count >= room:
                    return TOO_MANY
                part[count], time[count], before[count], carried[count] = k, start, label, bag
                lost = False
                for w in range(memory.shape[1]):
                    old = memory[label, w] & near[k, w] if label >= 0 else np.uint64(0)
                    memory[count, w] = (old | own[k, w]) & alive[k, b, w]
                    lost |= memory[count, w] & fatal[k, b, w] != 0
                for w in range(odd.shape[1]):
                    old = odd[label, w] if label >= 0 else once[w]
                    twice = old & cuts[k, w]
                    if twice:
                        total += price_of_bits(twice, w, price)
                    odd[count, w] = (old ^ (cuts[k, w] & ~once[w])) & ~(cuts[k, w] & once[w])
                cost[count] = total
                if lost or total + rest >= threshold:
                    continue
                dominated = False
                for at in range(b + 1):
                    if best[k, at] > total:
                        continue
                    other = head[k, at]
                    while other >= 0 and not dominated:
                        if before[other] >= -1 and time[other] <= start:
                            dominated = dominates(cost, carried, memory, odd, price, other, count, exact)
                        other = following[other]
                    if dominated:
                        break
                if dominated:
                    continue
                other, previous = head[k, b], -1
                while other >= 0:
                    if start <= time[other] and dominates(cost, carried, memory, odd, price, count, other, exact):
                        before[other] = -2 - before[other] - 1 if before[other] >= -1 else before[other]
                        if previous < 0:
                            head[k, b] = following[other]
                        else:
                            following[previous] = following[other]
                    else:
                        previous = other
                    other = following[other]
                following[count], head[k, b] = head[k, b], count
                best[k, b] = min(best[k, b], total)
                queued[count], queue[b] = queue[b], count
                count += 1
            if label < 0:
                break
    return count


@entry(
    f"int64({_I1}, {_I2}, {_F1}, float64, int64, {_I1}, {_I1}, {_F1}, {_I1}, {_U2}, {_U2}, {_I1},"
    f"{_I1}, {_I1}, {_I1}, {_F1}, {_U2}, {_U2}, {_I1}, int64, float64, {_F1}, {_I1}, {_F1})"
)
def join(
    length: Ints, leg: Ints, price: Floats, ride: float, count: int,
    part: Ints, time: Ints, cost: Floats, before: Ints, memory: Bits, odd: Bits, carried: Ints,
    order: Ints, begins: Ints, latest: Ints, back_cost: Floats, back_memory: Bits, back_odd: Bits, back_carried: Ints,
    most: int, threshold: float, least: Floats, partner: Ints, joined: Floats,
) -> int:  # fmt: skip
    """The best backward label for each forward label, in `partner` (-1: none) and `joined`; how many have one.

    Backward labels of part k are `order[begins[k] : begins[k + 1]]`, cheapest first (`least[k]`), and
    start not after `latest`.
    """
    found = 0
    for a in range(count):
        partner[a], joined[a] = -1, threshold
        if before[a] < -1:
            continue
        i, best = part[a], threshold
        for k in range(least.shape[0]):
            base = cost[a] + ride * leg[i, k]
            if k == i or base + least[k] >= best:
                continue
            arrival = time[a] + length[i] + leg[i, k]
            for at in range(begins[k], begins[k + 1]):
                b = order[at]
                total = base + back_cost[b]
                if total >= best:
                    break
                if arrival > latest[b] or carried[a] + back_carried[b] > most:
                    continue
                apart = True
                for w in range(memory.shape[1]):
                    if memory[a, w] & back_memory[b, w]:
                        apart = False
                        break
                if not apart:
                    continue
                for w in range(odd.shape[1]):
                    both = odd[a, w] & back_odd[b, w]
                    if both:
                        total += price_of_bits(both, w, price)
                if total < best:
                    best, partner[a], joined[a] = total, b, total
        found += partner[a] >= 0
    return found
