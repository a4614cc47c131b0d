"""How long offers take on the published first week of a folder, as somebody on the telephone waits for them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from scheduler.domain.care import Request
from scheduler.domain.plan import Plan
from scheduler.errors import Fault, InputError
from scheduler.replan.offer import KeptOffer
from scheduler.solver.search import Stop
from scheduler.store import plans, records
from scheduler.store.engine import Store
from scheduler.store.reporting import every_resident
from scheduler.units import at
from scheduler.usecases.asking import add_request
from scheduler.usecases.day import day_to_plan
from scheduler.usecases.loading import load_folder
from scheduler.usecases.making import make_plan
from scheduler.usecases.offers import confirm_offer, find_offers, hold_offer
from scheduler.usecases.opening import open_store, the_centre
from scheduler.usecases.publishing import publish_plan

SERVICES = ("EDU", "HTN_FU", "ELDER_CHECK", "WOUND")  # a nurse, a doctor, both of them, a nurse by order
CHANNEL = "signed_team"
AUTHOR = "bench"
DAYS = 7


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds of the clock and of the CPU of each call of one kind.

    `visits`: of the fullest day asked; `offers`: found in all, of which `touching` ask that others be told anew.
    """

    kind: str
    days: int
    visits: int
    seconds: tuple[float, ...]
    cpu_seconds: tuple[float, ...]
    offers: int = 0
    touching: int = 0

    @property
    def median(self) -> float:
        """Seconds."""
        return median(self.seconds)

    @property
    def cpu_median(self) -> float:
        """Seconds."""
        return median(self.cpu_seconds)

    @property
    def longest(self) -> float:
        """Seconds."""
        return max(self.seconds)


@dataclass(frozen=True, slots=True)
class Week:
    """A store with published plans, made at `now`, the evening before the first of them."""

    store: Store
    centre_id: str
    plans: tuple[Plan, ...]
    now: datetime


@contextmanager
def published_week(folder: Path, iterations: int, each: Callable[[], None], days: int = DAYS) -> Iterator[Week]:
    """The folder's first days, each planned in so many steps and published; `each` is called after every one."""
    with TemporaryDirectory() as scratch:
        store = open_store(Path(scratch) / "bench.sqlite")
        load_folder(store, folder, author=AUTHOR, now=at(date(2026, 1, 1), "18:00"))
        centre = the_centre(store).id
        with store.read() as session:
            first = records.days_with_shifts(session, centre)[0]
        now = at(first - timedelta(days=1), "18:00")
        made = []
        for k in range(days):
            made.append(_published(store, centre, first + timedelta(days=k), iterations, now))
            each()
        yield Week(store, centre, tuple(plan for plan in made if plan is not None), now)
        store.close()


def measured(week: Week, calls: int) -> Iterator[Timed]:
    """So many calls for the fullest day and as many for the week, then what is offered is held and confirmed."""
    if not week.plans:
        remedy, zh = "name a folder with a week of visits", ("没有可排的一天", "请给出有一周申请的文件夹")
        raise InputError([Fault("--week", "", "", "has no day that can be planned", remedy, *zh)])
    fullest = max(week.plans, key=_visits)
    day, everything = (fullest.day, fullest.day), (week.plans[0].day, week.plans[0].day + timedelta(days=DAYS - 1))
    numbers = _numbers(week, calls, *day)
    _found(week, numbers[0], day[0])  # what is loaded once is not measured
    yield _timed("day", week, numbers, day[0], [fullest])
    yield _timed("week", week, _numbers(week, calls, *everything), everything[0], week.plans)
    acts: dict[str, Callable[..., object]] = {"hold": hold_offer, "confirm": confirm_offer}
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in acts}
    for number in numbers:
        for kept in _found(week, number, day[0])[:1]:
            for name, act in acts.items():
                begun = _clocks()
                act(week.store, kept.id, author=AUTHOR, now=week.now)
                taken[name].append(_since(begun))
    yield from (Timed(name, 1, _visits(fullest), *_columns(times)) for name, times in taken.items() if times)


def _published(store: Store, centre: str, day: date, iterations: int, now: datetime) -> Plan | None:
    with store.write() as session:
        known, _ = day_to_plan(session, store.rulebook, centre, day)
        if not known.visits or not known.field_shifts():
            return None
        rules = dict(known.rulebook.rules)
        rules["plan.bound_seconds"] = replace(rules["plan.bound_seconds"], value=0)
        quick = replace(known, rulebook=replace(known.rulebook, rules=rules))
        id_ = plans.plan_id_of(centre, day, 1)
        stop = Stop(iterations=iterations)
        plan, _ = make_plan(quick, stop, seed=1, plan_id=id_, version=1, author=AUTHOR, made=now)
        plans.save_plan(session, plan, known, plans.keep_rulebook(session, store.rulebook))
    return publish_plan(store, id_, author=AUTHOR, now=now, acknowledged_by=next(iter(known.staff))).plan


def _numbers(week: Week, calls: int, first: date, last: date) -> list[str]:
    """New requests that the gates let through, of one service after the other and of residents far apart."""
    with week.store.read() as session:
        residents = list(every_resident(session, week.centre_id))
    return list(islice(_let_through(week, residents, first, last), calls))


def _let_through(week: Week, residents: list[str], first: date, last: date) -> Iterator[str]:
    for k in islice(count(), 10 * len(residents)):
        resident, service = residents[37 * k % len(residents)], SERVICES[k % len(SERVICES)]
        asked = Request("", resident, service, CHANNEL, week.now, first, last, order_until=last)
        receipt = add_request(week.store, week.centre_id, asked, author=AUTHOR, now=week.now)
        if receipt.state == "open":
            yield receipt.number


def _timed(kind: str, week: Week, numbers: list[str], day: date, made: Sequence[Plan]) -> Timed:
    times: list[tuple[float, float]] = []
    offers: list[KeptOffer] = []
    for number in numbers:
        begun = _clocks()
        found = _found(week, number, day)
        times.append(_since(begun))
        offers += found
    touching = sum(bool(one.offer.touched) for one in offers)
    return Timed(kind, len(made), max(map(_visits, made)), *_columns(times), len(offers), touching)


def _clocks() -> tuple[float, float]:
    """Of the wall and of this process."""
    return time.perf_counter(), time.process_time()


def _since(begun: tuple[float, float]) -> tuple[float, float]:
    wall, cpu = _clocks()
    return wall - begun[0], cpu - begun[1]


def _columns(times: Sequence[tuple[float, float]]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    return tuple(wall for wall, _ in times), tuple(cpu for _, cpu in times)


def _found(week: Week, number: str, day: date) -> tuple[KeptOffer, ...]:
    return find_offers(week.store, number, author=AUTHOR, now=week.now, day=day).offers


def _visits(plan: Plan) -> int:
    return len({stop.visit_id for _, stop in plan.stops() if stop.kind == "visit"})
