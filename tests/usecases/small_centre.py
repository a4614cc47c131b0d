"""A small centre in a real database file: three nurses in the morning, six homes with a wound each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from scheduler.domain.care import Request
from scheduler.domain.dataset import Dataset
from scheduler.domain.people import Team
from scheduler.domain.plan import Plan, Route
from scheduler.domain.rulebook import Rulebook
from scheduler.store import plans, records
from scheduler.usecases import Store, open_store, start_planning, wait_for_planning
from scheduler.usecases.day import day_to_plan
from scheduler.usecases.judging import with_judgement
from scheduler.validator import judge
from tests import builders

MONDAY = builders.MONDAY
NOW = builders.clock("17:00", MONDAY - timedelta(days=1))
HOMES = 6
EDUCATION = builders.service("EDU", minutes=20)


def request(id: str = "", resident_id: str = "R1", **changes: Any) -> Request:
    """A wound to be dressed on Monday, ordered by a doctor, asked for by telephone on Sunday."""
    base = Request(id, resident_id, "WOUND", "clinic_phone", NOW, MONDAY, MONDAY, order_until=builders.FAR)
    return replace(base, **changes)


def dataset(**changes: Any) -> Dataset:
    """N1 and N2 have eight years in the profession, N3 three; the homes lie 400 m apart on a line east."""
    people = tuple(builders.staff(id, years=years) for id, years in (("N1", 8), ("N2", 8), ("N3", 3)))
    homes = {f"R{i}": builders.place(f"HOME-R{i}", east=400 * i) for i in range(1, HOMES + 1)}
    base = Dataset(
        centre=builders.centre(),
        teams=(Team("T1", "第一团队", "A区"),),
        staff=people,
        shifts=tuple(builders.shift(person.id) for person in people),
        residents=tuple(builders.resident(id, home) for id, home in homes.items()),
        devices=(),
        requests=tuple(request(f"Q{i}", f"R{i}") for i in range(1, HOMES + 1)),
    )
    return replace(base, **changes)


def rulebook(**numbers: Any) -> Rulebook:
    """The project's numbers with two services, and a short search unless the test says otherwise."""
    return builders.rulebook((builders.service(), EDUCATION), **{"plan_iterations": 2000, **numbers})


def opened(folder: Path, data: Dataset | None = None, **numbers: Any) -> Store:
    """A database with the small centre in it."""
    store = open_store(folder / "small.sqlite", rulebook(**numbers))
    with store.write() as session:
        records.save_dataset(session, data or dataset())
    return store


def planned(store: Store, day: date = MONDAY, *, seed: int = 1, now: datetime = NOW, **options: Any) -> str:
    """Plan the day to its end and give the plan's id."""
    plan_id = start_planning(store, "C1", day, author="test", now=now, seed=seed, **options)
    run = wait_for_planning(store, plan_id, 240)
    assert run.state in ("done", "stopped"), run.reason
    return plan_id


def drafted(
    store: Store,
    routes: Mapping[str, Sequence[tuple[str, str]]],
    on: date = MONDAY,
    assume_weekdays: bool = False,
    promised: bool = False,
) -> Plan:
    """A draft made by hand: for each shift its (visit, clock); judged and saved as the day's next version.

    With `promised` every home is told from 15 minutes before to 45 after, else the minute.
    """
    with store.write() as session:
        day, _ = day_to_plan(session, store.rulebook, "C1", on, assume_weekdays=assume_weekdays)
        version = plans.next_version(session, "C1", on)
        made = builders.plan(day, routes, id=plans.plan_id_of("C1", on, version), version=version)
        made = replace(made, routes=tuple(map(_with_bands, made.routes))) if promised else made
        judged = replace(with_judgement(day, made), cost_by_rule=judge(day, made).cost_by_rule)
        plans.save_plan(session, judged, day, plans.keep_rulebook(session, store.rulebook))
    return judged


def _with_bands(route: Route) -> Route:
    before, after = timedelta(minutes=15), timedelta(minutes=45)
    stops = (replace(stop, band=(stop.start - before, stop.start + after)) for stop in route.stops)
    return replace(route, stops=tuple(stops))


GOOD = {
    "N1-08:00": [("V-Q1", "08:10"), ("V-Q2", "08:50"), ("V-Q3", "09:30")],
    "N2-08:00": [("V-Q4", "08:15"), ("V-Q5", "08:55"), ("V-Q6", "09:35")],
}
"""Nobody on these routes comes too soon: 400 m and a door of 5 minutes take under 9 minutes."""
