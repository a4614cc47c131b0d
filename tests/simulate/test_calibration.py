"""Days simulated with other numbers are played, checked in, and learned from: the numbers come back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from scheduler.domain.day import Day
from scheduler.domain.events import VisitFinished, VisitStarted
from scheduler.domain.plan import Plan
from scheduler.domain.rulebook import Rulebook
from scheduler.simulate.day.chances import chances_of
from scheduler.simulate.day.checkins import Observed, checkins_of, observed_of
from scheduler.simulate.day.course import course_of
from scheduler.simulate.day.estimating import Learned, fitted, learned
from scheduler.simulate.day.luck import luck_of
from scheduler.simulate.day.reliability import deciles
from scheduler.simulate.day.spreads import Spread, ride_spread, service_spread
from scheduler.simulate.day.walk import walk
from scheduler.units import moment_of, seconds_of
from scheduler.usecases.calibrating import numbers_of
from tests import builders

SERVICES = {"WOUND": 30, "PICC": 45, "BLOOD_ANY": 15}
TRUE = {"WOUND": (1.25, 0.28), "PICC": (0.85, 0.45), "BLOOD_ANY": (1.1, 0.35)}
TRUE_RIDES = {"ebike": (1.3, 0.32), "foot": (0.9, 0.15)}
NURSES, STOPS, DAYS = 12, 6, 60


def with_truth(book: Rulebook) -> Rulebook:
    """How services and rides really are; nobody is ill, some are not at home."""
    rules = dict(book.rules)
    pattern = rules["day.service.factor"]
    for what, table in (("service", TRUE), ("ride", TRUE_RIDES)):
        for which, values in table.items():
            for kind, value in zip(("factor", "spread"), values, strict=True):
                rules[f"day.{what}.{which}.{kind}"] = replace(pattern, value=value)
    return replace(book, rules=rules)


@cache
def planned_day() -> tuple[Day, Plan]:
    """Twelve nurses with six visits each, planned without slack but for a wait now and then; bands of 0 to 50 min."""
    catalogue = [builders.service(code, minutes=minutes) for code, minutes in SERVICES.items()]
    people = [builders.staff(f"N{n:02}", mode="foot" if n % 3 == 0 else "ebike") for n in range(NURSES)]
    names = [(n, k) for n in range(NURSES) for k in range(STOPS)]
    homes = {
        (n, k): builders.place(f"H{n}-{k}", east=700 * (k + 1), north=150 * n, building=f"B{n}-{k}") for n, k in names
    }
    residents = [builders.resident(f"R{n}-{k}", homes[n, k]) for n, k in names]
    visits = [builders.visit(f"V{n}-{k}", f"R{n}-{k}", of=catalogue[(n + k) % 3]) for n, k in names]
    shifts = [builders.shift(one.id, end="20:00") for one in people]
    day = builders.day(visits, people=people, shifts=shifts, residents=residents, services=catalogue)
    routes: dict[str, list[object]] = {}
    for n in range(NURSES):
        now = seconds_of(builders.clock("08:40"), day.day)
        stops: list[object] = []
        for k in range(STOPS):
            stops.append(builders.stop(day, f"V{n}-{k}", moment_of(now, day.day)))
            probe = builders.route(day, f"N{n:02}-08:00", stops)  # type: ignore[arg-type]
            if k:
                before, last = probe.stops[-2], probe.stops[-1]
                now = seconds_of(before.end, day.day) + last.travel_seconds + last.access_seconds + 240 * (k % 2)
                stops[-1] = builders.stop(day, f"V{n}-{k}", moment_of(now, day.day))
            now += day.visits[f"V{n}-{k}"].minutes * 60
        routes[f"N{n:02}-08:00"] = stops
    return day, with_bands(builders.plan(day, routes))  # type: ignore[arg-type]


def with_bands(plan: Plan) -> Plan:
    routes = []
    for n, route in enumerate(plan.routes):
        stops = [
            replace(
                stop, band=(stop.start, moment_of(seconds_of(stop.start, plan.day) + 600 * ((n + k) % 6), plan.day))
            )
            for k, stop in enumerate(route.stops)
        ]
        routes.append(replace(route, stops=tuple(stops)))
    return replace(plan, routes=tuple(routes))


@cache
def lived() -> tuple[Observed, ...]:
    """The check-ins of sixty days as they really are."""
    day, plan = planned_day()
    true = replace(day, rulebook=with_truth(day.rulebook))
    course = course_of(true, plan)
    luck = luck_of(true, course, DAYS, 11)
    walked = walk(course, luck)
    days = (checkins_of(course, luck, walked, n, day.day) for n in range(DAYS))
    return tuple(one for events in days for one in observed_of(day.visits, plan, events))


@cache
def taught() -> Mapping[tuple[str, str], Learned]:
    day, _ = planned_day()
    return {(row.what, row.which): row for row in learned(day.rulebook, lived())}


@pytest.mark.parametrize("which", TRUE)
def test_of_services_means_come_back_within_5_and_spreads_within_15_percent(which: str) -> None:
    row = taught()["service", which]
    factor, sigma = TRUE[which]
    assert abs(row.after.factor / factor - 1) < 0.05
    assert abs(row.after.sigma / sigma - 1) < 0.15
    # four standard errors of so many observations are inside these limits: they hold by arithmetic, not by luck
    assert 4 * sigma / math.sqrt(row.count) < 0.05
    assert 4 / math.sqrt(2 * row.count) < 0.15


@pytest.mark.parametrize("which", TRUE_RIDES)
def test_of_rides_too_though_many_end_in_a_wait_at_the_door(which: str) -> None:
    row = taught()["ride", which]
    factor, sigma = TRUE_RIDES[which]
    waited = [one.at_most for one in lived() if (one.what, one.which) == ("ride", which)]
    assert 0.1 < sum(waited) / len(waited) < 0.9
    assert abs(row.after.factor / factor - 1) < 0.05
    assert abs(row.after.sigma / sigma - 1) < 0.15


def test_chances_told_with_what_was_learned_are_within_3_points_of_the_true_ones_in_each_decile() -> None:
    day, plan = planned_day()
    book = replace(day.rulebook, rules={**day.rulebook.rules, **numbers_of(tuple(taught().values()), "test")})
    told = chances_of(replace(day, rulebook=book), plan, 4000, 1).stops
    true = chances_of(replace(day, rulebook=with_truth(day.rulebook)), plan, 4000, 2).stops
    untaught = chances_of(day, plan, 4000, 1).stops
    table = deciles([(a.chance, b.chance) for a, b in zip(told, true, strict=True)])
    for row in table:
        print(f"{row.low:.0%} to {row.low + 0.1:.0%}: {row.count:3} stops, told {row.told:.1%}, came {row.came:.1%}")
        assert abs(row.told - row.came) < 0.03, row
    assert len(table) >= 6  # chances of many sizes were held against the truth
    before = deciles([(a.chance, b.chance) for a, b in zip(untaught, true, strict=True)])
    assert max(abs(row.told - row.came) for row in before) > 0.1  # and learning was needed


def test_what_was_seen_too_rarely_keeps_the_configured_numbers() -> None:
    book = builders.standard()
    few = [Observed("service", "WOUND", 1800, 3600)] * (book.rule("calibrate.fewest") - 1)
    rows = learned(book, few)
    assert all(row.kept and row.after == row.before for row in rows)
    assert numbers_of(rows, "test") == {}


def test_few_observations_are_drawn_towards_what_was_expected_and_many_are_not() -> None:
    expected = Spread(1.0, 0.3)
    draw = np.random.default_rng(4)
    logs = math.log(2.0) - 0.3**2 / 2 + 0.3 * draw.standard_normal(4000)
    seen = [Observed("service", "WOUND", 10_000, round(10_000 * math.exp(x))) for x in logs]
    few, many = fitted(seen[:20], expected, 5), fitted(seen, expected, 5)
    assert 1.5 < few.factor < 2.0
    assert abs(many.factor - 2.0) < 0.05


def test_a_checkout_forgotten_till_the_evening_teaches_nothing() -> None:
    expected = Spread(1.0, 0.3)
    draw = np.random.default_rng(5)
    seen = [Observed("service", "WOUND", 1800, round(1800 * math.exp(0.3 * x))) for x in draw.standard_normal(400)]
    slips = [Observed("service", "WOUND", 1800, 8 * 3600)] * 8
    assert fitted(seen + slips, expected, 5) == fitted(seen, expected, 5)


def test_without_waits_the_estimate_is_the_plain_mean_and_spread_of_the_logarithms() -> None:
    seen = [Observed("ride", "ebike", 100, 100 + k) for k in range(50)]
    logs = np.log([one.real / one.planned for one in seen])
    found = fitted(seen, Spread(1.0, 0.2), 0)
    assert math.isclose(found.sigma, logs.std())
    assert math.isclose(found.middle, logs.mean())


def test_a_visit_that_nobody_opened_and_one_that_was_not_finished_are_no_service() -> None:
    day, plan = planned_day()
    start = builders.clock("09:00")
    events = (VisitStarted(start, "V0-0"), VisitStarted(start, "V0-1"), VisitFinished(start, "V0-1"))
    assert [one for one in observed_of(day.visits, plan, events) if one.what == "service"] == []


def test_what_is_learned_from_a_book_is_read_back_as_the_same_spreads() -> None:
    rows = tuple(taught().values())
    day, _ = planned_day()
    book = replace(day.rulebook, rules={**day.rulebook.rules, **numbers_of(rows, "test")})
    for row in rows:
        spread = service_spread(book, row.which) if row.what == "service" else ride_spread(book, row.which)
        assert math.isclose(spread.factor, row.after.factor, abs_tol=1e-4)
        assert math.isclose(spread.sigma, row.after.sigma, abs_tol=1e-4)
