"""Ninety days of demand, carried out at random: nothing that has a limit goes past it, and everybody is reached.

People are visited in the order of their last possible day, as many a day as there are hands; one door in twenty stays
shut, and now and then somebody is in hospital for some days. No routes here: this is about what is due when.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest

from scheduler.domain.beds import BedMove, FamilyBed
from scheduler.domain.care import Visit
from scheduler.domain.medication import MedicationPlan
from scheduler.domain.orders import Away, CareOrder, Happened, Interval
from scheduler.intake.demand import visits_for
from scheduler.intake.medicines import needs_pharmacist
from scheduler.intake.standing import Care, requests_due
from tests import builders as b
from tests.intake.asking import BOOK
from tests.intake.caring import bed, calendar, days, happened, moment, order, plan

FIRST = date(2026, 3, 9)
DAYS = 90
HANDS, HANDS_ON_REST_DAYS, PHARMACIST = 30, 8, 5
PEOPLE = {f"R{k}": b.resident(f"R{k}") for k in range(60)}


@dataclass(slots=True)
class Quarter:
    """Care as it goes on, and what was done when."""

    random: Random
    orders: tuple[CareOrder, ...] = ()
    beds: dict[str, FamilyBed] = field(default_factory=dict)
    plans: dict[str, MedicationPlan] = field(default_factory=dict)
    told: list[Happened] = field(default_factory=list)
    away: list[Away] = field(default_factory=list)
    done: dict[str, list[date]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)

    def care(self) -> Care:
        return Care(
            self.orders, tuple(self.beds.values()), tuple(self.plans.values()), tuple(self.told), tuple(self.away)
        )


def begin(seed: int) -> Quarter:
    """Twelve PICCs, twelve beds, forty plans of medicines."""
    quarter = Quarter(Random(seed))
    last = [FIRST - days(quarter.random.randint(1, 6)) for _ in range(12)]
    quarter.orders = tuple(order(f"P{k}", resident_id=f"R{k}", last_done=last[k], first_day=last[k]) for k in range(12))
    for k in range(12):
        quarter.done[f"P{k}"].append(last[k])
        home = f"R{20 + k}"
        quarter.beds[home] = replace(bed(id=f"B{k}", resident_id=home), until_day=date(2026, 5, 3) + days(k))
    for k in range(40):
        end = FIRST + days(quarter.random.randint(2, 30))
        quarter.plans[f"M{k}"] = plan(f"M{k}", resident_id=f"R{k}", supply_end=end)
    return quarter


def stays(quarter: Quarter, day: date) -> None:
    """Somebody goes to hospital for some days; a bed is suspended and goes on with the return."""
    if quarter.random.random() < 0.15:
        home = f"R{quarter.random.randrange(60)}"
        if any(one.resident_id == home for one in quarter.away):
            return
        back = day + days(quarter.random.randint(1, 9))
        quarter.away.append(Away(home, day, back - days(1), "hospital"))
        if home in quarter.beds:
            steps = (BedMove("suspended", moment(day), "G1", "hospital"), BedMove("open", moment(back), "G1"))
            quarter.beds[home] = replace(quarter.beds[home], moves=(*quarter.beds[home].moves, *steps))


def carry_out(quarter: Quarter, visit: Visit, day: date) -> None:
    """Done, or nobody opens; after that the home is called first, and the second try succeeds."""
    if "~" not in visit.id and quarter.random.random() < 0.05:
        quarter.told.append(happened(visit.request_id, day, "nobody_home"))
        return
    quarter.told.append(happened(visit.request_id, day))
    quarter.done[visit.order_id].append(day)
    if visit.service == "RX_LONG":
        plan_id = visit.order_id.removesuffix("-RX")
        old = quarter.plans[plan_id]
        assert old.supply_end is not None
        if day >= old.supply_end and not gone_between(quarter, old.resident_id, old.supply_end - days(7), day):
            quarter.wrong.append(f"{plan_id} ran out on {old.supply_end}, supplied on {day}")
        quarter.plans[plan_id] = replace(old, supply_end=old.supply_end + timedelta(weeks=old.weeks))


def gone_between(quarter: Quarter, home: str, first: date, last: date) -> bool:
    return any(
        one.resident_id == home and one.from_day <= last and (one.until_day or last) >= first for one in quarter.away
    )


def one_day(quarter: Quarter, day: date) -> None:
    requests = requests_due(quarter.care(), PEOPLE, day, day, BOOK, calendar())
    found = visits_for(day, requests, PEOPLE, BOOK, b.centre(), calendar()).visits.values()
    for visit in found:
        ends = [one.until_day for one in quarter.beds.values() if visit.order_id.startswith(f"{one.id}-")]
        if ends and ends[0] is not None and day > ends[0]:
            quarter.wrong.append(f"{visit.id} on {day} lies behind the bed's end {ends[0]}")
    hands = HANDS if calendar().is_workday(day) else HANDS_ON_REST_DAYS
    pharmacist = PHARMACIST if calendar().is_workday(day) else 0
    for visit in sorted(found, key=lambda one: (one.last_day, one.priority, one.id)):
        if visit.service == "PHARM_HOME":
            if pharmacist:
                pharmacist -= 1
                carry_out(quarter, visit, day)
        elif hands:
            hands -= 1
            carry_out(quarter, visit, day)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_quarter_keeps_every_limit_and_reaches_everybody(seed: int) -> None:
    quarter = begin(seed)
    for day in (FIRST + days(k) for k in range(DAYS)):
        stays(quarter, day)
        one_day(quarter, day)
    assert quarter.wrong == []
    longest = Interval(5, 7, 7).longest
    for k in range(12):
        times = quarter.done[f"P{k}"]
        for early, late in pairwise(times):
            assert (late - early).days <= longest or gone_between(quarter, f"R{k}", early, late), (k, early, late)
        assert times[-1] >= FIRST + days(DAYS - 1 - longest) or gone_between(
            quarter, f"R{k}", times[-1], times[-1] + days(9)
        )
    wanted = {p.id for p in quarter.plans.values() if needs_pharmacist(p, PEOPLE[p.resident_id], FIRST, BOOK) == 1}
    reached = {plan_id for plan_id in wanted if quarter.done[f"{plan_id}-PHARM"]}
    assert len(wanted) == 40
    assert len(reached) >= 0.99 * len(wanted), wanted - reached
