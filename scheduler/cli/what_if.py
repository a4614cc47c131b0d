"""`scheduler what-if`: assume something of a day, see what it comes to, keep the answer or drop it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from scheduler import usecases
from scheduler.cli import edge
from scheduler.cli.edge import AsJson, CentreId, Database, DayText, Desk, Language, PlanId, desk
from scheduler.cli.folding import print_folded, say_folded
from scheduler.cli.planning import Iterations, Seed
from scheduler.cli.what_if_hours import refuse_kept, show_hours
from scheduler.cli.what_if_line import watching
from scheduler.cli.what_if_options import added_of, certified_of, extra_of, held_of, longer_of
from scheduler.cli.what_if_words import SAID
from scheduler.domain.what_if import Absent, Change, Scenario, Without
from scheduler.rules import RULES
from scheduler.usecases import Figures, Lacking, Question, WhatIf

Words = Mapping[str, str]
MOST_TOLD = 4  # rules whose sentence stands under the table
SENTENCES = {rule.name: (rule.zh, rule.en) for rule in RULES}

app = typer.Typer(help="假设推算，不影响真实的一天 / What if, beside the real day")

Texts = list[str] | None
AbsentText = Annotated[Texts, typer.Option("--absent", help="工号，全天缺勤 / somebody is absent all day")]
ExtraText = Annotated[Texts, typer.Option("--extra", help="RN:08:00-12:00 或 工号:… / one more like a role, a person")]
LongerText = Annotated[Texts, typer.Option("--longer", help="S003:60 延长分钟 / minutes longer")]
CertificateText = Annotated[Texts, typer.Option("--certificate", help="S003:picc 有证书 / holds a certificate")]
WithoutText = Annotated[Texts, typer.Option("--without", help="V-… 不做 / a visit less")]
AlsoText = Annotated[Texts, typer.Option("--also", help="R0310:WOUND:clinic_phone 增加 / a visit more")]
HoldText = Annotated[Texts, typer.Option("--hold", help="V-…=S003 或 V-…=S003@09:30 锁定 / to this person, then")]
HoursOf = Annotated[str, typer.Option("--hours", help="RN: 还缺多少工时 / how many more hours of a role")]
KeepName = Annotated[str, typer.Option("--keep", help="以此名称保存 / keep it under a name")]
BoundSeconds = Annotated[float, typer.Option("--bound-seconds", min=0, help="证明下限的秒数 / for a proven bound")]
Id = Annotated[str, typer.Argument(help="编号 / its id")]


@app.callback(invoke_without_command=True)
def what_if(
    context: typer.Context,
    day: DayText = "",
    absent: AbsentText = None,
    extra: ExtraText = None,
    longer: LongerText = None,
    certificate: CertificateText = None,
    without: WithoutText = None,
    also: AlsoText = None,
    hold: HoldText = None,
    hours: HoursOf = "",
    keep: KeepName = "",
    iterations: Iterations = 0,
    bound_seconds: BoundSeconds = 0,
    seed: Seed = 1,
    plan_id: PlanId = "",
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """假设推算 / Assume something of a day, and compare: as it is against as assumed, rule by rule."""
    if context.invoked_subcommand:
        return
    changes = _assumed(
        (Absent, absent), (extra_of, extra), (longer_of, longer), (certified_of, certificate), (Without, without),
        (added_of, also), (held_of, hold),
    )  # fmt: skip
    if hours:
        refuse_kept(keep, bound_seconds)
    with desk(database, centre_id, language, as_json) as here:
        if hours:
            show_hours(here, edge.plan_id_of(here, plan_id, day), Lacking(hours, changes, iterations or None, seed))
            return
        question = Question(Scenario(keep, changes), iterations or None, seed, bound_seconds)
        answer = _answered(here, edge.plan_id_of(here, plan_id, day), question)
        here.answer(answer)
        if not as_json:
            print_what_if(here, answer)


def _answered(here: Desk, plan_id: str, question: Question) -> WhatIf:
    with watching(here) as hears:
        return usecases.what_if_day(here.store, plan_id, question, author=edge.AUTHOR, now=edge.now(), progress=hears)


def _assumed(*typed: tuple[Callable[[str], Change], Texts]) -> tuple[Change, ...]:
    """What is assumed, each option read in its own way; InputError."""
    return tuple(read(text) for read, texts in typed for text in texts or [])


@app.command("list")
def list_command(
    day: DayText = "",
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """列出保存的假设方案 / The kept scenarios of a day, or of all days."""
    with desk(database, centre_id, language, as_json) as here:
        found = usecases.what_ifs(here.store, here.centre.id, edge.day_of(day) if day else None)
        here.answer(found)
        for one in found:
            told = one.zh if here.language == "zh" else one.en
            _say(here, "line", id=one.id, day=one.day, name=one.name, plan=one.plan_id, said=told)
        _say(here, "list_next" if found else "none")


@app.command()
def show(id_: Id, database: Database = edge.DATABASE, language: Language = "", as_json: AsJson = False) -> None:
    """再看一个假设方案 / A kept scenario with all its figures."""
    with desk(database, _centre_of(database, id_), language, as_json) as here:
        answer = usecases.read_what_if(here.store, id_)
        here.answer(answer)
        if not as_json:
            print_what_if(here, answer)


@app.command()
def drop(id_: Id, database: Database = edge.DATABASE, language: Language = "", as_json: AsJson = False) -> None:
    """删除一个假设方案 / Forget a kept scenario."""
    with desk(database, _centre_of(database, id_), language, as_json) as here:
        usecases.drop_what_if(here.store, id_, author=edge.AUTHOR, now=edge.now())
        here.answer({"dropped": id_})
        _say(here, "dropped", id_)


def print_what_if(here: Desk, answer: WhatIf) -> None:
    """What was assumed, rule by rule, person by person, and what comes next."""
    words = SAID[here.language]
    assumed = answer.assumed_zh if here.language == "zh" else answer.assumed_en
    print_folded(words["title"].format(plan=answer.plan_id, assumed=words["and"].join(assumed)), style="bold")
    print_folded(answer.zh if here.language == "zh" else answer.en)
    edge.out.print(_costs(words, answer.again, answer.then))
    _explain_rules(here, answer.again, answer.then)
    edge.out.print(_people(words, answer.again, answer.then))
    _say(here, "searched", now=f"{answer.now.cost:,}")
    if answer.served_more:
        _say(here, "more", ", ".join(answer.served_more))
    if answer.left_out_more:
        _say(here, "less", ", ".join(answer.left_out_more))
        for one in answer.then.left_out:
            if one.visit_id in answer.left_out_more:
                reason = one.reasons[0].zh if here.language == "zh" else one.reasons[0].en
                print_folded(words["why"].format(visit=one.visit_id, reason=reason), indent=2)
    _say(here, "told", residents=len(answer.residents), staff=len(answer.staff))
    _say(here, "kept" if answer.id else "not_kept", id=answer.id)
    if answer.draft_id:
        _say(here, "draft", id=answer.draft_id)


def _costs(words: Words, before: Figures, after: Figures) -> Table:
    """Rule by rule, then the sums; `bound` where one was asked for."""
    table = _table(words, "rule")
    names = sorted({*before.cost_by_rule, *after.cost_by_rule}, key=_by_number)
    rows = [(name, before.cost_by_rule.get(name, 0), after.cost_by_rule.get(name, 0)) for name in names]
    rows += [(words["cost"], before.cost, after.cost)]
    if before.bound is not None and after.bound is not None:
        rows += [(words["bound"], before.bound, after.bound)]
    rows += [(words["served"], len(before.served), len(after.served))]
    rows += [(words["travel"], before.travel_minutes, after.travel_minutes)]
    _fill(table, rows)
    return table


def _explain_rules(here: Desk, before: Figures, after: Figures) -> None:
    """What the rules mean whose cost is another, the largest difference first."""
    gaps = {rule: after.cost_by_rule.get(rule, 0) - before.cost_by_rule.get(rule, 0) for rule in SENTENCES}
    for rule in sorted((rule for rule in gaps if gaps[rule]), key=lambda rule: -abs(gaps[rule]))[:MOST_TOLD]:
        zh, en = SENTENCES[rule]
        print_folded(f"{rule}  {zh if here.language == 'zh' else en}", indent=2, style="dim")


def _people(words: Words, before: Figures, after: Figures) -> Table:
    """Minutes of everybody whose work is not the same in both."""
    table = _table(words, "person")
    who = sorted({*before.minutes, *after.minutes})
    _fill(table, [(id_, before.minutes.get(id_, 0), after.minutes.get(id_, 0)) for id_ in who])
    return table


def _table(words: Words, first: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    unit = f" ({words['minutes']})" if first == "person" else ""
    table.add_column(words[first] + unit, no_wrap=True)
    for name in ("again", "then", "change"):
        table.add_column(words[name], justify="right", no_wrap=True)
    return table


def _fill(table: Table, rows: Iterable[tuple[str, int, int]]) -> None:
    for name, before, after in rows:
        change = f"{after - before:+,d}" if after != before else "="
        table.add_row(name, f"{before:,}", f"{after:,}", change)


def _by_number(rule: str) -> tuple[str, int, str]:
    """H2 before H10."""
    digits = "".join(letter for letter in rule if letter.isdigit())
    return rule[:1], int(digits or 0), rule


def _say(here: Desk, key: str, *values: object, **named: object) -> None:
    say_folded(here, SAID[here.language][key].format(*values, **named))


def _centre_of(database: Path, id_: str) -> str:
    """The centre of a kept scenario, where the database has several."""
    store = usecases.open_store(database)
    try:
        return usecases.read_what_if(store, id_).centre_id
    finally:
        store.close()
