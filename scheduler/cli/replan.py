"""Commands of the running day: tell what happened, re-plan with the least disturbance, show what differs."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from scheduler import usecases
from scheduler.cli import edge, night
from scheduler.cli.edge import AsJson, CentreId, Database, DayText, Desk, DryRun, Language, PlanId, desk
from scheduler.cli.planning import Iterations, Seed
from scheduler.domain.events import Event, StaffAbsent
from scheduler.errors import Fault, InputError, StaleError
from scheduler.units import clock
from scheduler.usecases import Bought, Choice, Difference, Impossible

app = typer.Typer()

EventFile = Annotated[
    list[Path] | None, typer.Option("--event", help="事件文件 JSON / a JSON file with an event or a list of them")
]
Absent = Annotated[list[str] | None, typer.Option("--absent", help="工号，今天不能来 / cannot work from now on")]
Freeze = Annotated[str, typer.Option("--freeze-until", help="HH:MM 之前不动 / what starts before stays")]
MaxChanges = Annotated[int, typer.Option("--max-changes", help="最多另外惊动几人 / people disturbed; -1: any")]
AllCentres = Annotated[bool, typer.Option("--all-centres", help="全部中心 / every centre; exit: gravest of 3, 2, 4")]
EvenWithout = Annotated[bool, typer.Option("--even-without-events", help="无新事件也重排 / also without news")]
Calls = Annotated[str, typer.Option("--out", help="写 calls.csv 的文件夹 / folder for calls.csv")]


@app.command()
def replan(
    day: DayText = "",
    events: EventFile = None,
    absent: Absent = None,
    freeze_until: Freeze = "",
    max_changes: MaxChanges = -1,
    iterations: Iterations = 0,
    seed: Seed = 1,
    may_leave_bands: Annotated[
        bool, typer.Option("--may-leave-bands", help="可改承诺时段 / promised bands may be left, at their price")
    ] = False,
    dry_run: DryRun = False,
    all_centres: AllCentres = False,
    even_without_events: EvenWithout = False,
    plan_id: PlanId = "",
    out_folder: Calls = "",
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """当天有变，尽量少惊动人 / The day changes: a new version that disturbs as few as possible."""
    wish = Choice(None, None if max_changes < 0 else max_changes, iterations or None, seed, may_leave_bands, dry_run)
    if all_centres:
        beside = {"--event": events, "--absent": absent, "--plan": plan_id, "--centre": centre_id, "--out": out_folder}
        raise typer.Exit(night.run(database, day, freeze_until, wish, beside, even_without_events, language, as_json))
    night.refuse_alone(even_without_events)
    with desk(database, centre_id, language, as_json) as here:
        on = edge.day_of(day)
        now = edge.now_or_midnight(on)
        wish = night.frozen(wish, on, freeze_until)
        told = [*events_in(events or []), *(StaffAbsent(now, id_, now) for id_ in absent or [])]
        named = edge.plan_id_of(here, plan_id, day, published=True)
        made = _replanned(here, named, wish, now, told)
        if out_folder and isinstance(made, Bought) and made.saved:
            _write_calls(here, named, made.plan.id, out_folder)
        here.answer(made)
        _show(here, made)
    if isinstance(made, Impossible):
        raise typer.Exit(edge.CONFLICT)


def _replanned(here: Desk, plan_id: str, wish: Choice, now: datetime, told: list[Event]) -> Bought | Impossible:
    """Where people were told another plan meanwhile, the differences are shown before the StaleError."""
    try:
        return usecases.replan_day(here.store, plan_id, wish, author=edge.AUTHOR, now=now, events=told)
    except StaleError as stale:
        _show_stale(here, stale)
        raise


@app.command()
def diff(
    before: Annotated[str, typer.Argument(help="先前的版本 / a version's id")],
    after: Annotated[str, typer.Argument(help="后来的版本 / another's")],
    out_folder: Calls = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """两个版本的差别，该通知谁 / What differs between two versions: who must be told what."""
    with desk(database, "", language, as_json) as here:
        change = usecases.compare_plans(here.store, before, after)
        here.answer(change)
        print_difference(here, change)
        if out_folder:
            _write_calls(here, before, after, out_folder)


def _write_calls(here: Desk, before: str, after: str, out_folder: str) -> None:
    here.say("written", usecases.export_difference(here.store, before, after, Path(out_folder), here.language))


def events_in(files: list[Path]) -> list[Event]:
    """The events of files, in order; InputError."""
    found: list[Event] = []
    for path in files:
        try:
            documents = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            zh = ("读不了这个文件", "请给出 JSON 文件")
            fault = Fault("--event", "", str(path), "cannot be read as JSON", "name a file of JSON", *zh)
            raise InputError([fault]) from error
        found += usecases.events_from(documents)
    return found


def _show(here: Desk, made: Bought | Impossible) -> None:
    if isinstance(made, Impossible):
        here.say("impossible")
        for lock in made.locks:
            start = clock(lock.start) if lock.start else "–"
            key = "impossible_fact" if lock.started else "impossible_lock"
            here.say(key, visit=lock.visit_id, part=lock.part + 1, staff=lock.staff_id or "–", start=start)
        return
    print_difference(here, made.change)
    here.say("bought", made.zh if here.language == "zh" else made.en)
    if made.nothing_cost is not None:
        here.say("nothing", cost=f"{made.nothing_cost:,}", kept=made.nothing_kept, now=f"{made.plan.cost:,}")
    here.say("replanned" if made.saved else "dry_run", plan=made.plan.id)


def _show_stale(here: Desk, stale: StaleError) -> None:
    if isinstance(stale.differences, Difference):
        print_difference(here, stale.differences)


def print_difference(here: Desk, change: Difference) -> None:
    """By resident, then by person."""
    here.say("diff", before=change.before_id, after=change.after_id)
    for one in change.residents:
        kinds = ", ".join(here.word(f"diff_{kind}") for kind in one.kinds)
        ways = [
            f"{'+'.join(way.staff_ids)} {clock(way.start)} ({clock(way.band[0])}–{clock(way.band[1])})" if way else "–"
            for way in (one.before, one.after)
        ]
        here.say("diff_resident", visit=one.visit_id, who=one.resident_id, what=kinds, before=ways[0], after=ways[1])
    for person in change.staff:
        moved = [f"{id_} {clock(was)}→{clock(comes)}" for id_, was, comes in person.moved]
        lists = (("diff_new", person.new), ("diff_dropped", person.dropped), ("diff_moved", moved))
        told = "; ".join(here.word(key, ", ".join(ids)) for key, ids in lists if ids)
        here.say("diff_staff", staff=person.staff_id, what=told)
    if not change.residents and not change.staff:
        here.say("diff_none")
