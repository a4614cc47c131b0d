"""The edge of the command line: common options, the clock, errors as messages and exit codes, answers as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from scheduler import usecases
from scheduler.cli.words import WORDS
from scheduler.domain.people import Centre
from scheduler.errors import ConflictError, Fault, InputError, SchedulerError
from scheduler.units import LOCAL, at

DONE, LEFT_OUT, BAD_INPUT, INTERNAL, CONFLICT = 0, 1, 2, 3, 4
INTERRUPTED = 130  # 128 + SIGINT, as shells have it
AUTHOR = "cli"

Database = Annotated[
    Path, typer.Option("--database", envvar="SCHEDULER_DATABASE", help="数据库文件 / the database file")
]
Language = Annotated[str, typer.Option("--lang", help="zh, en; 默认为中心的语言 / default: the centre's")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON / answer in JSON")]
CentreId = Annotated[str, typer.Option("--centre", help="中心编号 / the centre's id, when there are several")]
PlanId = Annotated[str, typer.Option("--plan", help="计划编号 / a version's id")]
DayText = Annotated[str, typer.Option("--date", help="日期 / day, YYYY-MM-DD")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只看后果，不保存 / show what it changes, keep nothing")]
OutFolder = Annotated[Path, typer.Option("--out", help="输出文件夹 / folder for the files")]

DATABASE = Path("out/scheduler.sqlite")

out = Console(highlight=False, soft_wrap=False)
err = Console(stderr=True, highlight=False)


@dataclass(frozen=True, slots=True)
class Desk:
    """An open database with its centre, and how the answer is wanted."""

    store: usecases.Store
    centre: Centre
    language: str
    as_json: bool

    def word(self, key: str, *values: object, **named: object) -> str:
        """A sentence in the reader's language."""
        return WORDS[self.language][key].format(*values, **named)

    def say(self, key: str, *values: object, **named: object) -> None:
        """Print a sentence, unless the answer is JSON."""
        if not self.as_json:
            out.print(self.word(key, *values, **named), markup=False)

    def answer(self, value: object) -> None:
        """Print a value as JSON, when that is how the answer is wanted."""
        if self.as_json:
            out.print_json(json.dumps(usecases.as_document(value), ensure_ascii=False))


@contextmanager
def desk(database: Path, centre_id: str = "", language: str = "", as_json: bool = False) -> Iterator[Desk]:
    """Open the database at its only centre, or at the one named."""
    spoken = checked_language(language)
    store = usecases.open_store(database)
    try:
        centre = usecases.the_centre(store, centre_id)
        remember_language(spoken or centre.language)
        yield Desk(store, centre, spoken or centre.language, as_json)
    finally:
        store.close()


_spoken = ["zh"]  # for what goes wrong before or outside a desk


def remember_language(language: str) -> None:
    """From here on errors are said in this language, Chinese unless it is one of ours."""
    _spoken[0] = language if language in WORDS else "zh"


def checked_language(language: str) -> str:
    """The language if it is one of ours or empty; InputError."""
    if language and language not in WORDS:
        raise InputError([Fault("--lang", "", language[:20], "is not known", "zh, en", "没有这种语言", "zh, en")])
    if language:
        remember_language(language)
    return language


def now() -> datetime:
    """The clock, read here and nowhere below."""
    return datetime.now(LOCAL)


def now_or_midnight(on: date) -> datetime:
    """Now, or the first moment of a day that is not today."""
    moment = now()
    return moment if moment.date() == on else at(on, "00:00")


def day_of(text: str, option: str = "--date") -> date:
    """A day as typed; InputError."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        shown = text[:20]
        if not shown:
            fault = Fault(option, "", "", "is missing", "give YYYY-MM-DD", "缺少日期", "请写成 YYYY-MM-DD")
        else:
            fault = Fault(option, "", shown, "is not a day", "write it as YYYY-MM-DD", "不是日期", "请写成 YYYY-MM-DD")
        raise InputError([fault]) from error


def moment_of(day: date, text: str, option: str) -> datetime:
    """A clock time as typed, on that day; InputError."""
    try:
        return at(day, text)
    except ValueError as error:
        fault = Fault(option, "", text[:20], "is not a clock time", "write it as HH:MM", "不是时间", "请写成 HH:MM")
        raise InputError([fault]) from error


def plan_id_of(open_desk: Desk, plan_id: str, day: str, published: bool = False) -> str:
    """The version named, or the newest (the published) one of the day named."""
    if plan_id:
        return plan_id
    return usecases.latest_plan(open_desk.store, open_desk.centre.id, day_of(day), published).id


def tell(language: str, as_json: bool, value: object, key: str, **named: object) -> None:
    """An answer of a command that needs no database: as JSON, or as a sentence."""
    if as_json:
        out.print_json(json.dumps(usecases.as_document(value), ensure_ascii=False))
    else:
        out.print(WORDS[language][key].format(**named), markup=False)


def print_line(text: str, style: str = "") -> None:
    """A line of an answer, as it is."""
    out.print(Text(text, style=style))


def exit_code(error: SchedulerError) -> int:
    """How a known error ends the program."""
    return CONFLICT if isinstance(error, ConflictError) else BAD_INPUT


def report(error: SchedulerError, as_json: bool) -> None:
    """Say what went wrong, in words or as JSON."""
    complain(error.said_in(_spoken[0]), as_json, error.faults if isinstance(error, InputError) else ())


def report_wrong_usage(message: str, as_json: bool) -> None:
    """What the command line itself could not make sense of."""
    complain(WORDS[_spoken[0]]["usage"].format(message), as_json)


def complain(message: str, as_json: bool, faults: Sequence[Fault] = ()) -> None:
    """A message in red, or as JSON where that is how answers are wanted."""
    if as_json:
        document = {"error": message, "faults": usecases.as_document(tuple(faults))}
        out.print_json(json.dumps(document, ensure_ascii=False))
    else:
        err.print(message, style="red", markup=False, soft_wrap=True)


def report_unexpected(error: BaseException, database: Path, as_json: bool) -> None:
    """One line with an id for people; where it happened goes to the log."""
    id_ = usecases.record_trouble(database.parent, error, now())
    text = WORDS[_spoken[0]]["unexpected"].format(id=id_, log=database.parent / "errors.log")
    complain(text, as_json)
