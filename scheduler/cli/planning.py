"""Commands about a whole day: load, plan, roster, show, check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from scheduler import usecases
from scheduler.cli import edge
from scheduler.cli.edge import AsJson, CentreId, Database, DayText, Desk, Language, OutFolder, PlanId, desk
from scheduler.cli.live_line import LiveLine, live_line
from scheduler.cli.printing import print_findings, print_roster
from scheduler.cli.robust_words import say_what_buffers_bought
from scheduler.usecases import PlanningRun, ProgressEvent

app = typer.Typer()

Seed = Annotated[int, typer.Option("--seed", help="同一种子得到同一方案 / the same seed gives the same plan")]
Iterations = Annotated[
    int, typer.Option("--iterations", min=0, help="搜索步数 / steps of the search; 0: as configured")
]
Seconds = Annotated[float, typer.Option("--seconds", min=0, help="搜索秒数 / seconds instead of steps; 0: none")]
Weather = Annotated[str, typer.Option("--weather", help="天气：fair, rain, snow / the weather")]
AssumeWeekdays = Annotated[
    bool,
    typer.Option(
        "--assume-weekdays", help="缺当年日历时按周一至周五 / without the year's calendar: Monday to Friday, and marked"
    ),
]
Robust = Annotated[
    bool, typer.Option("--robust", help="在划算处留余量，用时约三倍 / buffers where they pay; three times as long")
]
Strict = Annotated[bool, typer.Option("--strict", help="有未排则退出码为 1 / exit code 1 when a visit is left out")]
PATIENCE_SECONDS = 3600.0


@app.command()
def load(
    folder: Path,
    crs: Annotated[
        str, typer.Option("--crs", help="wgs84, gcj02, bd09: 文件未写明时 / when the files do not say")
    ] = "",
    partial: Annotated[bool, typer.Option("--partial", help="载入正确的行 / load the rows without fault")] = False,
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """载入一个文件夹 / Load a folder of CSV or xlsx files: all of it, or nothing."""
    edge.checked_language(language)
    store = usecases.open_store(database)
    loaded = usecases.load_folder(store, folder, author=edge.AUTHOR, now=edge.now(), crs=crs or None, partial=partial)
    store.close()
    with desk(database, loaded.centre_id, language, as_json) as here:
        _say_loaded(here, loaded)
        here.answer(loaded)


def _say_loaded(here: Desk, loaded: usecases.Loaded) -> None:
    here.say("loaded", centre=loaded.centre_id, **loaded.counts)
    if any(loaded.counts[kind] for kind in ("care_orders", "beds", "medication")):
        here.say("loaded_care", **loaded.counts)
    if loaded.kept:
        here.say("kept", loaded.kept)
    if loaded.faults:
        here.say("left_behind", len(loaded.faults))
        for fault in loaded.faults:
            if not here.as_json:
                edge.out.print(Text(f"  {fault.said_in(here.language)}"))


@app.command()
def plan(
    day: DayText = "",
    seed: Seed = 1,
    iterations: Iterations = 0,
    seconds: Seconds = 0,
    weather: Weather = "fair",
    assume_weekdays: AssumeWeekdays = False,
    robust: Robust = False,
    strict: Strict = False,
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """排一天的班 / Plan a day: a new version, whatever was planned before."""
    with desk(database, centre_id, language, as_json) as here:
        run = _planned(here, day, seed, iterations, seconds, weather, assume_weekdays, robust)
        _show(here, run)
        say_what_buffers_bought(here, run.plan_id)
        _exit_of_plan(here, run.plan_id, strict)


@app.command()
def roster(
    folder: Annotated[Path, typer.Argument(help="数据文件夹 / folder of the centre's files")] = Path("sample_data"),
    day: DayText = "",
    seed: Seed = 1,
    robust: Robust = False,
    out_folder: OutFolder = Path("out"),
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """载入、排班、打印、写文件 / Load a folder, plan its first day (or --date), print the roster, write the files."""
    edge.checked_language(language)
    store = usecases.open_store(database)
    loaded = usecases.load_folder(store, folder, author=edge.AUTHOR, now=edge.now())
    store.close()
    with desk(database, loaded.centre_id, language, as_json) as here:
        _say_loaded(here, loaded)
        first = day or usecases.first_day(here.store, here.centre.id).isoformat()
        run = _planned(here, first, seed, robust=robust)
        _show(here, run)
        say_what_buffers_bought(here, run.plan_id)
        written = usecases.export_plan(here.store, run.plan_id, out_folder, here.language)
        here.say("written", ", ".join(str(path) for path in written))
        _exit_of_plan(here, run.plan_id, strict=False)


def _planned(
    here: Desk,
    day: str,
    seed: int,
    iterations: int = 0,
    seconds: float = 0,
    weather: str = "fair",
    assume_weekdays: bool = False,
    robust: bool = False,
) -> PlanningRun:
    """Start a run and watch it to its end; an interrupt stops it and keeps the best."""
    plan_id = usecases.start_planning(
        here.store,
        here.centre.id,
        edge.day_of(day),
        author=edge.AUTHOR,
        now=edge.now(),
        seed=seed,
        iterations=iterations or None,
        seconds=seconds or None,
        weather=weather,
        assume_weekdays=assume_weekdays,
        robust=robust,
    )
    with live_line() as live:
        watcher = _Watcher(here, live)
        try:
            run = usecases.wait_for_planning(here.store, plan_id, PATIENCE_SECONDS, watcher.see)
        except KeyboardInterrupt:
            usecases.stop_planning(here.store, plan_id, author=edge.AUTHOR, now=edge.now())
            run = usecases.wait_for_planning(here.store, plan_id, PATIENCE_SECONDS, watcher.see)
    if run.state == "failed":
        edge.complain(here.word("failed", run.reason), here.as_json)
        raise typer.Exit(edge.INTERNAL)
    if run.state == "stopped":
        here.say("stopped")
    return run


class _Watcher:
    """The live line of a run, news with each better plan."""

    def __init__(self, here: Desk, live: LiveLine) -> None:
        self._here, self._live = here, live

    def see(self, event: ProgressEvent) -> None:
        """Show one event."""
        word = self._here.word
        parts = [word("planning")]
        parts += [word("best", f"{event.cost:,}"), word("open", event.left_out)] if event.cost is not None else []
        parts += [word("bound", f"{event.bound:,}")] if event.bound is not None else []
        parts += [word("iterations", event.iterations), word("seconds", event.seconds)]
        parts += [word("step_" + event.step.replace(" ", "_"))] if event.step else []
        self._live.show(" · ".join(part for part in parts if part), (event.cost,))


def _show(here: Desk, run: PlanningRun) -> None:
    shown = usecases.roster_of(here.store, run.plan_id, here.language)
    if here.as_json:
        here.answer(usecases.read_plan(here.store, run.plan_id))
    else:
        print_roster(here, shown)


def _exit_of_plan(here: Desk, plan_id: str, strict: bool) -> None:
    made = usecases.read_plan(here.store, plan_id)
    if any(finding.hard for finding in made.findings):
        raise typer.Exit(edge.CONFLICT)
    if strict and made.left_out:
        raise typer.Exit(edge.LEFT_OUT)


@app.command()
def show(
    day: DayText = "",
    plan_id: PlanId = "",
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """打印一个版本 / Print a version: the one named, or the newest of the day."""
    with desk(database, centre_id, language, as_json) as here:
        shown = edge.plan_id_of(here, plan_id, day)
        if as_json:
            here.answer(usecases.read_plan(here.store, shown))
        else:
            print_roster(here, usecases.roster_of(here.store, shown, here.language))


@app.command()
def check(
    day: DayText = "",
    plan_id: PlanId = "",
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """按现有数据校验 / Judge a version by the validator on what is known now."""
    with desk(database, centre_id, language, as_json) as here:
        verdict = usecases.check_plan(here.store, edge.plan_id_of(here, plan_id, day))
        here.answer(verdict)
        here.say("legal") if verdict.legal else here.say("illegal", len(verdict.hard))
        if not as_json:
            print_findings(here, verdict.hard)
    if not verdict.legal:
        raise typer.Exit(edge.CONFLICT)
