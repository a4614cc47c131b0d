"""What became of the visits, how well residents knew who came, and what the road took."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta

from scheduler.domain.indicators import Indicator, Miss, count, mean, share
from scheduler.indicators.period import NOT_RECORDED, PLANNED, CarePeriod, VisitOnDay

OUTCOMES = {
    "nobody_home": ("家中无人", "nobody home"),
    "cancelled": ("取消", "cancelled"),
    "refused": ("居民拒绝", "refused by the resident"),
    NOT_RECORDED: ("已发布、未记录结果", "published, nothing recorded"),
}
PRIORITIES = range(1, 8)


def outcomes(period: CarePeriod) -> tuple[Indicator, ...]:
    """Visits done of all of the period that are over or recorded, and the others by what became of them."""
    told = [visit for visit in period.visits if period.holds(visit.day) and visit.outcome != PLANNED]
    number = Counter(visit.outcome for visit in told)
    names = ("完成的上门", "visits done")
    others = [
        count(f"visits_{outcome}", words, number[outcome], "visit", _ids(told, outcome))
        for outcome, words in OUTCOMES.items()
    ]
    return (share("visits_done", names, number["done"], len(told)), *others)


def continuity(period: CarePeriod) -> tuple[Indicator, ...]:
    """Visits by somebody who was there in the last indicator.face_days days, of those to residents who had seen
    anybody in them; and how many different people a resident saw in the period, on average."""
    days = timedelta(days=period.rulebook.rule("indicator.face_days"))
    seen: dict[str, dict[str, date]] = defaultdict(dict)  # resident -> staff -> last there
    known = asked = 0
    strangers = []
    faces: dict[str, set[str]] = defaultdict(set)
    for day, visits in _by_day(period).items():
        for visit in visits:
            recent = {id_ for id_, last in seen[visit.resident_id].items() if last >= day - days}
            if not period.holds(day):
                continue
            faces[visit.resident_id] |= visit.staff_ids
            if not recent:
                continue
            asked += 1
            known += bool(recent & visit.staff_ids)
            if not recent & visit.staff_ids:
                strangers.append(Miss(visit.visit_id, day))
        for visit in visits:
            seen[visit.resident_id].update(dict.fromkeys(visit.staff_ids, day))
    of_known = (f"{days.days}天内熟面孔上门", f"visits by a face of the last {days.days} days")
    distinct = ("每位居民见到的不同人员数", "different people seen by a resident")
    return (
        share("known_faces", of_known, known, asked, tuple(strangers)),
        mean("faces_per_resident", distinct, sum(map(len, faces.values())), len(faces), "person"),
    )


def travel_share(period: CarePeriod) -> Indicator:
    """Rides as a share of the working time of the published routes, both in minutes, rounded."""
    routes = [route for route in period.routes if period.holds(route.day)]
    travel = sum(route.travel_seconds for route in routes)
    work = sum(route.work_seconds for route in routes)
    share_of_time = round(100 * travel / work, 1) if work else None
    names = ("路途占工作时间（分钟）", "travel share of working time (minutes)")
    return Indicator("travel_share", *names, round(travel / 60), round(work / 60), share_of_time, "percent")


def left_out_by_priority(period: CarePeriod) -> tuple[Indicator, ...]:
    """For each priority class, of all visits told: those left out by the published plans, placed by none since, and
    whose last day is over. Those that still have a day ahead are deferred, not lost."""
    left_out = [one for one in period.left_out if period.holds(one.day)]
    ahead = [one for one in left_out if one.last_day > period.over]
    deferred = ("推迟、仍可补排", "deferred, with a day ahead")
    found = [count("deferred", deferred, len(ahead), "visit", tuple(Miss(one.visit_id, one.day) for one in ahead))]
    for priority in PRIORITIES:
        left = [one for one in left_out if one.priority == priority and one.last_day <= period.over]
        ids = {one.visit_id for one in left}
        told = {one.visit_id for one in period.visits if one.priority == priority and period.holds(one.day)}
        misses = tuple(Miss(one.visit_id, one.day) for one in left)
        names = (f"未排且已过最晚日：优先级{priority}", f"left out, last day over: priority {priority}")
        found.append(share(f"left_out_{priority}", names, len(ids), len(ids | told), misses))
    return tuple(found)


def _by_day(period: CarePeriod) -> dict[date, list[VisitOnDay]]:
    """Visits done by people who are known, by day, ascending."""
    found: dict[date, list[VisitOnDay]] = defaultdict(list)
    for visit in period.done():
        if visit.staff_ids:
            found[visit.day].append(visit)
    return found


def _ids(told: list[VisitOnDay], outcome: str) -> tuple[Miss, ...]:
    return tuple(Miss(visit.visit_id, visit.day) for visit in told if visit.outcome == outcome)
