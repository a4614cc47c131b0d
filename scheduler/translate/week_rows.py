"""What a week's routes share: windows and links, drops and orders, counters, circles and loads, over all days."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from scheduler.problem.problem import NEEDS, ROUTES, WORK, Circle, Counter, Drop, Flags, Ints, Link, Order
from scheduler.rules.draft import FOREVER
from scheduler.rules.laboratory import kinds_of_sample
from scheduler.rules.week import (
    counted_faces,
    gaps,
    left_out_of_the_week,
    seen_of,
    week_shares,
    weekend_days,
    weekend_shares,
)
from scheduler.translate.week_draft import STRIDE, Kind, WeekDraft, locked_days
from scheduler.units import DAY

Windows = list[list[tuple[int, int]]]
Terms = list[list[tuple[int, int, int, int, int]]]  # number of the window in its part, rule, time, rates


def windows_of(wd: WeekDraft, allowed: Flags) -> tuple[Windows, Terms]:
    """The windows of the days on which a part may stand, and the costs of a start, each tied to its windows."""
    windows: Windows = [[] for _ in wd.keys]
    terms: Terms = [[] for _ in wd.keys]
    for d, draft in enumerate(wd.drafts):
        begin, columns = d * STRIDE, wd.routes_on(d)
        for own, key in enumerate(draft.keys):
            p = wd.part_at[key]
            if not allowed[p, columns.start : columns.stop].any():
                continue
            for early, late in draft.part_windows[own]:
                if max(early, 0) <= min(late, DAY - 1):
                    number = len(windows[p])
                    windows[p].append((max(early, 0) + begin, min(late, DAY - 1) + begin))
                    for rule, time, before, after in draft.terms[own]:
                        terms[p].append((number, wd.rule(draft.rules[rule]), time + begin, before, after))
    return windows, terms


def leaving_out_of(wd: WeekDraft) -> tuple[Ints, Flags]:
    prices, locked = left_out_of_the_week(wd.week), locked_days(wd)
    must = np.array([id_ in locked for id_ in wd.visit_ids], np.bool_)
    return np.array([prices[id_][1] for id_ in wd.visit_ids], np.int64), must


def links_of(wd: WeekDraft) -> tuple[Link, ...]:
    """Those of the days, each once and within one day; and the days between visits."""
    found: dict[Link, None] = {}
    for draft in wd.drafts:
        for link in draft.links:
            first, second = (wd.part_at[draft.keys[p]] for p in (link.first, link.second))
            low, high = max(link.minimum, 1 - DAY), min(link.maximum, DAY - 1)
            rule = wd.rule(draft.rules[link.rule])
            found[replace(link, rule=rule, first=first, second=second, minimum=low, maximum=high)] = None
    for gap in gaps(wd.week):
        if gap.open and gap.settled is None:
            low, high = gap.between.minimum * STRIDE - DAY + 1, gap.between.maximum * STRIDE + DAY - 1
            first = wd.part_at[gap.between.after, 0]
            for second in wd.parts_of(gap.visit.id):
                found[Link(wd.rule("H9"), first, second, False, low, high, presence=NEEDS)] = None
    return tuple(found)


def drops_of(wd: WeekDraft, allowed: Flags) -> tuple[Drop, ...]:
    """One a kind of sample; where the cut-off binds, one a kind and day."""
    found: dict[Kind, Drop] = {}
    for d, draft in enumerate(wd.drafts):
        columns = wd.routes_on(d)
        for drop, (minutes, cut_off) in zip(draft.drops, kinds_of_sample(draft.day), strict=True):
            drawn = {wd.part_at[draft.keys[p]] for p in drop.parts}
            own = frozenset(p for p in drawn if allowed[p, columns.start : columns.stop].any())
            kind = (minutes, cut_off, d if cut_off else -1)
            if kind in found:
                found[kind] = replace(found[kind], parts=found[kind].parts | own)
            elif own or not cut_off:
                latest = drop.latest + d * STRIDE if cut_off else FOREVER
                found[kind] = replace(drop, rule=wd.rule(draft.rules[drop.rule]), latest=latest, parts=own)
    wd.kinds = list(found)
    return tuple(found.values())


def orders_of(wd: WeekDraft) -> tuple[Order, ...]:
    """The classes of a part are the same on every day."""
    classes: dict[tuple[str, int], list[int]] = {}
    for draft in wd.drafts:
        for order in draft.orders:
            row = classes.setdefault((draft.rules[order.rule], order.price), [-1] * len(wd.keys))
            for own, key in enumerate(draft.keys):
                row[wd.part_at[key]] = order.part_class[own]
    return tuple(Order(wd.rule(name), tuple(row), price) for (name, price), row in classes.items())


def counters_of(wd: WeekDraft) -> tuple[Counter, ...]:
    """Those of the days, and the fair share of the month over all routes of the week."""
    found = []
    for d, draft in enumerate(wd.drafts):
        for one in draft.counters:
            routes = tuple(wd.base[d] + r for r in one.routes)
            parts = None if one.parts is None else frozenset(wd.part_at[draft.keys[p]] for p in one.parts)
            found.append(replace(one, rule=wd.rule(draft.rules[one.rule]), routes=routes, parts=parts))
    book = wd.week.days[0].rulebook
    weekend = {r for d, _ in weekend_days(wd.week) for r in wd.routes_on(d)}
    fair = ((week_shares(wd.week), WORK, "S7.rate"), (weekend_shares(wd.week), ROUTES, "S7.weekend_turn"))
    for shares, measure, key in fair:
        for staff_id, share in shares.items() if book.weight(key) else ():
            routes = tuple(r for r in wd.routes_of(staff_id) if measure == WORK or r in weekend)
            steps = ((share.threshold, book.weight(key)),)
            found.append(Counter(wd.rule("S7"), routes, measure, brought_in=share.brought_in, steps=steps))
    return tuple(found)


def circles_of(wd: WeekDraft) -> tuple[Circle, ...]:
    """S5: the faces of each resident whose new faces are counted over the week."""
    price, at = wd.week.days[0].rulebook.weight("S5.new_person"), {id_: s for s, id_ in enumerate(wd.staff_ids)}
    found = []
    for who, visits in counted_faces(wd.week).items() if price else ():
        parts = frozenset(p for id_ in visits for p in wd.parts_of(id_))
        seen = frozenset(at[id_] for id_ in seen_of(wd.week, who) if id_ in at)
        found.append(Circle(wd.rule("S5"), parts, seen, price))
    return tuple(found)


def loads_of(wd: WeekDraft) -> dict[str, Any]:
    """Capacities of all routes; the load of a part is the same on every day."""
    rows = len(wd.drafts[0].capacities)
    capacity = np.zeros((rows, wd.routes), np.int64)
    load = np.zeros((rows, len(wd.keys)), np.int64)
    for d, draft in enumerate(wd.drafts):
        for k, (of_routes, of_parts) in enumerate(draft.capacities):
            capacity[k, wd.routes_on(d)] = of_routes
            load[k, [wd.part_at[key] for key in draft.keys]] = of_parts
    return {"capacity": capacity, "load": load}
