"""Counted from dates alone, not by what the planner says of itself: intervals, supplies, periods of beds, 80+."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from scheduler.domain.care import Visit
from scheduler.domain.day import Day
from scheduler.domain.orders import Happened
from scheduler.intake.asked import FAMILY_BED
from scheduler.intake.bed_care import suspensions_of
from scheduler.intake.bed_states import opened_on
from scheduler.intake.devices import effective_interval
from scheduler.intake.happenings import order_of
from scheduler.intake.medicines import PHARMACIST, REFILL, judged_plan, needs_pharmacist
from scheduler.intake.spans import absent
from scheduler.rules.intervals import hard_last_day
from scheduler.simulate.figures import LEFT_OUT, Broken
from scheduler.simulate.world import World, base_id

PICC = "PICC"
AGAIN = "done_again"  # at a second try of the same day
DONE = ("done", AGAIN)
BEFORE_OPEN = ("ASSESS", "OPEN")  # of a bed's visits: those that come before its period


@dataclass(slots=True)
class Counting:
    """Everything counted so far."""

    first: date
    picc_done: dict[str, date]  # by order: when it was last done
    supplied: dict[str, date]  # by medication plan: the last day that the supply covers
    to_reach: set[str]
    reached: set[str] = field(default_factory=set)
    picc_over: dict[tuple[str, date], None] = field(default_factory=dict)
    supplies_out: dict[tuple[str, date], None] = field(default_factory=dict)
    outside_bed: list[tuple[str, date]] = field(default_factory=list)
    broken: dict[str, Broken] = field(default_factory=dict)
    served: set[str] = field(default_factory=set)
    lost: Counter[int] = field(default_factory=Counter)  # by class: left out on the last day

    def evening(self, world: World, day: Day, outcomes: dict[str, str]) -> None:
        """After a day: `outcomes` of the visits planned, by visit."""
        for id_, visit in day.visits.items():
            outcome = outcomes.get(id_, LEFT_OUT)
            if outcome in DONE:
                self._done(world, visit, day.day)
            limit = hard_last_day(day, visit)
            if limit is not None and outcome not in DONE and day.day >= limit >= self.first:
                self.broken.setdefault(base_id(id_), Broken(id_, visit.service, limit, outcome))
            if outcome == LEFT_OUT and visit.last_day <= day.day:
                self.lost[visit.priority] += 1
        self._intervals(world, day.day)
        self._supplies(world, day.day)

    def _done(self, world: World, visit: Visit, day: date) -> None:
        self.served.add(base_id(visit.id))
        if visit.service == PICC and visit.order_id in self.picc_done:
            self.picc_done[visit.order_id] = day
        if visit.service == REFILL and visit.order_id:
            plan_id = visit.order_id.removesuffix("-RX")
            plan = next(one for one in world.care.medication if one.id == plan_id)
            self.supplied[plan_id] += timedelta(weeks=plan.weeks)
        if visit.service == PHARMACIST:
            self.reached.add(visit.resident_id)
        if self._outside(world, visit, day):
            self.outside_bed.append((visit.id, day))

    def _outside(self, world: World, visit: Visit, day: date) -> bool:
        """Whether it was done before its bed opened, after its period, or while it was suspended."""
        order = next((one for one in world.care.orders if one.id == visit.order_id), None)
        for bed in world.care.beds:
            of_bed = visit.order_id.startswith(f"{bed.id}-") or (order is not None and order.bed_id == bed.id)
            if not of_bed or visit.order_id.removeprefix(f"{bed.id}-") in BEFORE_OPEN:
                continue
            opened = opened_on(bed)
            inside = opened is not None and opened <= day <= (bed.until_day or day)
            return not inside or absent(day, suspensions_of(bed)) is not None
        ends = visit.episode_until if visit.channel == FAMILY_BED else None
        return ends is not None and day > ends

    def _intervals(self, world: World, day: date) -> None:
        """PICC lines not cared for on the last day allowed; away over it, the day of return."""
        away = world.away_on(day)
        for order in world.care.orders:
            if order.id not in self.picc_done or order.resident_id in away or day > (order.last_day or day):
                continue
            interval = effective_interval(order, world.rulebook)
            done = self.picc_done[order.id]
            limit = self._at_home(world, order.resident_id, done + timedelta(days=interval.longest if interval else 7))
            if day >= limit >= self.first:
                self.picc_over[order.id, limit] = None

    def _supplies(self, world: World, day: date) -> None:
        margin = timedelta(days=world.rulebook.rule("H9.supply_margin_days"))
        away = world.away_on(day)
        for plan in world.care.medication:
            if plan.id not in self.supplied or plan.resident_id in away:
                continue
            limit = self._at_home(world, plan.resident_id, self.supplied[plan.id] - margin)
            if day >= limit >= self.first:
                self.supplies_out[plan.id, limit] = None

    def _at_home(self, world: World, resident_id: str, limit: date) -> date:
        """The limit itself, or the day of return where it falls into a stay away."""
        for one in sorted(world.care.away, key=lambda away: away.from_day):
            if one.resident_id == resident_id and one.from_day <= limit and one.until_day and limit <= one.until_day:
                limit = one.until_day + timedelta(days=1)
        return limit


def counting_of(world: World, first: date) -> Counting:
    """Before the first day: when each line was last cared for, how long each supply lasts, who is to be reached."""
    picc = {
        order.id: max(_done_before(order.id, world.care.happened), order.last_done or date.min, placed)
        for order in world.care.orders
        if order.service == PICC
        for placed in [order.device.placed if order.device else order.first_day]
    }
    supplied = {
        plan.id: plan.supply_end
        for plan in world.care.medication
        if plan.supply_end is not None and plan.weeks and not judged_plan(plan, world.rulebook)
    }
    old = {
        plan.resident_id
        for plan in world.care.medication
        if needs_pharmacist(plan, world.residents[plan.resident_id], first, world.rulebook) == 1
    }
    return Counting(first, picc, supplied, old)


def _done_before(order_id: str, happened: Iterable[Happened]) -> date:
    days = [one.day for one in happened if one.outcome == "done" and (order_of(one.request_id) or ("",))[0] == order_id]
    return max(days, default=date.min)
