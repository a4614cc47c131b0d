"""The sample week, planned: what it shows of the centre's work, and that every rule has a say in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

import pytest

from scheduler.domain.care import Lock
from scheduler.domain.day import Day
from scheduler.domain.plan import Plan
from scheduler.intake.demand import Demand
from scheduler.rules import RULES
from scheduler.translate import draft_of
from scheduler.validator import judge
from tests import builders
from tests.acceptance import changes
from tests.acceptance.sample import TUESDAY, WEEK, planned, sample_day_and_demand, without_proof

OFF_BY_DEFAULT = {"INFUSION"}
NURSING = {"WOUND", "PRESSURE", "STOMA", "PICC", "PORT", "CATH_CHANGE", "NGT_CHANGE", "INJ_IM_SC", "INSULIN"}
FAMILY_BED = {"BED_SETUP", "BED_ROUND", "BED_NURSE", "BED_SUPER", "BED_CLOSE"}
MEDICATION = {"PHARM_HOME", "RX_LONG"}
GATES = {"NEG": "H3"}  # the gates of the negative list are that rule at the door; the others bear the rule's name

Activity = dict[str, Counter[str]]  # in which way -> how often, by rule


@dataclass(frozen=True, slots=True)
class Planned:
    """One day of the week: as asked for, as the engine plans it, as plain insertion does."""

    day: Day
    demand: Demand
    plan: Plan
    inserted: Plan

    @property
    def served(self) -> set[str]:
        """The services that somebody gets that day."""
        return {self.day.visits[stop.visit_id].service for _, stop in self.plan.stops() if stop.kind == "visit"}


@pytest.fixture(scope="module")
def week() -> list[Planned]:
    made = []
    for date in WEEK:
        known, demand = sample_day_and_demand(date)
        day = without_proof(known)
        made.append(Planned(day, demand, planned(day, 1500), planned(day, 0)))
    return made


def test_every_plan_of_the_week_is_legal_and_costs_what_the_validator_says(week: list[Planned]) -> None:
    for one in week:
        verdict = judge(one.day, one.plan)
        assert verdict.legal, [finding.en for finding in verdict.hard]
        assert verdict.cost_by_rule == one.plan.cost_by_rule


def test_every_service_of_the_catalogue_is_served_in_the_week(week: list[Planned]) -> None:
    served = set(chain.from_iterable(one.served for one in week))
    assert served == set(week[0].day.rulebook.services) - OFF_BY_DEFAULT


def test_nursing_family_bed_and_medication_stand_side_by_side_each_day(week: list[Planned]) -> None:
    for one in week:
        for kind in (NURSING, FAMILY_BED, MEDICATION):
            assert one.served & kind, (one.day.day, kind)


def test_each_day_14_to_18_people_make_45_to_75_visits(week: list[Planned]) -> None:
    for one in week:
        visits = {stop.visit_id for _, stop in one.plan.stops() if stop.kind == "visit"}
        assert 45 <= len(visits) <= 75, one.day.day
        assert 14 <= len({route.staff_id for route, _ in one.plan.stops()}) <= 18, one.day.day


def test_one_day_is_over_subscribed_and_says_at_least_three_different_reasons(week: list[Planned]) -> None:
    counts = [len(one.plan.left_out) for one in week]
    assert sorted(counts)[-2] < 3 <= max(counts) <= 8
    full = max(week, key=lambda one: len(one.plan.left_out))
    reasons = [frozenset(reason.rule for reason in left.reasons) for left in full.plan.left_out]
    assert len(set(reasons)) >= 3
    assert len(set(chain.from_iterable(reasons))) >= 3


def test_over_the_week_the_engine_is_at_least_8_percent_below_plain_insertion(week: list[Planned]) -> None:
    inserted = sum(one.inserted.cost for one in week)
    assert sum(one.plan.cost for one in week) <= 0.92 * inserted


def test_a_lock_binds_and_what_has_begun_never_moves(week: list[Planned]) -> None:
    assert locked(week)["change refused"].keys() == {"H11", "H16"}


def test_a_nurse_who_falls_ill_changes_as_little_as_possible_of_what_was_told(week: list[Planned]) -> None:
    assert told(week)["cost in a plan"].keys() >= {"S11"}


def test_every_rule_fires_or_binds_in_the_week(week: list[Planned]) -> None:
    seen: Activity = {
        "cost in a plan": Counter(),
        "change refused": Counter(),
        "said of a visit left out": Counter(),
        "person and part kept apart": Counter(),
        "answer of a gate": Counter(),
    }
    for active in (*map(asked, week), *map(tried, week), put_off(week), locked(week), told(week)):
        for way, counts in active.items():
            seen[way].update(counts)
    lines = [f"{rule.name:4}" + "".join(f"{seen[way][rule.name]:>28}" for way in seen) for rule in RULES]
    table = "\n".join(["    " + "".join(f"{way:>28}" for way in seen), *lines])
    print(table)
    binding = ("change refused", "person and part kept apart", "answer of a gate")
    for rule in RULES:
        ways = ("cost in a plan",) if rule.kind == "soft" else binding
        assert any(seen[way][rule.name] for way in ways), f"{rule.name} is never active:\n{table}"


def asked(one: Planned) -> Activity:
    """What rules say before and after a day is planned: at the gates, of people and parts, of cost, of what is left."""
    answers = chain.from_iterable(one.demand.answers.values())
    families = [answer.rule.replace("-", ".").partition(".")[0] for answer in answers]
    reasons = {(left.visit_id, reason.rule) for left in one.plan.left_out for reason in left.reasons}
    return {
        "cost in a plan": Counter([*one.plan.cost_by_rule, *one.inserted.cost_by_rule]),
        "said of a visit left out": Counter(rule for _, rule in reasons),
        "person and part kept apart": Counter(chain.from_iterable(draft_of(one.day).forbidden_by.values())),
        "answer of a gate": Counter(GATES.get(family, family) for family in families),
    }


def tried(one: Planned) -> Activity:
    """Which rules refuse single changes of a day's plan."""
    day, plan = one.day, one.plan
    every: Iterator[changes.Routes] = chain(
        changes.stops_left_off(day, plan),
        changes.stops_at_another_time(day, plan, (-120, 240)),
        changes.stops_with_another_person(day, plan, every=3),
        changes.routes_with_a_colleague(day, plan),
        changes.protected_homes_after_infectious_ones(day, plan),
    )
    return {"change refused": Counter(chain.from_iterable(refusing(day, routes) for routes in every))}


