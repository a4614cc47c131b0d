"""One place at one time (H4), the ride (S3) and the way to the door (S13)."""

from __future__ import annotations

from scheduler.domain.day import Day
from scheduler.domain.plan import Finding, Plan, Route
from scheduler.rules.draft import Draft
from scheduler.rules.findings import broken, priced
from scheduler.rules.rule import Rule
from scheduler.rules.timetable import Timetable, seconds_between, timetables
from scheduler.travel.estimate import matrices


def _ways(day: Day, draft: Draft) -> None:
    known = (day.weather, day.closures, day.ridden)
    draft.travel, draft.access = matrices(draft.places, draft.modes, day.rulebook, *known)


def _nothing_more(day: Day, draft: Draft) -> None:
    """Ride and access seconds are their own price: the matrix of H4 says it all."""


def _too_soon(day: Day, plan: Plan) -> list[Finding]:
    found: list[Finding] = []
    for route, clock in timetables(day, plan):
        for k, slack in enumerate(clock.slack, start=1):
            before, after = route.stops[k - 1], route.stops[k]
            found += broken(
                "H4",
                -slack,
                "s",
                (before.visit_id, after.visit_id),
                (route.staff_id,),
                f"{route.staff_id} 到第 {k + 1} 站少 {-slack} 秒路程时间",
                f"{route.staff_id} lacks {-slack} s on the way to stop {k + 1}",
            )
        found += _untrue_claims(route, clock)
    return found


def _untrue_claims(route: Route, clock: Timetable) -> list[Finding]:
    """What the plan itself says of rides, access, departure and return, against the recomputed clock."""
    claims = [
        (f"第 {k} 站的车程", f"the ride to stop {k}", abs(stop.travel_seconds - ride), stop.visit_id)
        for k, (stop, ride) in enumerate(zip(route.stops, clock.rides, strict=False), start=1)
    ]
    claims += [
        (f"第 {k} 站的进门时间", f"the access to stop {k}", abs(stop.access_seconds - access), stop.visit_id)
        for k, (stop, access) in enumerate(zip(route.stops, clock.access, strict=False), start=1)
    ]
    claims += [
        ("返程车程", "the ride back", abs(route.back_travel_seconds - clock.rides[-1]), ""),
        ("出发时间", "the departure", abs(seconds_between(route.departure, clock.departure)), ""),
        ("返回时间", "the return", abs(seconds_between(route.back, clock.back)), ""),
    ]
    found: list[Finding] = []
    for zh, en, off, visit_id in claims:
        found += broken(
            "H4",
            off,
            "s",
            (visit_id,),
            (route.staff_id,),
            f"{route.staff_id} 计划中{zh}差 {off} 秒",
            f"{route.staff_id}: {en} is off by {off} s in the plan",
        )
    return found


def _rides(day: Day, plan: Plan) -> list[Finding]:
    found: list[Finding] = []
    for route, clock in timetables(day, plan):
        seconds, visits = sum(clock.rides), [stop.visit_id for stop in route.stops]
        said = f"{route.staff_id} 在路上 {seconds} 秒", f"{route.staff_id} rides for {seconds} s"
        found += priced("S3", seconds, "s", 1, visits, (route.staff_id,), *said)
    return found


def _accesses(day: Day, plan: Plan) -> list[Finding]:
    found: list[Finding] = []
    for route, clock in timetables(day, plan):
        seconds, visits = sum(clock.access), [stop.visit_id for stop in route.stops]
        said = f"{route.staff_id} 进楼上门 {seconds} 秒", f"{route.staff_id} needs {seconds} s from gates to doors"
        found += priced("S13", seconds, "s", 1, visits, (route.staff_id,), *said)
    return found


TRAVELLING: tuple[Rule, ...] = (
    Rule(
        "H4",
        "hard",
        "s",
        _ways,
        _too_soon,
        "一个人同一时间只能在一个地方,两站之间要留足路程和上门时间",
        "one person is in one place at a time: the way and the access fit between two stops",
    ),
    Rule("S3", "soft", "s", _nothing_more, _rides, "路上的时间越短越好", "as little riding as possible"),
    Rule(
        "S13",
        "soft",
        "s",
        _nothing_more,
        _accesses,
        "同一栋楼的尽量一次走完,进楼时间只算一次",
        "visits in one building go together, so that its gate and stairs are paid once",
    ),
)
