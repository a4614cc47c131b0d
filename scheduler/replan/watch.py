"""The running day at a moment: who is where, what will be late, whom to call. A pure function of what was told.

Asked again it says the same; each reminder has a stage and the moment since which it holds, so that nobody is called
twice for one thing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.domain.day import Day
from scheduler.domain.events import Event
from scheduler.domain.people import Place
from scheduler.domain.plan import Plan
from scheduler.replan.absences import absences_of
from scheduler.replan.course import OVER, Course, Passage, courses
from scheduler.rules.laboratory import cutoff, kind_of, kinds_of_sample
from scheduler.rules.timetable import place_of, ride_seconds
from scheduler.rules.windows import hard_windows, seconds_outside
from scheduler.units import clock

BEEN = ("begun", "done", "nobody_home")
STAGES = ("call", "coordinator", "alarm")


@dataclass(frozen=True, slots=True)
class StopNow:
    """A stop and how it stands. `start`: when it began or is expected (`planned`: as told), `end` likewise.

    `state`: see Passage. `misses`: band, window, laboratory, of what is still to come. `colour`: grey (over, off),
    green, amber (will miss something, or lasts longer than it should), red (has missed it, or nobody comes).
    """

    visit_id: str
    part: int
    kind: str
    resident_id: str
    state: str
    colour: str
    planned: datetime
    start: datetime
    end: datetime
    band: tuple[datetime, datetime]
    misses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonNow:
    """Somebody on the road. `state`: before (still at the base), with (at `visit_id`), under_way (to `visit_id`, or
    home), back, absent. `late_home`: minutes after the latest end of the shift."""

    staff_id: str
    shift_id: str
    state: str
    visit_id: str
    back: datetime | None
    late_home: int
    stops: tuple[StopNow, ...]


@dataclass(frozen=True, slots=True)
class SafetyReminder:
    """Somebody to call. `kind`: no_check_out or not_started; `stage`: call, coordinator or alarm, `since` when; `steps`
    are all stages reached. `nearest`: the colleague on the road who is nearest to that home, from the second stage on.
    """

    kind: str
    visit_id: str
    staff_id: str
    stage: str
    since: datetime
    steps: tuple[tuple[str, datetime], ...]
    nearest: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Watch:
    """A day at a moment. `amber`, `red`: visits so marked, each once; `replan` says whether planning again may help."""

    plan_id: str
    centre_id: str
    now: datetime
    people: tuple[PersonNow, ...]
    reminders: tuple[SafetyReminder, ...]
    amber: tuple[str, ...]
    red: tuple[str, ...]
    replan: bool


def watch(day: Day, told: Plan, events: Sequence[Event], now: datetime) -> Watch:
    """`day` has the visits and shifts as they were told; `events` of that day, those after `now` are not known yet."""
    known = tuple(event for event in events if event.at <= now)
    going = courses(day, told, known, now)
    people = tuple(_person(day, course, known, now) for course in going)
    stops = [stop for person in people for stop in person.stops if stop.kind == "visit"]
    amber, red = (tuple(dict.fromkeys(s.visit_id for s in stops if s.colour == one)) for one in ("amber", "red"))
    reminders = tuple(_reminders(day, going, courses(day, told, known, None), now))
    again = any(stop.colour in ("amber", "red") and stop.state in ("coming", "uncovered") for stop in stops)
    late_home = any(person.late_home for person in people)
    return Watch(told.id, told.centre_id, now, people, reminders, amber, red, again or late_home)


def touched(day: Day, told: Plan, before: Sequence[Event], event: Event) -> tuple[str, ...]:
    """Whose stops to come an event moves, takes away or leaves without anybody; ids, in the order of the plan."""
    was, comes = courses(day, told, before, None), courses(day, told, (*before, event), None)
    return tuple(
        dict.fromkeys(
            old.route.staff_id for old, new in zip(was, comes, strict=True) if _to_come(old, new) != _to_come(new, old)
        )
    )


def _to_come(course: Course, other: Course) -> dict[tuple[str, int], tuple[str, datetime]]:
    """What is still to come by one of the two, or is off by it."""
    open_ = {(p.stop.visit_id, p.stop.part) for p in (*course.passages, *other.passages) if p.state == "coming"}
    past = {(p.stop.visit_id, p.stop.part) for p in (*course.passages, *other.passages) if p.state in BEEN}
    return {key: (p.state, p.start) for p in course.passages if (key := (p.stop.visit_id, p.stop.part)) in open_ - past}


def _person(day: Day, course: Course, events: Sequence[Event], now: datetime) -> PersonNow:
    stops = tuple(_stop(day, course, passage, now) for passage in course.passages)
    shift = day.shifts[course.route.shift_id]
    over = course.back - shift.latest_end if course.back else timedelta()
    late = max(0, -(-round(over.total_seconds()) // 60))
    state, visit_id = _whereabouts(course, now)
    for gone, until in absences_of(events).get(course.route.staff_id, ()):
        if gone <= now and (until is None or now < until) and state != "with":
            state, visit_id = "absent", ""
    return PersonNow(course.route.staff_id, shift.id, state, visit_id, course.back, late, stops)


def _whereabouts(course: Course, now: datetime) -> tuple[str, str]:
    """Where somebody is as far as anybody knows: (state, visit)."""
    here = next((p for p in course.passages if p.state == "begun"), None)
    if here is not None:
        return "with", here.stop.visit_id
    coming = next((p for p in course.passages if p.state == "coming" and p.stop.kind == "visit"), None)
    begun = any(p.state in ("done", "nobody_home") for p in course.passages)
    if coming is None:
        return ("back" if not begun or (course.back is not None and course.back <= now) else "under_way"), ""
    gone = begun or course.route.departure <= now
    return ("under_way" if gone else "before"), coming.stop.visit_id


def _stop(day: Day, course: Course, passage: Passage, now: datetime) -> StopNow:
    stop = passage.stop
    visit = day.visits.get(stop.visit_id)
    misses = tuple(_misses(day, course, passage)) if passage.state == "coming" else ()
    return StopNow(
        stop.visit_id,
        stop.part,
        stop.kind,
        visit.resident_id if visit else "",
        passage.state,
        _colour(day, passage, misses, now),
        stop.start,
        passage.start,
        passage.end,
        stop.band,
        misses,
    )


def _misses(day: Day, course: Course, passage: Passage) -> Iterator[str]:
    stop = passage.stop
    if stop.kind == "drop":
        if _late_at_the_laboratory(day, course, passage):
            yield "laboratory"
        return
    if passage.start > stop.band[1]:
        yield "band"
    wanted = hard_windows(day, day.visits[stop.visit_id])
    if passage.start > stop.start and any(seconds_outside(passage.start, windows) for _, _, windows in wanted):
        yield "window"


def _late_at_the_laboratory(day: Day, course: Course, passage: Passage) -> bool:
    kinds = kinds_of_sample(day)
    if passage.stop.part >= len(kinds):
        return False
    kind = minutes, cut_off = kinds[passage.stop.part]
    drawn = [
        other.end
        for other in course.passages
        if other.stop.kind == "visit" and other.state in ("done", "begun", "coming")
        if kind_of(day, day.visits[other.stop.visit_id]) == kind and other.end <= passage.start
    ]
    late = any(passage.start - end > timedelta(minutes=minutes) for end in drawn)
    return bool(drawn) and (late or (cut_off and passage.start > cutoff(day)))


def _colour(day: Day, passage: Passage, misses: tuple[str, ...], now: datetime) -> str:
    if passage.state in OVER:
        return "grey"
    if passage.state == "uncovered":
        return "red"
    if passage.state == "begun":
        return "amber" if passage.due is not None and now > passage.due else "green"
    if not misses:
        return "green"
    over = ("band" in misses and now > passage.stop.band[1]) or ("laboratory" in misses and now >= passage.start)
    if "window" in misses:
        wanted = hard_windows(day, day.visits[passage.stop.visit_id])
        over = over or any(now > max((w.latest for w in windows), default=now) for _, _, windows in wanted)
    return "red" if over else "amber"


def _reminders(
    day: Day, going: Sequence[Course], unclocked: Sequence[Course], now: datetime
) -> Iterator[SafetyReminder]:
    places = dict(_places(day, going, now))
    for course, expected in zip(going, unclocked, strict=True):
        staff_id = course.route.staff_id
        running = next((p for p in course.passages if p.state == "begun" and p.due is not None), None)
        if running is not None and running.due is not None:
            yield from _staged(day, "no_check_out", staff_id, running, running.due, now, places)
            continue
        first = next((p for p in expected.passages if p.state == "coming" and p.stop.kind == "visit"), None)
        if first is not None:
            yield from _staged(day, "not_started", staff_id, first, first.start, now, places)


def _staged(
    day: Day,
    kind: str,
    staff_id: str,
    passage: Passage,
    due: datetime,
    now: datetime,
    places: Mapping[str, Place],
) -> Iterator[SafetyReminder]:
    after = [day.rulebook.rule(f"watch.{kind}_{stage}_minutes") for stage in STAGES]
    steps = [(stage, due + timedelta(minutes=minutes)) for stage, minutes in zip(STAGES, after, strict=True)]
    reached = tuple((stage, since) for stage, since in steps if since <= now)
    if not reached:
        return
    stage, since = reached[-1]
    nearest = "" if stage == "call" else _nearest(day, staff_id, passage, places)
    said = _said(kind, stage, staff_id, passage.stop.visit_id, due, nearest)
    yield SafetyReminder(kind, passage.stop.visit_id, staff_id, stage, since, reached, nearest, *said)


def _places(day: Day, going: Sequence[Course], now: datetime) -> Iterator[tuple[str, Place]]:
    """Where those who are out now were last known to be."""
    for course in going:
        been = [p for p in course.passages if p.state in BEEN and p.stop.kind == "visit"]
        if course.back is not None and course.route.departure <= now <= course.back:
            yield course.route.staff_id, place_of(day, been[-1].stop) if been else day.staff[course.route.staff_id].base


def _nearest(day: Day, staff_id: str, passage: Passage, places: Mapping[str, Place]) -> str:
    home = place_of(day, passage.stop)
    others = sorted(
        (ride_seconds(day, day.staff[other].mode, place, home), other)
        for other, place in places.items()
        if other != staff_id
    )
    return others[0][1] if others else ""


DO = {
    "call": ("请致电 {staff}", "call {staff}"),
    "coordinator": (
        "请再次致电 {staff} 并报告值班协调员{nearest}",
        "call {staff} again and tell the coordinator{nearest}",
    ),
    "alarm": ("请启动应急联系人名单{nearest}", "start the alarm list{nearest}"),
}
WHAT = {
    "no_check_out": (
        "{staff} 在 {visit} 未签退，应于 {due} 结束",
        "{staff} has not checked out of {visit}, due at {due}",
    ),
    "not_started": ("{staff} 未在 {visit} 签到，应于 {due} 到", "{staff} has not checked in at {visit}, due at {due}"),
}


def _said(kind: str, stage: str, staff_id: str, visit_id: str, due: datetime, nearest: str) -> tuple[str, str]:
    near = (f"；最近的同事是 {nearest}", f"; the nearest colleague is {nearest}") if nearest else ("", "")
    named = {"staff": staff_id, "visit": visit_id, "due": clock(due)}
    zh = WHAT[kind][0].format(**named) + "：" + DO[stage][0].format(**named, nearest=near[0]) + "。"
    en = WHAT[kind][1].format(**named) + ": " + DO[stage][1].format(**named, nearest=near[1]) + "."
    return zh, en
