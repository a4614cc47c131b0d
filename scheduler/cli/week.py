"""`scheduler plan-week`: several days planned at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Annotated, Any

import typer
from rich.table import Table

from scheduler.cli import edge
from scheduler.cli.edge import AsJson, CentreId, Database, Desk, Language, desk
from scheduler.cli.live_line import LiveLine, live_line
from scheduler.cli.planning import AssumeWeekdays, Iterations, Seconds, Seed, Strict, Weather
from scheduler.cli.printing import print_findings
from scheduler.usecases.week import WeekPlanned, plan_week

app = typer.Typer()

FromDay = Annotated[str, typer.Option("--from", help="第一天 / first day, YYYY-MM-DD")]
Days = Annotated[int, typer.Option("--days", help="天数 / how many days")]
Steady = Annotated[
    bool, typer.Option("--steady", help="尽量不改上一版草案 / what the newest drafts have moves at a price only")
]

SAID: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "line": "排周计划 · 代价 {cost:,} · 未排 {left} · {iterations:,} 步 · {seconds:.0f} 秒",
        "title": "{first} 起 {count} 天，{visits} 次上门，未排 {left} 项",
        "head": "日期 人数 上门 方案",
        "published": "已发布、保持不变：{}",
        "left": "本周未排（最晚日期）：",
        "none": "全部已安排。",
        "later": "之后仍可安排",
        "now": "最后期限在本周",
        "costs": "各规则的代价（1 = 一个人多走 1 秒）",
        "total": "合计",
        "gain": "逐日排班的代价 {by_days:,}，整周一起排低 {percent:.1f}%",
        "legal": "校验通过：没有违反硬性规则。",
        "illegal": "校验不通过：违反 {} 处硬性规则。",
        "next": "下一步：逐日 scheduler publish --plan {}",
    },
    "en": {
        "line": "Planning the week · cost {cost:,} · left out {left} · {iterations:,} steps · {seconds:.0f} s",
        "title": "{count} days from {first}: {visits} visits, {left} left out of the week",
        "head": "Day People Visits Plan",
        "published": "Published, as they were: {}",
        "left": "Left out of the week (last possible day):",
        "none": "Everything is planned.",
        "later": "possible later",
        "now": "its last day is in the week",
        "costs": "Cost by rule (1 = one second of one person's travel)",
        "total": "total",
        "gain": "Day by day it would cost {by_days:,}; the week at once is {percent:.1f} % below",
        "legal": "Passed: no hard rule is broken.",
        "illegal": "Refused: {} hard findings.",
        "next": "Next, day by day: scheduler publish --plan {}",
    },
}


@app.command("plan-week")
def plan_week_command(
    from_day: FromDay = "",
    days: Days = 5,
    seed: Seed = 1,
    iterations: Iterations = 0,
    seconds: Seconds = 0,
    weather: Weather = "fair",
    assume_weekdays: AssumeWeekdays = False,
    steady: Steady = False,
    strict: Strict = False,
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """排一周的班 / Plan several days at once: a draft of each, published days stay."""
    with desk(database, centre_id, language, as_json) as here:
        first = edge.day_of(from_day, "--from")
        with live_line() as live, _interrupted() as stopped:
            planned = plan_week(
                here.store,
                here.centre.id,
                first,
                days,
                author=edge.AUTHOR,
                now=edge.now(),
                seed=seed,
                iterations=iterations or None,
                seconds=seconds or None,
                weather=weather,
                assume_weekdays=assume_weekdays,
                steady=steady,
                progress=_Watcher(here, live).see,
                cancelled=stopped.is_set,
            )
        here.answer(planned)
        if not as_json:
            _show(here, planned)
    if planned.broken:
        raise typer.Exit(edge.CONFLICT)
    if strict and planned.left_out:
        raise typer.Exit(edge.LEFT_OUT)


@contextmanager
def _interrupted() -> Iterator[threading.Event]:
    """An interrupt at the keyboard stops the search and keeps the best; a second one ends the program."""
    stopped = threading.Event()

    def hear(_: int, __: FrameType | None) -> None:
        if stopped.is_set():
            raise KeyboardInterrupt
        stopped.set()

    if threading.current_thread() is not threading.main_thread():
        yield stopped
        return
    before = signal.signal(signal.SIGINT, hear)
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGINT, before)


class _Watcher:
    """The live line of a week, news with each better plan."""

    def __init__(self, here: Desk, live: LiveLine) -> None:
        self._here, self._live = here, live

    def see(self, said: Any) -> None:
        """Show one line of progress."""
        line = SAID[self._here.language]["line"].format(
            cost=said.cost, left=said.left_out, iterations=said.iterations, seconds=said.seconds
        )
        self._live.show(line, (said.cost,))


def _show(here: Desk, planned: WeekPlanned) -> None:
    words = SAID[here.language]
    visits = sum(day.visits for day in planned.days)
    first, count = planned.days[0].day, len(planned.days)
    edge.print_line(
        words["title"].format(first=first, count=count, visits=visits, left=len(planned.left_out)), style="bold"
    )
    table = Table(box=None, padding=(0, 1))
    for k, name in enumerate(words["head"].split()):
        table.add_column(name, justify="right" if 0 < k < 3 else "left", no_wrap=True)
    for day in planned.days:
        table.add_row(f"{day.day}", f"{day.people}", f"{day.visits}", day.plan_id)
    edge.out.print(table)
    if planned.published:
        edge.print_line(words["published"].format(", ".join(map(str, planned.published))))
    edge.print_line(words["left" if planned.left_out else "none"])
    for left in sorted(planned.left_out, key=lambda one: (one.last_day, one.priority, one.visit_id)):
        when = words["later" if left.last_day > left.last_in_week else "now"]
        edge.print_line(f"  {left.visit_id}  {left.service}  P{left.priority}  {left.last_day}  {when}", style="yellow")
    edge.print_line(words["costs"])
    costs = Table(box=None, padding=(0, 1), show_header=False)
    costs.add_column("")
    costs.add_column("", justify="right", no_wrap=True)
    for rule, cost in planned.cost_by_rule.items():
        costs.add_row(rule, f"{cost:,}")
    costs.add_row(words["total"], f"{planned.cost:,}", style="bold")
    edge.out.print(costs)
    percent = 100 * (planned.by_days - planned.cost) / max(1, planned.by_days)
    edge.print_line(words["gain"].format(by_days=planned.by_days, percent=percent))
    edge.print_line(words["illegal"].format(len(planned.broken)) if planned.broken else words["legal"])
    print_findings(here, planned.broken)
    if not planned.broken:
        edge.print_line(words["next"].format(planned.days[0].plan_id))
