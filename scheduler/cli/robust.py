"""`scheduler simulate day`: how sure is this plan? `scheduler calibrate`: how far does work stray from plans?"""

from __future__ import annotations

from datetime import date
from pathlib import Path
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
from scheduler.usecases import Calibrated

if TYPE_CHECKING:
    from scheduler.simulate.day.chances import DayChances

app = typer.Typer()
simulating = typer.Typer()

Samples = Annotated[int, typer.Option("--samples", min=0, help="模拟天数 / simulated days; 0: as configured")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="同一种子得到同一把握 / the same seed gives the same chances")]
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
    buffered = usecases.bought(here.store, found.plan_id) is not None
    print_folded(words["next_publish" if buffered else "next"].format(day=day, plan=found.plan_id), style="dim")


@app.command("calibrate")
def calibrate_command(
    first: Annotated[str, typer.Option("--from", help="第一天 / first day, YYYY-MM-DD")],
    last: Annotated[str, typer.Option("--until", help="最后一天 / last day, YYYY-MM-DD")],
    out: Annotated[Path, typer.Option("--out", help="写到此文件 / file for the numbers")] = Path("out/calibrated.toml"),
    planning: Annotated[
        bool, typer.Option("--planning", help="排班时长也改 / change the usual minutes that plans are made with, too")
    ] = False,
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """从签到签退学习时长和波动 / Learn means and spreads of services and rides from check-ins."""
    with desk(database, centre_id, language, as_json) as here:
        words = SAID[here.language]
        days = edge.day_of(first, "--from"), edge.day_of(last, "--until")

        def say(day: date) -> None:
            if not as_json:
                edge.err.print(words["holding"].format(day), style="dim", markup=False)

        found = usecases.calibrate(here.store, here.centre.id, *days, out, planning=planning, progress=say)
        here.answer(found)
        if not as_json:
            _show_learned(here, found, planning)


def _show_learned(here: Desk, found: Calibrated, planning: bool) -> None:
    words = SAID[here.language]
    edge.out.print(Text(words["learned"].format(days=found.days, count=found.observed), "bold"))
    table = Table(box=None, padding=(0, 1, 0, 0))
    for k, name in enumerate(words["learned_head"].split()):
        table.add_column(name, justify="right" if k else "left", no_wrap=True)
    for row in found.rows:
        name = row.which or words["all_" + row.what]
        before = f"{row.before.factor:.2f}", f"{row.before.sigma:.2f}"
        after = ("-", "-") if row.kept else (f"{row.after.factor:.2f}", f"{row.after.sigma:.2f}")
        table.add_row(name, str(row.count), *before, *after)
    edge.out.print(table)
    print_folded(words["learned_legend"], style="dim")
    table = Table(box=None, padding=(0, 1, 0, 0))
    for name in words["decile_head"].split():
        table.add_column(name, justify="right", no_wrap=True)
    for label, rows in ((words["with_old"], found.before), (words["with_new"], found.after)):
        for one in rows:
            low = f"{one.low:.0%}-{one.low + 0.1:.0%}"
            table.add_row(label, low, str(one.count), f"{one.told:.1%}", f"{one.came:.1%}")
    edge.out.print(table)
    print_folded(words["decile_legend"], style="dim")
    edge.out.print(words["learned_written"].format(found.written), markup=False, soft_wrap=True)
    print_folded(words["reads_planning" if planning else "reads"])
    print_folded(words["learned_next"].format(found.written), style="dim")
