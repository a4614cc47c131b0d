"""Commands about what happens from day to day: happened, away, worklist, calendar import."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from scheduler import usecases
from scheduler.cli import edge
from scheduler.cli.asking import codes, optional_day
from scheduler.cli.care_printing import print_request, print_work_list
from scheduler.cli.edge import AsJson, CentreId, Database, DayText, Language, desk
from scheduler.domain.orders import AWAY_REASONS, OUTCOMES, Away
from scheduler.usecases import Outcome

app = typer.Typer()
calendar = typer.Typer(help="工作日历 / Working days")


@app.command()
def happened(
    visit_id: Annotated[str, typer.Argument(help="上门服务编号 / the visit's id")],
    outcome: Annotated[str, typer.Option("--outcome", help=", ".join(OUTCOMES))],
    day: DayText = "",
    staff: Annotated[str, typer.Option(help="工号，缺省为计划中的人 / who was there; else whoever was sent")] = "",
    minutes: Annotated[int, typer.Option(min=0, help="实际分钟 / minutes at the bed")] = 0,
    reason: Annotated[str, typer.Option(help="原因，不写姓名 / why, without names")] = "",
    instead_of: Annotated[str, typer.Option(help="更正：原记录 / corrects what was recorded")] = "",
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """登记上门结果 / Record what became of a visit: it moves what is due next."""
    with desk(database, centre_id, language, as_json) as here:
        told = Outcome(visit_id, edge.day_of(day), outcome, codes(staff), minutes, reason, instead_of)
        answer = usecases.record_happened(here.store, here.centre.id, told, author=edge.AUTHOR, now=edge.now())
        here.answer(answer)
        here.say("recorded", visit=visit_id, day=told.day, outcome=here.word(f"outcome_{outcome}"))
        if answer.released:
            here.say("released_by", ", ".join(answer.released))
        if answer.following and not as_json:
            here.say("due_next")
            print_request(here, answer.following)


@app.command()
def away(
    resident: Annotated[str, typer.Option(help="居民编号 / the resident's id")],
    from_day: Annotated[str, typer.Option("--from", help="开始日期 / from this day, YYYY-MM-DD")] = "",
    until_day: Annotated[str, typer.Option("--until", help="结束日期 / to this day; without it until told")] = "",
    reason: Annotated[str, typer.Option(help=", ".join(AWAY_REASONS))] = "hospital",
    back: Annotated[str, typer.Option("--back", help="返家日期 / at home again from this day")] = "",
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """登记住院、外出或返家 / A resident goes to hospital or travels, or is back."""
    with desk(database, centre_id, language, as_json) as here:
        about: dict[str, Any] = {"author": edge.AUTHOR, "now": edge.now()}
        if back:
            day = edge.day_of(back, "--back")
            here.answer(usecases.bring_home(here.store, here.centre.id, resident, day, **about))
            here.say("back", resident=resident, day=day)
            return
        told = Away(resident, edge.day_of(from_day, "--from"), optional_day(until_day, "--until"), reason)
        absence = usecases.send_away(here.store, here.centre.id, told, **about)
        here.answer(absence)
        here.say("away", resident=resident, day=told.from_day)
        for on, visit_id in absence.called_off:
            here.say("called_off", visit=visit_id, day=on)
        for on, visit_id in absence.unlocked:
            here.say("unlocked", visit=visit_id, day=on)


@app.command()
def worklist(
    day: Annotated[str, typer.Option("--date", help="日期 / YYYY-MM-DD, today without it")] = "",
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """当天待办 / What is to be done: reminders, overdue, beds that wait, visits that fell out."""
    with desk(database, centre_id, language, as_json) as here:
        on = edge.day_of(day) if day else edge.now().date()
        found = usecases.work_list(here.store, here.centre.id, on)
        here.answer(found)
        print_work_list(here, found)


@calendar.command("import")
def calendar_import(
    file: Annotated[Path, typer.Argument(help="CSV：date,kind,name / a year's holidays and worked rest days")],
    replace: Annotated[bool, typer.Option("--replace", help="替换已有年份 / also where the year is there")] = False,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """导入新一年的工作日历 / Take over the working days of a new year."""
    spoken = edge.checked_language(language) or "zh"
    kept = usecases.import_calendar(file, replace=replace)
    edge.tell(spoken, as_json, {"year": int(kept.stem)}, "calendar_imported", year=kept.stem)
