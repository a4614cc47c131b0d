"""The command line: each command a few lines over a use case."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from scheduler.cli import (
    asking,
    beds,
    care,
    day,
    disturbed_bench,
    edge,
    measuring,
    measuring_bench,
    medicines,
    month,
    nursing,
    offers,
    offers_bench,
    orders,
    planning,
    replan,
    report,
    robust,
    robust_bench,
    simulate,
    telling,
    visits,
    week,
    week_bench,
    what_if,
)
from scheduler.cli.chapters import InChapters
from scheduler.errors import SchedulerError

app = typer.Typer(
    cls=InChapters,
    no_args_is_help=True,
    add_completion=False,
    help="家庭医生上门服务排班 / Home visits: rosters and routes",
)
app.add_typer(planning.app)
app.add_typer(month.app)
app.add_typer(telling.app)
app.add_typer(visits.app)
app.add_typer(replan.app)
app.add_typer(day.app)
app.add_typer(asking.app, name="request")
app.add_typer(offers.app, name="offers")
app.add_typer(offers_bench.app)
app.add_typer(beds.app, name="bed")
app.add_typer(orders.app, name="order")
app.add_typer(medicines.app, name="medication")
app.add_typer(nursing.app, name="nursing")
app.add_typer(care.app)
app.add_typer(care.calendar, name="calendar")
app.add_typer(measuring.app)
app.add_typer(measuring_bench.app)
app.add_typer(disturbed_bench.app)
app.add_typer(week.app)
app.add_typer(week_bench.app)
app.add_typer(what_if.app, name="what-if")
app.add_typer(report.app)
simulate.app.add_typer(robust.simulating)
app.add_typer(robust.app)
app.add_typer(robust_bench.app)
app.add_typer(simulate.app, name="simulate")

WRONG_USAGE: Any = typer.BadParameter.__base__  # typer brings its own click; this is that one's UsageError


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; exit code 0 done, 1 left out, 2 bad input, 3 internal, 4 conflict or refused."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(_run(given))


def _run(given: list[str]) -> int:
    edge.remember_language(_option(given, "--lang"))
    try:
        code = app(given, standalone_mode=False)
        return code if isinstance(code, int) else edge.DONE
    except SchedulerError as error:
        edge.report(error, "--json" in given)
        return edge.exit_code(error)
    except WRONG_USAGE as error:
        if message := error.format_message():  # none where the help was shown instead
            edge.report_wrong_usage(message, "--json" in given)
        return edge.BAD_INPUT
    except (typer.Abort, KeyboardInterrupt):
        return edge.INTERRUPTED
    except Exception as error:
        edge.report_unexpected(error, _database(given), "--json" in given)
        return edge.INTERNAL


def _database(given: list[str]) -> Path:
    """Which database was meant, to put the log beside it."""
    return Path(_option(given, "--database") or os.environ.get("SCHEDULER_DATABASE", edge.DATABASE))


def _option(given: list[str], name: str) -> str:
    """An option's value, also where the rest of the line makes no sense; empty without it."""
    for i, word in enumerate(given):
        if word == name and i + 1 < len(given):
            return given[i + 1]
        if word.startswith(f"{name}="):
            return word.removeprefix(f"{name}=")
    return ""
