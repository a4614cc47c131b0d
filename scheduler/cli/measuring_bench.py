"""Compare engines on a folder of instances, choices of the search with each other, or a plan with plain insertion."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from scheduler import usecases
from scheduler.cli import edge
from scheduler.cli.edge import AsJson, Language
from scheduler.cli.live_line import counting_bar
from scheduler.cli.measuring import CpuSeconds, Objective
from scheduler.cli.measuring_words import WORDS
from scheduler.errors import Fault, InputError

if TYPE_CHECKING:
    from scheduler.bench.comparing import Order, Run
    from scheduler.bench.table import Line, Loss, Mean
    from scheduler.bench.week import Row

app = typer.Typer()

MUST_SAVE_PERCENT = 8.0
COLUMNS = (
    "instance", "solver", "figure", "spread", "gap", "left", "bound", "cpu", "wall", "memory", "steps", "note",
)  # fmt: skip


@app.command()
def bench(
    folder: Annotated[
        Path | None, typer.Argument(help="实例文件夹；不给则为示例周 / instances; without: the sample week")
    ] = None,
    cpu_seconds: CpuSeconds = 5,
    peers: Annotated[str, typer.Option("--peers", help="vroom,pyvrp,ortools")] = "",
    seeds: Annotated[int, typer.Option("--seeds", min=1, help="种子数 / how many seeds")] = 1,
    only: Annotated[str, typer.Option("--only", help="只要这些文件 / files whose names fit, as *_1.json.gz")] = "*",
    without: Annotated[str, typer.Option("--without", help="去掉的做法 / choices left out in turn: strings,near")] = "",
    changed: Annotated[str, typer.Option("--with", help="改变的做法 / choices changed in turn: hot=3,trials=2")] = "",
    bound: Annotated[bool, typer.Option("--bound", help="并证明下限 / the engine proves a bound in that time")] = False,
    objective: Objective = "travel",
    out: Annotated[Path, typer.Option("--out", help="CSV 与图 / folder for the CSV and the plot")] = Path("out/bench"),
    week: Annotated[Path, typer.Option("--week", help="示例数据 / the sample week's folder")] = Path("sample_data"),
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """与其他引擎比较 / Compare engines on a folder of instances, or with plain insertion on the sample week."""
    spoken = edge.checked_language(language) or "zh"
    if folder is None:
        _bench_week(week, spoken, as_json)
        return
    if cpu_seconds <= 0:
        raise InputError([Fault("--cpu-seconds", "", str(cpu_seconds), "is no time", "give more than 0", "没有时间")])
    from scheduler.bench import comparing, contenders  # here, because they load numpy

    who = contenders.contenders(_listed(peers), _listed(without), _listed(changed))
    order = comparing.Order(comparing.files_in(folder, only), who, cpu_seconds, seeds, objective, bound)
    _bench_folder(order, out, spoken, as_json)


def _listed(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _bench_folder(order: Order, out: Path, language: str, as_json: bool) -> None:
    from scheduler.bench import comparing, plot, table

    words, stopped = WORDS[language], False
    runs: list[Run] = []
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        remedy, zh = "name a folder that may be written", "请给出可写的文件夹"
        raise InputError([Fault("--out", "", out.name, "cannot be written", remedy, "无法写入", zh)]) from error
    with counting_bar() as bar:
        going = bar.add_task("", total=len(order.runs))

        def said(done: int, following: str) -> None:
            bar.update(going, completed=done, description=following)

        def kept(measured: list[Run]) -> None:
            runs[:] = measured
            table.write_table(runs, out / "bench.csv")

        try:
            comparing.compare(order, said, kept)
        except KeyboardInterrupt:
            stopped = True
    plot.write_plot(runs, order.seconds, out / "bench.svg")
    _say(runs, out, words, as_json)
    if stopped:
        raise typer.Exit(edge.INTERRUPTED)
    if any(run.wrong for run in runs):
        raise typer.Exit(edge.CONFLICT)


def _say(runs: list[Run], out: Path, words: dict[str, str], as_json: bool) -> None:
    from scheduler.bench import table

    lines, losses = table.lines_of(runs), table.losses_of(runs)
    means = table.means_of(lines)
    if as_json:
        document = {"lines": lines, "means": means, "losses": losses}
        shown = {name: usecases.as_document(value) for name, value in document.items()}
        edge.out.print_json(json.dumps(shown, ensure_ascii=False))
        return
    edge.out.print(_table_of(lines, means, words))
    if losses:
        edge.out.print(_losses_of(losses, words))
    for note in _notes(runs, words):
        edge.out.print(note, style="dim", markup=False)
    edge.out.print(words["files"].format(f"{out / 'bench.csv'}, {out / 'bench.svg'}"), markup=False)
    for run in runs:
        if run.wrong:
            edge.out.print(f"{run.instance} · {run.solver} · {run.seed}: {run.note}", style="red", markup=False)


def _notes(runs: list[Run], words: dict[str, str]) -> list[str]:
    """What a reader must know of how it was measured."""
    said = []
    if any(run.judge == "own" and run.figure is not None for run in runs):
        said.append(words["own_judge"])
    if any(run.clock == "wall" for run in runs):
        said.append(words["wall_clock"])
    if any(run.known_here and run.figure is not None for run in runs):
        said.append(words["known_here"])
    return said


def _table_of(lines: list[Line], means: list[Mean], words: dict[str, str]) -> Table:
    """A line per instance and solver, then the means."""
    from scheduler.bench.table import signed

    table = Table(box=None, header_style="bold", pad_edge=False, collapse_padding=True)
    for name in COLUMNS:
        left, whole = name in ("instance", "solver", "note"), name in ("instance", "solver", "figure")
        table.add_column(words[name], justify="left" if left else "right", no_wrap=whole)
    for line in lines:
        spread = ""
        if line.best is not None and line.worst is not None and line.best != line.worst:
            spread = f"{line.best:,.10g}-{line.worst:,.10g}"
        table.add_row(
            line.instance,
            line.solver,
            _shown(line.figure),
            spread,
            "-" if line.gap is None else f"{signed(line.gap)}{'*' if line.known_here else ''}",
            f"{line.left_out:g}",
            _shown(line.bound),
            f"{line.cpu:.1f}",
            f"{line.wall:.1f}",
            f"{line.memory:.0f}",
            f"{line.iterations:,.0f}",
            Text(line.note[:60]),
            style="bold" if line.solver == "engine" else "",
        )
    if means:
        table.add_section()
    for mean in means:
        of = words["all"] if mean.visits is None else words["of_size"].format(visits=mean.visits)
        table.add_row(
            words["mean"].format(count=mean.count, of=of),
            mean.solver,
            "",
            "",
            signed(mean.gap),
            f"{mean.left_out:.1f}",
            "",
            f"{mean.cpu:.1f}",
        )
    return table


def _losses_of(losses: list[Loss], words: dict[str, str]) -> Table:
    """What each change of the search costs."""
    from scheduler.bench.table import signed

    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("change", "loss", "error", "runs"):
        table.add_column(words[name], justify="left" if name == "change" else "right", no_wrap=True)
    for loss in losses:
        table.add_row(loss.change, signed(loss.percent), f"{loss.error:.2f}", str(loss.count))
    return table


def _shown(figure: float | None) -> str:
    return "-" if figure is None else f"{figure:,.10g}"


def _bench_week(folder: Path, language: str, as_json: bool) -> None:
    from scheduler.bench.week import compare, days_of  # here, because it loads the engines
    from scheduler.settings import default_rulebook

    words, iterations = WORDS[language], default_rulebook().rule("plan.iterations")
    rows: list[Row] = []
    days = list(days_of(folder))
    with counting_bar() as bar:
        for day in bar.track(days, description=words["week"]):
            rows.append(compare(day, iterations, seed=1))
    greedy, cost = sum(row.greedy_cost for row in rows), sum(row.cost for row in rows)
    saved = 100 * (greedy - cost) / greedy if greedy else 0.0
    legal, enough = all(row.legal for row in rows), saved >= MUST_SAVE_PERCENT
    if as_json:
        document = {"days": usecases.as_document(rows), "saved_percent": saved, "legal": legal, "enough": enough}
        edge.out.print_json(json.dumps(document, ensure_ascii=False))
    else:
        edge.out.print(_week_table(rows, words))
        edge.out.print(words["total"].format(greedy=greedy, cost=cost, saved=saved, must=MUST_SAVE_PERCENT))
        edge.out.print(words["enough" if enough else "not_enough"])
        edge.out.print(words["legal" if legal else "illegal"])
    if not legal:
        raise typer.Exit(edge.CONFLICT)


def _week_table(rows: list[Row], words: dict[str, str]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False, collapse_padding=True)
    for name in ("day", "visits", "people", "greedy", "greedy_left", "cost", "left", "saved", "bound", "cpu", "judged"):
        table.add_column(
            words[name], justify="left" if name == "day" else "right", no_wrap=name in ("day", "greedy", "cost")
        )
    for row in rows:
        table.add_row(
            row.day.isoformat(),
            str(row.visits),
            str(row.on_the_road),
            f"{row.greedy_cost:,}",
            str(row.greedy_left_out),
            f"{row.cost:,}",
            str(row.left_out),
            f"{row.saved_percent:.1f}",
            _shown(row.bound),
            f"{row.cpu_seconds:.1f}",
            words["yes" if row.legal else "no"],
        )
    return table
