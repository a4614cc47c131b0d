"""What fits into the bag: H17."""

from __future__ import annotations

import numpy as np

from scheduler.domain.day import Day
from scheduler.domain.plan import Finding, Plan
from scheduler.rules.draft import Draft
from scheduler.rules.findings import broken
from scheduler.rules.rule import Rule
from scheduler.rules.served import served_on


def lower_bag(day: Day, draft: Draft) -> None:
    """H17: the kit units of the parts served on one route, each part with a kit of its own, are at most
    H17.bag_capacity; the bag is filled anew for every route."""
    capacity = np.full(len(draft.shifts), day.rulebook.rule("H17.bag_capacity"), np.int64)
    load = np.array([day.service(visit).kit for _, visit, _ in draft.each_part()], np.int64)
    draft.capacities.append((capacity, load))


def find_bag(day: Day, plan: Plan) -> list[Finding]:
    """See `lower_bag`; the amount is kit units too many."""
    capacity = day.rulebook.rule("H17.bag_capacity")
    found: list[Finding] = []
    for route in plan.routes:
        carried = list(served_on(day, route))
        units = sum(day.service(one.visit).kit for one in carried)
        zh = f"{route.staff_id} 的出诊包需 {units} 单位，容量 {capacity}，超出 {units - capacity} 单位。"
        en = f"{route.staff_id} needs {units} kit units in a bag of {capacity}, {units - capacity} too many."
        visits = [one.visit.id for one in carried]
        found += broken("H17", units - capacity, "unit", visits, (route.staff_id,), zh, en)
    return found


BAG: tuple[Rule, ...] = (
    Rule(
        "H17",
        "hard",
        "unit",
        lower_bag,
        find_bag,
        "一条路线所需用品不超过出诊包容量。",
        "The kit of a route fits into the bag.",
    ),
)
