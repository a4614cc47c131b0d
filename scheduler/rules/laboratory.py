"""Samples reach the laboratory in time: H8."""

from __future__ import annotations

from datetime import datetime

from scheduler.domain.care import Visit
from scheduler.domain.day import Day
from scheduler.domain.plan import Finding, Plan, Route, Stop
from scheduler.problem.problem import Drop
from scheduler.rules.draft import FOREVER, Draft
from scheduler.rules.rule import Rule
from scheduler.rules.served import hard_finding, served_on, soft_finding
from scheduler.rules.timetable import seconds_between, service_end
from scheduler.units import MINUTE, at, clock

Kind = tuple[int, bool]  # longest minutes to the laboratory, and whether the cut-off binds


def kinds_of_sample(day: Day) -> list[Kind]:
    """The kinds of sample of the day, each with a drop of its own: by lab_minutes, and by whether the
    laboratory's cut-off (H8.lab_cutoff) binds. It binds fasting draws, which are those with a `soft_from`
    hour; other samples are taken all day. Those that are late already come last."""
    usual, late = set[Kind](), set[Kind]()
    for visit in day.visits.values():
        if kind := kind_of(day, visit):
            (late if visit.id in day.carried else usual).add(kind)
    return sorted(usual, key=_in_order) + sorted(late - usual, key=_in_order)


def _in_order(kind: Kind) -> tuple[int, bool]:
    return kind[0], not kind[1]


def kind_of(day: Day, visit: Visit) -> Kind | None:
    """The kind of a visit's sample; None: it draws none.

    A sample that was drawn already and can be in time no more has the minutes that it still may take, and no cut-off:
    what is past is told, it forbids no plan. The last visit that began with samples in the bag counts as one of their
    draws, so that they are handed over after it.
    """
    if visit.id in day.carried:
        return day.carried[visit.id]
    service = day.service(visit)
    return (service.lab_minutes, bool(service.soft_from)) if service.lab_minutes else None


def drawing_part(visit: Visit) -> int:
    """Whose part carries the sample: the first that a nurse may take, else the first."""
    return next((k for k, need in enumerate(visit.parts) if "RN" in need.roles), 0)


def lower_laboratory(day: Day, draft: Draft) -> None:
    """H8: a route that draws samples of a kind hands them over at the laboratory once, after the last of them,
    at most lab_minutes after the end of each draw and, when the cut-off binds, not after it; a route without
    them has no such stop. Handing over takes H8.handover_minutes; the moment it starts counts."""
    for minutes, cut_off in kinds_of_sample(day):
        latest = draft.seconds(cutoff(day)) if cut_off else FOREVER
        drawn = frozenset(
            draft.part(visit.id, drawing_part(visit))
            for visit in day.visits.values()
            if kind_of(day, visit) == (minutes, cut_off)
        )
        place = draft.place_index[day.centre.laboratory.id]
        service = day.rulebook.rule("H8.handover_minutes") * MINUTE
        draft.drops.append(Drop(draft.rule("H8"), place, service, latest, minutes * MINUTE, drawn))


def cutoff(day: Day) -> datetime:
    """When fasting samples must be at the laboratory."""
    return at(day.day, day.rulebook.rule_text("H8.lab_cutoff"))


def find_laboratory(day: Day, plan: Plan) -> list[Finding]:
    """See `lower_laboratory`; amounts are drops missing or too many, stops out of order, or seconds late.

    A drop stop belongs to the kind whose number it carries as its part, and stands at the laboratory.
    """
    kinds = kinds_of_sample(day)
    found: list[Finding] = []
    for route in plan.routes:
        for number, kind in enumerate(kinds):
            found += _route_findings(day, route, number, kind)
        found += _past_saving(day, route)
    return found


