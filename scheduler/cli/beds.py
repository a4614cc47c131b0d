"""Commands about family beds: apply, move, renew, show, list."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from scheduler import usecases
from scheduler.cli import edge
from scheduler.cli.asking import codes, optional_day
from scheduler.cli.care_printing import print_bed
from scheduler.cli.edge import AsJson, CentreId, Database, Desk, Language, desk
from scheduler.domain.beds import CONDITIONS, KINDS, SOURCES, STATES

app = typer.Typer(help="家庭病床 / Family beds")

BedId = Annotated[str, typer.Argument(help="病床编号 / the bed's id")]
Day = Annotated[str, typer.Option(help="YYYY-MM-DD")]
Reason = Annotated[str, typer.Option(help="原因，不写姓名；撤床用原因代码 / why, without names; closing needs a code")]
Seen = Annotated[int, typer.Option("--version", help="看到的版本 / the version you saw; 0: whichever it is", min=0)]


@app.command("apply")
def bed_apply(
    resident: Annotated[str, typer.Option(help="居民编号 / the resident's id")],
    kind: Annotated[str, typer.Option(help=", ".join(KINDS))] = "treatment",
    source: Annotated[str, typer.Option(help=", ".join(SOURCES))] = "centre",
    reason: Reason = "",
    key: Annotated[str, typer.Option(help="同一申请重发时给同一值 / the same for the same one sent again")] = "",
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """申请建床 / Apply for a bed; a second application is refused with the first one's number."""
    with desk(database, centre_id, language, as_json) as here:
        about: dict[str, Any] = {"author": edge.AUTHOR, "now": edge.now(), "key": key, "reason": reason}
        _tell(here, usecases.apply_for_bed(here.store, here.centre.id, resident, kind, source, **about))


@app.command("move")
def bed_move(
    bed_id: BedId,
    to: Annotated[str, typer.Option("--to", help=", ".join(STATES))],
    reason: Reason = "",
    conditions: Annotated[str, typer.Option(help="评估满足的条件 / those that hold: " + ",".join(CONDITIONS))] = "",
    from_day: Day = "",
    until_day: Day = "",
    doctor: Annotated[str, typer.Option(help="责任医生工号 / the responsible doctor")] = "",
    nurse: Annotated[str, typer.Option(help="责任护士工号 / the responsible nurse")] = "",
    deputies: Annotated[str, typer.Option(help="代班人员工号 / deputies")] = "",
    seen: Seen = 0,
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """流转一步 / One step: assessed, registered, open, suspended, pre_close, closed ..."""
    with desk(database, centre_id, language, as_json) as here:
        told = {
            "conditions": codes(conditions),
            "from_day": optional_day(from_day, "--from-day"),
            "until_day": optional_day(until_day, "--until-day"),
            "responsible_doctor": doctor,
            "responsible_nurse": nurse,
            "deputies": codes(deputies),
        }
        facts = {name: value for name, value in told.items() if value}
        about: dict[str, Any] = {"seen": seen or None, "author": edge.AUTHOR, "now": edge.now(), "reason": reason}
        _tell(here, usecases.move_bed(here.store, here.centre.id, bed_id, to, facts=facts, **about))


@app.command("renew")
def bed_renew(
    bed_id: BedId,
    until_day: Annotated[str, typer.Option("--until", help="新的结束日期 / the new last day, YYYY-MM-DD")],
    assessed: Annotated[str, typer.Option(help="评估日期 / day of the assessment; without it the last recorded")] = "",
    seen: Seen = 0,
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """续期 / A longer period, after a new assessment."""
    with desk(database, centre_id, language, as_json) as here:
        about: dict[str, Any] = {"seen": seen or None, "author": edge.AUTHOR, "now": edge.now()}
        about["assessed"] = optional_day(assessed, "--assessed")
        until = edge.day_of(until_day, "--until")
        _tell(here, usecases.renew_bed(here.store, here.centre.id, bed_id, until, **about))


@app.command("show")
def bed_show(
    bed_id: BedId,
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """查一张床 / A bed with its history and what is due of it."""
    with desk(database, centre_id, language, as_json) as here:
        view = usecases.read_bed(here.store, here.centre.id, bed_id, edge.now().date())
        _tell(here, view)
        for step in () if as_json else view.bed.moves:
            edge.out.print(f"  {step.at:%Y-%m-%d %H:%M}  {step.state}  {step.author}  {step.reason}", markup=False)


@app.command("list")
def bed_list(
    resident: Annotated[str, typer.Option(help="居民编号 / of one resident")] = "",
    state: Annotated[str, typer.Option(help=", ".join(STATES))] = "",
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """家庭病床一览 / The beds, of one resident or in one state."""
    with desk(database, centre_id, language, as_json) as here:
        views = usecases.beds_of(here.store, here.centre.id, resident, state)
        here.answer(views)
        if not views:
            here.say("bed_none")
        for view in views:
            print_bed(here, view)


def _tell(here: Desk, view: usecases.BedView) -> None:
    here.answer(view)
    print_bed(here, view)
    for day, visit_id in view.called_off:
        here.say("called_off", visit=visit_id, day=day)
    if view.replayed:
        here.say("replayed")
