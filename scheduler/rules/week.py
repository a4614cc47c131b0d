"""What only several days together can tell: days between visits (H9), few faces (S5), the week's fair share and
weekend turns (S7), changes against an earlier draft (S11), and what is left out of all days (S1).

The definitions are shared by the week's lowering and by its judgement; the arithmetic is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from scheduler.domain.care import DayGap, Visit
from scheduler.domain.day import Day
from scheduler.domain.plan import Finding, Plan
from scheduler.domain.week import Week
from scheduler.rules.fairness import Share
from scheduler.rules.findings import broken, minutes_up, priced
from scheduler.rules.priority import leave_out_price
from scheduler.rules.served import known_whole, served
from scheduler.rules.timetable import timetable
from scheduler.units import MINUTE

SATURDAY = 5
Planned = tuple[tuple[Day, Plan], ...]  # the days of the week, each with its plan


@dataclass(frozen=True, slots=True)
class Gap:
    """A visit, and the days that may lie between it and the one it follows; `settled`: when that one is done."""

    visit: Visit
    between: DayGap
    settled: date | None
    open: bool  # the one it follows is of this week

    def days_off(self, after: date, day: date) -> int:
        """How many days too few or too many lie between."""
        days = (day - after).days
        return max(0, self.between.minimum - days, days - self.between.maximum)


def gaps(week: Week) -> list[Gap]:
    """H9: a visit that follows another one by days. One that follows what is neither of this week nor settled is
    not possible."""
    offers = week.offers()
    found = []
    for visit in (week.visit(id_) for id_ in offers):
        if visit.after_days is not None:
            after = visit.after_days.after
            found.append(Gap(visit, visit.after_days, week.settled.get(after), after in offers))
    return found


def counted_faces(week: Week) -> dict[str, list[str]]:
    """S5: resident -> the visits over which new faces are counted once, where somebody has been seen and more than
    one part is to be served; others are priced part by part, as in a day."""
    visits: dict[str, list[str]] = {}
    parts: dict[str, int] = {}
    for visit in (week.visit(id_) for id_ in week.offers()):
        visits.setdefault(visit.resident_id, []).append(visit.id)
        parts[visit.resident_id] = parts.get(visit.resident_id, 0) + len(visit.parts)
    return {who: visits[who] for who in visits if parts[who] > 1 and seen_of(week, who)}


def seen_of(week: Week, resident_id: str) -> frozenset[str]:
    """Whom a resident has seen in the last 30 days, as any day of the week knows it."""
    return frozenset().union(*(d.residents[resident_id].seen_staff for d in week.days if resident_id in d.residents))


def week_shares(week: Week) -> dict[str, Share]:
    """S7: the share of everybody with a field shift: the average month of the role's people on the road this week,
    rounded down, S7.day_minutes for each of the person's own days on the road, and S7.tolerance_minutes."""
    book = week.days[0].rulebook
    staff, days = week.staff(), days_out(week)
    average = _average({id_: staff[id_].month_minutes * MINUTE for id_ in days}, week)
    result = {}
    for id_, count in days.items():
        margin = (count * book.rule("S7.day_minutes") + book.rule("S7.tolerance_minutes")) * MINUTE
        threshold = average[staff[id_].role] + margin
        result[id_] = Share(threshold, min(staff[id_].month_minutes * MINUTE, threshold))
    return result


def days_out(week: Week) -> dict[str, int]:
    """Staff id -> on how many days of the week they have a field shift."""
    found: dict[str, int] = {}
    for day in week.days:
        for id_ in dict.fromkeys(shift.staff_id for shift in day.field_shifts()):
            found[id_] = found.get(id_, 0) + 1
    return found


def weekend_shares(week: Week) -> dict[str, Share]:
    """S7: weekend turns: one more than the role's average of those with a field shift at this weekend, rounded
    down, is fair. A turn is a route; a split shift counts twice."""
    out = {shift.staff_id for _, day in weekend_days(week) for shift in day.field_shifts()}
    turns = {id_: week.weekend_turns.get(id_, 0) for id_ in week.staff() if id_ in out}
    average = _average(turns, week)
    threshold = {id_: average[week.staff()[id_].role] + 1 for id_ in turns}
    return {id_: Share(threshold[id_], min(turns[id_], threshold[id_])) for id_ in turns}


def weekend_days(week: Week) -> Iterator[tuple[int, Day]]:
    """The Saturdays and Sundays, with their number in the week."""
    return ((d, day) for d, day in enumerate(week.days) if day.day.weekday() >= SATURDAY)