def _past_saving(day: Day, route: Route) -> list[Finding]:
    """What has happened: the sample comes too late whatever is planned."""
    found = []
    for one in served_on(day, route):
        if one.visit.id in day.late_samples and one.part == drawing_part(one.visit):
            drop = next((s for s in route.stops if s.kind == "drop" and s.start >= one.stop.start), None)
            when = clock(drop.start) if drop else "–"
            zh = f"{one.visit.id} 的样本已不能按时送检（预计 {when} 到）：请告知化验室，必要时重新采样。"
            en = f"The sample of {one.visit.id} cannot be in time any more (there at {when}): tell the laboratory."
            about = {"visits": (one.visit.id,), "staff": (route.staff_id,)}
            found.append(soft_finding("H8", 1, "sample", 0, (zh, en), **about))
    return found


def _route_findings(day: Day, route: Route, number: int, kind: Kind) -> list[Finding]:
    drawn = [
        one.stop
        for one in served_on(day, route)
        if kind_of(day, one.visit) == kind and one.part == drawing_part(one.visit)
    ]
    drops = [stop for stop in route.stops if _is_drop(day, stop, number)]
    visits = tuple(stop.visit_id for stop in drawn)
    if not drawn or len(drops) != 1:
        amount = len(drops) if not drawn else abs(len(drops) - 1)
        said = (
            f"{route.staff_id} 的路线有 {len(drawn)} 次采样，应送检 {min(1, len(drawn))} 次，现为 {len(drops)} 次。",
            f"{route.staff_id} draws {len(drawn)} samples and hands them over {min(1, len(drawn))} times, "
            f"not {len(drops)} times.",
        )
        return [_finding(amount, "drop", said, visits, route)] if amount else []
    return _late(day, route, drops[0], kind) + [
        finding for stop in drawn for finding in _ride(day, route, stop, drops[0], kind[0])
    ]


def _is_drop(day: Day, stop: Stop, number: int) -> bool:
    return stop.kind == "drop" and stop.part == number and stop.place_id == day.centre.laboratory.id


def _late(day: Day, route: Route, drop: Stop, kind: Kind) -> list[Finding]:
    """After the cut-off, when it binds."""
    late = seconds_between(cutoff(day), drop.start)
    if not kind[1] or late <= 0:
        return []
    said = (
        f"{route.staff_id} {clock(drop.start)} 才送检，超过截止时间 {clock(cutoff(day))} {late} 秒。",
        f"{route.staff_id} is at the laboratory at {clock(drop.start)}, {late} seconds after the cut-off "
        f"{clock(cutoff(day))}.",
    )
    return [_finding(late, "s", said, (), route)]


def _ride(day: Day, route: Route, stop: Stop, drop: Stop, minutes: int) -> list[Finding]:
    """A sample drawn after the drop, or too long on the way."""
    found = []
    behind = route.stops.index(stop) - route.stops.index(drop)
    if behind > 0:
        said = (
            f"{route.staff_id} 先送检、后采 {stop.visit_id} 的样本，顺序差 {behind} 站。",
            f"{route.staff_id} hands over {behind} stops before drawing the sample of {stop.visit_id}.",
        )
        found.append(_finding(behind, "stop", said, (stop.visit_id,), route))
    over = seconds_between(service_end(day, stop), drop.start) - minutes * MINUTE
    if over > 0:
        said = (
            f"{stop.visit_id} 的样本采后须 {minutes} 分钟内送检，{route.staff_id} 超时 {over} 秒。",
            f"The sample of {stop.visit_id} is due within {minutes} minutes, {route.staff_id} is {over} seconds over.",
        )
        found.append(_finding(over, "s", said, (stop.visit_id,), route))
    return found


def _finding(amount: int, unit: str, said: tuple[str, str], visits: tuple[str, ...], route: Route) -> Finding:
    return hard_finding("H8", amount, unit, said, visits=visits, staff=(route.staff_id,))


LABORATORY: tuple[Rule, ...] = (
    Rule(
        "H8",
        "hard",
        "s",
        lower_laboratory,
        find_laboratory,
        "血样在采后规定分钟内送到化验室；空腹血还须在截止时间前送到。",
        "Samples reach the laboratory within their minutes, fasting ones before its cut-off too.",
    ),
)
