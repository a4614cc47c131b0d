"""The command that tells a period in figures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from scheduler.cli import edge
from scheduler.cli.edge import AsJson, CentreId, Database, Desk, Language, desk
from scheduler.cli.folding import print_folded
from scheduler.domain.indicators import Indicator
from scheduler.exchange.report_words import BASES, LABELS, scope_name, shown
from scheduler.exchange.wording import ROLES
from scheduler.indicators.report import Report, Scope
from scheduler.indicators.staffing import Staffing
from scheduler.usecases.report import export_report, report_period

app = typer.Typer()

SIDE_BY_SIDE = 2  # scopes in one table of a terminal
WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "need": "{role} 应配 {required} 现有 {have} 缺 {missing}",
        "staffed": "{name} · {residents} 人（{basis}）· {needs}",
        "week": "{monday} 当周：{said}",
        "lost": "未完成的上级医师查床：{ids}",
        "next": "未达标编号和打印页：加 --out 文件夹",
    },
    "en": {
        "need": "{role} required {required} have {have} missing {missing}",
        "staffed": "{name} · {residents} ({basis}) · {needs}",
        "week": "Week of {monday}: {said}",
        "lost": "senior rounds lost: {ids}",
        "next": "The ids behind the misses and a page to print: add --out FOLDER",
    },
}


@app.command("report")
def report(
    first: Annotated[str, typer.Option("--from", help="第一天 / first day, YYYY-MM-DD")],
    last: Annotated[str, typer.Option("--to", help="最后一天 / last day, inclusive, YYYY-MM-DD")],
    folder: Annotated[Path | None, typer.Option("--out", help="输出文件夹 / folder for the files")] = None,
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """指标、人员配备与派驻帮扶 / A period in figures: programme, staffing, secondment; per team and for the centre."""
    with desk(database, centre_id, language, as_json) as here:
        days = edge.day_of(first, "--from"), edge.day_of(last, "--to")
        today = edge.now().date()
        found = report_period(here.store, here.centre.id, *days, today=today)
        written = export_report(found, folder, here.language, today=today) if folder else ()
        here.answer(found)
        if not as_json:
            _print(here, found)
            if not written:
                print_folded(WORDS[here.language]["next"])
        for path in written:
            here.say("written", path)


def _print(here: Desk, found: Report) -> None:
    words, labels, english = WORDS[here.language], LABELS[here.language], here.language == "en"
    name = found.name_en if english else found.name_zh
    span = labels["period"].format(found.first, found.last)
    print_folded(f"{name} · {span} · {labels['over'].format(found.over)}", style="bold")
    if not found.calendar_verified:
        print_folded(labels["calendar"], style="bold yellow")
    if found.strange:
        ids = labels["between"].join(str(one) for one in found.strange)
        print_folded(labels["strange"].format(len(found.strange)) + " " + ids, style="bold yellow")
    for start in range(0, len(found.scopes), SIDE_BY_SIDE):
        edge.out.print(_table(found.scopes[start : start + SIDE_BY_SIDE], here.language))
        edge.out.print()
    print_folded(labels["staffing_quote"].format(found.staffing_rule[english]), style="bold")
    for scope in found.scopes:
        if scope.staffing is not None:
            print_folded(_staffed(scope, scope.staffing, here.language), indent=2)
    edge.out.print()
    print_folded(labels["secondment_quote"].format(found.secondment_rule[english]), style="bold")
    print_folded(found.cycle.en if english else found.cycle.zh, indent=2)
    for week in found.weeks:
        print_folded(words["week"].format(monday=week.monday, said=week.en if english else week.zh), indent=2)
        if week.lost:
            ids = labels["between"].join(str(one) for one in week.lost)
            print_folded(words["lost"].format(ids=ids), indent=4)


def _table(scopes: tuple[Scope, ...], language: str) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(LABELS[language]["figure"], no_wrap=True)
    for scope in scopes:
        table.add_column(scope_name(scope, language), justify="right", overflow="fold")
    for number, figure in enumerate(scopes[0].indicators):
        if all(scope.indicators[number].value is None for scope in scopes):
            continue  # nothing of the kind: the files hold the whole list
        name = figure.en if language == "en" else figure.zh
        table.add_row(name, *(_cell(scope.indicators[number], language) for scope in scopes))
    return table


def _cell(figure: Indicator, language: str) -> str:
    parts = f" {figure.numerator}/{figure.denominator}" if figure.denominator else ""
    return shown(figure, language) + parts


def _staffed(scope: Scope, of: Staffing, language: str) -> str:
    words = WORDS[language]
    needs = LABELS[language]["between"].join(
        words["need"].format(role=ROLES[language][one.role], required=one.required, have=one.have, missing=one.missing)
        for one in of.roles
    )
    about = {"name": scope_name(scope, language), "residents": f"{of.residents:,}", "basis": BASES[language][of.basis]}
    return words["staffed"].format(needs=needs, **about)
