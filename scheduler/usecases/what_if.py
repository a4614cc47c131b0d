"""What if: copy a day's plan, assume something, solve, compare rule by rule; keep the answer or drop it.

Both days are searched with the same effort from the same plan, so that what differs comes of the assumption and not
of the longer search. The real day is only read; a kept scenario is a row of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from scheduler.domain.day import Day
from scheduler.domain.people import Resident
from scheduler.domain.plan import Plan
from scheduler.domain.what_if import Added, Change, Held, Scenario
from scheduler.errors import ConflictError, Fault, InputError
from scheduler.replan.diff import difference
from scheduler.replan.named import with_promises
from scheduler.store import plans, records, what_if
from scheduler.store.documents import as_document, from_document
from scheduler.store.engine import Session, Store
from scheduler.units import LOCAL
from scheduler.usecases.day import day_as_planned
from scheduler.usecases.judging import with_judgement
from scheduler.usecases.plans import keep_draft
from scheduler.usecases.what_if_day import assumed, said
from scheduler.usecases.what_if_figures import Effort, Figures, figures_of
from scheduler.validator import judge

if TYPE_CHECKING:
    from scheduler.solver.search import Progress

LONGEST_NAME = 60
MOST_ITERATIONS = 1_000_000
MOST_BOUND_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the scenario, steps of the search (None: as configured), seed, and the seconds spent on each
    of the two bounds (0: none). A scenario with a name is kept."""

    scenario: Scenario
    iterations: int | None = None
    seed: int = 1
    bound_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The answer. `now` is the plan as it is, `again` the same day searched as long as the assumed one, `then` the
    assumed one; what differs is told from `again` to `then`.

    `residents`, `staff`: who would be told another person or time than in the plan. `id` is empty unless kept;
    `draft_id`: the version of the real day made of it, where nothing but the coordinator's own word was assumed.
    """

    id: str
    plan_id: str
    centre_id: str
    day: date
    scenario: Scenario
    assumed_zh: tuple[str, ...]
    assumed_en: tuple[str, ...]
    iterations: int
    seed: int
    now: Figures
    again: Figures
    then: Figures
    served_more: tuple[str, ...]
    left_out_more: tuple[str, ...]
    residents: tuple[str, ...]
    staff: tuple[str, ...]
    zh: str
    en: str
    draft_id: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept scenario in one line."""

    id: str
    name: str
    plan_id: str
    day: date
    author: str
    made: datetime
    zh: str
    en: str


def what_if_day(
    store: Store,
    plan_id: str,
    question: Question,
    *,
    author: str,
    now: datetime,
    progress: Callable[[Progress], None] | None = None,
) -> WhatIf:
    """Solve the plan's day as it was planned, and as the scenario has it; kept when the scenario has a name.

    A pure function of the data, the question's iterations and seed. InputError for what cannot be assumed,
    ConflictError when no plan meets it (a lock that cannot hold) or the name is in use that day. What only moves
    visits is saved as a draft too.
    """
    from scheduler.usecases.what_if_solving import broken_rules, planned_anew  # loads the engine

    _refuse_bad(question)
    scenario = question.scenario
    with store.read() as session:
        row = plans.plan_row(session, plan_id)
        plan, day = day_as_planned(session, store.rulebook, row)
        _refuse_used(session, row.centre_id, row.day, scenario.name)
        changed = assumed(day, scenario.changes, homes_of(session, row.centre_id, scenario.changes))
    effort = Effort(question.iterations or store.rulebook.rule("what_if.iterations"), question.seed)
    effort = replace(effort, bound_seconds=question.bound_seconds)
    again = planned_anew(day, plan, effort, progress)
    then = planned_anew(changed, plan, effort, progress)
    if broken := broken_rules(changed, then):
        rules = ", ".join(broken)
        raise ConflictError(
            f"no plan was found that keeps every lock under this assumption (broken: {rules})",
            f"在此假设下没有找到满足全部锁定的方案（违反 {rules}）",
        )
    answer = _answer(plan, day, changed, again, then, scenario, effort)
    return _kept(store, answer, then, changed, author=author, now=now) if scenario.name else answer


def what_ifs(store: Store, centre_id: str, day: date | None = None) -> tuple[Kept, ...]:
    """The kept scenarios of a centre, of one day or of all, oldest first."""
    with store.read() as session:
        rows = what_if.kept(session, centre_id, day)
    found = []
    for row in rows:
        answer = from_document(WhatIf, row.document)
        made = row.made.astimezone(LOCAL)
        found.append(Kept(row.id, row.name, answer.plan_id, row.day, row.author, made, answer.zh, answer.en))
    return tuple(found)


def read_what_if(store: Store, id_: str) -> WhatIf:
    """A kept scenario with all its figures, as they were; NotFoundError."""
    with store.read() as session:
        return from_document(WhatIf, what_if.row_of(session, id_).document)


def drop_what_if(store: Store, id_: str, *, author: str, now: datetime) -> None:
    """Forget a kept scenario; NotFoundError."""
    with store.write() as session:
        centre_id = what_if.row_of(session, id_).centre_id
        what_if.drop(session, id_)
        records.write_audit(session, centre_id, author, now, "what_if.dropped", id_)


