"""Change the running day: report what happened, plan again with the least disturbance, say what it bought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from scheduler.domain.care import Lock
from scheduler.domain.day import Day
from scheduler.domain.events import Event
from scheduler.domain.plan import Plan
from scheduler.errors import ConflictError, Fault, InputError, StaleError
from scheduler.replan.diff import Difference
from scheduler.store import plans, records
from scheduler.store.engine import Session, Store
from scheduler.store.events import events_on
from scheduler.store.tables import PlanRow
from scheduler.usecases.comparing import differences_between
from scheduler.usecases.events import event_faults, reported
from scheduler.usecases.judging import with_judgement
from scheduler.usecases.laying import Laid, lay_out

if TYPE_CHECKING:
    from scheduler.replan.better import Replanned


@dataclass(frozen=True, slots=True)
class Choice:
    """How to re-plan. `freeze_until` None: replan.freeze_minutes from now; `max_changes`: how many people may be
    disturbed beside those whom the events disturb anyway; `iterations` None: as configured."""

    freeze_until: datetime | None = None
    max_changes: int | None = None
    iterations: int | None = None
    seed: int = 1
    may_leave_bands: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Bought:
    """The new draft (kept, unless it was a dry run) and what it bought.

    `further`: people disturbed whom doing nothing would not disturb. `kept` of `told` visits that are still wanted
    take place. `nothing_cost` is None where doing nothing is not possible.
    """

    plan: Plan
    saved: bool
    change: Difference
    further: tuple[str, ...]
    travel_minutes: int
    told: int
    kept: int
    nothing_cost: int | None
    nothing_kept: int
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Impossible:
    """Locks that cannot all hold: without any one of them a plan exists."""

    locks: tuple[Lock, ...]


def replan_day(
    store: Store, plan_id: str, choice: Choice, *, author: str, now: datetime, events: Sequence[Event] = ()
) -> Bought | Impossible:
    """Report `events`, then make the next version of a published plan, the least disturbing one that is better.

    Never costs more than doing nothing. StaleError with the differences when `plan_id` is published no longer, or
    when people are told another plan, or another event, while this one is made; then nothing is kept but the events.
    A dry run keeps nothing at all.
    """
    refuse_bad(store, plan_id, choice, events)
    if choice.dry_run:
        with store.write() as session:
            laid = told_and_laid(session, store, plan_id, events, author=author, now=now)
            session.expunge_all()  # what was read stays readable
            session.rollback()
    else:
        with store.write() as session:
            laid = told_and_laid(session, store, plan_id, events, author=author, now=now)
    made = make_replan(laid, choice, author)
    if isinstance(made, Impossible):
        return made
    plan, day, result = made
    if not choice.dry_run:
        with store.write() as session:
            refuse_stale(session, laid)
            plans.save_plan(session, plan, day, plans.keep_rulebook(session, store.rulebook))
            about_it = {"source": plan_id, "events": len(laid.events), "iterations": plan.iterations, "log": result.log}
            records.write_audit(session, plan.centre_id, author, now, "plan.replanned", plan.id, **about_it)
    return what_it_bought(plan, laid, result, choice)


def refuse_bad(store: Store, plan_id: str, choice: Choice, events: Sequence[Event]) -> None:
    """InputError for a choice that cannot be, and for events of another day."""
    with store.read() as session:
        day = plans.plan_row(session, plan_id).day
    faults = list(event_faults(events, day))
    if choice.max_changes is not None and choice.max_changes < 0:
        zh = ("小于 0", "至少为 0")
        faults.append(Fault("", "max_changes", str(choice.max_changes), "is below 0", "give at least 0", *zh))
    if choice.iterations is not None and choice.iterations < 1:
        zh = ("小于 1", "至少为 1")
        faults.append(Fault("", "iterations", str(choice.iterations), "is below 1", "give at least 1", *zh))
    if choice.freeze_until is not None and choice.freeze_until.date() != day:
        zh = (f"不在 {day}", "请用当天的时间")
        shown = choice.freeze_until.isoformat(timespec="minutes")
        faults.append(Fault("", "freeze_until", shown, f"is not on {day}", "give a time of that day", *zh))
    if faults:
        raise InputError(faults)


def told_and_laid(
    session: Session, store: Store, plan_id: str, events: Sequence[Event], *, author: str, now: datetime
) -> Laid:
    """The published plan's day after these events; StaleError when it is published no longer."""
    row = plans.plan_row(session, plan_id)
    if row.state != "published":
        raise _stale(session, row)
    for event in events:
        reported(session, store, row.centre_id, event, author=author, now=now)
    return lay_out(session, store, row, now)


