"""`scheduler bench-robust`: what buffers buy on the days of a centre's files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scheduler import usecases
from scheduler.cli import edge
from scheduler.cli.edge import AsJson, Language

app = typer.Typer()

HEAD = (
    "day",
    "visits",
    "cost",
    "more",
    "late",
    "buffers",
    "unsure",
    "buffers",
    "lab",
    "days/s",
    "seconds",
    "as wanted",
)
WORDS = {
    "zh": {"yes": "是", "no": "否", "total": "全部天数：迟到 {before:.2%} → {after:.2%}，代价高 {more:.2f} %"},
    "en": {"yes": "yes", "no": "no", "total": "all days: late {before:.2%} -> {after:.2%} for {more:.2f} % more cost"},
}
LINE = "{:>10} {:>6} {:>8} {:>6} {:>7} {:>7} {:>7} {:>7} {:>5} {:>8} {:>7} {:>9}"


@app.command("bench-robust")
def bench_robust(
    folder: Annotated[Path, typer.Argument(help="数据文件夹 / folder of the centre's files")] = Path("sample_data"),
    first: Annotated[str, typer.Option("--from", help="第一天 / first day, YYYY-MM-DD")] = "2026-03-09",
    days: Annotated[int, typer.Option("--days", min=1, max=31, help="几天 / how many days")] = 5,
    seed: Annotated[
        int, typer.Option("--seed", min=0, help="同一种子得到同一结果 / the same seed gives the same result")
    ] = 1,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """余量的好处 / Plan each day with and without buffers: late share, cost, simulated days a second."""
    words = WORDS[edge.checked_language(language) or "zh"]
    from scheduler.bench.buffers import buffered_days  # loads the engines, which asking must not

    rows = []
    if not as_json:
        edge.out.print(LINE.format(*HEAD), markup=False, soft_wrap=True)
    for row in buffered_days(folder, edge.day_of(first, "--from"), days, seed):
        rows.append(row)
        if not as_json:
            lab = "-" if row.laboratory is None else f"{row.laboratory:.0%}"
            shares = f"{row.plain_share:.2%}", f"{row.share:.2%}", f"{row.plain_unsure:.2f}", f"{row.unsure:.2f}"
            speed = (
                f"{row.samples_a_second:,.0f}",
                f"{row.seconds:.0f}",
                words["yes" if row.reached and row.legal else "no"],
            )
            figures = (f"{row.visits}", f"{row.plain_cost:,}", f"{row.more_percent:.2f}%", *shares, lab, *speed)
            edge.out.print(LINE.format(f"{row.day}", *figures), markup=False, soft_wrap=True)
    if as_json:
        edge.out.print_json(data=usecases.as_document(rows))
        return
    before, after = (sum(share) / len(rows) for share in zip(*((r.plain_share, r.share) for r in rows), strict=True))
    more = 100 * (sum(row.cost for row in rows) / sum(row.plain_cost for row in rows) - 1)
    edge.out.print(words["total"].format(before=before, after=after, more=more), markup=False)
