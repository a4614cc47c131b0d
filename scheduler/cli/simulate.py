"""`scheduler simulate quarter`: are the promises kept over weeks, with these people?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from scheduler import usecases
from scheduler.cli import edge
from scheduler.cli.edge import AsJson, Language
from scheduler.cli.folding import print_folded
from scheduler.cli.live_line import LiveLine, live_line
from scheduler.cli.planning import AssumeWeekdays
from scheduler.cli.simulate_words import SAID
from scheduler.errors import Fault, InputError
from scheduler.simulate.figures import ENOUGH_REACHED, FALSE_FLAGS, Quarter
from scheduler.simulate.quarter import Chosen
from scheduler.simulate.roster import LongAbsence

app = typer.Typer(help="模拟 / Simulations", no_args_is_help=True)

Folder = Annotated[Path, typer.Argument(help="中心的数据文件夹 / folder with a centre's files")]
AwayText = Annotated[
    list[str] | None, typer.Option("--away", help="工号:首日:末日，可多次 / S07:2026-04-13:2026-04-26")
]
WEEK_DAYS = 7
Words = Mapping[str, str]


@app.callback()
def simulate() -> None:
    """模拟 / Play care through before it happens."""


@app.command("quarter")
def quarter_command(
    folder: Folder = Path("sample_data"),
    days: Annotated[int, typer.Option("--days", help="天数 / how many days")] = 90,
    from_day: Annotated[str, typer.Option("--from", help="第一天 / first day, YYYY-MM-DD")] = "",
    seed: Annotated[
        int, typer.Option("--seed", min=0, help="同一种子得到同一结果 / the same seed gives the same result")
    ] = 1,
    iterations: Annotated[int, typer.Option("--iterations", min=0, help="每天步数 / steps of the search a day")] = 600,
    away: AwayText = None,
    assume_weekdays: AssumeWeekdays = False,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """模拟一个季度的上门 / Play a quarter: requests, outcomes, absences and hospital stays; were promises kept?"""
    from scheduler.usecases.simulating import play_quarter  # loads OR-Tools, which asking must not

    words = SAID[edge.checked_language(language) or "zh"]
    first = edge.day_of(from_day, "--from") if from_day else None
    chosen = Chosen(days, seed, iterations, tuple(absence_of(text) for text in away or ()))
    with live_line() as live:
        watcher = _Watcher(words, live, days)
        played = play_quarter(folder, chosen, first, assume_weekdays=assume_weekdays, progress=watcher.see)
    if as_json:
        verdict = {"sound": played.sound, "reached_percent": played.reached_percent}
        document = usecases.as_document(played) | verdict | {"false_flags_percent": played.false_flags_percent}
        edge.out.print_json(data=document, ensure_ascii=False)
    else:
        _show(words, played)
    if not played.sound:
        raise typer.Exit(edge.LEFT_OUT)


def absence_of(text: str) -> LongAbsence:
    """Somebody's absence as typed, id:first:last; InputError."""
    staff_id, _, rest = text.partition(":")
    first, _, last = rest.partition(":")
    absence = LongAbsence(staff_id, edge.day_of(first, "--away"), edge.day_of(last or first, "--away"))
    if absence.last < absence.first:
        told = ("ends before it begins", "give id:first:last", "末日早于首日", "请写成 工号:首日:末日")
        raise InputError([Fault("--away", "", text[:40], *told)])
    return absence


class _Watcher:
    """The live line of the days, news with each week."""

    def __init__(self, words: Words, live: LiveLine, days: int) -> None:
        self._words, self._live, self._days, self._over = words, live, days, 0

    def see(self, day: date, broken: int) -> None:
        """One day is over."""
        self._over += 1
        line = self._words["line"].format(day=day, over=self._over, days=self._days, broken=broken)
        self._live.show(line, self._over // WEEK_DAYS or None)


def _show(words: Words, played: Quarter) -> None:
    edge.print_line(words["title"].format(first=played.first, last=played.last, seed=played.seed), "bold")
    table = Table(box=None, padding=(0, 1, 0, 0))
    for k, name in enumerate(words["head"].split()):
        table.add_column(name.replace("_", " "), justify="right" if k else "left", no_wrap=True)
    for week in played.weeks:
        lost = " ".join(f"P{priority}:{count}" for priority, count in week.left_out.items()) or "-"
        counts = (week.done, week.nobody_home, week.cancelled, week.waiting, week.overdue, week.picc_over)
        more = (week.supplies_out, week.outside_bed, week.hard_findings, week.ill, week.beds_open)
        table.add_row(f"{week.monday:%m-%d}", *map(str, (*counts, *more)), lost)
    edge.out.print(table)
    print_folded(words["legend"], style="dim")
    for key, found in (("picc", played.picc_over), ("supply", played.supplies_out), ("bed", played.outside_bed)):
        edge.print_line(words[key].format(len(found)), "red" if found else "green")
        for id_, day in found:
            edge.print_line(f"  {id_}  {day}")
    edge.print_line(words["hard"].format(len(played.hard_findings)), "red" if played.hard_findings else "green")
    reached = played.to_reach - len(played.not_reached)
    style = "green" if played.reached_percent >= ENOUGH_REACHED else "red"
    edge.print_line(words["reached"].format(reached=reached, of=played.to_reach, percent=played.reached_percent), style)
    _show_flags(words, played)
    edge.print_line(words["sound" if played.sound else "unsound"], "bold green" if played.sound else "bold red")


def _show_flags(words: Words, played: Quarter) -> None:
    edge.print_line(words["broken"].format(len(played.broken), len(played.at_the_door), len(played.late_flags)))
    for broken in played.broken:
        told = words["told"].format(broken.flagged) if broken.flagged else words["untold"]
        print_folded(f"{broken.visit_id}  {broken.service}  {broken.day}  {words[broken.why]}  {told}", indent=2)
    false = sum(one.outcome == "served" for one in played.flagged)
    style = "green" if played.false_flags_percent <= FALSE_FLAGS else "red"
    edge.print_line(
        words["flags"].format(count=len(played.flagged), false=false, percent=played.false_flags_percent), style
    )
    for flag in played.flagged:
        said = f"{flag.visit_id}  {flag.day}  {words[flag.cause]}  {words['told'].format(flag.told)}"
        print_folded(f"{said}  {words['flag_' + flag.outcome]}", indent=2)
