"""A small centre that cares over time: a doctor, two nurses and six homes, in a real database file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from scheduler.domain.care import Lock, Request
from scheduler.domain.dataset import Dataset
from scheduler.domain.orders import CareOrder, Interval
from scheduler.domain.people import Shift, Team
from scheduler.domain.plan import Plan
from scheduler.store import plans, records
from scheduler.usecases import BedView, Outcome, Store, apply_for_bed, move_bed, open_store, publish_plan
from scheduler.usecases.day import day_to_plan
from scheduler.usecases.judging import with_judgement
from scheduler.validator import judge
from tests import builders

MONDAY, FAR = builders.MONDAY, builders.FAR
NOW = builders.clock("07:00")
CONDITIONS = ("diagnosis", "indication", "homebound", "home", "carer", "consent", "area")
WEEKLY = Interval(5, 7, 7)
DAYS = tuple(MONDAY + timedelta(days=k) for k in range(14))


def at(day: date, clock: str = "07:00") -> datetime:
    """A moment of a day."""
    return builders.clock(clock, day)


def shifts(people: Iterable[str], days: Iterable[date]) -> tuple[Shift, ...]:
    """Everybody's day from 07:00 to 18:00 on the road, save G2, who keeps the clinic."""
    made = []
    for day in days:
        later = day - MONDAY
        for id_ in people:
            one = builders.shift(id_, "07:00", "18:00", id=f"{id_}-{day}")
            lunch = {"lunch_from": at(day, "11:30"), "lunch_until": at(day, "13:00"), "lunch_minutes": 45}
            moved = {"start": one.start + later, "end": one.end + later, "latest_end": one.latest_end + later}
            made.append(replace(one, **moved, **({"kind": "clinic"} if id_ == "G2" else lunch)))
    return tuple(made)


def dataset(days: Iterable[date] = DAYS, **changes: Any) -> Dataset:
    """G1 is the doctor on the road; N1 has the PICC certificate, N2 has not; the homes lie 400 m apart to the east."""
    people = (
        builders.staff("G1", role="GP"),
        builders.staff("G2", role="GP"),
        builders.staff("N1", skills=("picc", "catheter")),
        builders.staff("N2"),
    )
    homes = {f"R{i}": builders.place(f"HOME-R{i}", east=400 * i) for i in range(1, 7)}
    base = Dataset(
        centre=builders.centre(),
        teams=(Team("T1", "第一团队", "A区"),),
        staff=people,
        shifts=shifts([person.id for person in people], days),
        residents=tuple(builders.resident(id, home) for id, home in homes.items()),
        devices=(),
        requests=(),
    )
    return replace(base, **changes)


def opened(folder: Path, data: Dataset | None = None) -> Store:
    """A database with the centre in it: the project's own numbers, but one doctor in the clinic and a short search."""
    book = builders.standard()
    short = {"plan.iterations": 500, "plan.bound_seconds": 0, "H18.doctors_in_clinic": 1}
    rules = {**book.rules, **{key: replace(book.rules[key], value=value) for key, value in short.items()}}
    store = open_store(folder / "care.sqlite", replace(book, rules=rules))
    with store.write() as session:
        records.save_dataset(session, data or dataset())
    return store


def order(id: str = "O1", resident_id: str = "R1", service: str = "PICC", **changes: Any) -> CareOrder:
    """A PICC flushed every week since the Tuesday before, every paper in order."""
    papers = {"order_until": builders.FAR, "consent_until": builders.FAR, "assessment_until": builders.FAR}
    last = MONDAY - timedelta(days=6)
    base = CareOrder(id, resident_id, service, "signed_team", last, WEEKLY, last_done=last, **papers)
    return replace(base, **changes)


def request(id: str, resident_id: str = "R1", service: str = "WOUND", **changes: Any) -> Request:
    """A wound to be dressed on Monday, ordered by a doctor."""
    base = Request(id, resident_id, service, "clinic_phone", NOW, MONDAY, MONDAY, order_until=builders.FAR)
    return replace(base, **changes)


def demand(store: Store, day: date, assume_weekdays: bool = False) -> dict[str, str]:
    """The visits of a day: id -> service."""
    with store.read() as session:
        known, _ = day_to_plan(session, store.rulebook, "C1", day, assume_weekdays=assume_weekdays)
    return {id_: visit.service for id_, visit in known.visits.items()}


def published(store: Store, day: date, routes: Mapping[str, Sequence[tuple[str, str]]]) -> Plan:
    """A plan made by hand (person -> (visit, clock)), judged and published; overdue visits are answered for."""
    with store.write() as session:
        known, _ = day_to_plan(session, store.rulebook, "C1", day)
        version = plans.next_version(session, "C1", day)
        stops = {
            f"{who}-{day}": [builders.stop(known, visit, at(day, clock), part) for visit, clock, part in _parts(told)]
            for who, told in routes.items()
        }
        about = {"id": plans.plan_id_of("C1", day, version), "version": version, "day": day}
        made = builders.plan(known, stops, _lunch(day, stops), **about)
        judged = replace(with_judgement(known, made), cost_by_rule=judge(known, made).cost_by_rule)
        plans.save_plan(session, judged, known, plans.keep_rulebook(session, store.rulebook))
    answer = publish_plan(store, judged.id, author="test", now=at(day - timedelta(days=1)), acknowledged_by="G1")
    assert answer.plan is not None, [finding.en for finding in answer.broken]
    return answer.plan


def _parts(told: Sequence[tuple[str, str]]) -> list[tuple[str, str, int]]:
    """`V-X/1` is the second part of V-X."""
    return [(visit.partition("/")[0], clock, int(visit.partition("/")[2] or 0)) for visit, clock in told]


def _lunch(day: date, routes: Iterable[str]) -> dict[str, list[tuple[Any, Any]]]:
    return {shift: [(at(day, "12:00"), at(day, "12:45"))] for shift in routes}


def lock(visit_id: str, staff_id: str, start: datetime | None = None) -> Lock:
    """The coordinator's word about the first part of a visit."""
    return Lock(visit_id, 0, staff_id, start)


def told(visit_id: str, day: date, outcome: str = "done", **changes: Any) -> Outcome:
    """What somebody tells of a visit."""
    return Outcome(visit_id, day, outcome, **changes)


def registered(store: Store, resident_id: str = "R1", now: datetime = NOW, **facts: Any) -> BedView:
    """A bed applied for, assessed with every condition, and registered with G1 and N1."""
    about: dict[str, Any] = {"author": "test", "now": now, "seen": None}
    bed = apply_for_bed(store, "C1", resident_id, "treatment", "centre", author="test", now=now).bed
    move_bed(store, "C1", bed.id, "assessed", facts={"conditions": CONDITIONS}, **about)
    people = {"responsible_doctor": "G1", "responsible_nurse": "N1", "deputies": ("N2",), **facts}
    return move_bed(store, "C1", bed.id, "registered", facts=people, **about)


def in_bed(store: Store, resident_id: str = "R1", now: datetime = NOW, **facts: Any) -> BedView:
    """A bed that is open since then."""
    bed = registered(store, resident_id, now, **facts).bed
    return move_bed(store, "C1", bed.id, "open", seen=None, author="test", now=now)
