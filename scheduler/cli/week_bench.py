"""`scheduler bench-week`: the week at once against day after day, on generated weeks."""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler import usecases
from scheduler.cli import edge
from scheduler.cli.edge import AsJson, Language

app = typer.Typer()

HEAD = ("seed", "visits", "first day", "open", "rising", "open", "at once", "open", "below", "best", "legal")
WORDS = {
    "zh": {"yes": "是", "no": "否", "median": "比每次上门都排在首日低（中位）：{:.1f} %"},
    "en": {"yes": "yes", "no": "NO", "median": "median below each visit from its first day: {:.1f} %"},
}
LINE = "{:>4} {:>6} {:>11} {:>4} {:>11} {:>4} {:>11} {:>4} {:>7} {:>7} {:>5}"


@app.command("bench-week")
def bench_week(
    weeks: Annotated[int, typer.Option("--weeks", min=1, help="几周 / generated weeks, seeds 1, 2 ...")] = 5,
    visits: Annotated[int, typer.Option("--visits", min=1, help="上门数 / visits of a week")] = 600,
    staff: Annotated[int, typer.Option("--staff", min=1, help="人数 / people")] = 25,
    days: Annotated[int, typer.Option("--days", min=1, max=14, help="天数 / days of a week")] = 5,
    seconds: Annotated[float, typer.Option("--seconds", min=1, help="每种做法的秒数 / wall seconds of each way")] = 60,
    cpu: Annotated[bool, typer.Option("--cpu", help="按处理器秒计 / count processor seconds instead")] = False,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """整周与逐日排班比较 / Plan generated weeks at once and day after day, with the same time for each way."""
    words = WORDS[edge.checked_language(language) or "zh"]
    from scheduler.bench.week_comparing import compare_week, median_below  # loads OR-Tools, which asking must not
    from scheduler.bench.week_demand import week_of_demand
    from scheduler.solver.search import Stop

    stop = Stop(cpu_seconds=seconds) if cpu else Stop(seconds=seconds)
    rows = []
    for seed in range(1, weeks + 1):
        row = compare_week(week_of_demand(seed, visits, staff, days), stop, seed)
        rows.append(row)
        if not as_json:
            edge.err.print(f"{seed}: {row.below_first_day_percent:.1f} %", markup=False)
    if as_json:
        document = {"weeks": rows, "median_below_percent": median_below(rows)}
        edge.out.print_json(data=usecases.as_document(document))
        return
    edge.out.print(LINE.format(*HEAD), markup=False, soft_wrap=True)
    for row in rows:
        ways = (row.first_day, row.rising, row.at_once)
        figures = [text for way in ways for text in (f"{way.cost:,}", f"{way.left_out}")]
        below = f"{row.below_first_day_percent:.1f} %", f"{row.below_percent:.1f} %"
        told = LINE.format(f"{row.seed}", f"{row.visits}", *figures, *below, words["yes" if row.legal else "no"])
        edge.out.print(told, markup=False, soft_wrap=True)
    edge.out.print(words["median"].format(median_below(rows)), markup=False)
