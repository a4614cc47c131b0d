"""All routes of one shift whose reduced cost is below a threshold, compiled: depth first under completion bounds."""

from __future__ import annotations

import numpy as np

from scheduler.problem.problem import Ints
from scheduler.solver.kernel.compiling import entry
from scheduler.solver.partition.labels import TOO_MANY, price_of_order
from scheduler.solver.partition.starts import NEVER, Bits, Floats, Steps, next_start, price_of_bits, start_cost

_I1, _I2, _I3, _F1, _F2, _U2 = (
    "int64[::1]", "int64[:, ::1]", "int64[:, :, ::1]", "float64[::1]", "float64[:, ::1]", "uint64[:, ::1]",
)  # fmt: skip


@entry(
    f"int64({_I1}, {_I2}, {_I1}, {_I1}, {_I3}, {_I3}, {_I1}, {_I1}, {_F1}, float64, int64, {_F2}, {_I2}, {_F2},"
    f"{_U2}, float64, int64, {_U2}, uint64[::1], {_F1}, {_I2}, {_F1}, {_I1}, int64, int16[:, ::1], {_I1}, {_F1},"
    f"{_I1}, {_I1}, {_I1}, {_I1}, {_F1}, {_U2}, {_U2})"
)
def routes_below(
    length: Ints, leg: Ints, out: Ints, home: Ints, window: Ints, term: Ints, wished: Ints, shift: Ints,
    weight: Floats, ride: float, width: int, first: Floats, via: Ints, second: Floats, own: Bits, threshold: float,
    most_steps: int, cuts: Bits, once: Bits, price: Floats, order: Ints, wrong: Floats, load: Ints, most: int,
    stops: Steps, sizes: Ints, costs: Floats,
    at: Ints, asked: Ints, time: Ints, carried: Ints, cost: Floats, banned: Bits, odd: Bits,
) -> int:  # fmt: skip
    """Fill the stops, sizes and reduced costs of all elementary routes below `threshold`; how many.

    TOO_MANY when there is no room for them, or more than `most_steps` steps would be needed. Arguments as
    in labels.py; `stops` [room, longest route]. The rest is room by depth, one more than the longest route;
    `asked[0]` and the first row of `banned` come as 0, that of `odd` as `once`.
    """
    n, buckets = first.shape
    deepest = stops.shape[1]
    depth, count, steps = 0, 0, 0
    while depth >= 0:
        k = asked[depth]
        asked[depth] += 1
        steps += 1
        if steps > most_steps:
            return TOO_MANY
        if k == n:
            depth -= 1
            continue
        if depth == deepest or banned[depth, k >> 6] >> np.uint64(k & 63) & np.uint64(1):
            continue
        i = at[depth - 1] if depth > 0 else -1
        bag = load[k] + (carried[depth - 1] if depth > 0 else 0)
        if bag > most:
            continue
        if i < 0:
            start, total = next_start(window[k], shift[0] + out[k]), ride * out[k]
        else:
            start, total = (
                next_start(window[k], time[depth - 1] + length[i] + leg[i, k]),
                cost[depth - 1] + ride * leg[i, k],
            )
        if start >= NEVER or (start - shift[0]) // width >= buckets:
            continue
        b = (start - shift[0]) // width
        total += weight[k] + price_of_order(banned[depth], order[k], wrong)
        rest = first[k, b] if i < 0 or via[k, b] != i else second[k, b]
        if total + rest >= threshold:
            continue
        total += start_cost(window[k], term[k], wished[k], start)
        for w in range(cuts.shape[1]):
            twice = odd[depth, w] & cuts[k, w]
            if twice:
                total += price_of_bits(twice, w, price)
            odd[depth + 1, w] = (odd[depth, w] ^ (cuts[k, w] & ~once[w])) & ~(cuts[k, w] & once[w])
        if total + rest >= threshold:
            continue
        at[depth], time[depth], cost[depth], carried[depth] = k, start, total, bag
        for w in range(own.shape[1]):
            banned[depth + 1, w] = banned[depth, w] | own[k, w]
        depth += 1
        asked[depth] = 0
        back = start + length[k] + home[k]
        total += ride * home[k] + shift[3] * max(0, back - shift[2])
        if back <= shift[1] and total < threshold:
            if count == stops.shape[0]:
                return TOO_MANY
            for d in range(depth):
                stops[count, d] = at[d]
            sizes[count], costs[count] = depth, total
            count += 1
    return count
