"""How sure a plan is: its day simulated many times. And what its buffers bought, where it was planned with some."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from scheduler.errors import Fault, InputError
from scheduler.store import jobs, plans
from scheduler.store.engine import Store
from scheduler.usecases.day import day_as_planned

if TYPE_CHECKING:
    from scheduler.simulate.day.chances import DayChances

MOST_SAMPLES = 100_000


def plan_chances(store: Store, plan_id: str, samples: int | None = None, seed: int = 1) -> DayChances:
    """The chance of every promised band, and what is late, missed and overtime; with the spreads configured now.

    `samples` None: day.samples. The same seed gives the same figures. NotFoundError; InputError for options out of
    range.
    """
    from scheduler.simulate.day.chances import chances_of  # loads the simulation, which only this needs

    count = store.rulebook.rule("day.samples") if samples is None else samples
    _refuse_bad_options(count, seed)
    with store.read() as session:
        plan, day = day_as_planned(session, store.rulebook, plans.plan_row(session, plan_id))
    return chances_of(day, plan, count, seed)


def _refuse_bad_options(samples: int, seed: int) -> None:
    faults = []
    if not 1 <= samples <= MOST_SAMPLES:
        told = ("is out of range", f"give 1 to {MOST_SAMPLES}", "超出范围", f"请写 1 到 {MOST_SAMPLES}")
        faults.append(Fault("", "samples", str(samples), *told))
    if seed < 0:
        faults.append(Fault("", "seed", str(seed), "is below 0", "give at least 0", "小于 0", "至少为 0"))
    if faults:
        raise InputError(faults)


def bought(store: Store, plan_id: str) -> Mapping[str, Any] | None:
    """What the buffers of a plan bought, in the fields of `simulate.day.robust.Robust`; None for a plan without."""
    with store.read() as session:
        return jobs.bought_by_buffers(session, plan_id) or None
