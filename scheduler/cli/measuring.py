"""Commands that measure: solve a published instance, compare engines, print the rules with their numbers."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from scheduler import usecases
from scheduler.cli import edge
from scheduler.cli.edge import AsJson, Language
from scheduler.cli.measuring_words import WORDS
from scheduler.errors import Fault, InputError

if TYPE_CHECKING:
    from scheduler.bench.comparing import Line, Run
    from scheduler.bench.week import Row
    from scheduler.solver.search import Progress as Step

app = typer.Typer()

Seed = Annotated[int, typer.Option("--seed", min=0, help="随机种子 / seed of the search")]
CpuSeconds = Annotated[float, typer.Option("--cpu-seconds", min=0, help="CPU 秒数 / CPU seconds, children included")]
Objective = Annotated[str, typer.Option("--objective", help="travel, preference (br08)")]
DEFAULT_SECONDS = 10.0
MUST_SAVE_PERCENT = 8.0
SAY_EVERY = 10.0  # seconds between two lines where nobody watches a terminal


@app.command()
def solve(
    file: Annotated[Path, typer.Argument(help="实例文件，可为 .gz / an instance, gzipped or not")],
    out: Annotated[Path, typer.Option("--out", help="方案写到此文件 / file for the solution")],
    cpu_seconds: CpuSeconds = 0,
    seconds: Annotated[float, typer.Option("--seconds", min=0, help="秒数 / seconds of the clock")] = 0,
    iterations: Annotated[int, typer.Option("--iterations", min=0, help="步数，可重复 / steps, repeatable")] = 0,
    seed: Seed = 1,
    objective: Objective = "travel",
    bound: Annotated[bool, typer.Option("--bound", help="并证明下限 / and prove a lower bound in that time")] = False,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """求解一个公开实例 / Solve a published instance and write the solution in its own form (10 CPU s unless told)."""
    words = WORDS[edge.checked_language(language) or "zh"]
    if sum(bool(limit) for limit in (cpu_seconds, seconds, iterations)) > 1:
        raise InputError(
            [Fault("solve", "", "", "has several limits", "--cpu-seconds | --seconds | --iterations", "限制多于一个")]
        )
    from scheduler.bench.solving import solve_file  # here, because it loads the engines
    from scheduler.solver.search import Stop

    if not (cpu_seconds or seconds or iterations):
        cpu_seconds = DEFAULT_SECONDS
    stop = Stop(iterations=iterations or None, seconds=seconds or None, cpu_seconds=cpu_seconds or None)
    with Live(console=edge.err, transient=True, refresh_per_second=8) as live:
        solved = solve_file(file, out, stop, seed, objective, _Watcher(words, live).see, bound=bound)
    if as_json:
        edge.out.print_json(json.dumps(usecases.as_document(solved), ensure_ascii=False))
    else:
        shown = words["no_bound"] if solved.bound is None else f"{solved.bound:,.10g}"
        line = words["solved"].format(figure=f"{solved.figure:,.10g}", bound=shown, **_facts(solved))
        edge.out.print(line, markup=False)
        for broken in solved.broken:
            edge.out.print(f"  {broken}", style="red", markup=False)
    if not solved.feasible:
        raise typer.Exit(edge.CONFLICT)


def _facts(solved: object) -> dict[str, object]:
    names = ("instance", "format", "left_out", "iterations", "seconds", "written")
    return {name: getattr(solved, name) for name in names}


class _Watcher:
    """The live line; where nobody watches a terminal, a line every few seconds."""

    def __init__(self, words: dict[str, str], live: Live) -> None:
        self._words, self._live, self._said = words, live, time.monotonic()

    def see(self, step: Step) -> None:
        """Show one event."""
        best = "-" if step.cost is None else f"{step.cost:,}"
        line = self._words["step"].format(
            best=best, left=step.left_out, steps=step.iterations, seconds=step.seconds, step=step.step
        )
        if edge.err.is_terminal:
            self._live.update(Text(line, style="cyan"))
        elif time.monotonic() > self._said + SAY_EVERY:
            self._said = time.monotonic()
            edge.err.print(line, markup=False, soft_wrap=True)


@app.command()
def bench(
    folder: Annotated[
        Path | None, typer.Argument(help="实例文件夹；不给则为示例周 / instances; without: the sample week")
    ] = None,
    cpu_seconds: CpuSeconds = 5,
    peers: Annotated[str, typer.Option("--peers", help="vroom,pyvrp,ortools")] = "",
    seeds: Annotated[int, typer.Option("--seeds", min=1, help="种子数 / how many seeds")] = 1,
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
    else:
        _bench_folder(folder, cpu_seconds, peers, seeds, objective, out, spoken, as_json)


def _bench_folder(
    folder: Path, seconds: float, peers: str, seeds: int, objective: str, out: Path, language: str, as_json: bool
) -> None:
    from scheduler.bench import comparing, plot  # here, because they load numpy

    words = WORDS[language]
    solvers = comparing.solvers_of([name for name in peers.split(",") if name])
    if seconds <= 0:
        raise InputError([Fault("--cpu-seconds", "", str(seconds), "is no time", "give more than 0", "没有时间")])
    order = comparing.Order(comparing.files_in(folder), solvers, seconds, seeds, objective)
    with _bar() as bar:
        going = bar.add_task("", total=len(order.runs))

        def said(done: int, following: str) -> None:
            bar.update(going, completed=done, description=following)

        runs = comparing.compare(order, said)
    out.mkdir(parents=True, exist_ok=True)
    comparing.write_table(runs, out / "bench.csv")
    plot.write_plot(runs, seconds, out / "bench.svg")
    lines = comparing.lines_of(runs)
    if as_json:
        edge.out.print_json(json.dumps(usecases.as_document(lines), ensure_ascii=False))
        return
    edge.out.print(_table_of(lines, words))
    for solver, (gap, count) in comparing.mean_gaps(lines).items():
        edge.out.print(words["mean"].format(solver=solver, gap=gap, count=count), markup=False)
    for note in _notes(runs, words):
        edge.out.print(note, style="dim", markup=False)
    edge.out.print(words["files"].format(f"{out / 'bench.csv'}, {out / 'bench.svg'}"), markup=False)


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=edge.err, transient=True)


def _notes(runs: list[Run], words: dict[str, str]) -> list[str]:
    """What a reader must know of how it was measured."""
    said = []
    if any(run.judge == "own" for run in runs):
        said.append(words["own_judge"])
    if any(run.clock == "wall" for run in runs):
        said.append(words["wall_clock"])
    if any(run.known_here for run in runs):
        said.append(words["known_here"])
    return said


def _table_of(lines: list[Line], words: dict[str, str]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False, collapse_padding=True)
    for name in ("instance", "solver", "figure", "spread", "gap", "left", "bound", "cpu", "wall", "memory", "note"):
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
            "-" if line.gap is None else f"{line.gap:+.2f}{'*' if line.known_here else ''}",
            f"{line.left_out:g}",
            _shown(line.bound),
            f"{line.cpu:.1f}",
            f"{line.wall:.1f}",
            f"{line.memory:.0f}",
            Text(line.note[:60]),
            style="bold" if line.solver == "engine" else "",
        )
    return table


def _shown(figure: float | None) -> str:
    return "-" if figure is None else f"{figure:,.10g}"


def _bench_week(folder: Path, language: str, as_json: bool) -> None:
    from scheduler.bench.week import compare, days_of  # here, because it loads the engines
    from scheduler.settings import default_rulebook

    words, iterations = WORDS[language], default_rulebook().rule("plan.iterations")
    rows: list[Row] = []
    days = list(days_of(folder))
    with _bar() as bar:
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


@app.command()
def rules(
    markdown: Annotated[bool, typer.Option("--markdown", help="Markdown 表格 / as a table for the README")] = False,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """打印全部规则及其数值和依据 / Print every rule with its numbers, their source and who checked them."""
    from scheduler.rules import RULES
    from scheduler.rules import table as rule_table
    from scheduler.settings import default_rulebook

    spoken, book = edge.checked_language(language) or "zh", default_rulebook()
    if markdown:
        typer.echo(rule_table.markdown(book))
        return
    if as_json:
        edge.out.print_json(json.dumps(rule_table.document(book), ensure_ascii=False))
        return
    words = WORDS[spoken]
    shown = Table(header_style="bold", show_lines=True)
    for name in ("rule", "kind", "unit", "numbers", "verified", "says"):
        shown.add_column(words[name], overflow="fold")
    for rule in RULES:
        numbers = list(rule_table.numbers_of(rule.name, book))
        values = "\n".join(f"{what.replace('_', ' ')} {number.value} {number.unit}" for what, number in numbers)
        checked = words["yes" if all(number.verified for _, number in numbers) else "no"] if numbers else "-"
        said = rule.zh if spoken == "zh" else rule.en
        shown.add_row(rule.name, rule.kind, rule.unit, Text(values), checked, Text(said))
    edge.out.print(shown)
