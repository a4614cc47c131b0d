"""The quarter, day by day: morning, plan, judgement, what became of it, evening."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from scheduler.domain.care import Visit
from scheduler.domain.dataset import Dataset
from scheduler.domain.day import Day
from scheduler.domain.month import Breach
from scheduler.domain.plan import Plan
from scheduler.domain.rulebook import Rulebook
from scheduler.intake.calendar import Calendar
from scheduler.rules.intervals import hard_last_day
from scheduler.simulate import bed_life
from scheduler.simulate.chance import Chance
from scheduler.simulate.counting import AGAIN, Counting, counting_of
from scheduler.simulate.figures import Flagged, Quarter, Week
from scheduler.simulate.planning import day_of_second_tries, planned
from scheduler.simulate.roster import LongAbsence, roster_of
from scheduler.simulate.world import World, base_id
from scheduler.validator import judge

Foresee = Callable[[Sequence[Day]], Iterable[Breach]]
FAILED = ("cancelled", "nobody_home")


@dataclass(frozen=True, slots=True)
class Chosen:
    """How it is played: days, seed, steps of the search a day, who is known to be away."""

    days: int = 90
    seed: int = 1
    iterations: int = 600
    away: tuple[LongAbsence, ...] = ()


@dataclass(slots=True)
class _Played:
    """What is kept from day to day beside the world."""

    counting: Counting
    weeks: dict[date, Counter[str]] = field(default_factory=dict)
    hard: list[str] = field(default_factory=list)
    flags: dict[str, Breach] = field(default_factory=dict)
    told: dict[tuple[str, date], date] = field(default_factory=dict)  # visit, last day -> when it was first foreseen

    def flagged(self, visit_id: str, day: date) -> date | None:
        """When a visit was first foreseen to break on the day or before it: a stay in hospital moves the day."""
        return min((told for (id_, last), told in self.told.items() if id_ == visit_id and last <= day), default=None)

    def judge(self, day: Day, plan: Plan) -> None:
        """Keep what the validator forbids."""
        self.hard += [f"{day.day} {finding.rule} {finding.en}" for finding in judge(day, plan).hard]


def simulate_quarter(
    data: Dataset,
    rulebook: Rulebook,
    calendar: Calendar,
    first: date,
    chosen: Chosen,
    *,
    foresee: Foresee,
    progress: Callable[[date, int], None] | None = None,
) -> Quarter:
    """Play `chosen.days` days from `first` on with the centre's own people, orders, beds and medicines.

    `foresee` is asked every morning about the next days; `progress` is told each day and what is broken so far.
    The same arguments give the same quarter. InputError for a year without a calendar.
    """
    chance = Chance(chosen.seed, rulebook)
    world = World.of(data, rulebook, calendar, roster_of(data, rulebook, calendar, chosen.away), chance)
    played = _Played(counting_of(world, first))
    for k in range(chosen.days):
        today = first + timedelta(days=k)
        week = played.weeks.setdefault(today - timedelta(days=today.weekday()), Counter())
        week["ill"] += world.roster.fall_ill(today, chance)
        _morning(world, today)
        _look_ahead(world, today, played, foresee)
        day = world.days(today, 1)[0]
        plan = planned(day, chosen.iterations, chosen.seed + k)
        played.judge(day, plan)
        outcomes = _what_becomes(world, day, plan, chosen, played)
        _count(world, day, outcomes, played, week)
        if progress is not None:
            progress(today, len(played.counting.broken))
    return _quarter(first, chosen, played)


def _morning(world: World, today: date) -> None:
    """Who comes home, who goes to hospital, what becomes of beds and papers."""
    for resident_id, back in list(world.back_on.items()):
        if back <= today:
            world.bring_home(resident_id, today)
            bed_life.resume(world, resident_id, today)
    away = world.away_on(today)
    for resident_id in world.in_care():
        if resident_id not in away and world.chance.happens("hospital", today, resident_id):
            world.admit(resident_id, today)
            bed_life.suspend(world, resident_id, today)
    bed_life.begin_day(world, today)
    world.renew_papers(today)


def _look_ahead(world: World, today: date, played: _Played, foresee: Foresee) -> None:
    ahead = world.days(today, world.rulebook.rule("capacity.foresee_days"))
    for breach in foresee(ahead):
        id_ = base_id(breach.visit_id)
        played.flags.setdefault(id_, breach)
        played.told.setdefault((id_, breach.day), today)


def _what_becomes(world: World, day: Day, plan: Plan, chosen: Chosen, played: _Played) -> dict[str, str]:
    """The outcome of each visit planned, by visit, in the order of their ids; the world knows it afterwards."""
    outcomes = {
        id_: _outcome(world, day, day.visits[id_])
        for id_ in sorted({stop.visit_id for _, stop in plan.stops() if stop.visit_id})
    }
    failed = [id_ for id_, outcome in outcomes.items() if outcome != "done"]
    once_more, again = day_of_second_tries(day, plan, failed)
    if again:
        second = planned(once_more, chosen.iterations, chosen.seed)
        played.judge(once_more, second)
        placed = {stop.visit_id for _, stop in second.stops()}
        for id_, visit in again.items():
            if visit.id in placed and _outcome(world, once_more, visit) == "done":
                outcomes[id_] = AGAIN
    return outcomes


def _outcome(world: World, day: Day, visit: Visit) -> str:
    """Drawn, and recorded."""
    outcome = next((one for one in FAILED if world.chance.happens(one, day.day, visit.id)), "done")
    world.record(day.day, visit, outcome)
    if outcome == "done":
        bed_life.visited(world, visit, day.day)
    return outcome


def _count(world: World, day: Day, outcomes: dict[str, str], played: _Played, week: Counter[str]) -> None:
    counting = played.counting
    before = Counter(counting.lost)
    counting.evening(world, day, outcomes)
    week.update(outcomes.values())
    week["visits"] += len(day.visits)
    week["waiting"] += sum(id_ not in outcomes and visit.last_day > day.day for id_, visit in day.visits.items())
    late = sum((hard_last_day(day, visit) or visit.last_day) < day.day for visit in day.visits.values())
    week["overdue"] = max(week["overdue"], late)
    week["beds"] = sum(bed.state == "open" for bed in world.care.beds)
    for priority, count in counting.lost.items():
        week[f"P{priority}"] += count - before[priority]


def _quarter(first: date, chosen: Chosen, played: _Played) -> Quarter:
    counting = played.counting
    broken = tuple(replace(one, flagged=played.flagged(id_, one.day)) for id_, one in sorted(counting.broken.items()))
    flagged = tuple(
        Flagged(id_, flag.day, flag.cause, played.told[id_, flag.day], _came_true(id_, counting))
        for id_, flag in sorted(played.flags.items())
    )
    return Quarter(
        first=first,
        last=first + timedelta(days=chosen.days - 1),
        seed=chosen.seed,
        iterations=chosen.iterations,
        weeks=tuple(_week(monday, week, played) for monday, week in played.weeks.items()),
        picc_over=tuple(counting.picc_over),
        supplies_out=tuple(counting.supplies_out),
        outside_bed=tuple(counting.outside_bed),
        hard_findings=tuple(played.hard),
        broken=broken,
        flagged=flagged,
        to_reach=len(counting.to_reach),
        not_reached=tuple(sorted(counting.to_reach - counting.reached)),
    )


def _came_true(id_: str, counting: Counting) -> str:
    if id_ in counting.broken:
        return "broken"
    return "served" if id_ in counting.served else "dropped"


def _week(monday: date, week: Counter[str], played: _Played) -> Week:
    counting = played.counting

    def inside(days: Iterable[date]) -> int:
        return sum(monday <= day < monday + timedelta(days=7) for day in days)

    return Week(
        monday=monday,
        visits=week["visits"],
        done=week["done"] + week[AGAIN],
        again=week[AGAIN],
        nobody_home=week["nobody_home"],
        cancelled=week["cancelled"],
        left_out={priority: week[f"P{priority}"] for priority in range(1, 8) if week[f"P{priority}"]},
        waiting=week["waiting"],
        overdue=week["overdue"],
        picc_over=inside(day for _, day in counting.picc_over),
        supplies_out=inside(day for _, day in counting.supplies_out),
        outside_bed=inside(day for _, day in counting.outside_bed),
        hard_findings=inside(date.fromisoformat(text.partition(" ")[0]) for text in played.hard),
        ill=week["ill"],
        beds_open=week["beds"],
    )
