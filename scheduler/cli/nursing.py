"""Commands about nursing at home (护理到家): move a request on its way, show where it stands."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from scheduler import usecases
from scheduler.cli import edge
from scheduler.cli.care_printing import print_nursing
from scheduler.cli.edge import AsJson, CentreId, Database, Language, desk
from scheduler.domain.nursing import STATES

app = typer.Typer(help="护理到家 / Nursing at home")

Number = Annotated[str, typer.Argument(help="申请编号 / the request's number")]


@app.command("move")
def nursing_move(
    number: Number,
    to: Annotated[str, typer.Option("--to", help=", ".join(STATES))],
    reason: Annotated[str, typer.Option(help="原因，不写姓名 / why, without names")] = "",
    seen: Annotated[int, typer.Option("--version", help="看到的版本 / the version you saw", min=0)] = 0,
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """流转一步；临近开始的取消记为迟取消 / One step; a cancellation too near to the start is marked late."""
    with desk(database, centre_id, language, as_json) as here:
        about: dict[str, Any] = {"seen": seen or None, "author": edge.AUTHOR, "now": edge.now(), "reason": reason}
        view = usecases.move_nursing(here.store, here.centre.id, number, to, **about)
        here.answer(view)
        print_nursing(here, view)
        for day, visit_id in view.called_off:
            here.say("called_off", visit=visit_id, day=day)


@app.command("show")
def nursing_show(
    number: Number,
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """查一个护理申请 / Where a request stands."""
    with desk(database, centre_id, language, as_json) as here:
        view = usecases.read_nursing(here.store, here.centre.id, number, edge.now().date())
        here.answer(view)
        print_nursing(here, view)
