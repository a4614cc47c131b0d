"""Means and spreads out of what was observed: lognormal, blind to slips of the hand, careful where little is known.

Rides behind which somebody waited are known as "at most" (censored); they take part by their expected logarithm, by
the EM algorithm (A. P. Dempster, N. M. Laird, D. B. Rubin, Maximum Likelihood from Incomplete Data, 1977).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.rulebook import Rulebook
from scheduler.simulate.day.checkins import Observed
from scheduler.simulate.day.spreads import Spread, ride_spread, service_spread

Floats = NDArray[np.float64]

SLIP = 4.0  # spreads from the middle: beyond, somebody forgot to check out
ROUNDS, CLOSE = 200, 1e-7
LEAST_SPREAD = 0.02  # nobody is as regular as that
STANDARD = NormalDist()


@dataclass(frozen=True, slots=True)
class Learned:
    """What is known of a service or a mode: how many were observed, what was configured, what holds from now on.

    `which` "" stands for all that have no numbers of their own; `kept`: too few, the configured numbers stay.
    """

    what: str
    which: str
    count: int
    before: Spread
    after: Spread
    kept: bool


def learned(book: Rulebook, observed: Iterable[Observed]) -> tuple[Learned, ...]:
    """All services and all rides first, then each service and mode with at least calibrate.fewest of them.

    Few observations are drawn towards what was expected: the configured numbers, or, of a service or mode that has
    none of its own, those of all. These weigh as much as calibrate.prior observations.
    """
    by_kind: dict[str, dict[str, list[Observed]]] = {"service": defaultdict(list), "ride": defaultdict(list)}
    for one in observed:
        by_kind[one.what][one.which].append(one)
    found = []
    for what, groups in by_kind.items():
        spread_of = service_spread if what == "service" else ride_spread
        everything = [one for group in groups.values() for one in group]
        common = _learned(book, what, "", everything, spread_of(book, ""), spread_of(book, ""))
        found.append(common)
        for which in sorted(groups):
            before = spread_of(book, which)
            own = any(f"day.{what}.{which}.{kind}" in book.rules for kind in ("factor", "spread"))
            found.append(_learned(book, what, which, groups[which], before, before if own else common.after))
    return tuple(found)


def _learned(
    book: Rulebook, what: str, which: str, seen: Sequence[Observed], before: Spread, expected: Spread
) -> Learned:
    if len(seen) < book.rule("calibrate.fewest"):
        return Learned(what, which, len(seen), before, before, kept=True)
    return Learned(what, which, len(seen), before, fitted(seen, expected, book.rule("calibrate.prior")), kept=False)


def fitted(observed: Sequence[Observed], expected: Spread, weight: int) -> Spread:
    """The lognormal of real / planned, drawn towards `expected` as if by `weight` observations of it."""
    logs = np.log(np.array([one.real / one.planned for one in observed]))
    at_most = np.array([one.at_most for one in observed], np.bool_)
    inside = ~_slips(logs, at_most)
    middle, sigma = _maximum_likelihood(logs[inside], at_most[inside])
    count = int(inside.sum())
    share = count / (count + weight)
    middle = share * middle + (1 - share) * expected.middle
    sigma = math.sqrt(share * sigma**2 + (1 - share) * expected.sigma**2)
    return Spread(math.exp(middle + sigma**2 / 2), sigma)


def _slips(logs: Floats, at_most: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Far from the median of what is known exactly, by its median deviation."""
    known = logs[~at_most] if (~at_most).sum() > 1 else logs
    middle = float(np.median(known))
    deviation = max(LEAST_SPREAD, float(np.median(np.abs(known - middle))) / STANDARD.inv_cdf(0.75))
    far: NDArray[np.bool_] = np.where(
        at_most, logs - middle < -SLIP * deviation, np.abs(logs - middle) > SLIP * deviation
    )
    return far


def _maximum_likelihood(logs: Floats, at_most: NDArray[np.bool_]) -> tuple[float, float]:
    """Mean and standard deviation of the normal distribution of the logarithms, some of them upper limits."""
    middle, sigma = float(logs.mean()), max(LEAST_SPREAD, float(logs.std()))
    if not at_most.any():
        return middle, sigma
    for _ in range(ROUNDS):
        limit = (logs[at_most] - middle) / sigma
        ratio = _mills(limit)
        first, second = logs.copy(), (logs - middle) ** 2
        first[at_most] = middle - sigma * ratio
        second[at_most] = sigma**2 * (1 - limit * ratio)
        nearer = float(first.mean())
        spread = math.sqrt(max(LEAST_SPREAD**2, float(second.mean()) - (nearer - middle) ** 2))
        moved = abs(nearer - middle) + abs(spread - sigma)
        middle, sigma = nearer, spread
        if moved < CLOSE:
            break
    return middle, sigma


def _mills(limits: Floats) -> Floats:
    """Density by distribution at each limit: a normal below it has the mean middle - sigma x this."""
    return np.array([STANDARD.pdf(z) / max(1e-300, STANDARD.cdf(z)) if z > -30 else -z for z in limits])
