"""Several people at one home, and homes where nobody goes alone: H6, H13."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from scheduler.domain.care import Visit
from scheduler.domain.day import Day
from scheduler.domain.people import Staff
from scheduler.domain.plan import Finding, Plan
from scheduler.intake.asked import ASSESSMENT
from scheduler.problem.problem import DIFFERENT, FREE, NEEDS, Link
from scheduler.rules.draft import FOREVER, Draft
from scheduler.rules.pairs import Said, forbidding, objecting
from scheduler.rules.rule import Rule
from scheduler.rules.served import Served, begun, hard_finding, placed, served
from scheduler.rules.timetable import seconds_between, service_end
from scheduler.units import MINUTE, at, clock

PRECAUTIONS = {
    "aggression": ("有攻击史", "a history of aggression"),
    "dog": ("有危险犬只", "a dangerous dog"),
    "heavy_transfer": ("需重体力搬移", "a heavy transfer"),
}
UNKNOWN_RISK = "unknown_risk"


def starts_together(visit: Visit) -> bool:
    """Whether the parts are synchronised: always, or because it has never been done before."""
    return visit.sync == "start" or (visit.sync == "first" and visit.last_done is None)


def lower_together(day: Day, draft: Draft) -> None:
    """H6: the parts of a visit are served by different people, starting in the same second when the visit
    is synchronised; a visit that follows another one of the day needs it, and each of its parts starts within
    the gap after the end of each part of the other. A visit followed that is not of this day binds nothing, and what
    has begun keeps its place whatever it followed."""
    rule, facts = draft.rule("H6"), begun(day)
    for visit in day.visits.values():
        low, high = (0, 0) if starts_together(visit) else (-FOREVER, FOREVER)
        for a, b in combinations(draft.parts_of(visit.id), 2):
            draft.links.append(Link(rule, a, b, False, low, high, DIFFERENT))
        if visit.gap is not None and visit.gap.after in day.visits:
            low, high = visit.gap.minimum * MINUTE, visit.gap.maximum * MINUTE
            for a in draft.parts_of(visit.gap.after):
                for b in (p for p in draft.parts_of(visit.id) if draft.keys[p] not in facts):
                    draft.links.append(Link(rule, a, b, True, low, high, FREE, NEEDS))


def find_together(day: Day, plan: Plan) -> list[Finding]:
    """See `lower_together`; amounts are people, seconds apart or seconds outside the gap."""
    found: list[Finding] = []
    where = placed(day, plan)
    for visit in day.visits.values():
        for a, b in _placed_pairs(visit, where):
            if a.staff.id == b.staff.id:
                found.append(_same_person(a, b))
            if starts_together(visit) and a.stop.start != b.stop.start:
                found.append(_apart("H6", a, b))
        found += _gap_findings(day, visit, where)
    return found


def _placed_pairs(visit: Visit, where: dict[tuple[str, int], Served]) -> Iterator[tuple[Served, Served]]:
    there = [where[visit.id, k] for k in range(len(visit.parts)) if (visit.id, k) in where]
    return combinations(there, 2)


def _same_person(a: Served, b: Served) -> Finding:
    said = (
        f"{a.visit.id} 需要不同的人，第 {a.part + 1} 和第 {b.part + 1} 人都是 {a.staff.id}。",
        f"{a.visit.id} needs different people, parts {a.part + 1} and {b.part + 1} are both {a.staff.id}'s.",
    )
    return hard_finding("H6", 1, "person", said, visits=(a.visit.id,), staff=(a.staff.id,))


def _apart(rule: str, a: Served, b: Served) -> Finding:
    amount = abs(seconds_between(a.stop.start, b.stop.start))
    said = (
        f"{a.visit.id} 须同时开始：{a.staff.id} {clock(a.stop.start)}，{b.staff.id} {clock(b.stop.start)}，"
        f"相差 {amount} 秒。",
        f"{a.visit.id} must start together: {a.staff.id} at {clock(a.stop.start)}, {b.staff.id} at "
        f"{clock(b.stop.start)}, {amount} seconds apart.",
    )
    return hard_finding(rule, amount, "s", said, visits=(a.visit.id,), staff=(a.staff.id, b.staff.id))


def _gap_findings(day: Day, visit: Visit, where: dict[tuple[str, int], Served]) -> list[Finding]:
    """What is wrong between a visit and the one it follows, part by part."""
    gap = visit.gap
    if gap is None or gap.after not in day.visits:
        return []
    found: list[Finding] = []
    both, facts = (visit.id, gap.after), begun(day)
    for i in range(len(day.visits[gap.after].parts)):
        for k in range(len(visit.parts)):
            first, second = where.get((gap.after, i)), where.get((visit.id, k))
            if second is None or (visit.id, k) in facts:
                continue
            if first is None:
                said = (
                    f"{visit.id} 须在 {gap.after} 之后，而 {gap.after} 未安排。",
                    f"{visit.id} follows {gap.after}, which is not planned.",
                )
                found.append(hard_finding("H6", 1, "visit", said, visits=both, staff=(second.staff.id,)))
                continue
            between = seconds_between(service_end(day, first.stop), second.stop.start)
            outside = max(gap.minimum * MINUTE - between, between - gap.maximum * MINUTE)
            if outside > 0:
                said = (
                    f"{visit.id} 须在 {gap.after} 结束后 {gap.minimum}–{gap.maximum} 分钟开始，超出 {outside} 秒。",
                    f"{visit.id} starts {gap.minimum} to {gap.maximum} minutes after the end of {gap.after}, "
                    f"{outside} seconds outside.",
                )
                people = (first.staff.id, second.staff.id)
                found.append(hard_finding("H6", outside, "s", said, visits=both, staff=people))
    return found


def risk_limit(day: Day, visit: Visit) -> int:
    """The risk level from which two people go; the first assessment has its own."""
    key = "gate.risk_assessment_two_staff" if visit.service == ASSESSMENT else "H13.two_staff_risk_level"
    return day.rulebook.rule(key)


def reasons_for_two(day: Day, visit: Visit) -> list[Said]:
    """Why two people go to this home at once; empty when one may go alone."""
    resident, level = day.resident(visit), risk_limit(day, visit)
    reasons = []
    if resident.risk_level >= level:
        reasons.append(
            (f"风险等级 {resident.risk_level}（{level} 级起）", f"risk level {resident.risk_level} (from {level} on)")
        )
    codes = {*day.rulebook.rule_text("H13.two_staff_precautions").split(), *day.service(visit).second_if}
    return reasons + [PRECAUTIONS.get(code, (code, code)) for code in sorted(codes & resident.precautions)]


def unsafe(day: Day, visit: Visit, part: int, staff: Staff) -> list[Said]:
    """H13, who: from the risk level on (H13.two_staff_risk_level) the visit has two people and police or
    community have been told; at a home with a precaution of H13.two_staff_precautions, or one that the service
    names (second_if), it has two people. Without that nobody goes."""
    resident = day.resident(visit)
    said: list[Said] = []
    if len(visit.parts) < 2:
        said += [
            (
                f"{visit.id} 不能安排：居民 {resident.id} {zh}，须两人同行，现为 {len(visit.parts)} 人。",
                f"{visit.id} may not be planned: resident {resident.id} has {en}, two people are needed, "
                f"there is {len(visit.parts)}.",
            )
            for zh, en in reasons_for_two(day, visit)
        ]
    if resident.risk_level >= risk_limit(day, visit) and not visit.community_notified:
        said.append(
            (
                f"{visit.id} 不能安排：居民 {resident.id} 风险等级 {resident.risk_level}，未通知民警或社区。",
                f"{visit.id} may not be planned: resident {resident.id} has risk level {resident.risk_level}, "
                "police or community are not told.",
            )
        )
    return said


def goes_alone(day: Day, visit: Visit) -> bool:
    """Whether somebody of the visit may stand at the door alone."""
    in_step = starts_together(visit) or bool(reasons_for_two(day, visit))
    return len(visit.parts) < 2 or not in_step


def safe_hours(day: Day, visit: Visit) -> list[tuple[str, str, Said]]:
    """H13, when: a daylight service starts from H13.daylight_from to H13.daylight_until, and somebody alone
    at a home of unknown risk starts not after H13.unknown_risk_latest. As (earliest, latest, why), inclusive."""
    book, hours = day.rulebook, []
    if day.service(visit).daylight:
        earliest, latest = book.rule_text("H13.daylight_from"), book.rule_text("H13.daylight_until")
        hours.append((earliest, latest, ("须在白天开始", "starts by daylight")))
    if UNKNOWN_RISK in day.resident(visit).precautions and goes_alone(day, visit):
        latest = book.rule_text("H13.unknown_risk_latest")
        hours.append(("00:00", latest, ("风险不明的住户单人上门", "is one person alone at a home of unknown risk")))
    return hours


def lower_safety(day: Day, draft: Draft) -> None:
    """H13: `unsafe` and `safe_hours`; where two people are needed the parts also start in the same second."""
    forbidding("H13", unsafe)(day, draft)
    rule, facts = draft.rule("H13"), begun(day)
    for p, visit, k in draft.each_part():
        for earliest, latest, _ in () if (visit.id, k) in facts else safe_hours(day, visit):
            draft.window(p, [(draft.seconds(at(day.day, earliest)), draft.seconds(at(day.day, latest)))])
    for visit in day.visits.values():
        if reasons_for_two(day, visit) and not starts_together(visit):
            for a, b in combinations(draft.parts_of(visit.id), 2):
                draft.links.append(Link(rule, a, b, False, 0, 0))


def find_safety(day: Day, plan: Plan) -> list[Finding]:
    """See `lower_safety`; amounts are conditions not met, or seconds outside the hours or apart."""
    found, facts = objecting("H13", "condition", unsafe)(day, plan), begun(day)
    for one in served(day, plan):
        for earliest, latest, (zh, en) in () if (one.visit.id, one.part) in facts else safe_hours(day, one.visit):
            early = seconds_between(one.stop.start, at(day.day, earliest))
            outside = max(early, seconds_between(at(day.day, latest), one.stop.start))
            if outside > 0:
                said = (
                    f"{one.visit.id} {zh}，应在 {earliest}–{latest} 开始，"
                    f"现为 {clock(one.stop.start)}，超出 {outside} 秒。",
                    f"{one.visit.id} {en}, so it starts from {earliest} to {latest}; it starts at "
                    f"{clock(one.stop.start)}, {outside} seconds outside.",
                )
                found.append(hard_finding("H13", outside, "s", said, visits=(one.visit.id,), staff=(one.staff.id,)))
    where = placed(day, plan)
    for visit in day.visits.values():
        if reasons_for_two(day, visit) and not starts_together(visit):
            found += [_apart("H13", a, b) for a, b in _placed_pairs(visit, where) if a.stop.start != b.stop.start]
    return found


TOGETHER: tuple[Rule, ...] = (
    Rule(
        "H6",
        "hard",
        "s",
        lower_together,
        find_together,
        "人数足够且互不相同，需同步的同时开始，有先后间隔的守住间隔。",
        "As many different people as needed, starting together when synchronised, gaps between visits kept.",
    ),
    Rule(
        "H13",
        "hard",
        "s",
        lower_safety,
        find_safety,
        "高风险住户两人同行并已通知民警或社区；风险服务白天进行。",
        "Two people at once and police or community told where there is risk; risky services by daylight.",
    ),
)
