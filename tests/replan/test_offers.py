"""Offers on random small days: legal by the validator, never dearer than a plain try of every position finds."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

import pytest

from scheduler.domain.day import Day
from scheduler.domain.plan import Plan
from scheduler.problem.evaluate import evaluate
from scheduler.problem.retiming import free_starts, with_part
from scheduler.problem.solution import Solution
from scheduler.replan.offer_board import OfferBoard, offer_board
from scheduler.replan.offer_tries import Ground
from scheduler.replan.offers import Terms, best_offers, insert
from scheduler.rules.draft import FOREVER
from scheduler.rules.together import starts_together
from scheduler.solver.search import Stop, solve
from scheduler.translate import draft_of, plan_of
from scheduler.units import MINUTE
from scheduler.validator import judge
from tests.builders import clock
from tests.random_days import random_day
from tests.replan.test_random_events import events_of

BEGIN = clock("07:00")
TERMS = Terms(3, 30 * MINUTE, BEGIN)
SEEDS = range(16)


def told(day: Day) -> Plan:
    """A published plan of a short search."""
    draft = draft_of(day)
    problem = draft.problem()
    result = solve(problem, Stop(iterations=200), 1)
    costs = dict(evaluate(problem, result.solution).cost_by_rule)
    about = {"plan_id": "P1", "version": 1, "author": "test", "made": BEGIN, "seed": 1, "iterations": 200}
    return replace(plan_of(day, draft, result.solution, cost_by_rule=costs, **about), state="published")


def boards(seed: int, first: datetime = BEGIN) -> Iterator[tuple[OfferBoard, str]]:
    """A random day, planned without its last visit, which then asks for a place."""
    day = replace(random_day(seed, calm=True), locks=(), published=None)
    new = list(day.visits)[-1]
    rest = {id_: visit for id_, visit in day.visits.items() if id_ != new}
    plan = told(replace(day, visits=rest))
    board = offer_board(replace(day, published=plan), plan, (), first, planned=rest)
    if board.possible:
        yield board, new


@pytest.mark.parametrize("seed", SEEDS)
def test_every_offer_is_legal_and_costs_what_it_says(seed: int) -> None:
    for board, new in boards(seed):
        before = judge(board.day, board.plan_with(board.base)).cost_by_rule
        for made in best_offers([(board, new)], TERMS):
            verdict = judge(board.day, made.plan)
            assert verdict.legal, [finding.en for finding in verdict.hard]
            assert verdict.cost_by_rule == made.plan.cost_by_rule
            rules = (before.keys() | verdict.cost_by_rule.keys()) - {"S1"}
            changes = {rule: verdict.cost_by_rule.get(rule, 0) - before.get(rule, 0) for rule in rules}
            assert made.offer.cost_by_rule == {rule: cost for rule, cost in changes.items() if cost}
            again = insert(board, made.offer)
            assert again is not None
            assert again.offer == made.offer


@pytest.mark.parametrize("seed", SEEDS)
def test_offers_differ_by_person_or_half_an_hour_and_name_everybody_who_is_delayed(seed: int) -> None:
    for board, new in boards(seed):
        found = best_offers([(board, new)], TERMS)
        seen: dict[frozenset[str], list[datetime]] = {}
        for made in found:
            offer = made.offer
            same = seen.setdefault(frozenset(part.staff_id for part in offer.parts), [])
            assert all(abs(offer.start - other) >= timedelta(minutes=30) for other in same)
            same.append(offer.start)
            was = {(s.visit_id, s.part): s for _, s in board.plan.stops() if s.kind == "visit"}
            comes = {(s.visit_id, s.part): s for _, s in made.plan.stops() if s.kind == "visit"}
            later = {key[0] for key, stop in was.items() if comes[key].start != stop.start}
            assert later == {one.visit_id for one in offer.delayed}
            out = {key[0] for key, stop in was.items() if not stop.band[0] <= comes[key].start <= stop.band[1]}
            assert out == {one.visit_id for one in offer.delayed if one.touched}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_bound_and_the_ledger_agree_with_the_evaluator_on_every_try(seed: int) -> None:
    for board, new in boards(seed):
        ground = Ground(board, new)
        base = evaluate(board.problem, board.base).cost
        saved = int(board.problem.leave_out_cost[board.draft.visit_ids.index(new)])
        for one in list(ground.tries(30 * MINUTE))[:400:5]:
            changed = ground.changed(one)
            if changed is None:
                continue
            more, state = ground.ledger.change(changed), evaluate(board.problem, board.base.with_routes(changed))
            if state.feasible:
                assert more == state.cost + saved - base
                assert one.bound <= more
            else:
                assert more is None or {v.primitive for v in state.violations} <= {"person", "gap short", "gap long"}


@pytest.mark.parametrize("seed", range(24))
def test_on_a_running_day_nothing_moves_that_has_begun_or_begins_soon(seed: int) -> None:
    day = replace(random_day(seed, calm=True), locks=(), published=None)
    new = list(day.visits)[-1]
    rest = {id_: visit for id_, visit in day.visits.items() if id_ != new}
    plan = told(replace(day, visits=rest))
    events = tuple(events_of(plan, random.Random(seed))) if plan.routes else ()
    first = max((event.at for event in events), default=BEGIN) + timedelta(minutes=30)
    board = offer_board(replace(day, published=plan), plan, events, first, planned=rest)
    if not board.possible or new not in board.day.visits:
        return
    before = {(s.visit_id, s.part): (r.staff_id, s.start) for r, s in board.plan_with(board.base).stops()}
    for made in best_offers([(board, new)], TERMS):
        verdict = judge(board.day, made.plan)
        assert verdict.legal, [finding.en for finding in verdict.hard]
        assert verdict.cost_by_rule == made.plan.cost_by_rule
        assert made.offer.start >= first
        after = {(s.visit_id, s.part): (r.staff_id, s.start) for r, s in made.plan.stops()}
        soon = {key: place for key, place in before.items() if key[0] and place[1] < first}
        assert soon.items() <= after.items()
        assert all(after[key][0] == who for key, (who, _) in before.items() if key[0])


def plain_tries(board: OfferBoard, new: str) -> Iterator[Solution]:
    """Each part on every route after the base and after every stop, and at full times, as a hand would put it."""
    problem, parts = board.problem, board.draft.parts_of(new)
    together = starts_together(board.day.visits[new])
    step = 600 if len(parts) == 1 or together else 3600
    spots = [
        [
            (r, start)
            for r in range(problem.routes)
            if problem.eligible[part, r]
            for start in {*free_starts(problem, board.base, part, r), *range(7 * 3600, 18 * 3600, step)}
        ]
        for part in parts
    ]
    for chosen in product(*spots):
        if len({r for r, _ in chosen}) == len(chosen) and (not together or len({s for _, s in chosen}) == 1):
            solution = board.base
            for part, (r, start) in zip(parts, chosen, strict=True):
                solution = with_part(problem, solution, part, r, start)
            yield solution


def keeps_everybody(board: OfferBoard, solution: Solution) -> bool:
    """Nobody comes earlier, nobody leaves the band that was told, and whoever is awaited elsewhere stays."""
    comes, before = solution.placed(), board.base.placed()
    links = [link for link in board.problem.links if link.maximum < FOREVER]
    tied = {p for link in links for p in (link.first, link.second) if {link.first, link.second} <= before.keys()}
    late = {p: start if p in tied else board.bands[p][1] for p, (_, start) in before.items()}
    return all(comes[p][0] == r and start <= comes[p][1] <= late[p] for p, (r, start) in before.items())


@pytest.mark.parametrize("seed", range(int(os.environ.get("OFFER_DAYS", "8"))))
def test_no_plain_try_of_every_position_finds_a_cheaper_place_that_touches_nobody(seed: int) -> None:
    for board, new in boards(seed):
        if len(board.draft.parts_of(new)) > 2:
            continue
        saved = int(board.problem.leave_out_cost[board.draft.visit_ids.index(new)])
        base = evaluate(board.problem, board.base).cost
        kept = (one for one in plain_tries(board, new) if keeps_everybody(board, one))
        states = (evaluate(board.problem, one) for one in kept)
        plain = min((state.cost + saved - base for state in states if state.feasible), default=None)
        found = [made.offer for made in best_offers([(board, new)], TERMS) if not made.offer.touched]
        if plain is not None:
            assert found, (seed, new)
            assert found[0].cost <= plain, (seed, new)
