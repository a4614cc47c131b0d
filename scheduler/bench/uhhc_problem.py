"""A unified home-care day as the engine's primitives: the Problem's cost is its weighted sum."""

from __future__ import annotations

import numpy as np

from scheduler.bench.arrays import BALANCE, LINKS, PEAKS, Call, Hours, Lateness, Van, problem_of
from scheduler.bench.uhhc import Member, Patient, UhhcDay
from scheduler.problem.problem import (
    DIFFERENT,
    IDLE,
    LATENESS,
    WAITING,
    Balance,
    Break,
    Ints,
    Link,
    Peak,
    Problem,
)

UNSERVED = 10**8  # above what any visit can cost
FORBIDDEN = 10**6  # per unit of a hard component that no primitive forbids


def problem(day: UhhcDay) -> Problem:
    """Route k is staff member k."""
    far = _far(day)
    calls = [_call(day, patient, far) for patient in day.patients]
    links, p = [], 0
    for patient in day.patients:
        if patient.gap is not None:
            links.append(Link(LINKS, p, p + 1, False, *patient.gap, DIFFERENT))
        p += len(patient.services)
    pauses: list[Break] = []
    if day.lunch is not None:
        price, held = _price(day, "missed_lunch_break"), day.lunch
        lunchers = [k for k, member in enumerate(day.staff) if member.lunch and price]
        pauses = [Break(k, held.earliest, held.latest, held.length, price) for k in lunchers]
    terms = tuple(range(sum(len(hours.terms) for call in calls for hours in call.hours)))
    return problem_of(
        np.array(day.travel, np.int64),
        [_van(day, k, far) for k in range(len(day.staff))],
        calls,
        links=links,
        breaks=pauses,
        serve_cost=_serving(day),
        peaks=_peaks(day, terms),
        balances=_balances(day),
    )


def _price(day: UhhcDay, component: str) -> int:
    return FORBIDDEN if component in day.weights.hard else day.weights.of(component)


def _far(day: UhhcDay) -> int:
    """A time that no plan worth having reaches, minutes."""
    longest = max(max(row) for row in day.travel)
    ends = [end for patient in day.patients for _, end in patient.windows]
    ends += [end for patient in day.patients for end, _ in patient.windows]
    ends += [member.shift[1] for member in day.staff if member.shift is not None]
    care = sum(minutes + longest for patient in day.patients for _, minutes in patient.services)
    gaps = sum(max(0, patient.gap[1]) for patient in day.patients if patient.gap is not None)
    lunch = day.lunch.length if day.lunch is not None else 0
    return max(ends, default=0) + care + gaps + lunch + longest


def _van(day: UhhcDay, k: int, far: int) -> Van:
    member: Member = day.staff[k]
    opens, end = member.shift or (0, far)
    strict = member.shift is not None and day.weights.forbids("total_extra_time")
    return Van(
        staff=k,
        start_place=member.start_place,
        end_place=member.end_place,
        earliest=opens,
        latest=end if strict else max(far, end),
        end=end,
        overtime_rate=0 if strict else day.weights.of("total_extra_time"),
        wait_rate=_price(day, "total_waiting_time"),
        travel_rate=_price(day, "travel_time") + _price(day, "working_time"),
        leaves_early=day.leaves_early and member.shift is not None,
    )


def _call(day: UhhcDay, patient: Patient, far: int) -> Call:
    weights, everybody = day.weights, range(len(day.staff))
    barred: set[int] = set()
    if weights.forbids("incompabilities"):
        barred |= patient.incompatible
    if weights.forbids("caregiver_preferences") and patient.preferred:
        barred |= set(everybody) - patient.preferred

    def able(service: str) -> frozenset[int]:
        known = {k for k in everybody if service in day.staff[k].abilities}
        return frozenset((known if weights.forbids("qualification") else set(everybody)) - barred)

    optional = patient.optional and not weights.forbids("optional_patients")
    return Call(
        place=patient.place,
        durations=tuple(minutes for _, minutes in patient.services),
        eligible=tuple(able(service) for service, _ in patient.services),
        windows=(),
        leave_out=weights.of("optional_patients") if optional else UNSERVED,
        must=not optional,
        hours=tuple(_hours(day, patient, minutes, far) for _, minutes in patient.services),
    )


def _hours(day: UhhcDay, patient: Patient, minutes: int, far: int) -> Hours:
    """The window that counts is the last one that has opened: each reaches to the opening of the next."""
    weights = day.weights
    strict = weights.forbids("total_tardiness") or weights.forbids("highest_tardiness")
    rate = weights.of("total_tardiness")
    windows: list[tuple[int, int]] = []
    terms: list[Lateness] = []
    openings = [opens for opens, _ in patient.windows]
    for (opens, closes), following in zip(patient.windows, [*openings[1:], far + 1], strict=True):
        due = closes - (minutes if day.met_at_end else 0)
        last = min(due, following - 1) if strict else following - 1
        if last < opens:
            continue
        if not strict and (rate or weights.of("highest_tardiness")):
            terms.append(Lateness(due, rate, len(windows)))
        windows.append((opens, last))
    return Hours(tuple(windows), tuple(terms))


def _serving(day: UhhcDay) -> Ints:
    """[p, r] work, and faces that are not preferred, not qualified or not compatible where these have a weight."""
    weights, cost = day.weights, np.zeros((len(day.parts()), len(day.staff)), np.int64)
    for p, (i, part) in enumerate(day.parts()):
        patient = day.patients[i]
        service, minutes = patient.services[part]
        for k, member in enumerate(day.staff):
            cost[p, k] += _price(day, "working_time") * minutes
            if patient.preferred and k not in patient.preferred:
                cost[p, k] += weights.of("caregiver_preferences")
            if service not in member.abilities:
                cost[p, k] += weights.of("qualification")
            if k in patient.incompatible:
                cost[p, k] += weights.of("incompabilities")
    return cost


def _peaks(day: UhhcDay, terms: tuple[int, ...]) -> tuple[Peak, ...]:
    on_shift = tuple(k for k, member in enumerate(day.staff) if member.shift is not None)
    everybody = tuple(range(len(day.staff)))
    peaks = (
        Peak(PEAKS, LATENESS, day.weights.of("highest_tardiness"), terms),
        Peak(PEAKS, IDLE, _price(day, "max_idle_time"), routes=on_shift),
        Peak(PEAKS, WAITING, _price(day, "max_waiting_time"), routes=everybody),
    )
    return tuple(peak for peak in peaks if peak.rate and (peak.terms or peak.routes))


def _balances(day: UhhcDay) -> tuple[Balance, ...]:
    rate = _price(day, "workload_balance")
    return (Balance(BALANCE, rate, tuple((k,) for k in range(len(day.staff)))),) if rate else ()
