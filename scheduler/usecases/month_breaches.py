"""What will break its interval in the next days, said while there is time to find somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from scheduler.domain.care import Visit
from scheduler.domain.day import Day
from scheduler.domain.month import Breach, Profile
from scheduler.domain.people import Resident
from scheduler.rules.intervals import hard_last_day
from scheduler.solver.breaches import least_broken
from scheduler.store.engine import Store
from scheduler.usecases.care import calendar_of
from scheduler.usecases.month import days_between
from scheduler.usecases.month_load import MonthLoad, load_of, profile_of
from scheduler.usecases.month_words import people_asked_for

NOBODY, HOURS = "nobody", "hours"
_NEARER = 4  # times as much as a visit with a day more: its last day decides who goes first
_FAR_DAYS = 6


def foresee_breaches(
    store: Store, centre_id: str, first: date, days: int = 0, assume_weekdays: bool = False
) -> tuple[Breach, ...]:
    """The same of what is stored, over `days` days from `first` on (0: capacity.foresee_days)."""
    ahead = days or store.rulebook.rule("capacity.foresee_days")
    last = first + timedelta(days=ahead - 1)
    with store.read() as session:
        known = days_between(session, store.rulebook, centre_id, first, last, calendar_of(assume_weekdays))
    return foresee(known)


@dataclass(slots=True)
class _Course:
    """How the days would go: visits served so far, those that broke, and of the open ones since when they were
    possible and which parts nobody could take."""

    done: dict[str, date] = field(default_factory=dict)
    homes: dict[str, Resident] = field(default_factory=dict)
    late: dict[str, tuple[date, Visit]] = field(default_factory=dict)
    since: dict[str, date] = field(default_factory=dict)
    lacking: dict[str, set[int]] = field(default_factory=dict)


def foresee(days: Sequence[Day]) -> tuple[Breach, ...]:
    """Each visit whose interval ends inside the days and that nobody will have served by then, by day and visit.

    Every day holds the visits possible on it and who is on shift. The days are gone through in order: on each the
    visits with a hard last day are matched to the people who may do them and to their hours, the nearest last day
    first; an occurrence that follows another gets its days from the day on which that one is served. Other work
    takes no hours from them, since on its last day such a visit goes before all of it.
    What is overdue already takes hours and is no breach to come.
    """
    course = _Course()
    everywhere = {id_ for day in days for id_ in day.visits}
    breaches: list[Breach] = []
    for day in days:
        course.homes.update(day.residents)
        lasts = _open_on(day, course, everywhere)
        loaded = load_of([_only(day, course, lasts)], day.day)
        served = _served(loaded, day.day, lasts)
        course.done.update(dict.fromkeys(served, day.day))
        _note(course, day.day, loaded, lasts)
        for id_, last in lasts.items():
            if last == day.day and id_ not in course.done:
                breaches.append(_breach(day.visits[id_], course, last))
                course.late[id_] = last, day.visits[id_]
    return tuple(sorted(breaches, key=lambda breach: (breach.day, breach.visit_id)))


def _open_on(day: Day, course: _Course, everywhere: set[str]) -> dict[str, date]:
    """The visits with a hard last day that may be done on the day and were not yet, with that day."""
    found: dict[str, date] = {}
    for visit in day.visits.values():
        last = hard_last_day(day, visit)
        if last is None or visit.id in course.done:
            continue
        after = visit.after_days
        if after is not None and after.after in everywhere:
            before = course.done.get(after.after)
            if before is None or (day.day - before).days < after.minimum:
                continue
            last = before + timedelta(days=after.maximum)
        found[visit.id] = last
    return found | {id_: last for id_, (last, visit) in course.late.items() if id_ not in course.done and visit.must_by}


def _only(day: Day, course: _Course, lasts: dict[str, date]) -> Day:
    """The day with these visits alone; those that broke before are still to be done, whatever their interval says."""
    visits = {id_: visit for id_, visit in day.visits.items() if id_ in lasts}
    for id_ in lasts.keys() & course.late.keys():
        visit = course.late[id_][1]
        visits[id_] = replace(visit, must_by=None, last_day=day.day, windows=())
    homes = {visit.resident_id: course.homes[visit.resident_id] for visit in visits.values()}
    return replace(day, visits=visits, residents=homes)


def _served(loaded: MonthLoad, day: date, lasts: dict[str, date]) -> list[str]:
    """Who is served that day: the nearest last day first, of equals the lower id."""
    order = {id_: n for n, id_ in enumerate(sorted(lasts, key=lambda id_: (lasts[id_], id_)))}
    weights = tuple(
        _NEARER ** (_FAR_DAYS - min(_FAR_DAYS, max(0, (lasts[visit.id] - day).days)))
        + 0.5 * (1 - order[visit.id] / len(order))
        for visit in loaded.visits
    )
    broken = least_broken(replace(loaded.load, weights=weights))
    return [visit.id for visit, left in zip(loaded.visits, broken, strict=True) if not left]


def _note(course: _Course, day: date, loaded: MonthLoad, lasts: dict[str, date]) -> None:
    """Since when each open visit was possible, and which of its parts nobody could have taken so far."""
    able: dict[str, set[int]] = {}
    number: dict[int, int] = {}
    for share in loaded.load.shares:
        k = number[share.visit] = number.get(share.visit, -1) + 1
        if share.stretches:
            able.setdefault(loaded.visits[share.visit].id, set()).add(k)
    parts = {visit.id: set(range(len(visit.parts))) for visit in loaded.visits}
    for id_ in lasts:
        course.since.setdefault(id_, day)
        without = parts.get(id_, {0}) - able.get(id_, set())
        course.lacking[id_] = course.lacking.get(id_, without) & without


def _breach(visit: Visit, course: _Course, last: date) -> Breach:
    """Why: a part that nobody on shift could take on any of its days, or hours that others needed as much."""
    lacking = sorted(course.lacking[visit.id])
    cause, profile = (NOBODY if lacking else HOURS), profile_of(visit, lacking[0] if lacking else 0)
    zh, en = (_said(visit, course.since[visit.id], last, cause, profile, language) for language in ("zh", "en"))
    return Breach(visit.id, visit.resident_id, visit.service, last, cause, profile, zh, en)


def _said(visit: Visit, first: date, last: date, cause: str, profile: Profile, language: str) -> str:
    who = people_asked_for(profile, language)
    if language == "en":
        why = f"no {who} who may go is on shift" if cause == NOBODY else f"the {who} hours do not suffice"
        about = f"{visit.id} ({visit.service}, {visit.resident_id})"
        return f"{about} breaks its interval after {last}: {why} from {first} to {last}"
    why = f"没有可上门的{who}在班" if cause == NOBODY else f"{who}的时间不够"
    return f"{visit.id}（{visit.service}，{visit.resident_id}）将在 {last} 之后超期：{first} 至 {last} {why}"
