"""Commands that look ahead: a month's visits and the hours for them, and the intervals that will break."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli import edge
from scheduler.cli.edge import AsJson, CentreId, Database, DayText, Language, OutFolder, desk
from scheduler.cli.folding import print_folded
from scheduler.cli.planning import AssumeWeekdays
from scheduler.errors import Fault, InputError

app = typer.Typer()

Strict = Annotated[
    bool, typer.Option("--strict", help="有则退出码 1 / exit 1 when something cannot be done or will break")
]


@app.command("plan-month")
def plan_month_command(
    month: Annotated[str, typer.Option("--month", help="月份 / month, YYYY-MM")] = "",
    out_folder: OutFolder = Path("out"),
    assume_weekdays: AssumeWeekdays = False,
    strict: Strict = False,
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """一个月的上门清单与人力 / A month's visits as a list (CSV, xlsx), and who has not the hours for what."""
    from scheduler.usecases.month import plan_month, write_month_list  # loads OR-Tools, which asking must not
    from scheduler.usecases.month_words import month_said

    with desk(database, centre_id, language, as_json) as here:
        planned = plan_month(here.store, here.centre.id, month_of(month), assume_weekdays)
        written = write_month_list(here.store, planned, out_folder, here.language)
        here.answer(planned)
        if not as_json:
            for line in month_said(planned, here.language):
                print_folded(line)
        here.say("written", ", ".join(str(path) for path in written))
    if strict and planned.undone:
        raise typer.Exit(edge.LEFT_OUT)


@app.command()
def foresee(
    day: DayText = "",
    days: Annotated[int, typer.Option("--days", min=0, max=31, help="看几天；0 按设置 / days ahead; 0: as set")] = 0,
    assume_weekdays: AssumeWeekdays = False,
    strict: Strict = False,
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """将要超期的上门 / Visits that will break their interval in the next days, with day and cause."""
    from scheduler.usecases.month_breaches import foresee_breaches  # loads OR-Tools, which asking must not
    from scheduler.usecases.month_words import breaches_said

    with desk(database, centre_id, language, as_json) as here:
        breaches = foresee_breaches(here.store, here.centre.id, edge.day_of(day), days, assume_weekdays)
        here.answer(breaches)
        if not as_json:
            for line in breaches_said(breaches, here.language):
                print_folded(line)
    if strict and breaches:
        raise typer.Exit(edge.LEFT_OUT)


def month_of(text: str) -> date:
    """The first day of a month as typed; InputError."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        en, zh = ("is not a month", "write it as YYYY-MM"), ("不是月份", "请写成 YYYY-MM")
        raise InputError([Fault("--month", "", text[:20], *en, *zh)]) from error
