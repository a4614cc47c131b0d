"""Commands about one visit: explain, lock, move."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from scheduler import usecases
from scheduler.cli import edge
from scheduler.cli.edge import AsJson, CentreId, Database, DayText, DryRun, Language, PlanId, desk
from scheduler.cli.printing import print_reasons
from scheduler.cli.reasons import print_moved, print_why, watching_questions
from scheduler.domain.care import Lock

app = typer.Typer()

VisitId = Annotated[str, typer.Argument(help="上门服务编号 / the visit's id")]
StartText = Annotated[str, typer.Option("--at", help="HH:MM，几点开始 / when it starts")]
Part = Annotated[int, typer.Option("--part", min=1, help="第几份 / which person's part, from 1")]


@app.command()
def explain(
    visit_id: VisitId,
    day: DayText = "",
    plan_id: PlanId = "",
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """为何排在这里，或为何未排 / Why a visit is where it is, or why it is left out."""
    with desk(database, centre_id, language, as_json) as here:
        reasons = usecases.explain_visit(here.store, edge.plan_id_of(here, plan_id, day), visit_id)
        here.answer(reasons)
        if not as_json:
            print_reasons(here, reasons)
            here.say("next_why", visit_id)


@app.command()
def why(
    visit_id: VisitId,
    day: DayText = "",
    plan_id: PlanId = "",
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """逐人说明，未排的另找最小改动 / Person by person; for a visit left out also the smallest change that serves it."""
    with desk(database, centre_id, language, as_json) as here:
        named = edge.plan_id_of(here, plan_id, day)
        with watching_questions(here) as told:
            answer = usecases.why_visit(here.store, named, visit_id, told)
        here.answer(answer)
        if not as_json:
            print_why(here, answer)


@app.command()
def lock(
    visit_id: VisitId,
    day: DayText = "",
    staff_id: Annotated[str, typer.Option("--to", help="工号 / to this person")] = "",
    start: StartText = "",
    part: Part = 1,
    release: Annotated[bool, typer.Option("--release", help="解除 / take the lock back")] = False,
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """锁定人或时间 / Hold a visit to a person, a time, or both, whatever is planned anew."""
    with desk(database, centre_id, language, as_json) as here:
        on = edge.day_of(day)
        about: dict[str, Any] = {"author": edge.AUTHOR, "now": edge.now()}
        if release:
            usecases.unlock_visit(here.store, here.centre.id, on, visit_id, part - 1, **about)
        else:
            moment: datetime | None = edge.moment_of(on, start, "--at") if start else None
            wanted = Lock(visit_id, part - 1, staff_id, moment)
            usecases.lock_visit(here.store, here.centre.id, on, wanted, **about)
        here.answer(usecases.locks_of(here.store, here.centre.id, on))
        here.say("released" if release else "locked", visit_id)


@app.command()
def move(
    visit_id: VisitId,
    staff_id: Annotated[str, typer.Option("--to", help="工号 / to this person")],
    start: StartText,
    day: DayText = "",
    plan_id: PlanId = "",
    part: Part = 1,
    dry_run: DryRun = False,
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """手工移动，先校验再保存 / Move a visit by hand: judged before it is saved as a new version."""
    with desk(database, centre_id, language, as_json) as here:
        version = usecases.read_plan(here.store, edge.plan_id_of(here, plan_id, day))
        moved = usecases.move_visit(
            here.store,
            version.id,
            visit_id,
            staff_id,
            edge.moment_of(version.day, start, "--at"),
            author=edge.AUTHOR,
            now=edge.now(),
            part=part - 1,
            dry_run=dry_run,
        )
        here.answer(moved)
        if not as_json:
            print_moved(here, moved)
    if moved.plan is None:
        raise typer.Exit(edge.CONFLICT)
