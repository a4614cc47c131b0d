"""The days of a month as one load: who of each day's people may take which part, by the rules themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from scheduler.domain.care import Visit
from scheduler.domain.day import Day
from scheduler.domain.month import Profile
from scheduler.intake.asked import INTERNET
from scheduler.problem.problem import ROUTES, STOPS
from scheduler.rules import RULES
from scheduler.rules.draft import Draft
from scheduler.solver.capacity import Limit, Load, Share, Stretch
from scheduler.units import MINUTE

_LESS_URGENT = 0.01  # of a visit: of two that compete, the one of the lower class stays undone
_LOWEST_CLASS = 7


@dataclass(frozen=True, slots=True)
class MonthLoad:
    """A load and what its numbers stand for."""

    load: Load
    dates: tuple[date, ...]
    visits: tuple[Visit, ...]
    profiles: tuple[Profile, ...]


@dataclass(slots=True)
class _Offer:
    """Where one part of a visit may be done: stretches and days, on some of which somebody goes out, and how long."""

    minutes: float
    stretches: list[int] = field(default_factory=list)
    days: list[int] = field(default_factory=list)
    manned: list[int] = field(default_factory=list)


def load_of(days: Sequence[Day], last: date) -> MonthLoad:
    """The days' visits against the days' shifts; those with their last day up to `last` must be done."""
    visits: dict[str, Visit] = {}
    offers: dict[tuple[str, int], _Offer] = {}
    stretches: list[Stretch] = []
    limits: list[Limit] = []
    for d, day in enumerate(days):
        draft, way = _hard_draft(day), day.rulebook.rule("capacity.travel_minutes")
        visits.update({id_: visit for id_, visit in day.visits.items() if id_ not in visits})
        for p, visit, k in draft.each_part():
            if draft.part_windows[p]:
                offer = offers.setdefault((visit.id, k), _Offer(visit.minutes + way))
                offer.days.append(d)
                offer.manned += [d] if draft.shifts else []
                offer.minutes = max([offer.minutes, *(float(ticks) / MINUTE + way for ticks in draft.duration[p])])
                offer.stretches += [len(stretches) + r for r in _routes_for(draft, p)]
        limits += _limits(draft, len(stretches))
        stretches += [Stretch(d, _field_minutes(draft, r)) for r in range(len(draft.shifts))]
    possible = [visit for visit in visits.values() if all((visit.id, k) in offers for k in range(len(visit.parts)))]
    profiles = tuple(dict.fromkeys(profile_of(visit, k) for visit in possible for k in range(len(visit.parts))))
    number = {visit.id: v for v, visit in enumerate(possible)}
    shares = tuple(
        _share(number[visit.id], offers[visit.id, k], profile_of(visit, k), profiles)
        for visit in possible
        for k in range(len(visit.parts))
    )
    load = Load(
        must=tuple(visit.last_day <= last for visit in possible),
        weights=tuple(1 + _LESS_URGENT * (_LOWEST_CLASS - visit.priority) for visit in possible),
        shares=shares,
        stretches=tuple(stretches),
        limits=tuple(limits),
        demands=tuple(profile.demands for profile in profiles),
    )
    return MonthLoad(load, tuple(day.day for day in days), tuple(possible), profiles)


def _hard_draft(day: Day) -> Draft:
    """What the hard rules say of the day; prices decide nothing here."""
    draft = Draft(day)
    for rule in RULES:
        if rule.kind == "hard":
            rule.lower(day, draft)
    return draft


def profile_of(visit: Visit, part: int) -> Profile:
    """Whom a part asks for."""
    return Profile(visit.parts[part], visit.channel == INTERNET)


def _routes_for(draft: Draft, p: int) -> Iterator[int]:
    """The routes that may carry a part inside one of its windows."""
    for r in range(len(draft.shifts)):
        opens, closes = draft.route_earliest[r], draft.route_latest[r] - draft.duration[p, r]
        if draft.eligible[p, r] and any(max(a, opens) <= min(b, closes) for a, b in draft.part_windows[p]):
            yield r


def _field_minutes(draft: Draft, r: int) -> float:
    """Minutes of a shift without overtime and lunch, at most the longest work of a day."""
    shift = draft.shifts[r]
    minutes = (shift.end - shift.start).total_seconds() / MINUTE - shift.lunch_minutes
    return min(minutes, draft.day.rulebook.rule("H15.max_work_minutes"))


def _limits(draft: Draft, base: int) -> list[Limit]:
    """The day's caps on visits a person and on doctors away from the clinic, as the rules lowered them."""
    return [
        Limit(tuple(base + r for r in counter.routes), counter.maximum - counter.brought_in, counter.measure == ROUTES)
        for counter in draft.counters
        if counter.maximum is not None and counter.measure in (STOPS, ROUTES) and counter.parts is None
    ]


def _share(visit: int, offer: _Offer, profile: Profile, profiles: Sequence[Profile]) -> Share:
    """Somebody more would come on a day on which others go out too, where the visit has such a day."""
    able = tuple(q for q, other in enumerate(profiles) if other.covers(profile))
    return Share(visit, offer.minutes, tuple(offer.stretches), tuple(offer.manned or offer.days), able)
