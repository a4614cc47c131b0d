"""The days of the sample centre, put together and planned without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from scheduler.domain.day import Day
from scheduler.domain.plan import Plan
from scheduler.exchange.reading import read_folder
from scheduler.intake.demand import Demand, visits_for
from scheduler.settings import default_rulebook
from scheduler.solver.search import Stop
from scheduler.usecases.making import make_plan
from tests import builders
from tests.conftest import PROJECT

WEEK = tuple(date(2026, 3, 9) + timedelta(days=k) for k in range(5))  # Monday to Friday
TUESDAY = WEEK[1]


def sample_day_and_demand(day: date) -> tuple[Day, Demand]:
    """A day of the sample, with what the gates answered to every request that asks for it."""
    data, _ = read_folder(PROJECT / "sample_data")
    rulebook = default_rulebook()
    residents = {person.id: person for person in data.residents}
    demand = visits_for(day, data.requests, residents, rulebook, data.centre)
    known = Day(
        day=day,
        centre=data.centre,
        teams={team.id: team for team in data.teams},
        staff={person.id: person for person in data.staff},
        shifts={shift.id: shift for shift in data.shifts if shift.start.date() == day},
        residents=residents,
        visits=demand.visits,
        devices={device.kind: device for device in data.devices},
        rulebook=rulebook,
    )
    return known, demand


def sample_day(day: date) -> Day:
    """A day of the sample."""
    return sample_day_and_demand(day)[0]


def without_proof(day: Day) -> Day:
    """The same day, planned without the seconds in which a bound is proven: a plan is quick, and the same."""
    book = day.rulebook
    rules = {**book.rules, "plan.bound_seconds": replace(book.rules["plan.bound_seconds"], value=0)}
    return replace(day, rulebook=replace(book, rules=rules))


def planned(day: Day, iterations: int = 3000) -> Plan:
    """The plan of a number of steps, always the same one."""
    plan, _ = make_plan(
        day,
        Stop(iterations=iterations),
        seed=1,
        plan_id="PLAN",
        version=1,
        author="coordinator",
        made=builders.clock("17:00", day.day - timedelta(days=1)),
    )
    return plan
