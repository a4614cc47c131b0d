"""How many more hours of one role until everything that can be done is done: by staying longer, or by more people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from scheduler.domain.people import ROLES
from scheduler.domain.plan import LeftOut
from scheduler.domain.what_if import Change
from scheduler.errors import Fault, InputError
from scheduler.store import plans
from scheduler.store.engine import Store
from scheduler.usecases.day import day_as_planned
from scheduler.usecases.what_if import MOST_ITERATIONS, homes_of
from scheduler.usecases.what_if_day import assumed, prototype, said
from scheduler.usecases.what_if_figures import Effort

if TYPE_CHECKING:
    from scheduler.solver.search import Progress

LONGER, EXTRA = "longer", "extra"


@dataclass(frozen=True, slots=True)
class Lacking:
    """What is asked: the role, what else is assumed of the day, steps of each search (None: as configured), seed."""

    role: str
    changes: tuple[Change, ...] = ()
    iterations: int | None = None
    seed: int = 1


@dataclass(frozen=True, slots=True)
class PersonHours:
    """More of one person: so many minutes in the steps of what_if.grid_minutes, the last of them over by `end`.

    `staff_id` of somebody who is only assumed begins with EXTRA.
    """

    staff_id: str
    minutes: int
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Way:
    """One way to more hours. `minutes`: in all, found by search, so at most that; `at_least`: proven, 0 where it was
    not asked. `left_out`: what this way cannot serve though more people could."""

    kind: str
    people: tuple[PersonHours, ...]
    minutes: int
    at_least: int
    left_out: tuple[str, ...]

    @property
    def proven(self) -> bool:
        """Whether no fewer hours suffice."""
        return not self.left_out and self.minutes == self.at_least


@dataclass(frozen=True, slots=True)
class Hours:
    """The answer. `left_out`: what the day leaves out however little the rest may count; `never`: what even hours
    without end of this role do not serve, with the rule in the way; `like`: whom those who are assumed are like.
    No ways where nothing is lacking."""

    plan_id: str
    day: date
    role: str
    like: str
    assumed_zh: tuple[str, ...]
    assumed_en: tuple[str, ...]
    left_out: tuple[str, ...]
    never: tuple[LeftOut, ...]
    ways: tuple[Way, ...]
    solves: int
    zh: str
    en: str


def hours_lacking(
    store: Store, plan_id: str, asked: Lacking, *, progress: Callable[[Progress], None] | None = None
) -> Hours:
    """The fewest more minutes found with which no visit is left out that hours of the role can serve.

    The day is the plan's, as it was planned, with what else is assumed. Nothing is kept. InputError for a role that
    nobody of the centre has, and for what cannot be assumed.
    """
    from scheduler.usecases.hours_search import search_hours  # loads the engine

    _refuse_bad(asked)
    with store.read() as session:
        row = plans.plan_row(session, plan_id)
        plan, real = day_as_planned(session, store.rulebook, row)
        day = assumed(real, asked.changes, homes_of(session, row.centre_id, asked.changes))
    if not any(one.role == asked.role for one in day.staff.values()):
        zh = ("本中心没有这个岗位的人", "请选有人的岗位")
        raise InputError([Fault.of_field("role", asked.role, "nobody of this centre is one", "choose another", *zh)])
    effort = Effort(asked.iterations or store.rulebook.rule("what_if.iterations"), asked.seed)
    found = search_hours(day, real, plan, asked.role, effort, progress)
    words = [said(change) for change in asked.changes]
    return Hours(
        plan.id,
        plan.day,
        asked.role,
        prototype(real, asked.role).id,
        tuple(zh for zh, _ in words),
        tuple(en for _, en in words),
        found.left_out,
        found.never,
        found.ways,
        found.solves,
        *_in_words(asked.role, found.left_out, found.never, found.ways),
    )


def _refuse_bad(asked: Lacking) -> None:
    faults = []
    if asked.role not in ROLES:
        listed = ", ".join(ROLES)
        zh = ("没有这个岗位", f"可用：{listed}")
        faults.append(Fault.of_field("role", asked.role, "is no role", f"give one of {listed}", *zh))
    if asked.iterations is not None and not 1 <= asked.iterations <= MOST_ITERATIONS:
        zh = ("超出范围", f"请给 1 至 {MOST_ITERATIONS}")
        remedy = f"give 1 to {MOST_ITERATIONS}"
        faults.append(Fault("", "iterations", str(asked.iterations), "is out of range", remedy, *zh))
    if faults:
        raise InputError(faults)


def _in_words(
    role: str, left_out: tuple[str, ...], never: tuple[LeftOut, ...], ways: tuple[Way, ...]
) -> tuple[str, str]:
    beyond_zh = f"另有 {len(never)} 户再多 {role} 也做不了。" if never else ""
    beyond_en = f" {len(never)} more visits no hours of {role} can serve." if never else ""
    whole = [way for way in ways if not way.left_out]
    if not ways:
        return f"{role} 工时不缺。{beyond_zh}", f"No hours of {role} are lacking.{beyond_en}"
    if not whole:
        return f"没有找到足够的 {role} 工时。{beyond_zh}", f"No hours of {role} were found to suffice.{beyond_en}"
    best = min(whole, key=lambda way: way.minutes)
    hours = f"{best.minutes / 60:g}"
    zh = f"现有 {len(left_out)} 户未排；{role} 至多再加 {hours} 小时即可做完能做的。{beyond_zh}"
    en = f"{len(left_out)} visits are left out; at most {hours} more hours of {role} serve all that can be.{beyond_en}"
    return zh, en
