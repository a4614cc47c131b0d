"""Why a visit is left out: person by person, the first hard rule in the way, each found by trying."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product

from scheduler.domain.care import Visit
from scheduler.domain.day import Day
from scheduler.domain.plan import Finding, Plan, Reason
from scheduler.explain.attempt import TRIED_POSITIONS, Attempt, Case, case_of
from scheduler.explain.insertion import Opening, road
from scheduler.explain.words import costs_said, rule_said
from scheduler.problem.solution import RoutePlan

TRIED_TOGETHER = 40  # ways for several people to come at once that are put to the validator
TRIED_INSTEAD = 20  # visits, the cheapest first, in whose place room is looked for


def why_left_out(day: Day, plan: Plan, visit_id: str, everybody: bool = False) -> tuple[Reason, ...]:
    """The reasons, the most general first, then one for each person whose role fits; with `everybody` for each person
    of the centre, and what keeps all away is said of each.

    Raises NotFoundError for an unknown visit, InputError for a plan that is not of this day.
    """
    case = case_of(day, plan)
    visit = case.visit(visit_id)
    if any(stop.visit_id == visit_id for _, stop in plan.stops()):
        case = case.without(visit_id)
    people = [s for s in day.staff.values() if any(s.role in need.roles for need in visit.parts)]
    others = _of_other_roles(case, visit) if everybody else ()
    lacking = [sorted(need.roles) for need in visit.parts if not any(s.role in need.roles for s in people)]
    if lacking:
        zh, en = rule_said("H1")
        roles = "/".join(lacking[0])
        return (Reason("H1", "", f"{zh}:当天没有 {roles}", f"{en}: nobody is {roles} on this day"), *others)
    tried = _attempts(case, visit)
    personal = {person.id: _personal(case, visit.id, person.id, tried) for person in people}
    same = {(one.rule, one.zh) for one in personal.values()}
    if not everybody and len(same) == 1 and len(personal) > 1 and len(tried) >= len(personal):
        return (replace(next(iter(personal.values())), staff_id=""),)
    return (*_general(case, visit, tried), *personal.values(), *others)


def _of_other_roles(case: Case, visit: Visit) -> tuple[Reason, ...]:
    """H1 for everybody whose role fits no part."""
    roles = "/".join(sorted({role for need in visit.parts for role in need.roles}))
    zh, en = rule_said("H1")
    return tuple(
        Reason("H1", s.id, f"{zh}:岗位是 {s.role},需要 {roles}", f"{en}: role {s.role}, needed {roles}")
        for s in case.day.staff.values()
        if s.role not in roles.split("/")
    )


def _attempts(case: Case, visit: Visit) -> dict[tuple[int, str], Attempt]:
    """(number of the part, person) -> the best attempt, for those on the road whose role fits."""
    alone = visit.id if len(visit.parts) > 1 else ""
    found = {
        (k, person.id): case.best(case.draft.part(visit.id, k), person.id, alone)
        for k, need in enumerate(visit.parts)
        for person in case.day.staff.values()
        if person.role in need.roles
    }
    return {key: attempt for key, attempt in found.items() if attempt is not None}


def _personal(case: Case, visit_id: str, staff_id: str, tried: dict[tuple[int, str], Attempt]) -> Reason:
    """What stands in one person's way, in the part that fits best."""
    own = [attempt for (_, who), attempt in tried.items() if who == staff_id]
    attempt = min(own, key=lambda one: one.lacking, default=None)
    if attempt is None:
        return _off_the_road(case.day, staff_id)
    if not attempt.broken and len(case.visit(visit_id).parts) > 1:
        zh, en = f"{staff_id} {attempt.start} 有空", f"{staff_id} has room at {attempt.start}, for one of its people"
        return Reason("H6", staff_id, zh, en)
    if not attempt.broken:
        zh, en = costs_said(attempt.cost)
        return Reason(
            _dearest(attempt),
            staff_id,
            f"{staff_id} {attempt.start} 排得下,但总代价变化 {attempt.total:+d}:{zh}",
            f"{staff_id} has room at {attempt.start}, at a change of cost of {attempt.total:+d}: {en}",
        )
    first = attempt.broken[0]
    more = list(dict.fromkeys(one.rule for one in attempt.broken if one.rule != first.rule))
    zh, en = rule_said(first.rule)
    return Reason(
        first.rule,
        staff_id,
        f"{zh}:{first.zh}" + (f"(还有 {'、'.join(more)})" if more else ""),
        f"{en}: {first.en}" + (f" (and {', '.join(more)})" if more else ""),
    )


def _off_the_road(day: Day, staff_id: str) -> Reason:
    kinds = sorted({shift.kind for shift in day.shifts.values() if shift.staff_id == staff_id})
    zh = {"clinic": "门诊", "leave": "休假"}
    duty_zh = "、".join(zh.get(kind, kind) for kind in kinds) or "不当班"
    rule_zh, rule_en = rule_said("H5")
    return Reason(
        "H5",
        staff_id,
        f"{rule_zh}:{staff_id} 当天不出诊({duty_zh})",
        f"{rule_en}: {staff_id} is not on the road ({', '.join(kinds) or 'off duty'})",
    )


def _general(case: Case, visit: Visit, tried: dict[tuple[int, str], Attempt]) -> Iterator[Reason]:
    """What holds for everybody together: full, no two at once, room only in place of another visit."""
    for k in range(len(visit.parts)):
        part = case.draft.part(visit.id, k)
        own = {who: attempt for (number, who), attempt in tried.items() if number == k}
        able = {who: attempt for who, attempt in own.items() if _may(case, part, who)}
        if not able:
            barring = next((one.broken[0].rule for one in own.values() if one.broken), "H5")
            yield Reason(barring, "", "当天出诊的人都不能承担", "nobody who is on the road this day may do it")
            return
        if all(one.broken for one in able.values()):
            yield _full(able)
            if len(visit.parts) == 1:
                yield from _instead(case, visit, able)
            return
    if len(visit.parts) > 1:
        yield _together(case, visit, tried)