def refusing(day: Day, routes: changes.Routes) -> set[str]:
    """The rules that the validator names."""
    return {finding.rule for finding in judge(day, builders.plan_of_routes(day, list(routes.values()))).hard}


def put_off(week: list[Planned]) -> Activity:
    """Which rules refuse a visit that is done on another day of the week, by the same person at the same hour."""
    refused: Counter[str] = Counter()
    for one in week:
        for other in (other for other in week if other is not one):
            by = other.day.day - one.day.day
            shifts = {shift.staff_id: shift.id for shift in other.day.field_shifts()}
            for route, stop in one.plan.stops():
                visit = one.day.visits.get(stop.visit_id)
                if visit is not None and len(visit.parts) == 1 and route.staff_id in shifts:
                    alone = replace(other.day, visits={visit.id: visit})
                    moved = builders.stop(alone, visit.id, stop.start + by)
                    refused.update(refusing(alone, changes.with_stops(alone, {}, shifts[route.staff_id], [moved])))
    return {"change refused": refused}


def locked(week: list[Planned]) -> Activity:
    """On Tuesday a part is locked to its person and start, then begun: is it refused to somebody else, or later?"""
    (one,) = [one for one in week if one.day.day == TUESDAY]
    route, stop = next((route, stop) for route, stop in one.plan.stops() if stop.kind == "visit")
    others = [other for other in route.stops if other is not stop]
    routes = changes.routes_of(one.plan)
    later = changes.with_stops(one.day, routes, route.shift_id, [*others, changes.shifted(stop, 1)])
    refused: Counter[str] = Counter()
    for started in (False, True):
        lock = Lock(stop.visit_id, stop.part, route.staff_id, stop.start, started)
        day = replace(one.day, locks=(lock,))
        assert judge(day, one.plan).legal
        left_out = changes.without(one.day, routes, route, stop)
        for changed in (later, left_out):
            refused.update(refusing(day, changed) & {"H11", "H16"})
    return {"change refused": refused}


def told(week: list[Planned]) -> Activity:
    """On Tuesday the plan is published and a nurse falls ill: what the plan made anew costs."""
    (one,) = [one for one in week if one.day.day == TUESDAY]
    nurses = [r for r in one.plan.routes if one.day.staff[r.staff_id].role == "RN"]
    ill = max(nurses, key=lambda route: len(route.stops)).staff_id
    shifts = {id_: shift for id_, shift in one.day.shifts.items() if shift.staff_id != ill}
    day = replace(one.day, shifts=shifts, published=replace(one.plan, state="published"))
    anew = planned(day, 300)
    assert judge(day, anew).legal
    return {"cost in a plan": Counter(list(anew.cost_by_rule))}