def _stale(session: Session, row: PlanRow) -> StaleError | ConflictError:
    current = plans.published_row(session, row.centre_id, row.day)
    if current is None or row.state == "draft":
        return ConflictError(
            f"plan {row.id} is {row.state}: only a published plan can be re-planned",
            f"计划 {row.id} 不是已发布的计划，不能在途调整",
        )
    return StaleError(
        f"plan {row.id} is {row.state}: people have been told {current.id} since",
        f"计划 {row.id} 已失效：之后发布了 {current.id}",
        differences_between(session, row.id, current.id),
    )


def refuse_stale(session: Session, laid: Laid) -> None:
    """Nothing was published and nothing told of the day while the plan was made."""
    row = plans.plan_row(session, laid.row.id)
    if row.state != "published":
        raise _stale(session, row)
    if len(events_on(session, row.centre_id, row.day)) != laid.count:
        raise ConflictError("something else happened while this plan was made: plan again", "期间又有新的事件：请重排")


def make_replan(laid: Laid, choice: Choice, author: str) -> Impossible | tuple[Plan, Day, Replanned]:
    """The next version, judged; ConflictError where no plan can be and nobody can say why."""
    from scheduler.replan.better import Name, Wish, replan  # loads the engine, which only this needs
    from scheduler.replan.board import board_of
    from scheduler.replan.conflict import conflict

    book = laid.day.rulebook
    freeze = choice.freeze_until or laid.now + timedelta(minutes=book.rule("replan.freeze_minutes"))
    planned = plans.planned_for(laid.row)[0]
    board = board_of(laid.day, laid.told, laid.events, freeze, planned=planned, may_leave_bands=choice.may_leave_bands)
    wish = Wish(choice.iterations or book.rule("replan.iterations"), choice.seed, choice.max_changes)
    id_ = plans.plan_id_of(laid.row.centre_id, laid.row.day, laid.version)
    result = replan(board, wish, Name(id_, laid.version, author, laid.now))
    if not result.legal:
        locks = conflict(board.day)
        if locks:
            return Impossible(locks)
        raise ConflictError(
            "no plan keeps what has begun, what is locked and the near future: release a lock, or freeze less",
            "已开始的、锁定的和临近的上门无法同时成立：请解除锁定或缩短冻结时间",
        )
    return with_judgement(board.day, result.plan), board.day, result


def what_it_bought(plan: Plan, laid: Laid, result: Replanned, choice: Choice) -> Bought:
    """What people are asked to bear, and what for."""
    wanted = {stop.visit_id for _, stop in laid.told.stops() if stop.kind == "visit"}
    wanted -= {one.visit_id for one in result.change.residents if "gone" in one.kinds}
    kept = len(wanted & {stop.visit_id for _, stop in plan.stops()})
    stays = len(wanted & {stop.visit_id for _, stop in result.nothing.stops()})
    minutes = round(result.change.travel_seconds / 60)
    words = _words(len(result.further), minutes, kept, len(wanted), result)
    return Bought(
        plan,
        not choice.dry_run,
        result.change,
        result.further,
        minutes,
        len(wanted),
        kept,
        result.nothing.cost if result.possible else None,
        stays,
        *words,
    )


def _words(people: int, minutes: int, kept: int, wanted: int, result: Replanned) -> tuple[str, str]:
    """What it bought, in one line, Chinese and English."""
    more, more_zh = ("more", "多") if minutes >= 0 else ("less", "少")
    all_kept = kept == wanted
    visits = f"all {wanted} visits kept" if all_kept else f"{kept} of {wanted} visits kept"
    visits_zh = f"{wanted} 户全部保留" if all_kept else f"{wanted} 户保留 {kept} 户"
    added = sum("added" in one.kinds for one in result.change.residents)
    who = "1 person" if people == 1 else f"{people} people"
    en = f"{who} disturbed, {abs(minutes)} minutes {more} travel, {visits}"
    zh = f"另外惊动 {people} 人，路上{more_zh} {abs(minutes)} 分钟，{visits_zh}"
    if added:
        en, zh = f"{en}, {added} more served", f"{zh}，新增 {added} 户"
    return zh, en
