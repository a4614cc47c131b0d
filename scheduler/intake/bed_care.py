"""The visits that a family bed brings with it, as standing orders: from the assessment to the closing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from scheduler.domain.beds import FamilyBed
from scheduler.domain.orders import CareOrder, Interval
from scheduler.domain.rulebook import Rulebook
from scheduler.intake.asked import ASSESSMENT, BED_OPENING, FAMILY_BED
from scheduler.intake.bed_states import opened_on
from scheduler.intake.spans import Absence

ONE_DAY = timedelta(days=1)


def orders_of_bed(bed: FamilyBed, rulebook: Rulebook) -> tuple[CareOrder, ...]:
    """What a bed asks for in its state; ids are the bed's with -ASSESS, -OPEN, -FIRST, -ROUND, -NURSE and so on.

    A suspended bed keeps its orders; nothing falls due of them until it is open again.
    """
    if bed.state == "submitted":
        return (_once(bed, "ASSESS", ASSESSMENT, bed.applied, rulebook.rule("bed.assess_days")),)
    if bed.state == "registered":
        begin = max(bed.moves[-1].at.date(), bed.from_day or date.min)
        opening = _once(bed, "OPEN", BED_OPENING, begin, rulebook.rule("bed.open_days"))
        return (replace(opening, consent_until=_consent(bed)),)
    opened = opened_on(bed)
    if opened is None or bed.state not in ("open", "suspended", "pre_close"):
        return ()
    if bed.state == "pre_close":
        return _closing(bed, rulebook)
    return (*_rounds(bed, opened, rulebook), _nurse(bed, opened, rulebook), *_seniors(bed, opened, rulebook))


def suspensions_of(bed: FamilyBed) -> tuple[Absence, ...]:
    """When the bed was or is suspended: from that day to the day before it went on."""
    found: list[Absence] = []
    start: date | None = None
    for step in bed.moves:
        if step.state == "suspended":
            start = start or step.at.date()
        elif start is not None:
            if step.at.date() > start:
                found.append(Absence(start, step.at.date() - ONE_DAY))
            start = None
    if start is not None:
        found.append(Absence(start, None))
    return tuple(found)


def _closing(bed: FamilyBed, rulebook: Rulebook) -> tuple[CareOrder, ...]:
    """One visit to close the bed, unless its reason leaves nobody to visit."""
    step = bed.moves[-1]
    if step.reason in rulebook.rule_text("bed.without_closing_visit").split():
        return ()
    within = rulebook.rule("bed.close_days")
    closing = _once(bed, "CLOSE", "BED_CLOSE", step.at.date(), within)
    soon = Interval(1, 1 + within // 2, 1 + within, hard=rulebook.rules["bed.close_days"].hard)
    return (replace(closing, recurrence=soon, bed_id=bed.id, consent_until=_consent(bed)),)


def _once(bed: FamilyBed, name: str, service: str, day: date, within: int) -> CareOrder:
    """One visit from a day on, `within` days later at most; it comes again until it is done."""
    recurrence = Interval(1, 1 + within // 2, 1 + within)
    return CareOrder(
        f"{bed.id}-{name}",
        bed.resident_id,
        service,
        FAMILY_BED,
        day,
        recurrence,
        count=1,
        responsible_staff=_people(bed),
        last_done=day - ONE_DAY,
    )


def _kept(bed: FamilyBed, name: str, service: str, opened: date, recurrence: Interval, follows: str = "") -> CareOrder:
    """One service of the open bed, over its whole period; the opening visit is the first."""
    return CareOrder(
        f"{bed.id}-{name}",
        bed.resident_id,
        service,
        FAMILY_BED,
        opened,
        recurrence,
        last_day=bed.until_day,
        consent_until=_consent(bed),
        responsible_staff=_people(bed),
        bed_id=bed.id,
        last_done=opened,
        follows=follows and f"{bed.id}-{follows}",
    )


def _rounds(bed: FamilyBed, opened: date, rulebook: Rulebook) -> tuple[CareOrder, ...]:
    """The first round within 24 or 72 hours, then by how stable the resident is."""
    within = rulebook.rule(f"bed.first_round_days_{bed.kind}")
    first = replace(_kept(bed, "FIRST", "BED_ROUND", opened, Interval(1, 1, within)), count=1)
    name = "unstable" if bed.unstable else "round"
    rest = Interval(
        rulebook.rule(f"bed.{name}_shortest_days"),
        rulebook.rule(f"bed.{name}_days"),
        rulebook.rule(f"bed.{name}_longest_days"),
    )
    return first, _kept(bed, "ROUND", "BED_ROUND", opened, rest, "FIRST")


def _nurse(bed: FamilyBed, opened: date, rulebook: Rulebook) -> CareOrder:
    """By the care plan, with the catalogue's longest interval."""
    longest = rulebook.rule("bed.nurse_longest_days")
    usual = min(bed.nurse_days or rulebook.rule("bed.nurse_days"), longest)
    return _kept(bed, "NURSE", "BED_NURSE", opened, Interval(max(1, usual - usual // 3), usual, longest))


def _seniors(bed: FamilyBed, opened: date, rulebook: Rulebook) -> tuple[CareOrder, ...]:
    """A senior doctor within a week of the opening, then every month; soft: they wait for a seconded doctor."""
    within = rulebook.rule("bed.senior_first_days")
    soon = Interval(1, within, within, hard=False)
    first = replace(_kept(bed, "SENIOR1", "BED_SUPER", opened, soon), count=1)
    rest = Interval(
        rulebook.rule("bed.senior_shortest_days"),
        rulebook.rule("bed.senior_days"),
        rulebook.rule("bed.senior_longest_days"),
        hard=False,
    )
    return first, _kept(bed, "SENIOR", "BED_SUPER", opened, rest, "SENIOR1")


def _people(bed: FamilyBed) -> frozenset[str]:
    return frozenset(person for person in (bed.responsible_doctor, bed.responsible_nurse) if person)


def _consent(bed: FamilyBed) -> date | None:
    """The agreement is signed for the period."""
    return bed.until_day if "consent" in bed.conditions else None
