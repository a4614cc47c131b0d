"""Solve a published instance; print the rules with their numbers."""

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
from scheduler.cli.live_line import LiveLine, live_line
from scheduler.cli.measuring_words import WORDS
from scheduler.errors import Fault, InputError

if TYPE_CHECKING:
    from scheduler.solver.search import Progress as Step

app = typer.Typer()

Seed = Annotated[int, typer.Option("--seed", min=0, help="随机种子 / seed of the search")]
CpuSeconds = Annotated[float, typer.Option("--cpu-seconds", min=0, help="CPU 秒数 / CPU seconds, children included")]
Objective = Annotated[str, typer.Option("--objective", help="travel, preference (br08)")]
Threads = Annotated[int, typer.Option("--threads", min=1, help="线程数 / threads; CPU seconds count all of them")]
DEFAULT_SECONDS = 10.0


@app.command()
def solve(
    file: Annotated[Path, typer.Argument(help="实例文件，可为 .gz / an instance, gzipped or not")],
    out: Annotated[Path, typer.Option("--out", help="方案写到此文件 / file for the solution")],
    cpu_seconds: CpuSeconds = 0,
    seconds: Annotated[float, typer.Option("--seconds", min=0, help="秒数 / seconds of the clock")] = 0,
    iterations: Annotated[int, typer.Option("--iterations", min=0, help="步数，可重复 / steps, repeatable")] = 0,
    seed: Seed = 1,
    threads: Threads = 1,
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
    with live_line() as live:
        solved = solve_file(file, out, stop, seed, objective, _Watcher(words, live).see, bound=bound, threads=threads)
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
    """The live line of a search."""

    def __init__(self, words: dict[str, str], live: LiveLine) -> None:
        self._words, self._live = words, live

    def see(self, step: Step) -> None:
        """Show one event."""
        best = "-" if step.cost is None else f"{step.cost:,}"
        bound = "" if step.bound is None else self._words["bound_so_far"].format(step.bound)
        line = self._words["step"].format(
            best=best, bound=bound, left=step.left_out, steps=step.iterations, seconds=step.seconds, step=step.step
        )
        self._live.show(line)


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
