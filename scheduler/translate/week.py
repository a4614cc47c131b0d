"""A week as one Problem: the arrays of its days side by side."""

from __future__ import annotations

from typing import Any

import numpy as np

from scheduler.problem.problem import Break, Flags, Ints, Problem
from scheduler.rules.draft import NAMED
from scheduler.rules.week import gaps
from scheduler.translate.week_draft import STRIDE, WeekDraft, locked_days
from scheduler.translate.week_rows import (
    circles_of,
    counters_of,
    drops_of,
    leaving_out_of,
    links_of,
    loads_of,
    orders_of,
    windows_of,
)


def week_problem(wd: WeekDraft) -> Problem:
    """The arrays of a week."""
    allowed = _eligible(wd)
    duration, tables = _over_routes(wd, allowed)
    _moves(wd, tables, allowed)
    windows, terms = windows_of(wd, allowed)
    leave_out, must = leaving_out_of(wd)
    links = links_of(wd)
    drops, orders = drops_of(wd, allowed), orders_of(wd)
    counters, circles = counters_of(wd), circles_of(wd)
    by_rule = tuple((wd.rule(name), table) for name, table in tables.items())
    names: dict[str, Any] = {key: wd.rule(name) for key, name in NAMED.items()}
    flat = [w for part in windows for w in part]
    rows = [t for part in terms for t in part]
    at = np.cumsum([0, *(len(w) for w in windows)], dtype=np.int64)
    return Problem(
        rules=tuple(wd.rules),
        **_travel(wd),
        **_routes(wd),
        breaks=tuple(
            Break(wd.base[d] + b.route, b.earliest + d * STRIDE, b.latest + d * STRIDE, b.length, b.price)
            for d, draft in enumerate(wd.drafts)
            for b in draft.breaks
        ),
        part_visit=np.array([wd.visit_at[v] for v, _ in wd.keys], np.int64),
        part_place=np.array([_place(wd, v) for v, _ in wd.keys], np.int64),
        eligible=allowed,
        duration=duration,
        serve_cost=sum((table for _, table in by_rule), np.zeros(allowed.shape, np.int64)),
        serve_cost_by_rule=by_rule,
        window_index=at,
        window_earliest=np.array([a for a, _ in flat], np.int64),
        window_latest=np.array([b for _, b in flat], np.int64),
        term_index=np.cumsum([0, *(len(t) for t in terms)], dtype=np.int64),
        term_window=np.array([at[p] + row[0] for p, part in enumerate(terms) for row in part], np.int64),
        term_rule=np.array([row[1] for row in rows], np.int64),
        term_time=np.array([row[2] for row in rows], np.int64),
        term_before_rate=np.array([row[3] for row in rows], np.int64),
        term_after_rate=np.array([row[4] for row in rows], np.int64),
        leave_out_cost=leave_out,
        must_place=must,
        links=links,
        counters=counters,
        drops=drops,
        orders=orders,
        peaks=(),
        balances=(),
        circles=circles,
        **loads_of(wd),
        **names,
    )


def _place(wd: WeekDraft, visit_id: str) -> int:
    day = next(draft.day for draft in wd.drafts if visit_id in draft.day.visits)
    return wd.drafts[0].place_index[day.resident(day.visits[visit_id]).place.id]


def _travel(wd: WeekDraft) -> dict[str, Any]:
    """One mode per way of riding and weather."""
    of_weather = {draft.day.weather: draft for draft in wd.drafts}
    modes = [of_weather[weather].travel[of_weather[weather].modes.index(mode)] for weather, mode in wd.modes]
    return {"travel": np.array(modes, np.int64), "access": wd.drafts[0].access}


def _routes(wd: WeekDraft) -> dict[str, Any]:
    """Every figure of the routes, day after day."""
    shifts = [(d, draft, shift) for d, draft in enumerate(wd.drafts) for shift in draft.shifts]
    people = [draft.day.staff[shift.staff_id] for _, draft, shift in shifts]
    base = np.array([wd.drafts[0].place_index[person.base.id] for person in people], np.int64)
    modes = [wd.modes.index((draft.day.weather, who.mode)) for (_, draft, _), who in zip(shifts, people, strict=True)]
    begins = np.array([d * STRIDE for d, _, _ in shifts], np.int64)

    def of(name: str) -> Ints:
        return np.concatenate([getattr(draft, name) for draft in wd.drafts]).astype(np.int64)

    return {
        "route_staff": np.array([wd.staff_ids.index(person.id) for person in people], np.int64),
        "route_mode": np.array(modes, np.int64),
        "route_from": base,
        "route_to": base.copy(),
        "route_earliest": of("route_earliest") + begins,
        "route_end": of("route_end") + begins,
        "route_latest": of("route_latest") + begins,
        "route_overtime_rate": of("overtime_rate"),
        "route_opening_cost": of("opening_cost"),
        "route_max_work": of("max_work"),
        "route_max_travel": of("max_travel"),
        "route_wait_rate": of("wait_rate"),
        "route_travel_rate": np.ones(wd.routes, np.int64),
        "route_leaves_early": np.zeros(wd.routes, np.bool_),
    }


def _eligible(wd: WeekDraft) -> Flags:
    """[p, r]: where a day allows it; a visit locked to a day, a fasting draw and one that follows another by days
    only on the days that this leaves."""
    allowed = np.zeros((len(wd.keys), wd.routes), np.bool_)
    locked = locked_days(wd)
    closed = {
        (gap.visit.id, d)
        for gap in gaps(wd.week)
        for d, day in enumerate(wd.week.days)
        if (gap.settled is None and not gap.open) or (gap.settled and gap.days_off(gap.settled, day.day))
    }
    for d, draft in enumerate(wd.drafts):
        columns = wd.routes_on(d)
        for own, key in enumerate(draft.keys):
            elsewhere = wd.draws.get(key[0], d) != d or d not in locked.get(key[0], {d}) or (key[0], d) in closed
            if draft.part_windows[own] and not elsewhere:
                allowed[wd.part_at[key], columns.start : columns.stop] = draft.eligible[own]
    return allowed


def _over_routes(wd: WeekDraft, allowed: Flags) -> tuple[Ints, dict[str, Ints]]:
    """Durations, and serve cost by rule, each [p, r]; what is not eligible costs nothing."""
    duration = np.zeros(allowed.shape, np.int64)
    tables: dict[str, Ints] = {}
    for d, draft in enumerate(wd.drafts):
        rows, columns = [wd.part_at[key] for key in draft.keys], wd.routes_on(d)
        where = np.ix_(rows, columns)
        duration[where] = draft.duration
        for name, table in draft.serve_costs.items():
            tables.setdefault(name, np.zeros(allowed.shape, np.int64))[where] = table
    return duration, tables


def _moves(wd: WeekDraft, tables: dict[str, Ints], allowed: Flags) -> None:
    """S11: another day or person than in an earlier draft."""
    book = wd.week.days[0].rulebook
    for key, before in wd.week.earlier.items():
        if key not in wd.part_at:
            continue
        table = tables.setdefault("S11", np.zeros(allowed.shape, np.int64))
        for d, draft in enumerate(wd.drafts):
            for r, shift in enumerate(draft.shifts, wd.base[d]):
                day, person = draft.day.day != before.day, shift.staff_id != before.staff_id
                price = day * book.weight("S11.other_day") + person * book.weight("S11.draft_person")
                table[wd.part_at[key], r] += price
