"""When service may start (H7) and when it is wished to start (S2)."""

from __future__ import annotations

from datetime import datetime, timedelta

from scheduler.domain.care import Visit, Window
from scheduler.domain.day import Day
from scheduler.domain.plan import Finding, Plan
from scheduler.rules.draft import Draft
from scheduler.rules.findings import broken, priced
from scheduler.rules.rule import Rule
from scheduler.rules.served import begun
from scheduler.rules.timetable import seconds_between
from scheduler.units import MINUTE, at


def merged(intervals: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same moments as ascending, disjoint intervals, inclusive at both ends."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(intervals):
        if result and start <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result


def _close_windows(day: Day, draft: Draft) -> None:
    facts = begun(day)
    for p, visit, k in draft.each_part():
        if (visit.id, k) in facts:
            continue
        service = day.service(visit)
        if visit.windows:
            agreed = [(draft.seconds(w.earliest), draft.seconds(w.latest)) for w in visit.windows]
            draft.window(p, merged(agreed))
        if service.start_windows:
            usual = [(draft.seconds(at(day.day, a)), draft.seconds(at(day.day, b))) for a, b in service.start_windows]
            draft.window(p, merged(usual))
        if service.invasive:
            home = [
                (draft.seconds(at(day.day, h.start)), draft.seconds(at(day.day, h.end)) - visit.minutes * MINUTE)
                for h in day.resident(visit).carer_hours
            ]
            draft.window(p, [(a, b) for a, b in merged(home) if a <= b])


def seconds_outside(start: datetime, windows: list[Window]) -> int:
    """How far a start lies outside the nearest window, 0 inside; 1 when there is no window at all."""
    outside = (max(0, seconds_between(start, w.earliest), seconds_between(w.latest, start)) for w in windows)
    return min(outside, default=1)


def hard_windows(day: Day, visit: Visit) -> list[tuple[str, str, list[Window]]]:
    """What holds a start: (what in Chinese, what in English, its windows); a start must lie in one of each."""
    service, asked = day.service(visit), []
    if visit.windows:
        asked.append(("约定的时间", "the time agreed with the home", list(visit.windows)))
    if service.start_windows:
        usual = [Window(at(day.day, a), at(day.day, b)) for a, b in service.start_windows]
        asked.append(("该项目的时间", "the hours of the service", usual))
    if service.invasive:
        stay = timedelta(minutes=visit.minutes)
        hours = [(at(day.day, h.start), at(day.day, h.end) - stay) for h in day.resident(visit).carer_hours]
        asked.append(("家属在场的时间", "the hours of the carer at home", [Window(a, b) for a, b in hours if a <= b]))
    return asked


def _outside(day: Day, plan: Plan) -> list[Finding]:
    found: list[Finding] = []
    facts = begun(day)
    for route, stop in plan.stops():
        if stop.kind == "drop" or (stop.visit_id, stop.part) in facts:
            continue
        for zh, en, windows in hard_windows(day, day.visits[stop.visit_id]):
            off = seconds_outside(stop.start, windows)
            found += broken(
                "H7",
                off,
                "s",
                (stop.visit_id,),
                (route.staff_id,),
                f"{stop.visit_id} 开始时间超出{zh} {off} 秒" if windows else f"{stop.visit_id} 没有{zh}",
                f"{stop.visit_id} starts {off} s outside {en}" if windows else f"{stop.visit_id} has none of {en}",
            )
    return found


def _price_wishes(day: Day, draft: Draft) -> None:
    book = day.rulebook
    for p, visit, _ in draft.each_part():
        if visit.wished is not None:
            draft.start_term("S2", p, draft.seconds(visit.wished.earliest), book.weight("S2.early"), 0)
            draft.start_term("S2", p, draft.seconds(visit.wished.latest), 0, book.weight("S2.late"))
        soft = day.service(visit).soft_from
        if soft:
            draft.start_term("S2", p, draft.seconds(at(day.day, soft)), 0, book.weight("S2.fasting"))


def _off_wish(day: Day, plan: Plan) -> list[Finding]:
    book, found = day.rulebook, list[Finding]()
    for route, stop in plan.stops():
        if stop.kind == "drop":
            continue
        visit = day.visits[stop.visit_id]
        marks: list[tuple[int, int, str, str]] = []
        if visit.wished is not None:
            early = seconds_between(stop.start, visit.wished.earliest)
            late = seconds_between(visit.wished.latest, stop.start)
            marks.append((early, book.weight("S2.early"), "早于期望", "before the wished time"))
            marks.append((late, book.weight("S2.late"), "晚于期望", "after the wished time"))
        soft = day.service(visit).soft_from
        if soft:
            late = seconds_between(at(day.day, soft), stop.start)
            marks.append((late, book.weight("S2.fasting"), f"晚于空腹宜早的 {soft}", f"after {soft}, fasting"))
        for off, price, zh, en in marks:
            said = f"{visit.id} {zh} {off} 秒", f"{visit.id} starts {off} s {en}"
            found += priced("S2", off, "s", price, (visit.id,), (route.staff_id,), *said)
    return found


WINDOWS: tuple[Rule, ...] = (
    Rule(
        "H7",
        "hard",
        "s",
        _close_windows,
        _outside,
        "只能在约定的、该项目允许的、家属在场的时间内开始",
        "service starts within the agreed hours, those of the service, and with a carer at home when it is invasive",
    ),
    Rule(
        "S2",
        "soft",
        "s",
        _price_wishes,
        _off_wish,
        "尽量在居民期望的时间开始,空腹采血宜早",
        "service starts within the wished time; a fasting draw early",
    ),
)
