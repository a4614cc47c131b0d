"""`scheduler bench-offers`: how long somebody on the telephone waits for offers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from scheduler import usecases
from scheduler.cli import edge
from scheduler.cli.edge import AsJson, Language
from scheduler.cli.live_line import counting_bar
from scheduler.cli.offers_words import BENCH_WORDS

app = typer.Typer()

HEADS = ("kind", "calls", "days", "visits", "median", "longest", "cpu", "offers", "touching")


@app.command("bench-offers")
def bench_offers(
    week: Annotated[Path, typer.Option("--week", help="示例数据 / the sample week's folder")] = Path("sample_data"),
    calls: Annotated[int, typer.Option("--calls", min=1, help="几次 / calls of each kind")] = 20,
    iterations: Annotated[int, typer.Option("--iterations", min=1, help="每天排班步数 / steps of each plan")] = 2000,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """查询可选时间要多久 / How long offers take: for one day, over a week, to hold, to confirm."""
    words = BENCH_WORDS[edge.checked_language(language) or "zh"]
    from scheduler.bench.offering import DAYS, measured, published_week  # loads the engine

    with counting_bar() as bar:
        planning = bar.add_task(words["planning"], total=DAYS)
        with published_week(week, iterations, lambda: bar.advance(planning)) as made:
            asking = bar.add_task(words["asking"], total=4)
            rows = []
            for row in measured(made, calls):
                rows.append(row)
                bar.advance(asking)
    if as_json:
        figures = [{**usecases.as_document(row), "median": row.median, "longest": row.longest} for row in rows]
        edge.out.print_json(data=figures)
        return
    table = Table(header_style="bold")
    for name in HEADS:
        table.add_column(words[name], justify="left" if name == "kind" else "right", no_wrap=name == "kind")
    for row in rows:
        times = (f"{1000 * row.median:.0f}", f"{1000 * row.longest:.0f}", f"{1000 * row.cpu_median:.0f}")
        table.add_row(
            words[row.kind], str(len(row.seconds)), str(row.days), str(row.visits), *times, str(row.offers),
            str(row.touching),
        )  # fmt: skip
    edge.out.print(table)
