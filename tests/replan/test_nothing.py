"""Doing nothing where something has to be left out: who is after it comes as early as told, samples at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from scheduler.domain.day import Day
from scheduler.domain.events import StaffAbsent, VisitOverran, VisitStarted
from scheduler.domain.plan import Plan
from scheduler.replan.board import board_of
from tests import builders
from tests.builders import clock

BLOOD = builders.service("BLOOD_ANY", 15, lab_minutes=120)
SERVICES = (builders.service(), BLOOD)
WAY = timedelta(seconds=385)  # 300 m + 1.3 x 1 km on an e-bike at 15 km/h, rounded up; no stairs at the laboratory


def told(draws: dict[str, str], starts: dict[str, str], laboratory: list[tuple[str, int]]) -> tuple[Day, Plan]:
    """N1 with these visits at these times, each for half an hour or, where blood is drawn, a quarter; all a kilometre
    away at the same point, each with a door of its own."""
    kinds = {one.code: one for one in SERVICES}
    visits = [builders.visit(id_, f"R{id_}", of=kinds[draws.get(id_, "WOUND")]) for id_ in starts]
    day = builders.day(visits, services=SERVICES, shifts=[builders.shift("N1", end="13:00")])
    stops = [builders.stop(day, id_, start) for id_, start in starts.items()]
    stops += [builders.drop(day, at, number) for at, number in laboratory]
    return day, builders.plan(day, {"N1-08:00": sorted(stops, key=lambda stop: stop.start)}, state="published")


def test_who_leaves_a_visit_out_is_at_the_laboratory_as_soon_as_the_way_allows() -> None:
    day, plan = told({"V1": "BLOOD_ANY"}, {"V1": "08:15", "V2": "08:50"}, [("09:40", 0)])
    events = (
        VisitStarted(clock("08:15"), "V1"),
        VisitOverran(clock("08:40"), "V1", clock("08:45")),
        StaffAbsent(clock("08:40"), "N1", clock("08:40")),
    )
    board = board_of(day, plan, events, clock("08:40"), planned=day.visits)
    assert board.possible
    (route,) = (route for route in board.nothing.routes if route.stops)
    assert route.starts == (board.draft.seconds(clock("08:15")), board.draft.seconds(clock("08:45") + WAY))


def test_who_comes_after_a_visit_that_is_left_out_comes_when_told() -> None:
    day, plan = told({}, {"V1": "08:15", "V2": "09:30", "V3": "10:10", "V4": "10:50"}, [])
    agreed = builders.window("09:30", "09:40")
    late = {**day.visits, "V2": builders.visit("V2", "RV2", windows=(agreed,))}
    events = (VisitStarted(clock("08:15"), "V1"), VisitOverran(clock("08:50"), "V1", clock("09:50")))
    board = board_of(replace(day, visits=late), plan, events, clock("08:50"), planned=late)
    placed = {board.draft.keys[p][0]: start for p, (_, start) in board.nothing.placed().items()}
    # V2 could not begin before 09:40; V3 is 72 s and five minutes of stairs from V1: there before it was told for
    assert placed == {
        id_: board.draft.seconds(clock(at)) for id_, at in (("V1", "08:15"), ("V3", "10:10"), ("V4", "10:50"))
    }
