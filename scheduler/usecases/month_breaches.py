"""What will break its interval in the next days, said while there is time to find somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from scheduler.domain.care import Visit
from scheduler.domain.day import Day
from scheduler.domain.month import Breach, Profile
from scheduler.solver.breaches import least_broken
from scheduler.solver.capacity import Share
from scheduler.store.engine import Store
from scheduler.usecases.care import calendar_of
from scheduler.usecases.month import days_between
from scheduler.usecases.month_load import hard_last_day, load_of, profile_of
from scheduler.usecases.month_words import people_asked_for

NOBODY, HOURS = "nobody", "hours"


def foresee_breaches(
    store: Store, centre_id: str, first: date, days: int = 0, assume_weekdays: bool = False
) -> tuple[Breach, ...]:
    """The same of what is stored, over `days` days from `first` on (0: capacity.foresee_days)."""
    ahead = days or store.rulebook.rule("capacity.foresee_days")
    last = first + timedelta(days=ahead - 1)
    with store.read() as session:
        known = days_between(session, store.rulebook, centre_id, first, last, calendar_of(assume_weekdays))
    return foresee(known)


def foresee(days: Sequence[Day]) -> tuple[Breach, ...]:
    """Each visit whose interval ends inside the days and that nobody can serve before, by day and visit.

    Every day holds the visits possible on it and who is on shift. Certificates are asked for by the day; hours are
    matched among the visits of this kind alone, since each of them goes before any other work on its last day.
    What is overdue already is no breach to come.
    """
    hard = _hard(days)
    pressing = [replace(day, visits=_pressing(day, hard)) for day in days]
    loaded = load_of(pressing, days[-1].day)
    broken = dict(zip((visit.id for visit in loaded.visits), least_broken(loaded.load), strict=True))
    shares: dict[str, list[Share]] = {}
    for share in loaded.load.shares:
        shares.setdefault(loaded.visits[share.visit].id, []).append(share)
    found = []
    for id_, last in hard.items():
        if not broken.get(id_, True):
            continue
        visit, day = next((day.visits[id_], day) for day in days if id_ in day.visits)
        found.append(_breach(visit, max(day.day, visit.first_day), last, shares.get(id_, [])))
    return tuple(sorted(found, key=lambda breach: (breach.day, breach.visit_id)))


def _hard(days: Sequence[Day]) -> dict[str, date]:
    """The hard last day of each visit that has one inside the days and not before it can be done, by visit."""
    found: dict[str, date] = {}
    seen: set[str] = set()
    for day in days:
        for visit in day.visits.values():
            last = hard_last_day(day, visit)
            if visit.id not in seen and last is not None and day.day <= last <= days[-1].day:
                found[visit.id] = last
            seen.add(visit.id)
    return found


def _pressing(day: Day, hard: Mapping[str, date]) -> dict[str, Visit]:
    """The day's visits of this kind that are not overdue by then."""
    return {id_: visit for id_, visit in day.visits.items() if id_ in hard and day.day <= hard[id_]}


def _breach(visit: Visit, first: date, last: date, shares: Sequence[Share]) -> Breach:
    """Why: a part that no stretch may carry, or hours that others need as much."""
    alone = next((k for k, share in enumerate(shares) if not share.stretches), 0 if not shares else None)
    cause = HOURS if alone is None else NOBODY
    profile = profile_of(visit, alone or 0)
    return Breach(
        visit.id,
        visit.resident_id,
        visit.service,
        last,
        cause,
        profile,
        _said(visit, first, last, cause, profile, "zh"),
        _said(visit, first, last, cause, profile, "en"),
    )


def _said(visit: Visit, first: date, last: date, cause: str, profile: Profile, language: str) -> str:
    who = people_asked_for(profile, language)
    if language == "en":
        why = f"no {who} who may go is on shift" if cause == NOBODY else f"the {who} hours do not suffice"
        about = f"{visit.id} ({visit.service}, {visit.resident_id})"
        return f"{about} breaks its interval after {last}: {why} from {first} to {last}"
    why = f"没有可上门的{who}在班" if cause == NOBODY else f"{who}的时间不够"
    return f"{visit.id}（{visit.service}，{visit.resident_id}）将在 {last} 之后超期：{first} 至 {last} {why}"
