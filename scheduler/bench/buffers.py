"""What buffers buy on the days of a centre's files, each planned, judged by simulation and published; and how fast."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from scheduler import usecases
from scheduler.errors import SchedulerError
from scheduler.units import at

PATIENCE = 1800.0  # seconds that a plan may take
SPEED_SAMPLES = 5000
PLANNED_AT = "17:00"  # the day before


@dataclass(frozen=True, slots=True)
class BufferedDay:
    """Shares are of visits begun after their promised band; `unsure` of these and of samples out of time expected of a
    day; `samples_a_second`: simulated days, chances included; `seconds`: planning with and without the buffers."""

    day: date
    visits: int
    plain_cost: int
    cost: int
    plain_share: float
    share: float
    plain_unsure: float
    unsure: float
    laboratory: float | None
    reached: bool
    legal: bool
    seconds: float
    samples_a_second: float

    @property
    def more_percent(self) -> float:
        """What the buffers cost."""
        return 100 * (self.cost / max(1, self.plain_cost) - 1)


def buffered_days(folder: Path, first: date, days: int, seed: int) -> Iterator[BufferedDay]:
    """Day after day, each planned on what the days before have told people; InputError as for loading and planning."""
    with tempfile.TemporaryDirectory() as place:
        store = usecases.open_store(Path(place) / "week.sqlite")
        try:
            now = at(first - timedelta(days=1), PLANNED_AT)
            centre_id = usecases.load_folder(store, folder, author="bench", now=now).centre_id
            for k in range(days):
                yield _one_day(store, centre_id, first + timedelta(days=k), seed)
        finally:
            store.close()


def _one_day(store: usecases.Store, centre_id: str, day: date, seed: int) -> BufferedDay:
    now = at(day - timedelta(days=1), PLANNED_AT)
    began = time.monotonic()
    plan_id = usecases.start_planning(store, centre_id, day, author="bench", now=now, seed=seed, robust=True)
    run = usecases.wait_for_planning(store, plan_id, PATIENCE)
    seconds = time.monotonic() - began
    told = usecases.bought(store, plan_id)
    if told is None:
        raise SchedulerError(f"{plan_id}: {run.state} {run.reason}")
    chances = usecases.plan_chances(store, plan_id)
    began = time.process_time()
    usecases.plan_chances(store, plan_id, SPEED_SAMPLES)
    busy = time.process_time() - began
    legal = usecases.check_plan(store, plan_id).legal
    published = usecases.publish_plan(store, plan_id, author="bench", now=now)
    if published.plan is None and published.to_acknowledge:
        somebody = usecases.read_plan(store, plan_id).routes[0].staff_id
        usecases.publish_plan(store, plan_id, author="bench", now=now, acknowledged_by=somebody)
    return BufferedDay(
        day,
        len({stop.visit_id for stop in chances.stops}),
        told["plain_cost"],
        told["cost"],
        told["plain_share"],
        told["share"],
        told["plain_late"],
        told["late"],
        chances.laboratory,
        told["reached"],
        legal,
        seconds,
        SPEED_SAMPLES / busy,
    )