def _refuse_bad(question: Question) -> None:
    faults, steps, name = [], question.iterations, question.scenario.name
    if not question.scenario.changes:
        zh = ("什么都没有假设", "请至少给出一项假设")
        faults.append(Fault("/changes", "", "", "nothing is assumed", "assume at least one thing", *zh))
    if steps is not None and not 1 <= steps <= MOST_ITERATIONS:
        zh = ("超出范围", f"请给 1 至 {MOST_ITERATIONS}")
        remedy = f"give 1 to {MOST_ITERATIONS}"
        faults.append(Fault("", "iterations", str(steps), "is out of range", remedy, *zh))
    if not 0 <= question.bound_seconds <= MOST_BOUND_SECONDS:
        zh = ("超出范围", f"请给 0 至 {MOST_BOUND_SECONDS} 秒")
        remedy = f"give 0 to {MOST_BOUND_SECONDS} seconds"
        faults.append(Fault("", "bound_seconds", str(question.bound_seconds), "is out of range", remedy, *zh))
    if len(name) > LONGEST_NAME or not (name.isprintable() and name == name.strip()):
        zh = ("太长或含有不可显示的字符", f"请用至多 {LONGEST_NAME} 个字")
        remedy = f"give up to {LONGEST_NAME} letters"
        faults.append(Fault("", "name", "", "is too long or not printable", remedy, *zh))
    if faults:
        raise InputError(faults)


def _refuse_used(session: Session, centre_id: str, day: date, name: str) -> None:
    same = [row.id for row in what_if.kept(session, centre_id, day) if name and row.name == name]
    if same:
        raise ConflictError(
            f"the name is in use on {day} already ({same[0]}): drop that one, or choose another name",
            f"{day} 已有同名的假设方案（{same[0]}）：请删除它或换一个名称",
        )


def homes_of(session: Session, centre_id: str, changes: Sequence[Change]) -> dict[str, Resident]:
    """The residents of whom the changes speak, beside those of the day."""
    asked = {change.resident_id for change in changes if isinstance(change, Added)}
    return records.residents_of(session, centre_id, asked)


def _answer(plan: Plan, day: Day, changed: Day, again: Plan, then: Plan, scenario: Scenario, effort: Effort) -> WhatIf:
    homes = {visit.id: visit.resident_id for visit in (*day.visits.values(), *changed.visits.values())}
    told = difference(plan, then, homes)
    before, after = figures_of(again), figures_of(then)
    more = tuple(sorted(set(after.served) - set(before.served)))
    less = tuple(sorted({one.visit_id for one in after.left_out} - {one.visit_id for one in before.left_out}))
    sentences = [said(change) for change in scenario.changes]
    return WhatIf(
        "",
        plan.id,
        plan.centre_id,
        plan.day,
        scenario,
        tuple(zh for zh, _ in sentences),
        tuple(en for _, en in sentences),
        effort.iterations,
        effort.seed,
        figures_of(plan),
        before,
        after,
        more,
        less,
        told.disturbed_residents,
        told.disturbed_staff,
        *_in_words(before, after, more, less),
    )


def _in_words(before: Figures, after: Figures, more: Sequence[str], less: Sequence[str]) -> tuple[str, str]:
    """What it comes to, in one line, Chinese and English."""
    wanted = len(after.served) + len(after.left_out)
    way, cost = after.travel_minutes - before.travel_minutes, after.cost - before.cost
    work = sum(after.minutes.values()) - sum(before.minutes.values())
    zh = f"{wanted} 户中安排 {len(after.served)} 户（多 {len(more)}，少 {len(less)}），"
    zh += f"路上 {way:+d} 分钟，工时 {work:+d} 分钟，代价 {cost:+,d}"
    en = f"{len(after.served)} of {wanted} visits served ({len(more)} more, {len(less)} more left out), "
    en += f"travel {way:+d} min, work {work:+d} min, cost {cost:+,d}"
    return zh, en


def _kept(store: Store, answer: WhatIf, then: Plan, changed: Day, *, author: str, now: datetime) -> WhatIf:
    """The answer with its id, in a row of its own; a draft beside it where the day itself is as it was."""
    with store.write() as session:
        _refuse_used(session, answer.centre_id, answer.day, answer.scenario.name)
        answer = replace(answer, id=what_if.next_id(session, answer.centre_id, answer.day))
        if all(isinstance(change, Held) for change in answer.scenario.changes):
            told = plans.published_row(session, answer.centre_id, answer.day)
            draft = _against(changed, then, plans.plan_from(told) if told else None)
            draft = keep_draft(session, store.rulebook, draft, author=author, now=now)
            answer = replace(answer, draft_id=draft.id)
        about = (answer.id, answer.centre_id, answer.day, answer.scenario.name, now, author)
        what_if.keep(session, *about, as_document(answer))
        detail = {"plan": answer.plan_id, "assumed": answer.assumed_en, "draft": answer.draft_id}
        records.write_audit(session, answer.centre_id, author, now, "what_if.kept", answer.id, **detail)
    return answer


def _against(changed: Day, then: Plan, told: Plan | None) -> Plan:
    """The plan priced against what people have been told by now, with the bands that still hold."""
    day = replace(changed, published=told)
    draft = with_promises(then, told) if told else then
    costs = {rule: cost for rule, cost in judge(day, draft).cost_by_rule.items() if cost}
    return with_judgement(day, replace(draft, cost_by_rule=costs))