def _average(amounts: Mapping[str, int], week: Week) -> dict[str, int]:
    """Role -> the average of its people, rounded down."""
    roles: dict[str, list[int]] = {}
    staff = week.staff()
    for id_, amount in amounts.items():
        roles.setdefault(staff[id_].role, []).append(amount)
    return {role: sum(all_) // len(all_) for role, all_ in roles.items()}


def left_out_of_the_week(week: Week) -> dict[str, tuple[Day, int]]:
    """S1: visit id -> the last day on which it is possible, and what leaving it out of the whole week costs: its
    price on that day. So a visit that can wait for next week costs less than one whose last day is inside."""
    found: dict[str, tuple[Day, int]] = {}
    for day in week.days:
        for visit in day.visits.values():
            found[visit.id] = day, leave_out_price(day, visit)
    return found


def find_gaps(week: Week, planned: Planned) -> list[Finding]:
    """See `gaps`; amounts are days off, or 1 for a visit without the one it follows."""
    on = {one.visit.id: day.day for day, plan in planned for one in served(day, plan)}
    found: list[Finding] = []
    for gap in gaps(week):
        visit, between = gap.visit, gap.between
        if visit.id not in on:
            continue
        after = gap.settled or on.get(between.after)
        if after is None:
            zh = f"{visit.id} 须在 {between.after} 之后，而 {between.after} 未安排。"
            en = f"{visit.id} follows {between.after}, which is not planned."
            found += broken("H9", 1, "visit", (visit.id, between.after), (), zh, en)
            continue
        off = gap.days_off(after, on[visit.id])
        zh = f"{visit.id} 应在 {after} 之后 {between.minimum}–{between.maximum} 天，现为 {on[visit.id]}，差 {off} 天。"
        en = (
            f"{visit.id} is due {between.minimum} to {between.maximum} days after {after}, "
            f"{on[visit.id]} is {off} days off."
        )
        found += broken("H9", off, "day", (visit.id, between.after), (), zh, en)
    return found


def find_faces(week: Week, planned: Planned) -> list[Finding]:
    """See `counted_faces`; one finding for each face that the resident has not seen."""
    price, counted = week.days[0].rulebook.weight("S5.new_person"), counted_faces(week)
    faces: dict[tuple[str, str], list[str]] = {}
    for day, plan in planned:
        for one in served(day, plan):
            who = one.visit.resident_id
            if who in counted and one.staff.id not in seen_of(week, who):
                faces.setdefault((who, one.staff.id), []).append(one.visit.id)
    found: list[Finding] = []
    for (who, staff_id), visits in faces.items():
        zh = f"居民 {who} 近 30 天未见过 {staff_id}，本周由其上门 {len(visits)} 次。"
        en = f"Resident {who} has not seen {staff_id} in the last 30 days, who comes {len(visits)} times this week."
        found += priced("S5", 1, "person", price, visits, (staff_id,), zh, en)
    return found


def find_shares(week: Week, planned: Planned) -> list[Finding]:
    """See `week_shares` and `weekend_shares`; amounts are seconds, or turns."""
    book = week.days[0].rulebook
    worked: dict[str, int] = {}
    turns: dict[str, int] = {}
    for day, plan in planned:
        for route in plan.routes:
            if route.stops and day.day.weekday() >= SATURDAY:
                turns[route.staff_id] = turns.get(route.staff_id, 0) + 1
            if known_whole(day, route):
                worked[route.staff_id] = worked.get(route.staff_id, 0) + timetable(day, route).work
    found: list[Finding] = []
    for staff_id, share in week_shares(week).items():
        over = share.brought_in + worked.get(staff_id, 0) - share.threshold
        zh = f"{staff_id} 本周的出诊使本月超出同岗位公平份额 {minutes_up(over)} 分钟（{over} 秒）。"
        en = (
            f"This week lifts {staff_id} {minutes_up(over)} minutes ({over} s) over the role's fair share of the month."
        )
        found += priced("S7", over, "s", book.weight("S7.rate"), (), (staff_id,), zh, en)
    for staff_id, share in weekend_shares(week).items():
        over = share.brought_in + turns.get(staff_id, 0) - share.threshold
        zh, en = (
            f"{staff_id} 的周末班比同岗位多 {over} 次。",
            f"{staff_id} has {over} weekend turns more than is the role's fair share.",
        )
        found += priced("S7", over, "turn", book.weight("S7.weekend_turn"), (), (staff_id,), zh, en)
    return found


def find_moves(week: Week, planned: Planned) -> list[Finding]:
    """S11: a part that an earlier draft has on another day costs S11.other_day, with another person
    S11.draft_person; both may fall due."""
    book, found = week.days[0].rulebook, list[Finding]()
    for day, plan in planned:
        for one in served(day, plan):
            before = week.earlier.get((one.visit.id, one.part))
            if before is None:
                continue
            about = (one.visit.id,), (one.staff.id,)
            zh = f"{one.visit.id} 原定 {before.day} 由 {before.staff_id} 上门。"
            en = f"{one.visit.id} was planned for {before.day} with {before.staff_id}."
            if day.day != before.day:
                found += priced("S11", 1, "day", book.weight("S11.other_day"), *about, zh, en)
            if one.staff.id != before.staff_id:
                found += priced("S11", 1, "person", book.weight("S11.draft_person"), *about, zh, en)
    return found


def find_left_out(week: Week, planned: Planned) -> list[Finding]:
    """See `left_out_of_the_week`."""
    placed = {stop.visit_id for _, plan in planned for _, stop in plan.stops()}
    found: list[Finding] = []
    for id_, (day, price) in left_out_of_the_week(week).items():
        if id_ not in placed:
            visit = day.visits[id_]
            zh = f"{id_} 本周未排（{visit.priority} 级，最晚 {visit.last_day}）"
            en = f"{id_} is left out of the week (class {visit.priority}, last day {visit.last_day})"
            found += priced("S1", 1, "visit", price, (id_,), (), zh, en)
    return found


def find_over_the_week(week: Week, planned: Planned) -> list[Finding]:
    """Everything that only the week can tell."""
    findings = [find_gaps, find_faces, find_shares, find_moves, find_left_out]
    return [finding for find in findings for finding in find(week, planned)]
