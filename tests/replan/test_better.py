"""Doing nothing, and the re-plan that is never worse: on small days whose answer can be reckoned by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.domain.care import Lock
from scheduler.domain.day import Day
from scheduler.domain.events import Event, StaffAbsent, VisitCancelled, VisitOverran, VisitStarted
from scheduler.domain.plan import Plan
from scheduler.replan.better import Name, Replanned, Wish, replan
from scheduler.replan.board import board_of
from scheduler.replan.conflict import conflict
from scheduler.validator import judge
from tests import builders
from tests.builders import clock

CLOCK = ("08:30", "09:09", "09:48")  # half an hour, 300 m + 1.3 x 400 m at 15 km/h, five minutes to the door: 38:17
ILL = StaffAbsent(clock("07:20"), "N1", clock("07:20"))


def told_day(of_each: int = 2, nurses: int = 3, **changes: object) -> tuple[Day, Plan]:
    """Nurses with so many visits each, 39 minutes apart from 08:30 on, 400 m further every time; bands as usual."""
    people = [builders.staff(f"N{n}") for n in range(1, nurses + 1)]
    names = [f"V{n}{k}" for n in range(1, nurses + 1) for k in range(of_each)]
    homes = [
        builders.resident(f"R{id_}", builders.place(f"HOME-{id_}", east=400 * (i + 1))) for i, id_ in enumerate(names)
    ]
    visits = [builders.visit(id_, f"R{id_}") for id_ in names]
    day = replace(builders.day(visits, people=people, residents=homes), **changes)
    plan = builders.plan(
        day,
        {
            f"N{n}-08:00": list(zip((f"V{n}{k}" for k in range(of_each)), CLOCK, strict=False))
            for n in range(1, nurses + 1)
        },
        state="published",
    )
    return day, with_bands(plan)


def with_bands(plan: Plan) -> Plan:
    """A quarter before to three quarters after each start, as people are told."""
    early, late = timedelta(minutes=15), timedelta(minutes=45)
    routes = tuple(
        replace(route, stops=tuple(replace(s, band=(s.start - early, s.start + late)) for s in route.stops))
        for route in plan.routes
    )
    return replace(plan, routes=routes)


def replanned(
    day: Day,
    told: Plan,
    events: Sequence[Event],
    freeze: datetime | None = None,
    most: int | None = None,
    may_leave_bands: bool = False,
) -> Replanned:
    board = board_of(day, told, events, freeze or clock("08:00"), planned=day.visits, may_leave_bands=may_leave_bands)
    made = replan(board, Wish(600, 1, most), Name("P2", 2, "test", clock("07:30")))
    if board.possible:
        assert made.plan.cost <= made.nothing.cost
        assert judge(board.day, made.nothing).legal
    if made.legal:
        verdict = judge(board.day, made.plan)
        assert verdict.legal, [finding.en for finding in verdict.hard]
        assert sum(verdict.cost_by_rule.values()) == made.plan.cost
    return made


def people_of(plan: Plan) -> dict[str, str]:
    return {stop.visit_id: route.staff_id for route, stop in plan.stops()}


def test_doing_nothing_leaves_out_what_an_absent_person_was_to_do_and_moves_nobody_else() -> None:
    day, told = told_day()
    made = replanned(day, told, [ILL])
    assert [left.visit_id for left in made.nothing.left_out] == ["V10", "V11"]
    assert made.nothing.routes == tuple(route for route in told.routes if route.staff_id != "N1")
    assert made.unchanged.disturbed_staff == ("N1",)


def test_the_visits_of_an_absent_person_are_taken_over_and_everybody_else_keeps_person_and_band() -> None:
    day, told = told_day()
    made = replanned(day, told, [ILL])
    assert made.plan.left_out == ()
    after = people_of(made.plan)
    assert {id_: who for id_, who in people_of(told).items() if who != "N1"} == {
        id_: who for id_, who in after.items() if id_ not in ("V10", "V11")
    }
    assert set(made.change.disturbed_residents) == {"RV10", "RV11"}
    assert set(made.further) <= {"N2", "N3"}


def test_a_told_band_is_never_recomputed_while_it_holds() -> None:
    day, told = told_day()
    made = replanned(day, told, [ILL])
    before = {stop.visit_id: stop.band for _, stop in told.stops()}
    for _, stop in made.plan.stops():
        early, late = before[stop.visit_id]
        if early <= stop.start <= late:
            assert stop.band == (early, late)


def test_what_starts_before_the_freeze_keeps_person_and_start() -> None:
    day, told = told_day()
    made = replanned(day, told, [StaffAbsent(clock("08:40"), "N1", clock("09:05"))], freeze=clock("09:05"))
    starts = {stop.visit_id: (route.staff_id, stop.start) for route, stop in made.plan.stops()}
    for n in (1, 2, 3):
        assert starts[f"V{n}0"] == (f"N{n}", clock("08:30"))
    assert starts["V11"][0] in ("N2", "N3")


def test_who_overruns_comes_later_and_only_then_is_somebody_else_sent() -> None:
    day, told = told_day()
    events = [VisitStarted(clock("08:30"), "V10"), VisitOverran(clock("09:00"), "V10", clock("09:40"))]
    made = replanned(day, told, events, freeze=clock("09:30"))
    # 400 m on (and one door): 300 + 1.3 x 400 = 820 m at 15 km/h = 197 s, access 300 s: 09:48:17 is inside the band
    (late,) = (stop for _, stop in made.nothing.stops() if stop.visit_id == "V11")
    assert round((late.start - clock("09:40")).total_seconds()) == 197 + 300
    assert people_of(made.plan) == people_of(told)
    assert made.further == ()


def test_a_cancelled_visit_disturbs_nobody_else() -> None:
    day, told = told_day()
    made = replanned(day, told, [VisitCancelled(clock("07:00"), "V11")])
    assert made.further == ()
    assert [one.kinds for one in made.change.residents] == [("gone",)]
    assert made.change.disturbed_residents == ()


def test_an_event_that_touches_nobodys_route_changes_nobody_by_the_price_of_disturbance() -> None:
    day, told = told_day()
    far = builders.resident("RX", builders.place("FAR", east=90_000))
    out = builders.visit("VX", "RX")
    day = replace(day, visits={**day.visits, "VX": out}, residents={**day.residents, "RX": far})
    told = replace(told, left_out=builders.plan(day, {}).left_out[-1:])
    gone = replanned(day, told, [VisitCancelled(clock("07:00"), "VX")])
    longer = replace(day, shifts={**day.shifts, "N1-08:00": builders.shift("N1", end="12:01", id="N1-08:00")})
    for made in (gone, replanned(longer, told, ())):
        assert made.change.residents == ()
        assert made.change.staff == ()


def test_no_more_people_are_disturbed_than_allowed() -> None:
    day, told = told_day(of_each=3)
    free = replanned(day, told, [ILL])
    assert len(free.further) == 2  # three more visits fit into no single morning beside its own
    one = replanned(day, told, [ILL], most=1)
    assert len(one.further) == 1
    none = replanned(day, told, [ILL], most=0)
    assert none.further == ()
    assert free.plan.cost <= one.plan.cost <= none.plan.cost == none.nothing.cost


def test_the_same_board_and_wish_give_the_same_plan() -> None:
    day, told = told_day()
    assert replanned(day, told, [ILL]).plan == replanned(day, told, [ILL]).plan


def test_each_lock_of_a_conflict_is_needed_for_it() -> None:
    day, told = told_day()
    # one nurse cannot be at two doors at once; the third lock is innocent
    locks = [Lock("V20", 0, "N2", clock("10:00")), Lock("V21", 0, "N2", clock("10:10")), Lock("V30", 0, "N3")]
    locked = replace(day, locks=tuple(locks))
    made = replanned(locked, told, [])
    assert not made.legal
    found = conflict(locked)
    assert set(found) == set(locks[:2])
    for lock in found:
        rest = replace(day, locks=tuple(one for one in locks if one != lock))
        assert conflict(rest) == ()
        assert replanned(rest, told, []).legal
