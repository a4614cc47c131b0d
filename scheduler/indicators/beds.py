"""Family beds: how many, how soon assessed, rounds and nurse visits in time."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from scheduler.domain.beds import BedMove, FamilyBed
from scheduler.domain.indicators import Indicator, count, mean
from scheduler.indicators.period import CarePeriod
from scheduler.indicators.turns import Round, Turn, in_time, turns
from scheduler.intake.bed_care import suspensions_of
from scheduler.intake.bed_states import opened_on
from scheduler.intake.spans import Absence, absences_of
from scheduler.units import LOCAL

ROUND, NURSE, SENIOR = "BED_ROUND", "BED_NURSE", "BED_SUPER"
HOLDING = ("open", "suspended", "pre_close")  # the resident has the bed
ENDING = ("pre_close", "closed")
ASSESSED = ("assessed", "refused")
WAITING = "submitted"


def bed_figures(period: CarePeriod) -> tuple[Indicator, ...]:
    """Everything about family beds."""
    return (*numbers_of_beds(period), *assessments(period), *rounds(period))


def numbers_of_beds(period: CarePeriod) -> tuple[Indicator, ...]:
    """Beds held on the last day; opened and closed within the period (a return from hospital opens nothing)."""
    held = sum(state_on(bed, period.last) in HOLDING for bed in period.beds)
    opened = [bed for bed in period.beds if (day := opened_on(bed)) is not None and period.holds(day)]
    closed = [bed for bed in period.beds if (move := _first(bed, ("closed",))) and period.holds(_day(move))]
    return (
        count("beds_open", ("期末在床数", "beds open at the end"), held, "bed"),
        count("beds_opened", ("新建床数", "beds opened"), len(opened), "bed"),
        count("beds_closed", ("撤床数", "beds closed"), len(closed), "bed"),
    )


def assessments(period: CarePeriod) -> tuple[Indicator, ...]:
    """Applications assessed within bed.assess_days; one that waits longer is a miss; one that is
    no more than a draft, or given or taken back, is none."""
    allowed = period.rulebook.rule("bed.assess_days")
    ended, took = [], []
    for bed in period.beds:
        move = _first(bed, ASSESSED)
        assessed = _day(move) if move and _day(move) <= period.last else None
        limit = bed.applied + timedelta(days=allowed)
        if assessed is not None and period.holds(assessed):
            ended.append(Turn(bed.id, limit, assessed))
            took.append((assessed - bed.applied).days)
        elif assessed is None and limit <= period.over and state_on(bed, period.last) == WAITING:
            ended.append(Turn(bed.id, limit, None))
    names = (f"申请后{allowed}天内完成评估", f"assessed within {allowed} days of application")
    days = ("申请到评估平均天数", "days from application to assessment")
    return (in_time("assessed_in_time", names, ended), mean("assessment_days", days, sum(took), len(took), "day"))


def rounds(period: CarePeriod) -> tuple[Indicator, ...]:
    """Doctor's rounds, nurse visits and senior rounds: due, and done within the longest gap."""
    number = period.rulebook.rule
    doctor = [turn for bed in period.beds for turn in doctor_turns(period, bed)]
    nurse = [turn for bed in period.beds for turn in nurse_turns(period, bed)]
    senior = [turn for bed in period.beds for turn in senior_turns(period, bed, period.first, period.over)]
    visits = [one for one in period.done() if one.service == NURSE and period.holds(one.day)]
    longest = {name: number(f"bed.{name}_longest_days") for name in ("round", "nurse", "senior")}
    doctor_names = (
        f"查床按时（间隔≤{longest['round']}天，首次及不稳定者更短）",
        f"rounds in time (≤ {longest['round']} days; less at first, unstable)",
    )
    nurse_names = (
        f"护理按时（间隔≤{longest['nurse']}天）",
        f"nurse visits in time (≤ {longest['nurse']} days)",
    )
    senior_names = (
        f"上级医师查床按时（间隔≤{longest['senior']}天，首次更短）",
        f"senior rounds in time (≤ {longest['senior']} days; less at first)",
    )
    return (
        in_time("rounds_in_time", doctor_names, doctor),
        count("nurse_visits", ("家庭病床护理次数", "nurse visits to beds"), len(visits), "visit"),
        in_time("nurse_in_time", nurse_names, nurse),
        in_time("senior_in_time", senior_names, senior),
    )


def doctor_turns(period: CarePeriod, bed: FamilyBed) -> list[Turn]:
    """The doctor's rounds of a bed: the first within hours of the opening, closer together while unstable."""
    number = period.rulebook.rule
    longest = number("bed.unstable_longest_days" if bed.unstable else "bed.round_longest_days")
    return _bed_turns(period, bed, ROUND, longest, number(f"bed.first_round_days_{bed.kind}"))


def nurse_turns(period: CarePeriod, bed: FamilyBed) -> list[Turn]:
    """The nurse's visits to a bed."""
    longest = period.rulebook.rule("bed.nurse_longest_days")
    return _bed_turns(period, bed, NURSE, longest, longest)


def senior_turns(period: CarePeriod, bed: FamilyBed, first: date, over: date) -> list[Turn]:
    """The senior rounds of a bed that were done from `first` on, or overdue at the end of `over`."""
    number = period.rulebook.rule
    days = (number("bed.senior_longest_days"), number("bed.senior_first_days"))
    return _bed_turns(period, bed, SENIOR, *days, span=(first, over))


def state_on(bed: FamilyBed, day: date) -> str:
    """Where the bed stood at the end of a day; "" before its first move."""
    states = [move.state for move in bed.moves if _day(move) <= day]
    return states[-1] if states else ""


def _bed_turns(
    period: CarePeriod,
    bed: FamilyBed,
    service: str,
    within: int,
    first_within: int,
    span: tuple[date, date] | None = None,
) -> list[Turn]:
    opened = opened_on(bed)
    first, over = span or (period.first, period.over)
    if opened is None or opened > period.last:
        return []
    done = [one.day for one in period.done_for(bed.resident_id) if one.service == service]
    own = Round(bed.id, opened, within, first_within, _ends(bed, over), _absences(period, bed), period.known_from)
    return turns(own, done, first, over)


def _ends(bed: FamilyBed, last: date) -> date | None:
    """The day up to which visits are owed: the end of its period, or the day on which it began to close."""
    ends = [bed.until_day] if bed.until_day else []
    if state_on(bed, last) in ENDING:
        begun = [_day(b) for a, b in pairwise(bed.moves) if b.state in ENDING and a.state not in ENDING]
        ends += begun[-1:]
    return min(ends, default=None)


def _absences(period: CarePeriod, bed: FamilyBed) -> tuple[Absence, ...]:
    """While it was suspended, and while the resident was away for another reason."""
    away = absences_of(one for one in period.away if one.resident_id == bed.resident_id)
    return (*away, *suspensions_of(bed))


def _first(bed: FamilyBed, states: tuple[str, ...]) -> BedMove | None:
    return next((move for move in bed.moves if move.state in states), None)


def _day(move: BedMove) -> date:
    return move.at.astimezone(LOCAL).date()
