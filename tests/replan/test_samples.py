"""Samples on a day that runs late: what cannot be in time any more is told, and planning goes on."""

from __future__ import annotations

from datetime import timedelta

from scheduler.domain.day import Day
from scheduler.domain.events import VisitOverran, VisitStarted
from scheduler.domain.plan import Plan
from scheduler.replan.better import replan
from scheduler.replan.board import board_of
from scheduler.replan.conflict import conflict
from scheduler.replan.facts import with_facts
from scheduler.rules.laboratory import kinds_of_sample
from scheduler.validator import judge
from tests import builders
from tests.builders import clock
from tests.replan.wishing import NAME, WISH

BLOOD = builders.service("BLOOD_ANY", 15, lab_minutes=120)
FASTING = builders.service("BLOOD_FAST", 15, lab_minutes=120, soft_from="08:30")
SERVICES = (builders.service(), BLOOD, FASTING)


def morning(draw: str = "BLOOD_ANY", end: str = "13:00") -> tuple[Day, Plan]:
    """N1 draws blood at 08:15, dresses a wound at 08:50, is at the laboratory at 09:40, dresses another at 10:00."""
    of = next(one for one in SERVICES if one.code == draw)
    visits = [builders.visit("V1", "R1", of=of), builders.visit("V2", "R2"), builders.visit("V3", "R3")]
    day = builders.day(visits, services=SERVICES, shifts=[builders.shift("N1", end=end)])
    stops = [builders.stop(day, "V1", "08:15"), builders.stop(day, "V2", "08:50"), builders.drop(day, "09:40")]
    return day, builders.plan(day, {"N1-08:00": [*stops, builders.stop(day, "V3", "10:00")]}, state="published")


OVERRAN = (
    VisitStarted(clock("08:15"), "V1"),
    VisitStarted(clock("08:50"), "V2"),
    VisitOverran(clock("09:20"), "V2", clock("11:00")),
)


def test_a_sample_that_can_still_be_in_time_keeps_its_120_minutes() -> None:
    day, told = morning()
    late = VisitOverran(clock("09:20"), "V2", clock("10:00"))
    for events in (OVERRAN[:1], OVERRAN[:2], (*OVERRAN[:2], late)):
        assert with_facts(day, told, events).late_samples == frozenset()
        assert kinds_of_sample(with_facts(day, told, events)) == [(120, False)]


def test_a_sample_in_the_bag_is_handed_over_after_what_has_begun_since() -> None:
    day, told = morning()
    board = board_of(day, told, OVERRAN[:2], clock("08:55"), planned=day.visits)
    (route,) = replan(board, WISH, NAME).plan.routes
    assert [stop.visit_id for stop in route.stops].index("") == 2


def test_a_sample_held_up_by_a_visit_that_overruns_goes_to_the_laboratory_at_once() -> None:
    day, told = morning()
    after = with_facts(day, told, OVERRAN)
    # drawn by 08:30; the way back from the second home takes 385 s after 11:00, and handing over its minutes
    minutes = 11 * 60 + 7 - (8 * 60 + 30) + day.rulebook.rule("H8.handover_minutes")
    assert after.late_samples == {"V1"}
    assert kinds_of_sample(after) == [(minutes, False)]
    assert with_facts(after, told, OVERRAN) == after


def test_what_is_past_saving_is_told_and_no_conflict() -> None:
    for draw in ("BLOOD_ANY", "BLOOD_FAST"):
        day, told = morning(draw)
        board = board_of(day, told, OVERRAN, clock("09:50"), planned=day.visits)
        assert board.possible
        assert conflict(board.day) == ()
        made = replan(board, WISH, NAME)
        verdict = judge(board.day, made.plan)
        assert verdict.legal, [finding.en for finding in verdict.hard]
        assert {stop.visit_id for _, stop in made.plan.stops()} == {"V1", "V2", "V3", ""}
        (drop,) = (stop for _, stop in made.plan.stops() if stop.kind == "drop")
        assert drop.start - clock("11:00") < timedelta(minutes=15)
        assert [one.visit_ids for one in verdict.findings if one.rule == "H8"] == [("V1",)]


def test_a_fact_past_the_end_of_the_shift_is_no_conflict_either() -> None:
    day, told = morning(end="11:30")
    late = (*OVERRAN[:2], VisitOverran(clock("09:20"), "V2", clock("11:50")))
    board = board_of(day, told, late, clock("09:50"), planned=day.visits)
    assert board.possible
    made = replan(board, WISH, NAME)
    assert judge(board.day, made.plan).legal
    assert {stop.visit_id for _, stop in made.plan.stops()} == {"V1", "V2", ""}
