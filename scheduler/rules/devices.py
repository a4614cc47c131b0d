"""Shared devices: H14."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.domain.day import Day
from scheduler.domain.people import Shift
from scheduler.domain.plan import Finding, Plan
from scheduler.problem.problem import ROUTES, Counter
from scheduler.rules.draft import Draft
from scheduler.rules.findings import broken
from scheduler.rules.rule import Rule
from scheduler.rules.served import served
from scheduler.units import clock


def crowds(shifts: Sequence[Shift]) -> list[tuple[Shift, ...]]:
    """The largest sets of field shifts that are all on duty at one moment.

    A shift lasts from its start up to its latest end, the end itself excluded: a device brought back
    then goes out again. Such a set is always complete at the start of one of its shifts.
    """
    at_once = {
        tuple(other for other in shifts if other.start <= shift.start < other.latest_end): None for shift in shifts
    }
    return [crowd for crowd in at_once if not any(set(crowd) < set(other) for other in at_once)]


def kinds_needed(day: Day) -> list[tuple[str, int]]:
    """(device, how many there are) of the day's visits; a device that the centre does not have counts 0."""
    kinds = dict.fromkeys(device for visit in day.visits.values() if (device := day.service(visit).device))
    return [(kind, day.devices[kind].count if kind in day.devices else 0) for kind in kinds]


def lower_devices(day: Day, draft: Draft) -> None:
    """H14: of the field shifts on duty at one moment, no more carry a device than there are. Conservative: a
    route that serves the first part of a visit with the device carries it for its whole shift, overtime included."""
    for kind, count in kinds_needed(day):
        parts = frozenset(p for p, visit, k in draft.each_part() if k == 0 and day.service(visit).device == kind)
        for crowd in crowds(draft.shifts):
            if len(crowd) > count:
                routes = tuple(draft.shifts.index(shift) for shift in crowd)
                draft.counters.append(Counter(draft.rule("H14"), routes, ROUTES, parts, maximum=count))


def find_devices(day: Day, plan: Plan) -> list[Finding]:
    """See `lower_devices`; the amount is devices too many at one moment."""
    found: list[Finding] = []
    for kind, count in kinds_needed(day):
        carriers = {
            one.route.shift_id: one.staff.id
            for one in served(day, plan)
            if one.part == 0 and day.service(one.visit).device == kind
        }
        for crowd in crowds(day.field_shifts()):
            out = [shift for shift in crowd if shift.id in carriers]
            if len(out) <= count:
                continue
            people = [carriers[shift.id] for shift in out]
            moment = clock(max(shift.start for shift in out))
            zh = (
                f"{moment} 有 {len(out)} 条路线（{'、'.join(people)}）带 {kind}，"
                f"只有 {count} 台，多 {len(out) - count} 台。"
            )
            en = (
                f"At {moment} {len(out)} routes ({', '.join(people)}) carry {kind}; there are {count}, "
                f"{len(out) - count} too few."
            )
            found += broken("H14", len(out) - count, "device", (), people, zh, en)
    return found


DEVICES: tuple[Rule, ...] = (
    Rule(
        "H14",
        "hard",
        "device",
        lower_devices,
        find_devices,
        "共用设备同时外带的数量不超过现有台数；一条路线整个班次都占用。",
        "No more of a shared device are out at once than there are; a route keeps it for its whole shift.",
    ),
)
