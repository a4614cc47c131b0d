"""What is over breaks no rule: a lunch that was short, a day that was long, an order of homes. It is told instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from scheduler.domain.day import Day
from scheduler.domain.events import Event, VisitFinished, VisitOverran, VisitStarted
from scheduler.domain.plan import Finding, Plan
from scheduler.replan.better import Replanned, replan
from scheduler.replan.board import board_of
from scheduler.replan.facts import facts_of, with_facts
from scheduler.validator import judge
from tests import builders
from tests.builders import clock
from tests.replan.wishing import NAME, WISH

WAY = timedelta(seconds=72 + 300)  # two homes at the same point with a door each: 300 m at 15 km/h, five minutes
HOME = timedelta(seconds=385)  # 300 m + 1.3 x 1 km at 15 km/h, rounded up; no stairs at the base


def day_with(lunch: tuple[str, str, int] | None = None, end: str = "17:00", **numbers: int) -> Day:
    """One nurse and three visits of half an hour, a kilometre away at the same point, each with its own door."""
    return builders.day(
        [builders.visit(f"V{i}", f"R{i}") for i in (1, 2, 3)],
        shifts=[builders.shift("N1", end=end, lunch=lunch)],
        numbers=numbers,
    )


def noon() -> tuple[Day, Plan]:
    """Lunch between the first visit and the second."""
    day = day_with(("11:30", "13:00", 45))
    stops = [("V1", "10:30"), ("V2", "12:20"), ("V3", "14:00")]
    return day, builders.plan(day, {"N1-08:00": stops}, {"N1-08:00": [("11:30", "12:15")]}, state="published")


def until(finished: str, second: str) -> tuple[Event, ...]:
    return VisitStarted(clock("10:30"), "V1"), VisitFinished(clock(finished), "V1"), VisitStarted(clock(second), "V2")


def made(day: Day, told: Plan, events: Sequence[Event], freeze: str) -> Replanned:
    board = board_of(day, told, events, clock(freeze), planned=day.visits)
    assert board.possible
    done = replan(board, WISH, NAME)
    verdict = judge(board.day, done.plan)
    assert done.legal
    assert verdict.legal, [finding.en for finding in verdict.hard]
    assert sum(verdict.cost_by_rule.values()) == done.plan.cost <= done.nothing.cost
    return done


def said(day: Day, plan: Plan, rule: str) -> list[Finding]:
    return [one for one in judge(day, plan).findings if one.rule == rule and not one.hard]


def test_a_lunch_that_a_late_morning_has_shortened_is_over_and_told() -> None:
    day, told = noon()
    events = until("11:50", "12:20")
    after = with_facts(day, told, events)
    # half an hour less the 6:12 to the next door: 23 whole minutes, begun when the first visit was done
    assert after.lunches == {"N1-08:00": (clock("11:50"), 23)}
    plan = made(day, told, events, "12:20").plan
    assert [route.breaks for route in plan.routes] == [((clock("11:50"), clock("12:13")),)]
    assert [(one.amount, one.cost) for one in said(after, plan, "H5")] == [((45 - 23) * 60, 0)]
    assert with_facts(after, told, events) == after


def test_a_lunch_that_hardly_any_time_was_left_for_is_still_due() -> None:
    day, told = noon()
    events = until("12:00", "12:20")  # 13 minutes are no lunch
    assert with_facts(day, told, events).lunches == {}
    (route,) = made(day, told, events, "12:20").plan.routes
    assert route.breaks[0][0] >= clock("12:50")
    assert route.breaks[0][1] - route.breaks[0][0] == timedelta(minutes=45)


def test_a_lunch_in_time_is_over_as_it_was_told() -> None:
    day, told = noon()
    events = until("11:00", "12:20")
    after = with_facts(day, told, events)
    assert after.lunches == {"N1-08:00": (clock("11:30"), 45)}
    assert said(after, made(day, told, events, "12:20").plan, "H5") == []
    assert with_facts(day, told, events[:2]).lunches == {}  # nothing has begun since


def test_who_has_worked_longer_than_a_day_may_have_goes_home_and_it_is_told() -> None:
    day = day_with(H15_max_work_minutes=120)
    told = builders.plan(day, {"N1-08:00": [("V1", "08:30"), ("V2", "09:10"), ("V3", "09:50")]}, state="published")
    events = (VisitStarted(clock("08:30"), "V1"), VisitOverran(clock("09:00"), "V1", clock("10:45")))
    after = with_facts(day, told, events)
    there = HOME + timedelta(minutes=5)  # and up the stairs
    work = timedelta(minutes=135) + there + HOME
    assert after.overworked == {"N1": (round(work.total_seconds()), round((there + HOME).total_seconds()))}
    plan = made(day, told, events, "09:30").plan
    assert [stop.visit_id for _, stop in plan.stops()] == ["V1"]
    assert [(one.amount, one.cost) for one in said(after, plan, "H15")] == [(work.total_seconds() - 120 * 60, 0)]
    longer = builders.plan(after, {"N1-08:00": [("V1", "08:30"), ("V2", "10:52")]})
    assert [one.rule for one in judge(after, longer).hard] == ["H15"]
    assert with_facts(after, told, events) == after


def test_who_may_still_work_has_the_usual_limit() -> None:
    day = day_with(H15_max_work_minutes=180)
    told = builders.plan(day, {"N1-08:00": [("V1", "08:30"), ("V2", "09:10")]}, state="published")
    events = (VisitStarted(clock("08:30"), "V1"), VisitOverran(clock("09:00"), "V1", clock("10:45")))
    assert with_facts(day, told, events).overworked == {}


def test_a_shift_that_lasts_longer_for_what_has_begun_is_told() -> None:
    day = day_with(end="10:00")
    told = builders.plan(day, {"N1-08:00": [("V1", "08:30"), ("V2", "09:10")]}, state="published")
    events = (VisitStarted(clock("08:30"), "V1"), VisitOverran(clock("09:00"), "V1", clock("10:30")))
    after = with_facts(day, told, events)
    plan = made(day, told, events, "09:30").plan
    (one,) = said(after, plan, "H5")
    assert one.amount == round((clock("10:30") + HOME - day.shifts["N1-08:00"].latest_end).total_seconds())
    assert one.cost == 0


def test_samples_stay_behind_the_visits_they_were_told_after_however_late_these_begin() -> None:
    blood = builders.service("BLOOD_ANY", 15, lab_minutes=120)
    visits = [builders.visit("V1", "R1", of=blood), builders.visit("V2", "R2")]
    day = builders.day(visits, services=[builders.service(), blood], shifts=[builders.shift("N1", end="13:00")])
    stops = [builders.stop(day, "V1", "08:15"), builders.drop(day, "08:45"), builders.stop(day, "V2", "09:30")]
    told = builders.plan(day, {"N1-08:00": stops}, state="published")
    # an hour late, then sooner at the second door than by way of the laboratory: 385 s, handing over, 385 s, stairs
    events = (
        VisitStarted(clock("09:15"), "V1"),
        VisitFinished(clock("09:30"), "V1"),
        VisitStarted(clock("09:31"), "V2"),
    )
    _, second = facts_of(day, told, events)
    handover = timedelta(minutes=day.rulebook.rule("H8.handover_minutes"))
    assert second.start == clock("09:30") + HOME + handover + HOME + timedelta(minutes=5)


def test_a_protected_home_that_came_after_an_infectious_one_is_told() -> None:
    day = day_with()
    homes = {**day.residents, "R1": replace(day.residents["R1"], precautions=frozenset({"contact"}))}
    homes |= {id_: replace(homes[id_], immunosuppressed=True) for id_ in ("R2", "R3")}
    sick = replace(day.visits["V1"], infection_class=day.rulebook.rule("H20.infectious_class"))
    day = replace(day, residents=homes, visits={**day.visits, "V1": sick})
    told = builders.plan(day, {"N1-08:00": [("V1", "08:30"), ("V2", "09:10"), ("V3", "09:50")]}, state="published")
    events = (
        VisitStarted(clock("08:30"), "V1"),
        VisitFinished(clock("09:00"), "V1"),
        VisitStarted(clock("09:10"), "V2"),
    )
    after = with_facts(day, told, events)
    plan = made(day, told, events, "09:10").plan
    assert [(one.visit_ids, one.cost) for one in said(after, plan, "H20")] == [(("V1", "V2"), 0)]
    assert "V3" not in {stop.visit_id for _, stop in plan.stops()}  # that can still be helped
