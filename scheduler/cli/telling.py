"""Commands by which people are told: publish, recall, route, export, serve."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from scheduler import usecases
from scheduler.cli import edge
from scheduler.cli.edge import AsJson, CentreId, Database, DayText, Language, OutFolder, PlanId, desk
from scheduler.cli.printing import print_findings, print_person
from scheduler.cli.words import WORDS

app = typer.Typer()


@app.command()
def publish(
    day: DayText = "",
    plan_id: PlanId = "",
    acknowledge: Annotated[
        str, typer.Option("--acknowledge", help="确认超期项目的人 / who answers for what is overdue")
    ] = "",
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """发布 / Publish a version, if the validator finds nothing hard."""
    with desk(database, centre_id, language, as_json) as here:
        answer = usecases.publish_plan(
            here.store,
            edge.plan_id_of(here, plan_id, day),
            author=edge.AUTHOR,
            now=edge.now(),
            acknowledged_by=acknowledge,
        )
        here.answer(answer)
        if answer.plan:
            here.say("published", answer.plan.id)
        if answer.broken and not as_json:
            here.say("refused_publish")
            print_findings(here, answer.broken)
        if answer.to_acknowledge:
            here.say("acknowledge", ", ".join(answer.to_acknowledge))
        if answer.new_visits:
            here.say("new_visits", ", ".join(answer.new_visits))
    if answer.plan is None:
        raise typer.Exit(edge.CONFLICT)


@app.command()
def recall(
    day: DayText = "",
    plan_id: PlanId = "",
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """撤回 / Take a published version back."""
    with desk(database, centre_id, language, as_json) as here:
        named = edge.plan_id_of(here, plan_id, day, published=True)
        recalled = usecases.recall_plan(here.store, named, author=edge.AUTHOR, now=edge.now())
        here.answer(recalled)
        here.say("recalled", recalled.id)


@app.command()
def route(
    staff_id: Annotated[str, typer.Option("--staff", help="工号 / whose day")],
    day: DayText = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """某人当天的路线 / One person's own day, from the published plan."""
    with desk(database, "", language, as_json) as here:
        routes = usecases.staff_route(here.store, staff_id, edge.day_of(day))
        here.answer(routes)
        if not as_json:
            shown = usecases.roster_of(here.store, routes[0].plan_id, here.language)
            for person in shown.people:
                if person.staff_id == staff_id:
                    print_person(here, person)


@app.command()
def export(
    day: DayText = "",
    plan_id: PlanId = "",
    out_folder: OutFolder = Path("out"),
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """写路线单和文件 / Write sheets, roster, calls and routes of a version."""
    with desk(database, centre_id, language, as_json) as here:
        written = usecases.export_plan(here.store, edge.plan_id_of(here, plan_id, day), out_folder, here.language)
        here.answer([str(path) for path in written])
        here.say("written", ", ".join(str(path) for path in written))


@app.command("serve")
def serve_here(
    host: Annotated[str, typer.Option("--host", help="只能是本机 / this machine only")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 8080,
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """启动服务 / Serve on this machine's own address until interrupted."""
    from scheduler.api import Settings, serve  # Flask and waitress, which nothing else here needs
    from scheduler.api.serving import own_address

    spoken = edge.checked_language(language) or "zh"
    own_address(host)
    if as_json:
        edge.out.print_json(json.dumps({"address": f"http://{host}:{port}/v1"}))
    else:
        edge.err.print(WORDS[spoken]["serving"].format(host, port), markup=False)
    serve(Settings(database), host, port)
