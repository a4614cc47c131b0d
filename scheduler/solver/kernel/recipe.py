"""The numbers of the search that are choices, compared by leaving each out (`scheduler bench --without`).

All but `near` won: without it plans cost 1.0 +- 0.8 % less, hardly above the noise (`at_once`: 0.2 +- 0.9 % more).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """Shares are of 1; those of the kinds of ruin need not add up, what is left takes out a whole route."""

    average: int = 10  # stops taken out at a time
    average_timed: int = 7  # the same where starts are chosen, so that each insertion takes long
    longest: int = 10  # string of neighbours on one route
    strings: float = 0.72
    near: float = 0.08
    at_once: float = 0.06  # visits around the same time
    dear: float = 0.04  # those whose detour and delay cost most
    scattered: float = 0.06
    from_absent: float = 0.15  # of the ruins begin around a visit that is left out
    from_idlest: float = 0.15  # where the most idle person costs, of the ruins begin on her route
    blink: float = 0.01  # of the options that would be taken are not seen
    larger_first: float = 0.5  # of the orders of insertion put visits of several people in front
    trials: int = 5  # options of one part looked at in full
    trials_endless: int = 15  # the same where nothing need end in time, so that all can be late
    levelled: float = 0.9  # of the search prices the mean of several longest idle times, of fewer and fewer
    lure: float = 0.4  # from then on: how much filling idle hours below the longest is worth, at most, of its price
    apart_in_time: float = 0.5  # of the ticks between two opening times count as way there and back among neighbours
    hot: float = 6.0  # first temperature, in mean legs of the first plan
    cold: float = 0.1  # last one
    hot_linked: float = 12.0  # the same where visits are linked: cold starts stay in a bad assignment
    cold_linked: float = 0.05
    choice: bool = True  # OR-Tools chooses among all good routes met


STANDARD = Recipe()
