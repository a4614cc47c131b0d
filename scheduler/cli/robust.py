"""`scheduler simulate day`: how sure is this plan? `scheduler calibrate`: how far does work stray from plans?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from scheduler import usecases
from scheduler.cli import edge
from scheduler.cli.edge import AsJson, CentreId, Database, DayText, Desk, Language, PlanId, desk
from scheduler.cli.folding import print_folded
from scheduler.cli.robust_words import SAID
from scheduler.units import clock

if TYPE_CHECKING:
    from scheduler.simulate.day.chances import DayChances

simulating = typer.Typer()

Samples = Annotated[int, typer.Option("--samples", min=0, help="模拟天数 / simulated days; 0: as configured")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="随机种子 / the same seed gives the same chances")]
SURE, DOUBTFUL = 0.9, 0.75  # chances shown in green from here, in red below there


@simulating.command("day")
def day_command(
    day: DayText = "",
    plan_id: PlanId = "",
    samples: Samples = 0,
    seed: Seed = 1,
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """模拟一个计划的当天 / Play a plan's day many times: the chance of every promised band."""
    with desk(database, centre_id, language, as_json) as here:
        chances = usecases.plan_chances(here.store, edge.plan_id_of(here, plan_id, day), samples or None, seed)
        here.answer(chances)
        if not as_json:
            _show(here, chances)


def _show(here: Desk, found: DayChances) -> None:
    words = SAID[here.language]
    edge.out.print(Text(words["title"].format(plan=found.plan_id, samples=found.samples, seed=found.seed), "bold"))
    table = Table(box=None, padding=(0, 1, 0, 0))
    for k, name in enumerate(words["head"].split()):
        table.add_column(name, justify="right" if k > 3 else "left", no_wrap=True)
    for stop in sorted(found.stops, key=lambda one: (one.staff_id, one.start)):
        band = f"{clock(stop.band[0])}-{clock(stop.band[1])}"
        style = "green" if stop.chance >= SURE else "red" if stop.chance < DOUBTFUL else "yellow"
        chance = Text(f"{stop.chance:.0%}", style)
        late, behind = f"{stop.late:.0%}", words["minutes"].format(stop.delay_minutes)
        table.add_row(stop.staff_id, stop.visit_id, clock(stop.start), band, chance, late, behind)
    edge.out.print(table)
    print_folded(words["legend"], style="dim")
    print_folded(words["late"].format(late=found.late_share, tardy=found.tardy_minutes, missed=found.missed_share))
    edge.out.print(words["overtime"].format(found.overtime_minutes), markup=False)
    if found.laboratory is not None:
        edge.out.print(words["laboratory"].format(found.laboratory), markup=False)
    day = usecases.read_plan(here.store, found.plan_id).day
    print_folded(words["next"].format(day=day), style="dim")