def _full(able: dict[str, Attempt]) -> Reason:
    """Nobody who may do it has room: the closest of them, and by how much it would not do."""
    closest = min(able.values(), key=lambda one: one.lacking)
    first, count = closest.broken[0], len(able)
    all_zh = f"能承担的 {count} 人都" if count > 1 else "唯一能承担的人"
    all_en = f"none of the {count} who may do it has" if count > 1 else "the only one who may do it has no"
    return Reason(
        first.rule,
        closest.staff_id,
        f"{all_zh}在其时间内排不下;最接近的是 {closest.staff_id}:{_over(first)[0]}",
        f"{all_en} room in its window; the closest is {closest.staff_id}: {_over(first)[1]}",
    )


def _over(finding: Finding) -> tuple[str, str]:
    """The rule and by how much it would be broken."""
    if finding.unit in ("s", "seconds"):
        minutes = -(-finding.amount // 60)
        return f"{finding.rule} 超出 {minutes} 分钟", f"{finding.rule} exceeded by {minutes} min"
    return f"{finding.rule} {finding.zh}", f"{finding.rule}, {finding.en}"


def _may(case: Case, part: int, staff_id: str) -> bool:
    """Whether the part may be on some route of the person, at some time."""
    return any(case.problem.eligible[part, r] for r in case.draft.routes_of(staff_id))


def _together(case: Case, visit: Visit, tried: dict[tuple[int, str], Attempt]) -> Reason:
    """Whether the people that the visit needs could come at once."""
    for start, changed in islice(_company(case, visit, tried), TRIED_TOGETHER):
        attempt = case.attempt("", start, changed)
        if not attempt.broken:
            zh, en = costs_said(attempt.cost)
            return Reason(
                _dearest(attempt),
                "",
                f"{attempt.start} 可以同时到达,但总代价变化 {attempt.total:+d}:{zh}",
                f"they could come together at {attempt.start}, at a change of cost of {attempt.total:+d}: {en}",
            )
    zh, en = rule_said("H6")
    count = len(visit.parts)
    return Reason(
        "H6", "", f"{zh}:{count} 人没有共同的空档", f"{en}: the {count} people that it needs are not free together"
    )


def _company(
    case: Case, visit: Visit, tried: dict[tuple[int, str], Attempt]
) -> Iterator[tuple[int, dict[int, RoutePlan]]]:
    """Ways to place all parts with different people, at one start when they must start together."""
    ways: list[list[tuple[str, Opening]]] = []
    for k, p in enumerate(case.draft.parts_of(visit.id)):
        ways.append(
            [
                (staff_id, opening)
                for number, staff_id in tried
                if number == k
                for r in case.draft.routes_of(staff_id)
                if case.problem.eligible[p, r]
                for opening in case.road(p, r).openings()[:TRIED_POSITIONS]
                if opening.excess <= 0
            ]
        )
    for way in product(*ways):
        if len({staff_id for staff_id, _ in way}) < len(way):
            continue
        start = max(opening.earliest for _, opening in way)
        if visit.sync == "start" and start > min(opening.latest for _, opening in way):
            continue
        begins = [start if visit.sync == "start" else opening.earliest for _, opening in way]
        changed = {opening.road.route: opening.at(begin) for (_, opening), begin in zip(way, begins, strict=True)}
        yield begins[0], changed


def _instead(case: Case, visit: Visit, able: dict[str, Attempt]) -> Iterator[Reason]:
    """The cheapest single visit in whose place there is room on its route, when there is one."""
    part = case.draft.part(visit.id)
    price = dict(zip(case.draft.visit_ids, case.problem.leave_out_cost.tolist(), strict=True))
    given_up = sorted(
        (price[stop.visit_id], stop.visit_id, route.staff_id, route.shift_id)
        for route, stop in case.plan.stops()
        if route.staff_id in able and stop.visit_id and len(case.day.visits[stop.visit_id].parts) == 1
    )
    for cost, other, staff_id, shift_id in given_up[:TRIED_INSTEAD]:
        attempt = _in_place_of(case, part, other, staff_id, shift_id)
        if attempt is None:
            continue
        more = cost >= price[visit.id]
        yield Reason(
            "S1",
            staff_id,
            f"若不排 {other}(代价 {cost},{'不低于' if more else '低于'}本次的 {price[visit.id]}),"
            f"{staff_id} {attempt.start} 排得下",
            f"{staff_id} has room at {attempt.start} if {other} is left out (price {cost}, "
            f"{'not less' if more else 'less'} than this one's {price[visit.id]})",
        )
        return


def _in_place_of(case: Case, part: int, other: str, staff_id: str, shift_id: str) -> Attempt | None:
    """The part on the route of another visit that is taken off it; None when that makes no room."""
    r = next(r for r, shift in enumerate(case.draft.shifts) if shift.id == shift_id)
    freed = case.less(other)
    for opening in road(case.problem, freed, part, r).openings()[:TRIED_POSITIONS]:
        if opening.excess <= 0:
            for start, changed in case.starts(opening):
                attempt = case.attempt(staff_id, start, {r: changed})
                if not attempt.broken:
                    return attempt
    return None


def _dearest(attempt: Attempt) -> str:
    """The rule that makes an allowed attempt dear."""
    return max(attempt.cost, key=lambda rule: attempt.cost[rule], default="S1")
