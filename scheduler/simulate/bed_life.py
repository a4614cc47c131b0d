"""The family beds of a simulated quarter: applied for, opened, suspended by hospital stays, renewed, closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from scheduler.domain.beds import CONDITIONS, FamilyBed
from scheduler.domain.care import Visit
from scheduler.intake.bed_states import ACTIVE, OVER, apply, move, renew
from scheduler.simulate.world import AUTHOR, World
from scheduler.units import at

MORNING, EVENING = "07:00", "20:30"
OLD = 65  # only to choose who applies
AFTER_VISIT = {"OPEN": ("registered", "open"), "CLOSE": ("pre_close", "closed")}


def begin_day(world: World, day: date) -> None:
    """What happens to beds before anybody sets out."""
    for bed in world.care.beds:
        if bed.moves[-1].at.date() > day:
            continue
        if bed.state == "draft":
            _step(world, bed, "submitted", day)
        elif bed.state in ACTIVE and bed.until_day is not None and day > bed.until_day:
            _end(world, bed, day)
        elif bed.state == "open" and bed.until_day is not None:
            reminded = bed.until_day - timedelta(days=world.rulebook.rule("reminder.period_end_days"))
            if day >= reminded:
                _renew_or_close(world, bed, day)
    _new_application(world, day)


def suspend(world: World, resident_id: str, day: date) -> None:
    """The resident goes to hospital."""
    for bed in _of(world, resident_id, {"open"}):
        _step(world, bed, "suspended", day, reason="hospital")


def resume(world: World, resident_id: str, day: date) -> None:
    """The resident is home again."""
    for bed in _of(world, resident_id, {"suspended"}):
        if bed.moves[-1].reason == "hospital":
            _step(world, bed, "open", day)


def visited(world: World, visit: Visit, day: date) -> None:
    """The step that a visit done brings about: assessed and registered, opened, closed."""
    for bed in world.care.beds:
        if visit.order_id == f"{bed.id}-ASSESS" and bed.state == "submitted":
            _register(world, bed, day)
        for name, (before, after) in AFTER_VISIT.items():
            if visit.order_id == f"{bed.id}-{name}" and bed.state == before:
                _step(world, bed, after, day, EVENING)


def _register(world: World, bed: FamilyBed, day: date) -> None:
    """All conditions hold; the people of the resident's team are responsible."""
    resident = world.residents[bed.resident_id]
    team = resident.contract.team_id if resident.contract else ""
    people = {one.role: one.id for one in world.data.staff if one.team_id == team}
    _step(world, bed, "assessed", day, EVENING, conditions=CONDITIONS)
    assessed = next(one for one in world.care.beds if one.id == bed.id)
    people = {"responsible_doctor": people["GP"], "responsible_nurse": people["RN"]}
    _step(world, assessed, "registered", day + timedelta(days=1), MORNING, **people)


def _renew_or_close(world: World, bed: FamilyBed, day: date) -> None:
    assert bed.until_day is not None
    if world.chance.happens("bed_renewed", bed.until_day, bed.id):
        until = bed.until_day + timedelta(days=world.rulebook.rule("bed.period_days"))
        renewed = renew(bed, until, at=_time(bed, day, MORNING), author=AUTHOR, assessed=day, rulebook=world.rulebook)
        _put(world, renewed)
    else:
        _step(world, bed, "pre_close", day, reason="better")


def _end(world: World, bed: FamilyBed, day: date) -> None:
    """The period is over and nobody closed the bed at the home."""
    if bed.state != "pre_close":
        bed = _step(world, bed, "pre_close", day, reason="period_ended")
    _step(world, bed, "closed", day)


def _new_application(world: World, day: date) -> None:
    if not world.calendar.is_workday(day) or not world.chance.happens("bed_applications", day, "bed"):
        return
    taken = {bed.resident_id for bed in world.care.beds if bed.state not in OVER} | world.away_on(day)
    able = sorted(
        one.id
        for one in world.residents.values()
        if one.id not in taken and one.contract is not None and one.contract.from_day <= day <= one.contract.until_day
        if one.carer_hours and one.age_on(day) >= OLD and not one.risk_level and not one.precautions
    )
    who = able[int(world.chance.share("bed_of_whom", day, "bed") * len(able))]
    bed = apply(f"N{day:%m%d}", who, "nursing", "centre", at=at(day, MORNING), author=AUTHOR, beds=world.care.beds)
    world.care = replace(world.care, beds=(*world.care.beds, bed))


def _of(world: World, resident_id: str, states: Iterable[str]) -> list[FamilyBed]:
    return [bed for bed in world.care.beds if bed.resident_id == resident_id and bed.state in states]


def _step(world: World, bed: FamilyBed, state: str, day: date, clock: str = MORNING, **more: Any) -> FamilyBed:
    when = _time(bed, day, clock)
    moved = move(bed, state, at=when, author=AUTHOR, rulebook=world.rulebook, beds=world.care.beds, **more)
    _put(world, moved)
    return moved


def _time(bed: FamilyBed, day: date, clock: str) -> Any:
    """Never before its last step."""
    return max(at(day, clock), bed.moves[-1].at)


def _put(world: World, bed: FamilyBed) -> None:
    world.care = replace(world.care, beds=tuple(bed if one.id == bed.id else one for one in world.care.beds))
