"""A simulated day against the plan's own clock, against a slow second witness, and against the arithmetic of luck."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from statistics import NormalDist

import numpy as np
import pytest

from scheduler.domain.care import Gap
from scheduler.domain.day import Day
from scheduler.domain.plan import Plan
from scheduler.errors import InputError
from scheduler.simulate.day.chances import chances_of
from scheduler.simulate.day.course import Course, course_of
from scheduler.simulate.day.luck import Luck, luck_of
from scheduler.simulate.day.spreads import minutes_of
from scheduler.simulate.day.walk import walk
from scheduler.simulate.planning import planned
from scheduler.units import moment_of, seconds_of
from tests import builders
from tests.random_days import random_day
from tests.simulate.plain_day import Key, PlainDay

SPREADS = tuple(key for key in builders.standard().rules if key.startswith("day.") and key.endswith(".spread"))
CHANCES = ("simulate.nobody_home", "simulate.staff_ill")
SEEDS = range(1, 25)
STEPS = 40  # of the search: any plan will do


def with_numbers(day: Day, **numbers: float) -> Day:
    """The day with other numbers of the simulation, named like day_early_minutes=5."""
    rules = dict(day.rulebook.rules)
    for name, value in numbers.items():
        key = next(key for key in rules if key.replace(".", "_") == name)
        rules[key] = replace(rules[key], value=value)
    return replace(day, rulebook=replace(day.rulebook, rules=rules))


def calm(day: Day) -> Day:
    """Nothing strays and everybody comes."""
    return with_numbers(day, **{key.replace(".", "_"): 0 for key in (*SPREADS, *CHANCES)})


@cache
def planned_day(seed: int) -> tuple[Day, Plan]:
    day = random_day(seed, calm=True)
    return day, planned(day, STEPS, 1)


def key_of(course: Course, k: int) -> Key:
    step = course.steps[k]
    return step.visit_id, step.part, course.ways[step.way].shift_id


def plain(day: Day, plan: Plan, course: Course, luck: Luck, n: int) -> PlainDay:
    """Simulated day n, the slow way, with the same luck."""
    keys = [key_of(course, k) for k in range(len(course.steps))]
    ways = list(enumerate(course.ways))
    return PlainDay(
        day,
        plan,
        {key: int(luck.service[k, n]) for k, key in enumerate(keys)},
        {key: int(luck.ride[k, n]) for k, key in enumerate(keys)},
        {way.shift_id: int(luck.back[w, n]) for w, way in ways},
        {way.staff_id: bool(luck.works[w, n]) for w, way in ways},
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_a_day_on_which_nothing_strays_is_the_plan_itself_to_the_second(seed: int) -> None:
    day, plan = planned_day(seed)
    course = course_of(calm(day), plan)
    walked = walk(course, luck_of(calm(day), course, 2, 1))
    assert walked.done.all()
    for k, step in enumerate(course.steps):
        assert set(walked.start[k]) == {step.start}
    for w, route in enumerate(plan.routes):
        assert set(walked.back[w]) == {seconds_of(route.back, day.day)}


@pytest.mark.parametrize("early", [0, 12])
def test_the_fast_walk_and_the_slow_witness_agree_on_every_simulated_day(early: int) -> None:
    rough = {
        "day_service_spread": 0.6,
        "day_ride_ebike_spread": 0.5,
        "day_ride_car_spread": 0.5,
        "simulate_staff_ill": 200,
        "simulate_nobody_home": 150,
    }
    seen = 0
    for seed in SEEDS:
        day, plan = planned_day(seed)
        day = with_numbers(day, day_early_minutes=early, **rough)
        course = course_of(day, plan)
        luck = luck_of(day, course, 12, seed)
        walked = walk(course, luck)
        for n in range(12):
            slow = plain(day, plan, course, luck, n)
            for k, step in enumerate(course.steps):
                if not luck.works[step.way, n]:
                    continue
                key = key_of(course, k)
                assert bool(walked.done[k, n]) == (key not in slow.given_up), (seed, n, key)
                told = slow.started.get(key) or slow.arrived[key]
                assert moment_of(int(walked.start[k, n]), day.day) == told, (seed, n, key)
                seen += 1
            for w, way in enumerate(course.ways):
                if luck.works[w, n]:
                    assert moment_of(int(walked.back[w, n]), day.day) == slow.home[way.shift_id], (seed, n, way)
    assert seen > 500


def test_the_random_plans_hold_what_makes_people_wait_for_one_another() -> None:
    courses = [course_of(*planned_day(seed)) for seed in SEEDS]
    assert any(len(group) > 1 for course in courses for group in course.groups)
    assert any(step.samples for course in courses for step in course.steps)
    assert any(step.breaks for course in courses for step in course.steps)
    assert any(way.follows >= 0 for course in courses for way in course.ways)


def test_the_same_seed_gives_the_same_chances_bit_for_bit_and_more_days_begin_with_the_same_ones() -> None:
    day, plan = planned_day(3)
    assert chances_of(day, plan, 300, 5) == chances_of(day, plan, 300, 5)
    assert chances_of(day, plan, 300, 5) != chances_of(day, plan, 300, 6)
    course = course_of(day, plan)
    few, many = luck_of(day, course, 50, 5), luck_of(day, course, 200, 5)
    assert np.array_equal(few.service, many.service[:, :50])
    assert np.array_equal(few.works, many.works[:, :50])


def test_what_chance_decides_of_a_visit_does_not_depend_on_who_else_is_visited() -> None:
    day, whole = line(3)
    _, short = line(2)
    luck = [luck_of(day, course_of(day, plan), 20, 9).service[1] for plan in (whole, short)]
    assert np.array_equal(*luck)


def line(visits: int, **numbers: float) -> tuple[Day, Plan]:
    """One nurse, visits of 30 minutes at homes a kilometre apart, each started as soon as she is there."""
    homes = [builders.resident(f"R{k}", builders.place(f"H{k}", east=1000 * k)) for k in range(1, visits + 1)]
    asked = [builders.visit(f"V{k}", f"R{k}") for k in range(1, visits + 1)]
    day = builders.day(asked, residents=homes)
    day = with_numbers(calm(day), **numbers) if numbers else day
    starts = [seconds_of(builders.clock("08:20"), day.day)]
    plan = builders.plan(day, {"N1-08:00": [("V1", "08:20")]})
    for k in range(2, visits + 1):
        tried = builders.plan(day, {"N1-08:00": [(f"V{j}", "08:20") for j in range(1, k + 1)]})
        stop = tried.routes[0].stops[-1]
        starts.append(starts[-1] + 1800 + stop.travel_seconds + stop.access_seconds)
        given = [builders.stop(day, f"V{j}", moment_of(start, day.day)) for j, start in enumerate(starts, start=1)]
        plan = builders.plan(day, {"N1-08:00": given})
    return day, plan


def with_bands(plan: Plan, minutes: int) -> Plan:
    """Every resident is told the planned start and so many minutes after it."""
    stops = [
        replace(stop, band=(stop.start, moment_of(seconds_of(stop.start, plan.day) + 60 * minutes, plan.day)))
        for stop in plan.routes[0].stops
    ]
    return replace(plan, routes=(replace(plan.routes[0], stops=tuple(stops)),))


def test_the_chance_of_a_second_visit_is_that_of_the_lognormal_before_it() -> None:
    """She is at V2 in its band of 6 minutes if V1 took at most 36 of 30: ln(36/30) = mu + sigma z, mu = -sigma^2/2."""
    sigma, samples = 0.4, 40_000
    day, plan = line(2, day_service_spread=sigma)
    expected = NormalDist().cdf((math.log(36 / 30) + sigma**2 / 2) / sigma)
    chance = chances_of(day, with_bands(plan, 6), samples, 1).stops[1].chance
    error = math.sqrt(expected * (1 - expected) / samples)
    assert abs(chance - expected) < 4 * error


def test_the_mean_of_service_and_rides_is_the_planned_one_times_the_factor() -> None:
    samples = 40_000
    day, plan = line(1, day_service_spread=0.5, day_service_factor=1.2, day_ride_ebike_spread=0.3)
    course = course_of(day, plan)
    luck = luck_of(day, course, samples, 2)
    for drawn, mean, sigma in ((luck.service[0], 1800 * 1.2, 0.5), (luck.ride[0], course.steps[0].ride, 0.3)):
        error = mean * math.sqrt(math.expm1(sigma**2) / samples)
        assert abs(drawn.mean() - mean) < 4 * error + 0.5


def test_six_visits_in_a_hundred_run_more_than_twenty_minutes_long_as_the_spread_was_chosen() -> None:
    minutes = [service.minutes for service in builders.standard().services.values()]
    sigma = float(builders.standard().rules["day.service.spread"].value)
    long = [1 - NormalDist().cdf((math.log((m + 20) / m) + sigma**2 / 2) / sigma) for m in minutes]
    assert 0.04 < sum(long) / len(long) < 0.08


def test_nobody_home_takes_the_configured_minutes_and_the_door_was_still_reached_in_time() -> None:
    day, plan = line(2, simulate_nobody_home=1000, day_nobody_home_minutes=10)
    course = course_of(day, plan)
    walked = walk(course, luck_of(day, course, 3, 1))
    assert set((walked.end - walked.start).ravel()) == {600}
    assert [stop.chance for stop in chances_of(day, with_bands(plan, 0), 3, 1).stops] == [1.0, 1.0]


def test_who_is_ill_comes_nowhere_that_day() -> None:
    day, plan = line(2, simulate_staff_ill=1000)
    found = chances_of(day, plan, 5, 1)
    assert found.missed_share == 1.0
    assert found.late_share == found.overtime_minutes == 0.0
    assert [stop.chance for stop in found.stops] == [0.0, 0.0]


def test_two_who_begin_together_begin_when_the_later_one_is_there() -> None:
    together = builders.service("PAIR", parts=(builders.service().parts[0],) * 2, sync="start")
    first = builders.visit("V1", "R1")
    pair = builders.visit("V2", "R2", of=together)
    people = (builders.staff("N1"), builders.staff("N2"))
    day = calm(builders.day([first, pair], people=people, services=[builders.service(), together]))
    both = [builders.stop(day, "V2", "09:30", part=k) for k in (0, 1)]
    stops = {"N1-08:00": [builders.stop(day, "V1", "08:20"), both[0]], "N2-08:00": [both[1]]}
    plan = builders.plan(day, stops)
    course = course_of(day, plan)
    luck = luck_of(day, course, 1, 1)
    an_hour_more = replace(luck, service=luck.service + np.array([[5400], [0], [0]]))
    walked = walk(course, an_hour_more)
    assert walked.start[1, 0] == walked.start[2, 0] == walked.end[0, 0] + course.steps[1].ride + course.steps[1].access
    ill = replace(luck, works=np.array([[True], [False]]))
    assert not walk(course, ill).done[1].any()


def test_a_visit_that_follows_another_waits_for_its_gap() -> None:
    first = builders.visit("V1", "R1")
    second = builders.visit("V2", "R2", gap=Gap("V1", 30, 90))
    people = (builders.staff("N1"), builders.staff("N2"))
    day = calm(builders.day([first, second], people=people))
    plan = builders.plan(day, {"N1-08:00": [("V1", "08:20")], "N2-08:00": [("V2", "09:20")]})
    course = course_of(day, plan)
    luck = luck_of(day, course, 1, 1)
    walked = walk(course, replace(luck, service=luck.service + np.array([[1200], [0]])))
    assert walked.start[1, 0] == walked.end[0, 0] + 30 * 60 == seconds_of(builders.clock("09:40"), day.day)


def test_samples_that_come_later_than_they_may_are_counted_against_the_laboratory() -> None:
    draw = builders.service("BLOOD_FAST", minutes=15, lab_minutes=60, soft_from="08:30")
    day = calm(builders.day([builders.visit("V1", "R1", of=draw)], services=[draw], numbers={"H8_lab_cutoff": "09:10"}))
    stops = [builders.stop(day, "V1", "08:20"), builders.drop(day, "09:10")]
    plan = builders.plan(day, {"N1-08:00": stops})
    assert chances_of(day, plan, 4, 1).laboratory == 1.0
    late = with_numbers(day, H8_lab_cutoff="09:09")  # type: ignore[arg-type]
    assert chances_of(late, plan, 4, 1).laboratory == 0.0
    slow = with_numbers(day, day_service_factor=3.0)  # 45 minutes: to 09:05, and the way takes longer than 5
    assert chances_of(slow, plan, 4, 1).laboratory == 0.0


@pytest.mark.parametrize(
    ("name", "value"), [("day_service_factor", 0), ("day_service_spread", 50), ("day_ride_ebike_factor", 9)]
)
def test_a_spread_that_cannot_be_is_said_before_anything_is_simulated(name: str, value: float) -> None:
    day, plan = line(1)
    with pytest.raises(InputError, match="mean and spread") as refused:
        chances_of(with_numbers(day, **{name: value}), plan, 5, 1)
    assert "均值" in refused.value.zh


@pytest.mark.parametrize("text", ["", "five", "5 -1", "5,15", "0"])
def test_minutes_that_are_none_are_said(text: str) -> None:
    book = builders.rulebook(robust_steps=text)
    with pytest.raises(InputError, match="minutes"):
        minutes_of(book, "robust.steps")
    assert minutes_of(builders.rulebook(robust_steps="5 15"), "robust.steps") == (5, 15)
