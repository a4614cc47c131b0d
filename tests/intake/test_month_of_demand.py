"""A month's demand of a thousand residents: made in two seconds, each occurrence once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from time import process_time

from scheduler.domain.orders import CareOrder, Interval
from scheduler.intake.standing import Care, requests_due
from tests import builders as b
from tests.intake.asking import BOOK
from tests.intake.caring import MONDAY, bed, by_rule, calendar, days, march, order, plan

PEOPLE = 1000
TWICE = (("07:00", "09:00"), ("17:00", "18:00"))


def order_of(k: int) -> CareOrder:
    """Five kinds of standing order in turn."""
    home = {"resident_id": f"R{k}", "id": f"O{k}"}
    daily = {"times": TWICE, "gap_minutes": 400, "last_done": march(8)}
    return (
        order(**home),
        order(service="WOUND", recurrence=Interval(1, 2, 3), **home),
        by_rule("FREQ=WEEKLY;BYDAY=MO,WE,FR", first_day=date(2025, 6, 1), **home),
        order(service="INJ_IM_SC", recurrence=Interval(1, 1, 1), **daily, **home),
        order(service="CATH_CHANGE", recurrence=Interval(14, 28, 30), **home),
    )[k % 5]


def test_a_months_demand_of_a_thousand_residents_takes_two_seconds() -> None:
    people = {f"R{k}": b.resident(f"R{k}") for k in range(PEOPLE)}
    care = Care(
        tuple(order_of(k) for k in range(0, PEOPLE, 2)),
        tuple(replace(bed(id=f"B{k}"), resident_id=f"R{k}") for k in range(1, PEOPLE, 10)),
        tuple(plan(f"M{k}", resident_id=f"R{k}", supply_end=march(10) + days(k % 28)) for k in range(1, PEOPLE, 2)),
    )
    known, began = calendar(), process_time()
    found = requests_due(care, people, MONDAY, MONDAY + days(30), BOOK, known)
    seconds = process_time() - began
    print(f"{len(found)} requests of {PEOPLE} residents in {seconds:.2f} s")
    assert len({request.id for request in found}) == len(found) > 5000
    assert seconds < 2
