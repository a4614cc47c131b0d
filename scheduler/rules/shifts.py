"""Shift, leave, clinic duty and lunch (H5), the day's maxima (H15), overtime (S8) and waiting (S4)."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from scheduler.domain.day import Day
from scheduler.domain.people import Shift
from scheduler.domain.plan import Finding, Plan, Route
from scheduler.problem.problem import TRAVEL, WORK, Break, Counter
from scheduler.rules.draft import Draft
from scheduler.rules.findings import broken, minutes_up, priced
from scheduler.rules.rule import Rule
from scheduler.rules.timetable import Timetable, seconds_between, service_end, timetables
from scheduler.units import MINUTE


def _close_shifts(day: Day, draft: Draft) -> None:
    for r, shift in draft.each_route():
        if shift.id in day.lunches:
            start, minutes = day.lunches[shift.id]
            draft.breaks.append(Break(r, draft.seconds(start), draft.seconds(start), minutes * MINUTE))
        elif shift.lunch_from is not None and shift.lunch_until is not None:
            earliest, latest = draft.seconds(shift.lunch_from), draft.seconds(shift.lunch_until)
            draft.breaks.append(Break(r, earliest, latest, owed_minutes(day, shift) * MINUTE))
        for other in day.shifts.values():
            if other.staff_id != shift.staff_id or other.id == shift.id:
                continue
            if _comes_after(shift, other):
                draft.route_latest[r] = min(int(draft.route_latest[r]), draft.seconds(other.start))
            elif _comes_before(shift, other):
                over = draft.seconds(other.latest_end if other.kind == "field" else other.end)
                draft.route_earliest[r] = max(int(draft.route_earliest[r]), over)


def owed_minutes(day: Day, shift: Shift) -> int:
    """The longer of what the shift grants and what the centre owes."""
    return max(shift.lunch_minutes, day.rulebook.rule("H5.lunch_minutes"))


def _comes_after(shift: Shift, other: Shift) -> bool:
    """The other duty begins later: this route is back by then."""
    return other.start > shift.start


def _comes_before(shift: Shift, other: Shift) -> bool:
    """The other duty has begun: this route leaves when it is over. A field shift that began earlier ends by itself."""
    return other.start <= shift.start and (
        other.kind != "field" or (other.start == shift.start and other.id < shift.id)
    )


def _outside_shift(day: Day, plan: Plan) -> list[Finding]:
    found: list[Finding] = []
    for route, clock in timetables(day, plan):
        shift = day.shifts[route.shift_id]
        found += _at(route, seconds_between(clock.departure, shift.start), "早于上班", "leaves before the shift starts")
        found += _at(
            route, seconds_between(shift.latest_end, clock.back), "晚于最晚下班", "is back after the latest end"
        )
        found += _kept_on(day, route, clock, shift)
        if shift.kind != "field":
            found += _at(route, clock.work, f"占用{shift.kind}班", f"is on the road during a {shift.kind} shift")
        for other in day.shifts.values():
            if other.staff_id == shift.staff_id and other.id != shift.id:
                found += _beside(route, clock, shift, other)
        found += _lunch(day, route, shift)
    return found


def _at(route: Route, seconds: int, zh: str, en: str) -> list[Finding]:
    visits = [stop.visit_id for stop in route.stops]
    said = f"{route.staff_id} {zh} {minutes_up(seconds)} 分钟", f"{route.staff_id} {en} by {minutes_up(seconds)} min"
    return broken("H5", seconds, "s", visits, (route.staff_id,), *said)


def _kept_on(day: Day, route: Route, clock: Timetable, shift: Shift) -> list[Finding]:
    """What has begun lasts longer than the shift was to: told, since nobody can change it any more."""
    rostered = day.rostered.get(shift, shift)
    seconds = seconds_between(rostered.latest_end, min(clock.back, shift.latest_end))
    zh, en = f"{route.staff_id} 因已开始的访视", f"What has begun keeps {route.staff_id} on the road"
    late = minutes_up(seconds)
    said = f"{zh}，比最晚下班晚 {late} 分钟才回。", f"{en} {late} min after the latest end of the shift."
    return priced("H5", seconds, "s", 0, (stop.visit_id for stop in route.stops), (route.staff_id,), *said)


def _beside(route: Route, clock: Timetable, shift: Shift, other: Shift) -> list[Finding]:
    """Leave, clinic duty and the person's other routes: what begins later cuts the end, what has begun the start."""
    if other.start > shift.start:
        return _at(route, seconds_between(other.start, clock.back), f"与 {other.id} 重叠", f"runs into {other.id}")
    if other.kind != "field":
        return _at(
            route, seconds_between(clock.departure, other.end), f"未等 {other.id} 结束", f"leaves during {other.id}"
        )
    if other.start == shift.start and other.id < shift.id:
        off = seconds_between(clock.departure, other.latest_end)
        return _at(route, off, f"与 {other.id} 重叠", f"leaves during {other.id}")
    return []


