"""Doctors who stay in the clinic, and how many visits a person makes in a day: H18, H19."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.domain.day import Day
from scheduler.domain.people import Shift, Staff
from scheduler.domain.plan import Finding, Plan
from scheduler.problem.problem import ROUTES, STOPS, Counter
from scheduler.rules.draft import Draft
from scheduler.rules.findings import broken
from scheduler.rules.rule import Rule
from scheduler.rules.served import served
from scheduler.units import at

CAPS = {
    "GP": "H19.doctor_visits",
    "TCM": "H19.doctor_visits",
    "PH": "H19.doctor_visits",
    "RN": "H19.nurse_visits",
    "PHARM": "H19.pharmacist_visits",
    "REHAB": "H19.rehab_visits",
}


@dataclass(frozen=True, slots=True)
class Half:
    """A half-day: the doctors on duty, their field shifts, and how many of these may be used."""

    zh: str
    en: str
    on_duty: frozenset[str]
    field_shifts: tuple[Shift, ...]
    maximum: int


def halves(day: Day) -> Iterator[Half]:
    """Morning and afternoon as clinic.morning_until parts them; a shift is of every half that it reaches into
    between its start and its planned end. Doctors are the centre's own GPs with a field or clinic shift. On a day
    off the clinic is closed in a half without clinic duty: whoever is on duty may go out."""
    noon = at(day.day, day.rulebook.rule_text("clinic.morning_until"))
    doctors = {s.id for s in day.staff.values() if s.role == "GP" and s.employer == "centre"}
    duty = [shift for shift in day.shifts.values() if shift.staff_id in doctors and shift.kind in ("field", "clinic")]
    morning = [shift for shift in duty if shift.start < noon]
    afternoon = [shift for shift in duty if shift.end > noon]
    for zh, en, shifts in (("上午", "morning", morning), ("下午", "afternoon", afternoon)):
        on_duty = frozenset(shift.staff_id for shift in shifts)
        away = tuple(shift for shift in shifts if shift.kind == "field")
        closed = not day.workday and len(away) == len(shifts)
        staying = day.rulebook.rule("H18.doctors_in_clinic")
        yield Half(zh, en, on_duty, away, len(away) if closed else max(0, len(on_duty) - staying))


def lower_cover(day: Day, draft: Draft) -> None:
    """H18: in each half-day the routes used by the centre's GPs are at most the GPs on duty less
    H18.doctors_in_clinic, and none when that is negative. Conservative: a route keeps its doctor away for its
    whole shift, and a doctor with two routes in one half counts twice."""
    for half in halves(day):
        if len(half.field_shifts) > half.maximum:
            routes = tuple(draft.shifts.index(shift) for shift in half.field_shifts)
            draft.counters.append(Counter(draft.rule("H18"), routes, ROUTES, maximum=half.maximum))


def find_cover(day: Day, plan: Plan) -> list[Finding]:
    """See `lower_cover`; the amount is doctors missing from the clinic."""
    used = {route.shift_id for route in plan.routes if route.stops}
    found: list[Finding] = []
    for half in halves(day):
        away = [shift.staff_id for shift in half.field_shifts if shift.id in used]
        over = len(away) - half.maximum
        zh = (
            f"{half.zh}有 {len(half.on_duty)} 名全科医生在岗，{len(away)} 条路线外出（{'、'.join(away)}），"
            f"最多 {half.maximum} 条，门诊缺 {over} 人。"
        )
        en = (
            f"In the {half.en} {len(half.on_duty)} GPs are on duty and {len(away)} routes are out "
            f"({', '.join(away)}), at most {half.maximum} may be: the clinic lacks {over}."
        )
        found += broken("H18", over, "doctor", (), away, zh, en)
    return found


def daily_cap(day: Day, staff: Staff) -> int | None:
    """Most parts of visits of one person in the day; None where the role has no cap."""
    if staff.role == "RN" and staff.employer == "hospital":
        return day.rulebook.rule("H19.internet_visits")
    return day.rulebook.rule(CAPS[staff.role]) if staff.role in CAPS else None


def lower_caps(day: Day, draft: Draft) -> None:
    """H19: a person serves at most so many parts of visits in the day, over all routes, as the role has
    (H19.*); a hospital's nurse as many as H19.internet_visits."""
    for staff in day.staff.values():
        cap, routes = daily_cap(day, staff), tuple(draft.routes_of(staff.id))
        if cap is not None and routes:
            draft.counters.append(Counter(draft.rule("H19"), routes, STOPS, maximum=cap))


def find_caps(day: Day, plan: Plan) -> list[Finding]:
    """See `lower_caps`; the amount is visits too many."""
    visits: dict[str, list[str]] = {}
    for one in served(day, plan):
        visits.setdefault(one.staff.id, []).append(one.visit.id)
    found: list[Finding] = []
    for staff_id, made in visits.items():
        cap = daily_cap(day, day.staff[staff_id])
        if cap is None:
            continue
        over = len(made) - cap
        zh = f"{staff_id} 当天安排 {len(made)} 次上门，上限 {cap} 次，超出 {over} 次。"
        en = f"{staff_id} has {len(made)} visits in the day, at most {cap}: {over} too many."
        found += broken("H19", over, "visit", made, (staff_id,), zh, en)
    return found


COVER: tuple[Rule, ...] = (
    Rule(
        "H18",
        "hard",
        "doctor",
        lower_cover,
        find_cover,
        "每半天门诊至少留规定人数的全科医生。",
        "In each half-day enough GPs stay in the clinic.",
    ),
    Rule(
        "H19",
        "hard",
        "visit",
        lower_caps,
        find_caps,
        "每人每天的上门次数不超过岗位上限。",
        "Nobody makes more visits in a day than the role's cap.",
    ),
)
