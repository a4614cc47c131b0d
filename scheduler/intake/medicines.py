"""Medicines over time: a refill before the supply ends, and the pharmacist at the homes that need one first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from zlib import crc32

from scheduler.domain.care import GateAnswer, Request, Window
from scheduler.domain.medication import MedicationPlan
from scheduler.domain.orders import CareOrder, Interval
from scheduler.domain.people import Resident
from scheduler.domain.rulebook import Rulebook
from scheduler.errors import Fault
from scheduler.intake.asked import SIGNED, refuse, warn, words
from scheduler.intake.occurrences import Horizon, Occurrence, hours_on, put_again
from scheduler.intake.spans import Absence, Span, absent, at_home
from scheduler.units import at

REFILL = "RX_LONG"
PHARMACIST = "PHARM_HOME"
MONTHS_OF_A_QUARTER = 3


def refills(plan: MedicationPlan, about: Horizon, absences: tuple[Absence, ...]) -> list[Occurrence]:
    """The reviews and supplies of a long prescription within the horizon, each from its window before the end.

    The id holds the end of the supply, so a renewal is another request. Done (or promised) ones supply for `weeks`
    more; those after are foreseen the same way. A prescription that may not be one asks for nothing.
    """
    if plan.supply_end is None or not plan.weeks or judged_plan(plan, about.rulebook):
        return []
    found: list[Occurrence] = []
    earliest = timedelta(days=about.rulebook.rule("H9.supply_earliest_days"))
    margin = timedelta(days=about.rulebook.rule("H9.supply_margin_days"))
    end, service = plan.supply_end, about.rulebook.services[REFILL]
    while end - earliest <= about.last:
        first_id = f"{plan.id}-RX-{end:%Y%m%d}"
        tries = about.history.of(first_id)
        raw = put_again(Span(end - earliest, end - margin, end - margin, end - margin), (tries,))
        span = at_home(raw, absences, about.first) if tries.done is None else None
        if span is not None and tries.promised is not None and about.first < about.last:
            span = Span(*[tries.promised] * 3)
        days = days_at_home(span, about, absences) if span is not None else []
        if span is not None and days and (tries.promised is None or tries.promised in days):
            ends_inside = about.first <= end - margin < about.last
            windows = hours_on(service, days, ends_inside or bool(absences))
            found.append(Occurrence(_refill(plan, first_id + tries.suffix, span, windows, end), span.last))
            if span.last < about.first:
                break  # a refill that is overdue supplies for the weeks after, too
        end += timedelta(weeks=plan.weeks)
    return found


def days_at_home(span: Span, about: Horizon, absences: tuple[Absence, ...]) -> list[date]:
    """The days of the horizon on which a refill may be brought; all of them once it is overdue."""
    last = about.last if span.last < about.last else span.last
    first = max(span.first, about.first)
    days = [first + timedelta(days=k) for k in range((min(last, about.last) - first).days + 1)]
    home = [day for day in days if absent(day, absences) is None]
    return home if span.last < about.first else [day for day in home if day <= span.last] and home


def _refill(plan: MedicationPlan, request_id: str, span: Span, windows: tuple[Window, ...], end: date) -> Request:
    return Request(
        id=request_id,
        resident_id=plan.resident_id,
        service=REFILL,
        channel=SIGNED,
        received=at(end - timedelta(weeks=plan.weeks), "00:00"),
        first_day=min(span.first, span.last),
        last_day=span.last,
        windows=windows,
        order_until=plan.order_until,
        consent_until=plan.consent_until,
        supply_end=end,
        order_id=f"{plan.id}-RX",
        due=span.due,
    )


def judged_plan(plan: MedicationPlan, rulebook: Rulebook) -> tuple[GateAnswer, ...]:
    """Why a long prescription may not be one; empty when it may."""
    if not plan.weeks:
        return ()
    answers = []
    excluded = sorted(plan.drug_classes & words(rulebook, "medicine.excluded_classes"))
    if excluded:
        told = ", ".join(excluded)
        answers.append(
            refuse(
                "gate.drug_class",
                f"长期处方不得含有：{told}；请按普通处方开具。",
                f"A long prescription may not hold {told}: prescribe these in the ordinary way.",
            )
        )
    most = rulebook.rule("gate.long_prescription_max_weeks")
    if plan.weeks > most:
        answers.append(
            refuse(
                "gate.long_prescription",
                f"长期处方最长 {most} 周，此处为 {plan.weeks} 周：请重新开具。",
                f"A long prescription is for {most} weeks at most, this is for {plan.weeks}: prescribe anew.",
            )
        )
    return tuple(answers)


def review_needed(plan: MedicationPlan, rulebook: Rulebook) -> GateAnswer | None:
    """A prescription for long is reviewed by a doctor for each supply."""
    if plan.supply_end is None or plan.weeks <= rulebook.rule("medicine.review_over_weeks"):
        return None
    supplied = plan.supply_end - timedelta(weeks=plan.weeks)
    if plan.reviewed is not None and plan.reviewed > supplied:
        return None
    return warn(
        "gate.long_prescription_review",
        f"{plan.weeks} 周处方续开前须由医生评估并在病历注明。",
        f"A prescription for {plan.weeks} weeks is reviewed by a doctor, with a note, before it is renewed.",
    )


def plan_faults(plan: MedicationPlan, rulebook: Rulebook) -> list[Fault]:
    """What cannot be: weeks out of range, an end without weeks, weeks without an end."""
    where, most = f"medication {plan.id}", rulebook.rule("gate.long_prescription_max_weeks")
    found = []
    if plan.medicines < 0:
        found.append(
            Fault(where, "medicines", str(plan.medicines), "is below zero", "count them", "小于零", "请清点药品数")
        )
    if not 0 <= plan.weeks <= most:
        message, zh = f"a long prescription is for 1 to {most} weeks", f"长期处方为 1 到 {most} 周"
        found.append(Fault(where, "weeks", str(plan.weeks), message, "correct it; 0 for none", zh, "请更正；没有填 0"))
    if bool(plan.weeks) != (plan.supply_end is not None):
        told = plan.supply_end.isoformat() if plan.supply_end else ""
        message, zh = "weeks and the end of the supply go together", "周数与用完日期须同时填写"
        found.append(Fault(where, "supply_end", told, message, "give both or neither", zh, "都填或都不填"))
    return found


def needs_pharmacist(plan: MedicationPlan, resident: Resident, day: date, rulebook: Rulebook) -> int:
    """Who is visited first: 1 old, signed and on many medicines; 2 many medicines, risky ones or a change; 0 nobody."""
    signed = resident.contract is not None and resident.contract.from_day <= day <= resident.contract.until_day
    if not signed:
        return 0
    many = plan.medicines >= rulebook.rule("pharmacy.medicines")
    if many and resident.age_on(day) >= rulebook.rule("pharmacy.age"):
        return 1
    risky = bool(plan.drug_classes & words(rulebook, "medicine.risky_classes"))
    return 2 if many or risky or _changed(plan) else 0


def orders_of_medication(
    plans: Iterable[MedicationPlan], residents: Mapping[str, Resident], day: date, rulebook: Rulebook
) -> tuple[CareOrder, ...]:
    """A standing order for the pharmacist at each home that needs one, `<plan>-PHARM`.

    Who was never seen is spread over the first weeks of the quarter, the first group in their first half.
    """
    begin = date(day.year, (day.month - 1) // MONTHS_OF_A_QUARTER * MONTHS_OF_A_QUARTER + 1, 1)
    half = max(1, rulebook.rule("pharmacy.first_within_days") // 2)
    orders: list[CareOrder] = []
    for plan in plans:
        resident = residents.get(plan.resident_id)
        group = needs_pharmacist(plan, resident, day, rulebook) if resident is not None else 0
        if group:
            orders += _pharmacist(plan, begin + timedelta(days=(group - 1) * half + _turn(plan, half)), rulebook)
    return tuple(orders)


def _turn(plan: MedicationPlan, days: int) -> int:
    """A day of so many that only the plan's id decides: nobody's turn moves when others come or go."""
    return crc32(plan.id.encode()) % days


def _pharmacist(plan: MedicationPlan, turn: date, rulebook: Rulebook) -> tuple[CareOrder, ...]:
    """Every quarter since last seen, the first time from one's turn on; once more within a month of a change."""
    interval = Interval(
        rulebook.rule("pharmacy.shortest_days"),
        rulebook.rule("pharmacy.days"),
        rulebook.rule("pharmacy.longest_days"),
        hard=False,
    )
    first_day = plan.pharmacist_seen or turn
    usual = CareOrder(
        f"{plan.id}-PHARM",
        plan.resident_id,
        PHARMACIST,
        SIGNED,
        first_day,
        interval,
        order_until=plan.order_until,
        consent_until=plan.consent_until,
        last_done=plan.pharmacist_seen,
    )
    if plan.changed is None or not _changed(plan):
        return (usual,)
    within = rulebook.rule("pharmacy.after_change_days")
    change_id = f"{plan.id}-PHARM-{plan.changed:%Y%m%d}"
    soon = Interval(1, 1 + within // 2, within, hard=False)
    after = replace(usual, id=change_id, first_day=plan.changed, recurrence=soon, last_done=plan.changed, count=1)
    return after, replace(usual, first_day=plan.changed, follows=change_id)


def _changed(plan: MedicationPlan) -> bool:
    """Changed since the pharmacist was there."""
    return plan.changed is not None and (plan.pharmacist_seen is None or plan.changed > plan.pharmacist_seen)