def _lunch(day: Day, route: Route, shift: Shift) -> list[Finding]:
    """The lunch break: there, in its window, long enough and never during service; one that is over as it was."""
    over = day.lunches.get(shift.id)
    owed = over is not None or (shift.lunch_from is not None and shift.lunch_until is not None)
    found: list[Finding] = []
    if len(route.breaks) > owed:
        extra = sum(seconds_between(a, b) for a, b in route.breaks[int(owed) :])
        found += _at(route, max(extra, 1), "休息不在班次内", "has a break that the shift does not know")
    if over is not None:
        earliest, latest, minutes = over[0], over[0], over[1]
        found += _short_lunch(day, route, shift, minutes)
    elif shift.lunch_from is not None and shift.lunch_until is not None:
        earliest, latest, minutes = shift.lunch_from, shift.lunch_until, owed_minutes(day, shift)
    else:
        return found
    length = minutes * MINUTE
    if not route.breaks:
        return found + _at(route, length, "缺午休", "has no lunch break")
    start, end = route.breaks[0]
    off = max(seconds_between(start, earliest), seconds_between(latest, start))
    found += _at(route, off, "午休超出时段", "has lunch outside its hours")
    found += _at(route, abs(length - seconds_between(start, end)), "午休时长不符", "has lunch of another length")
    return found + _at(route, _service_in(day, route, start, end), "午休被服务占用", "serves during lunch")


def _short_lunch(day: Day, route: Route, shift: Shift, minutes: int) -> list[Finding]:
    """A lunch that was shorter than owed: told, since it is over."""
    owed = owed_minutes(day, day.rostered.get(shift, shift))
    lacking = (owed - minutes) * MINUTE
    zh = f"{route.staff_id} 的午休已过，只有 {minutes} 分钟，应有 {owed} 分钟。"
    en = f"The lunch of {route.staff_id} is over and was {minutes} min long, not {owed}."
    return priced("H5", lacking, "s", 0, (), (route.staff_id,), zh, en)


def _service_in(day: Day, route: Route, start: datetime, end: datetime) -> int:
    """Seconds by which the stop before reaches into a break, and the break into the stop after."""
    begun = sum(stop.start <= start for stop in route.stops)
    before = seconds_between(start, service_end(day, route.stops[begun - 1])) if begun else 0
    after = seconds_between(route.stops[begun].start, end) if begun < len(route.stops) else 0
    return max(0, before) + max(0, after)


def _longest(day: Day, staff_id: str) -> tuple[int, int]:
    """The most seconds of work and of travel of a person's day; of one that what has begun makes longer, no more than
    that."""
    spent = day.overworked.get(staff_id, (0, 0))
    work, travel = (day.rulebook.rule(f"H15.max_{what}_minutes") * MINUTE for what in ("work", "travel"))
    return max(work, spent[0]), max(travel, spent[1])


