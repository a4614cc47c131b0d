"""`scheduler replan --all-centres`: the night run, its bar, its table and its one exit code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from rich.table import Table

from scheduler import usecases
from scheduler.cli import edge
from scheduler.cli.folding import print_folded
from scheduler.cli.live_line import counting_bar
from scheduler.cli.night_words import SAID
from scheduler.errors import Fault, InputError
from scheduler.usecases import CentreNight, Choice, Night, Store

CODES = {
    "": edge.DONE,
    "failed": edge.INTERNAL,
    "ended": edge.INTERNAL,
    "too_long": edge.INTERNAL,
    "bad_data": edge.BAD_INPUT,
    "conflict": edge.CONFLICT,
}
Words = Mapping[str, str]


def run(
    database: Path,
    day: str,
    freeze_until: str,
    wish: Choice,
    beside: Mapping[str, object],
    even_without_events: bool,
    language: str,
    as_json: bool,
) -> int:
    """Re-plan every centre and say what became of each; the exit code is that of the gravest result.

    `beside`: options that speak of one centre, by name; InputError when one of them was given.
    """
    language = edge.checked_language(language) or "zh"
    faults = [_of_one(option) for option, given in beside.items() if given]
    if faults:
        raise InputError(faults)
    on = edge.day_of(day)
    wish = frozen(wish, on, freeze_until)
    store = usecases.open_store(database)
    try:
        night = _watched(store, on, wish, even_without_events, SAID[language])
    finally:
        store.close()
    if as_json:
        edge.out.print_json(json.dumps(usecases.as_document(night), ensure_ascii=False))
    else:
        _show(SAID[language], night, language, wish.dry_run)
    return CODES[night.gravest]


def _watched(store: Store, on: date, wish: Choice, even_without_events: bool, words: Words) -> Night:
    """The run with its bar; where nobody watches a terminal, a line for each centre."""
    about: dict[str, Any] = {"author": edge.AUTHOR, "now": edge.now_or_midnight(on)}
    with counting_bar() as progress:
        bar = progress.add_task("", total=None)

        def hear(one: CentreNight, done: int, of: int) -> None:
            progress.update(bar, completed=done, total=of)
            if not edge.err.is_terminal:
                edge.err.print(f"{done}/{of} {one.centre_id} {words[one.result]}", markup=False, soft_wrap=True)

        return usecases.replan_all(store, on, wish, even_without_events=even_without_events, each=hear, **about)


def frozen(wish: Choice, on: date, freeze_until: str) -> Choice:
    """The wish with the clock time typed, if any, before which nothing moves; InputError."""
    return replace(wish, freeze_until=edge.moment_of(on, freeze_until, "--freeze-until")) if freeze_until else wish


def refuse_alone(even_without_events: bool) -> None:
    """InputError where an option of the night run was given for one centre."""
    if even_without_events:
        zh = ("只用于 --all-centres", "请加 --all-centres")
        fault = Fault("--even-without-events", "", "", "is for --all-centres", "add --all-centres", *zh)
        raise InputError([fault])


def _of_one(option: str) -> Fault:
    zh = ("只涉及一个中心", "不与 --all-centres 同用")
    return Fault(option, "", "", "speaks of one centre", "leave it out with --all-centres", *zh)


def _show(words: Words, night: Night, language: str, dry_run: bool) -> None:
    if not night.centres:
        print_folded(words["no_centre"])
        return
    table = Table(box=None, padding=(0, 1, 0, 0), title=words["title"].format(night.day), title_justify="left")
    for k, name in enumerate(words["head"].split("|")):
        table.add_column(name, justify="right" if k > 1 else "left", no_wrap=True)
    for one in night.centres:
        table.add_row(one.centre_id, words[one.result], *_figures(one), f"{one.seconds:.1f}")
    edge.out.print(table)
    for one in night.centres:
        if not one.fine:
            print_folded(f"{one.centre_id}：{one.zh}" if language == "zh" else f"{one.centre_id}: {one.en}")
            print_folded(words["remedy_" + one.result].format(one.centre_id), indent=2)
    if any(one.result == "replanned" for one in night.centres):
        print_folded(words["legend"], style="dim")
    made = [one.plan_id for one in night.centres if one.result == "replanned"]
    if made and not dry_run:
        for plan_id in made:
            print_folded(words["next"].format(plan_id))
    else:
        print_folded(words["dry" if made else "nothing"])


def _figures(one: CentreNight) -> tuple[str, ...]:
    if one.result != "replanned" or one.cost is None:
        return ("–",) * 5
    instead = f"{one.cost - one.nothing_cost:+,d}" if one.nothing_cost is not None else "–"
    return (f"{one.residents}+{one.staff}", f"{one.kept}/{one.told}", str(one.left_out), f"{one.cost:,}", instead)
