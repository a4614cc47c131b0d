"""Scenario 11: a blocked catheter at ten past two; and what two coordinators do with the same hour."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from scheduler.domain.plan import Plan
from scheduler.usecases import Store, add_request, check_plan, publish_plan, read_plan
from scheduler.usecases.offers import confirm_offer, find_offers
from tests import builders
from tests.builders import clock
from tests.usecases.small_centre import MONDAY, NOW, dataset, drafted, opened, request

AFTERNOON = {
    "N1-08:00": [("V-Q1", "14:45"), ("V-Q2", "15:25"), ("V-Q3", "16:05")],
    "N2-08:00": [("V-Q4", "14:50"), ("V-Q5", "15:30"), ("V-Q6", "16:10")],
}


def in_the_afternoon(folder: Path) -> tuple[Store, str]:
    """Two nurses out until a quarter past five, their plan published; nobody else works."""
    shifts = tuple(
        replace(shift, start=clock("13:30"), end=clock("17:15"), latest_end=clock("17:45"))
        for shift in dataset().shifts[:2]
    )
    catheter = builders.service("CATHETER", minutes=20, priority=1)
    wound, teaching = builders.service(), builders.service("EDU", minutes=20)
    store = opened(folder, dataset(shifts=shifts))
    store = replace(store, rulebook=builders.rulebook((wound, teaching, catheter), plan_iterations=2000))
    plan_id = drafted(store, AFTERNOON).id
    assert publish_plan(store, plan_id, author="test", now=NOW).plan
    return store, plan_id


def blocked_catheter(store: Store, resident: str = "R6") -> str:
    call = request("", resident, service="CATHETER", received=clock("14:10"), minutes=20)
    receipt = add_request(store, "C1", call, author="test", now=clock("14:10"))
    assert receipt.state == "open", receipt.answers
    return receipt.number


def where(plan: Plan) -> dict[str, tuple[str, str]]:
    return {stop.visit_id: (route.staff_id, f"{stop.start:%H:%M}") for route, stop in plan.stops()}


def test_scenario_11_an_urgent_catheter_has_three_places_with_arrival_and_who_is_delayed(tmp_path: Path) -> None:
    store, plan_id = in_the_afternoon(tmp_path)
    number = blocked_catheter(store)
    found = find_offers(store, number, author="first", now=clock("14:10"))
    assert len(found.offers) == 3
    for kept in found.offers:
        offer = kept.offer
        assert (offer.day, offer.plan_id) == (MONDAY, plan_id)
        assert clock("14:40") <= offer.start <= clock("17:45")  # half an hour is frozen
        assert offer.band[0] <= offer.start <= offer.band[1]
        print(kept.id, offer.parts, offer.cost, [(d.visit_id, d.seconds, d.touched) for d in offer.delayed])
    before = where(read_plan(store, plan_id))
    chosen = found.offers[0]
    done = confirm_offer(store, chosen.id, author="first", now=clock("14:12"), publish=True)
    assert done.published is not None
    assert done.published.plan is not None
    after = where(done.plan)
    delayed = {late.visit_id: f"{late.after:%H:%M}" for late in chosen.offer.delayed}
    who = chosen.offer.parts[0].staff_id
    assert after[f"V-{number}"] == (who, f"{chosen.offer.start:%H:%M}")
    assert {id_: at for id_, (_, at) in after.items() if id_ in before and at != before[id_][1]} == delayed
    assert {id_: staff for id_, (staff, _) in after.items() if id_ in before} == {
        id_: staff for id_, (staff, _) in before.items()
    }
    told = {one.visit_id for one in done.change.residents}
    assert told == {f"V-{number}"} | delayed.keys()
    assert done.change.disturbed_staff == (who,)
    assert check_plan(store, done.plan.id).legal
    store.close()