def _limit_days(day: Day, draft: Draft) -> None:
    for r, shift in draft.each_route():
        work, travel = _longest(day, shift.staff_id)
        draft.max_work[r] = min(int(draft.max_work[r]), work)
        draft.max_travel[r] = min(int(draft.max_travel[r]), travel)
    for staff_id in day.staff:
        routes = tuple(draft.routes_of(staff_id))
        if len(routes) > 1:
            rule, (work, travel) = draft.rule("H15"), _longest(day, staff_id)
            draft.counters.append(Counter(rule, routes, WORK, maximum=work))
            draft.counters.append(Counter(rule, routes, TRAVEL, maximum=travel))


def _too_much(day: Day, plan: Plan) -> list[Finding]:
    spent: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    visits: dict[str, list[str]] = defaultdict(list)
    for route, clock in timetables(day, plan):
        work, travel = spent[route.staff_id]
        spent[route.staff_id] = work + clock.work, travel + sum(clock.rides) + sum(clock.access)
        visits[route.staff_id] += [stop.visit_id for stop in route.stops]
    found: list[Finding] = []
    for k, (what, zh, en) in enumerate((("work", "工作", "works"), ("travel", "路程", "travels"))):
        usual = day.rulebook.rule(f"H15.max_{what}_minutes") * MINUTE
        for staff_id, seconds in spent.items():
            past = day.overworked.get(staff_id, (0, 0))[k]
            over = minutes_up(seconds[k] - usual)
            said = f"{staff_id} 当天{zh}超出上限 {over} 分钟", f"{staff_id} {en} {over} min over the day's limit"
            if seconds[k] > past:
                found += broken("H15", seconds[k] - usual, "s", visits[staff_id], (staff_id,), *said)
                continue
            said = f"{said[0]}，因已开始的访视。", f"{said[1]}, by what has begun."
            found += priced("H15", seconds[k] - usual, "s", 0, visits[staff_id], (staff_id,), *said)
    return found


def _price_overtime(day: Day, draft: Draft) -> None:
    draft.overtime_rate[:] = day.rulebook.weight("S8.overtime")


def _overtime(day: Day, plan: Plan) -> list[Finding]:
    found: list[Finding] = []
    for route, clock in timetables(day, plan):
        over = seconds_between(day.shifts[route.shift_id].end, clock.back)
        said = f"{route.staff_id} 加班 {minutes_up(over)} 分钟", f"{route.staff_id}: {minutes_up(over)} min of overtime"
        visits = (route.stops[-1].visit_id,)
        found += priced("S8", over, "s", day.rulebook.weight("S8.overtime"), visits, (route.staff_id,), *said)
    return found


def _price_waiting(day: Day, draft: Draft) -> None:
    draft.wait_rate[:] = day.rulebook.weight("S4.wait")


def _waiting(day: Day, plan: Plan) -> list[Finding]:
    found: list[Finding] = []
    price = day.rulebook.weight("S4.wait")
    for route, clock in timetables(day, plan):
        for k, slack in enumerate(clock.slack, start=1):
            said = (
                f"{route.staff_id} 在第 {k + 1} 站前等 {slack} 秒",
                f"{route.staff_id} waits {slack} s before stop {k + 1}",
            )
            found += priced("S4", slack, "s", price, (route.stops[k].visit_id,), (route.staff_id,), *said)
    return found


SHIFTS: tuple[Rule, ...] = (
    Rule(
        "H5",
        "hard",
        "s",
        _close_shifts,
        _outside_shift,
        "出诊只在班内:不占休假和门诊,午休不少于规定时间",
        "routes stay within the shift, off leave and clinic duty, with lunch where the shift spans it",
    ),
    Rule(
        "H15",
        "hard",
        "s",
        _limit_days,
        _too_much,
        "每人每天的工作和路程时间不超过上限",
        "nobody works or travels longer in a day than the limit",
    ),
    Rule("S8", "soft", "s", _price_overtime, _overtime, "尽量不加班", "as little overtime as possible"),
    Rule("S4", "soft", "s", _price_waiting, _waiting, "尽量少等", "as little waiting as possible"),
)
