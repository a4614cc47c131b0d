"""Seeded random small weeks: the people and homes of a random day, two to four days of it, visits that may move.

The same seed gives the same week.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from scheduler.domain.care import DayGap, Visit, Window
from scheduler.domain.day import Day
from scheduler.domain.people import Shift
from scheduler.domain.week import Told, Week
from tests.builders import MONDAY
from tests.random_days import random_day


def later(moment_days: int, window: Window) -> Window:
    """The same hours so many days later."""
    by = timedelta(days=moment_days)
    return Window(window.earliest + by, window.latest + by)


def on_day(visit: Visit, k: int) -> Visit:
    """The visit as day k of the week would have it."""
    return replace(
        visit,
        windows=tuple(later(k, one) for one in visit.windows),
        wished=later(k, visit.wished) if visit.wished is not None else None,
    )


def shift_on(shift: Shift, k: int) -> Shift:
    by = timedelta(days=k)
    return replace(
        shift,
        id=f"{shift.id}-{k}",
        start=shift.start + by,
        end=shift.end + by,
        latest_end=shift.latest_end + by,
        lunch_from=shift.lunch_from + by if shift.lunch_from else None,
        lunch_until=shift.lunch_until + by if shift.lunch_until else None,
    )


def random_week(seed: int, calm: bool = True, first: date = MONDAY) -> Week:
    """Two to four days; each visit is possible on one or several of them, some follow another by days."""
    draw = random.Random(f"week {seed}")
    base = random_day(seed, calm=calm)
    count = draw.randint(2, 4)
    ahead = (first - MONDAY).days
    visits = [
        replace(visit, last_day=first + timedelta(days=draw.randint(0, 6)), supply_end=None, last_done=None, gap=None)
        for visit in base.visits.values()
    ]
    for k, visit in enumerate(visits):
        if draw.random() < 0.3:
            visits[k] = replace(visit, due=first + timedelta(days=draw.randint(0, 3)))
        if k and draw.random() < 0.3:
            low = draw.randint(0, 2)
            visits[k] = replace(visits[k], after_days=DayGap(visits[k - 1].id, low, low + draw.randint(0, 2)))
    possible = {visit.id: sorted(draw.sample(range(count), draw.randint(1, count))) for visit in visits}
    days = tuple(_day(base, visits, possible, first, k, ahead + k, draw) for k in range(count))
    offered = [visit for visit in visits if possible[visit.id]]
    people = list(base.staff)
    settled = {offered[0].id: first - timedelta(days=draw.randint(0, 2))} if draw.random() < 0.2 else {}
    earlier = {
        (visit.id, 0): Told(first + timedelta(days=draw.randint(0, 3)), draw.choice(people))
        for visit in offered
        if draw.random() < 0.2
    }
    return Week(days, settled, {id_: draw.randint(0, 3) for id_ in people}, earlier)


def _day(
    base: Day, visits: list[Visit], possible: dict[str, list[int]], first: date, k: int, ahead: int, draw: random.Random
) -> Day:
    shifts = [shift_on(shift, ahead) for shift in base.shifts.values()]
    away = draw.choice(list(base.staff)) if draw.random() < 0.5 else ""
    today = first + timedelta(days=k)
    return replace(
        base,
        day=today,
        shifts={shift.id: shift for shift in shifts if shift.staff_id != away},
        visits={v.id: on_day(v, ahead) for v in visits if k in possible[v.id] and v.last_day >= today},
        published=None,
        locks=(),
    )
