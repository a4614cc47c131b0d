"""What stays as it is: the coordinator's locks (H11), what has begun (H16), what people were told (S11)."""

from __future__ import annotations

from collections.abc import Callable

from scheduler.domain.care import Lock
from scheduler.domain.day import Day
from scheduler.domain.plan import Finding, Plan, Stop
from scheduler.rules.draft import Draft
from scheduler.rules.findings import broken, priced
from scheduler.rules.rule import Rule
from scheduler.rules.served import Served, placed, served
from scheduler.rules.timetable import seconds_between
from scheduler.units import clock


def _locks(day: Day, started: bool) -> list[Lock]:
    """The locks on parts that the day knows: those of what has begun, or the others."""
    return [
        lock
        for lock in day.locks
        if lock.started is started
        and lock.visit_id in day.visits
        and 0 <= lock.part < len(day.visits[lock.visit_id].parts)
    ]


def _lowering(rule: str, started: bool) -> Callable[[Day, Draft], None]:
    """H11 and H16: a locked part is served, by the person it is locked to, starting in the second it is locked
    to. H11 speaks of the coordinator's locks, H16 of visits that have begun or are done."""

    def lower(day: Day, draft: Draft) -> None:
        for lock in _locks(day, started):
            p = draft.part(lock.visit_id, lock.part)
            draft.place_always(lock.visit_id)
            for r, shift in draft.each_route():
                if lock.staff_id and shift.staff_id != lock.staff_id:
                    draft.forbid(rule, p, r)
            if lock.start is not None:
                moment = draft.seconds(lock.start)
                draft.window(p, [(moment, moment)])

    return lower


def _finding_locks(rule: str, started: bool) -> Callable[[Day, Plan], list[Finding]]:
    """See `_lowering`; amounts are visits left out, other people, or seconds off. A visit of which one part has
    begun is reported as left out by H16 only; a visit placed in part is not left out."""
    why_zh, why_en = ("已开始", "has begun") if started else ("已锁定", "is locked")

    def find(day: Day, plan: Plan) -> list[Finding]:
        where = placed(day, plan)
        present = {visit_id for visit_id, _ in where}
        begun = {lock.visit_id for lock in _locks(day, True)}
        found: list[Finding] = []
        for visit_id in dict.fromkeys(lock.visit_id for lock in _locks(day, started)):
            if visit_id not in present and (started or visit_id not in begun):
                said = f"{visit_id} {why_zh}，必须安排。", f"{visit_id} {why_en} and must be planned."
                found += broken(rule, 1, "visit", (visit_id,), (), *said)
        for lock in _locks(day, started):
            for one in served(day, plan):
                if (one.visit.id, one.part) == (lock.visit_id, lock.part):
                    found += _moved(rule, lock, one, why_zh, why_en)
        return found

    return find


def _moved(rule: str, lock: Lock, one: Served, why_zh: str, why_en: str) -> list[Finding]:
    """Another person, another second."""
    found: list[Finding] = []
    if lock.staff_id and one.staff.id != lock.staff_id:
        zh = f"{one.visit.id} {why_zh}给 {lock.staff_id}，不能改由 {one.staff.id}。"
        en = f"{one.visit.id} {why_en} with {lock.staff_id} and may not go to {one.staff.id}."
        found += broken(rule, 1, "person", (one.visit.id,), (lock.staff_id, one.staff.id), zh, en)
    if lock.start is not None:
        off = abs(seconds_between(lock.start, one.stop.start))
        zh = f"{one.visit.id} {why_zh}在 {clock(lock.start)}，现为 {clock(one.stop.start)}，相差 {off} 秒。"
        en = f"{one.visit.id} {why_en} at {clock(lock.start)}, not {clock(one.stop.start)}: {off} seconds off."
        found += broken(rule, off, "s", (one.visit.id,), (one.staff.id,), zh, en)
    return found


def _told(day: Day) -> dict[tuple[str, int], tuple[str, Stop]]:
    """(visit, part) -> who was announced, and the stop with its band; of the published plan."""
    if day.published is None:
        return {}
    return {
        (stop.visit_id, stop.part): (route.staff_id, stop)
        for route, stop in day.published.stops()
        if stop.kind == "visit"
    }


