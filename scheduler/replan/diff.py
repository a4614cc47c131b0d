"""What differs between two versions of a day, by resident and by person: who must be told what.

A resident is *disturbed* when the person changes, the start leaves the band that was told, or the visit is newly left
out; a person when any stop that has not begun changes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from scheduler.domain.plan import Plan, Stop

Band = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Coming:
    """Who comes to a visit and when, in one version; the people in the order of the visit's parts."""

    staff_ids: tuple[str, ...]
    start: datetime
    band: Band


@dataclass(frozen=True, slots=True)
class ResidentChange:
    """One visit that is otherwise than it was told.

    `kinds`: person, band (the start leaves it), time (inside it), left_out, added (was not placed), gone (asked for
    no longer).
    """

    visit_id: str
    resident_id: str
    kinds: tuple[str, ...]
    before: Coming | None
    after: Coming | None

    @property
    def disturbed(self) -> bool:
        """As defined above."""
        return bool({"person", "band", "left_out"} & set(self.kinds))


@dataclass(frozen=True, slots=True)
class StaffChange:
    """One person whose stops change; visits by id, in order."""

    staff_id: str
    new: tuple[str, ...]
    dropped: tuple[str, ...]
    moved: tuple[tuple[str, datetime, datetime], ...]  # (visit, start before, start after)


@dataclass(frozen=True, slots=True)
class Difference:
    """From one version to another. `travel_seconds`: more (or less) travel, access included."""

    before_id: str
    after_id: str
    residents: tuple[ResidentChange, ...]
    staff: tuple[StaffChange, ...]
    travel_seconds: int
    placed_before: int
    placed_after: int

    @property
    def disturbed_residents(self) -> tuple[str, ...]:
        """Each resident once."""
        return tuple(dict.fromkeys(one.resident_id for one in self.residents if one.disturbed))

    @property
    def disturbed_staff(self) -> tuple[str, ...]:
        """Everybody whose stops change."""
        return tuple(one.staff_id for one in self.staff)


def difference(
    before: Plan, after: Plan, homes: Mapping[str, str], begun: Collection[tuple[str, int]] = ()
) -> Difference:
    """`homes`: the resident of each visit of both versions; `begun`: the parts nobody need be told of."""
    was, comes = _comings(before), _comings(after)
    still = set(comes) | {left.visit_id for left in after.left_out}
    over = {visit_id for visit_id, _ in begun}
    residents = []
    for visit_id in sorted(was.keys() | comes.keys(), key=lambda id_: (_first(was.get(id_), comes.get(id_)), id_)):
        kinds = _kinds(was.get(visit_id), comes.get(visit_id), visit_id in still)
        if kinds and visit_id not in over:
            residents.append(ResidentChange(visit_id, homes[visit_id], kinds, was.get(visit_id), comes.get(visit_id)))
    return Difference(
        before.id,
        after.id,
        tuple(residents),
        _staff_changes(before, after, frozenset(begun)),
        travel(after) - travel(before),
        len(was),
        len(comes),
    )


def travel(plan: Plan) -> int:
    """Seconds on the way, access included, of everybody."""
    return sum(
        route.back_travel_seconds + sum(stop.travel_seconds + stop.access_seconds for stop in route.stops)
        for route in plan.routes
    )


def _first(before: Coming | None, after: Coming | None) -> datetime:
    return min(one.start for one in (before, after) if one is not None)


def _comings(plan: Plan) -> dict[str, Coming]:
    parts: dict[str, list[tuple[int, str, Stop]]] = {}
    for route, stop in plan.stops():
        if stop.kind == "visit":
            parts.setdefault(stop.visit_id, []).append((stop.part, route.staff_id, stop))
    found = {}
    for visit_id, coming in parts.items():
        coming.sort(key=lambda one: one[0])
        first = min((stop for _, _, stop in coming), key=lambda stop: stop.start)
        found[visit_id] = Coming(tuple(who for _, who, _ in coming), first.start, first.band)
    return found


def _kinds(before: Coming | None, after: Coming | None, asked: bool) -> tuple[str, ...]:
    if before is None:
        return ("added",)
    if after is None:
        return ("left_out",) if asked else ("gone",)
    kinds = ["person"] if before.staff_ids != after.staff_ids else []
    if not before.band[0] <= after.start <= before.band[1]:
        kinds.append("band")
    elif before.start != after.start:
        kinds.append("time")
    return tuple(kinds)


Stops = dict[tuple[str, int], datetime]


def _stops_of(plan: Plan, begun: frozenset[tuple[str, int]]) -> dict[str, Stops]:
    found: dict[str, Stops] = {}
    for route, stop in plan.stops():
        if stop.kind == "visit" and (stop.visit_id, stop.part) not in begun:
            found.setdefault(route.staff_id, {})[stop.visit_id, stop.part] = stop.start
    return found


def _staff_changes(before: Plan, after: Plan, begun: frozenset[tuple[str, int]]) -> tuple[StaffChange, ...]:
    was, comes = _stops_of(before, begun), _stops_of(after, begun)
    changes = []
    for staff_id in sorted(was.keys() | comes.keys()):
        old, new = was.get(staff_id, {}), comes.get(staff_id, {})
        if old != new:
            moved = tuple((key[0], old[key], new[key]) for key in old if key in new and old[key] != new[key])
            added = sorted((start, key[0]) for key, start in new.items() if key not in old)
            dropped = sorted((start, key[0]) for key, start in old.items() if key not in new)
            names = tuple(id_ for _, id_ in added), tuple(id_ for _, id_ in dropped)
            changes.append(StaffChange(staff_id, *names, moved))
    return tuple(changes)