def _can_come(day: Day, staff_id: str, stop: Stop) -> bool:
    """Whether the person announced is still on duty when the visit was to start; if not, another person is nobody's
    choice."""
    own = [shift for shift in day.field_shifts() if shift.staff_id == staff_id]
    return any(shift.start <= stop.start <= shift.latest_end for shift in own)


def lower_changes(day: Day, draft: Draft) -> None:
    """S11: each part that goes to another person than the published plan told, though that one could come, costs
    S11.other_person, each that is not served at all costs as much, each second that it starts outside the band
    promised there costs S11.outside_band."""
    book, told = day.rulebook, _told(day)
    for p, visit, k in draft.each_part():
        if (visit.id, k) not in told:
            continue
        staff_id, stop = told[visit.id, k]
        draft.leave_out(visit.id, book.weight("S11.other_person"), "S11")
        wanted = _can_come(day, staff_id, stop)
        for r, shift in draft.each_route():
            if wanted and shift.staff_id != staff_id:
                draft.serve_cost("S11", p, r, book.weight("S11.other_person"))
        rate = book.weight("S11.outside_band")
        draft.start_term("S11", p, draft.seconds(stop.band[0]), rate, 0)
        draft.start_term("S11", p, draft.seconds(stop.band[1]), 0, rate)


def find_changes(day: Day, plan: Plan) -> list[Finding]:
    """See `lower_changes`; amounts are people or seconds."""
    book, told = day.rulebook, _told(day)
    found: list[Finding] = []
    for one in served(day, plan):
        if (one.visit.id, one.part) not in told:
            continue
        staff_id, stop = told[one.visit.id, one.part]
        if one.staff.id != staff_id and _can_come(day, staff_id, stop):
            zh = f"{one.visit.id} 原告知由 {staff_id} 上门，改为 {one.staff.id}。"
            en = f"{one.visit.id} was announced with {staff_id}, now {one.staff.id} comes."
            price = book.weight("S11.other_person")
            found += priced("S11", 1, "person", price, (one.visit.id,), (staff_id, one.staff.id), zh, en)
        earliest, latest = stop.band
        off = max(seconds_between(one.stop.start, earliest), seconds_between(latest, one.stop.start))
        zh = f"{one.visit.id} 承诺 {clock(earliest)}–{clock(latest)} 到，现为 {clock(one.stop.start)}，超出 {off} 秒。"
        en = (
            f"{one.visit.id} was promised from {clock(earliest)} to {clock(latest)}, it starts at "
            f"{clock(one.stop.start)}: {off} seconds outside."
        )
        found += priced("S11", off, "s", book.weight("S11.outside_band"), (one.visit.id,), (one.staff.id,), zh, en)
    return found + _left_out_now(day, plan)


def _left_out_now(day: Day, plan: Plan) -> list[Finding]:
    """Visits that were told and are asked for, and nobody comes; the amount is people who were to come."""
    found: list[Finding] = []
    present = {visit_id for visit_id, _ in placed(day, plan)}
    for (visit_id, part), (staff_id, _) in _told(day).items():
        visit = day.visits.get(visit_id)
        if visit is not None and 0 <= part < len(visit.parts) and visit_id not in present:
            zh = f"{visit_id} 原告知由 {staff_id} 上门，现未排。"
            en = f"{visit_id} was announced with {staff_id}, now nobody comes."
            price = day.rulebook.weight("S11.other_person")
            found += priced("S11", 1, "person", price, (visit_id,), (staff_id,), zh, en)
    return found


LOCKS: tuple[Rule, ...] = (
    Rule(
        "H11",
        "hard",
        "s",
        _lowering("H11", False),
        _finding_locks("H11", False),
        "协调员锁定的人员和时间不变。",
        "What the coordinator has locked stays with its person and time.",
    ),
    Rule(
        "H16",
        "hard",
        "s",
        _lowering("H16", True),
        _finding_locks("H16", True),
        "已开始或已完成的访视不再移动。",
        "What has begun or is done never moves.",
    ),
    Rule(
        "S11",
        "soft",
        "s",
        lower_changes,
        find_changes,
        "尽量不改已发布的人员和承诺的到达时段。",
        "As little change as possible against the published plan: people, and bands promised.",
    ),
)
