"""Commands about one request or one visit: request, explain, lock, move."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from scheduler import usecases
from scheduler.cli import edge
from scheduler.cli.edge import AsJson, CentreId, Database, DayText, Desk, Language, PlanId, desk
from scheduler.cli.folding import print_folded
from scheduler.cli.printing import print_findings, print_reasons
from scheduler.domain.care import Lock, Request, Window
from scheduler.errors import Fault, InputError
from scheduler.units import clock
from scheduler.usecases import Receipt

app = typer.Typer()
request_app = typer.Typer(help="申请 / Requests")
app.add_typer(request_app, name="request")

VisitId = Annotated[str, typer.Argument(help="上门服务编号 / the visit's id")]
Part = Annotated[int, typer.Option("--part", min=1, help="第几份 / which person's part, from 1")]
Day = Annotated[str, typer.Option(help="YYYY-MM-DD")]
Clock = Annotated[str, typer.Option(help="HH:MM")]
ASKED = ("resident", "service", "channel", "first_day", "last_day")


@request_app.command("add")
def request_add(
    resident: Annotated[str, typer.Option(help="居民编号 / the resident's id")] = "",
    service: Annotated[str, typer.Option(help="服务代码 / code of the catalogue")] = "",
    channel: Annotated[str, typer.Option(help="渠道 / how it came in")] = "",
    first_day: Day = "",
    last_day: Day = "",
    after: Clock = "",
    before: Clock = "",
    order_until: Day = "",
    consent_until: Day = "",
    assessment_until: Day = "",
    order_items: Annotated[str, typer.Option(help="医嘱内容代码，逗号分隔 / codes of what is ordered")] = "",
    community_notified: Annotated[bool, typer.Option(help="已通知社区/派出所 / community told")] = False,
    note: str = "",
    key: Annotated[str, typer.Option(help="同一申请重发时给同一值 / the same for the same request sent again")] = "",
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """登记一个电话申请 / Type in a request; what is not given is asked for, with the last answers as defaults."""
    given = {"resident": resident, "service": service, "channel": channel, "first_day": first_day, "last_day": last_day}
    with desk(database, centre_id, language, as_json) as here:
        asked = _ask_for_the_rest(here, database, given)
        first, last = edge.day_of(asked["first_day"], "--first-day"), edge.day_of(asked["last_day"], "--last-day")
        request = Request(
            id="",
            resident_id=asked["resident"],
            service=asked["service"],
            channel=asked["channel"],
            received=edge.now(),
            first_day=first,
            last_day=last,
            windows=_windows(first, last, after, before),
            order_until=_day(order_until, "--order-until"),
            consent_until=_day(consent_until, "--consent-until"),
            assessment_until=_day(assessment_until, "--assessment-until"),
            order_items=frozenset(code.strip() for code in order_items.split(",") if code.strip()),
            community_notified=community_notified,
            note=note,
        )
        receipt = usecases.add_request(here.store, here.centre.id, request, author=edge.AUTHOR, now=edge.now(), key=key)
        _last_answers(database).write_text(json.dumps(asked, ensure_ascii=False), encoding="utf-8")
        here.answer(receipt)
        if not as_json:
            _print_receipt(here, receipt)
    if receipt.state == "refused":
        raise typer.Exit(edge.CONFLICT)


@request_app.command("show")
def request_show(
    number: str, database: Database = edge.DATABASE, language: Language = "", as_json: AsJson = False
) -> None:
    """查一个申请 / What became of a request."""
    with desk(database, "", language, as_json) as here:
        receipt = usecases.read_request(here.store, number)
        here.answer(receipt)
        if not as_json:
            _print_receipt(here, receipt)


def _last_answers(database: Path) -> Path:
    return database.with_suffix(".last_request.json")


def _ask_for_the_rest(here: Desk, database: Path, given: dict[str, str]) -> dict[str, str]:
    """What the options left open, asked at the keyboard."""
    kept = _last_answers(database)
    try:
        before: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    except (OSError, ValueError):
        before = {}  # a broken file of defaults is as good as none
    answers = dict(given)
    for name in ASKED:
        if answers[name]:
            continue
        default = answers["first_day"] if name == "last_day" else before.get(name) or None
        try:
            answers[name] = str(typer.prompt(here.word(f"ask_{name}"), default=default, err=True))
        except typer.Abort as error:
            option = "--" + name.replace("_", "-")
            fault = Fault(option, "", "", "is missing", "give it as an option", "缺少这一项", "请用选项给出")
            raise InputError([fault]) from error
    return answers


def _day(text: str, option: str) -> date | None:
    return edge.day_of(text, option) if text else None


def _windows(first: date, last: date, after: str, before: str) -> tuple[Window, ...]:
    """The clock times at which the home can be visited, on the one day asked for."""
    if not after and not before:
        return ()
    if first != last:
        remedy = ("ask for one day, or leave the times to the plan", "只申请一天，或不限定时间")
        raise InputError(
            [
                Fault(
                    "--after",
                    "",
                    after or before,
                    "clock times need a single day",
                    remedy[0],
                    "限定时间须为同一天",
                    remedy[1],
                )
            ]
        )
    start = edge.moment_of(first, after or "00:00", "--after")
    end = edge.moment_of(first, before or "23:59", "--before")
    if end < start:
        message = f"lies before {after}"
        raise InputError(
            [Fault("--before", "", before, message, "swap the two times", f"早于 {after}", "请交换两个时间")]
        )
    return (Window(start, end),)


def _print_receipt(here: Desk, receipt: Receipt) -> None:
    zh = here.language == "zh"
    here.say("number", receipt.number, here.word(f"state_{receipt.state}"))
    for answer in receipt.answers:
        print_folded(f"{here.word(answer.answer)}  {answer.rule}  {answer.zh if zh else answer.en}", indent=2)
    for stop in receipt.planned:
        here.say("planned", day=stop.day, start=clock(stop.start), staff=stop.staff_id, plan=stop.plan_id)
    here.say("next", receipt.next_zh if zh else receipt.next_en)
    if receipt.replayed:
        here.say("replayed")


@app.command()
def explain(
    visit_id: VisitId,
    day: DayText = "",
    plan_id: PlanId = "",
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """为何排在这里，或为何未排 / Why a visit is where it is, or why it is left out."""
    with desk(database, centre_id, language, as_json) as here:
        reasons = usecases.explain_visit(here.store, edge.plan_id_of(here, plan_id, day), visit_id)
        here.answer(reasons)
        if not as_json:
            print_reasons(here, reasons)


@app.command()
def lock(
    visit_id: VisitId,
    day: DayText = "",
    staff_id: Annotated[str, typer.Option("--to", help="工号 / to this person")] = "",
    start: Annotated[str, typer.Option("--at", help="HH:MM")] = "",
    part: Part = 1,
    release: Annotated[bool, typer.Option("--release", help="解除 / take the lock back")] = False,
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """锁定人或时间 / Hold a visit to a person, a time, or both, whatever is planned anew."""
    with desk(database, centre_id, language, as_json) as here:
        on = edge.day_of(day)
        about: dict[str, Any] = {"author": edge.AUTHOR, "now": edge.now()}
        if release:
            usecases.unlock_visit(here.store, here.centre.id, on, visit_id, part - 1, **about)
        else:
            moment: datetime | None = edge.moment_of(on, start, "--at") if start else None
            wanted = Lock(visit_id, part - 1, staff_id, moment)
            usecases.lock_visit(here.store, here.centre.id, on, wanted, **about)
        here.answer(usecases.locks_of(here.store, here.centre.id, on))
        here.say("released" if release else "locked", visit_id)


@app.command()
def move(
    visit_id: VisitId,
    staff_id: Annotated[str, typer.Option("--to", help="工号 / to this person")],
    start: Annotated[str, typer.Option("--at", help="HH:MM")],
    day: DayText = "",
    plan_id: PlanId = "",
    part: Part = 1,
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """手工移动，先校验再保存 / Move a visit by hand: judged before it is saved as a new version."""
    with desk(database, centre_id, language, as_json) as here:
        version = usecases.read_plan(here.store, edge.plan_id_of(here, plan_id, day))
        moved = usecases.move_visit(
            here.store,
            version.id,
            visit_id,
            staff_id,
            edge.moment_of(version.day, start, "--at"),
            author=edge.AUTHOR,
            now=edge.now(),
            part=part - 1,
        )
        here.answer(moved)
        if moved.plan:
            here.say("moved", plan=moved.plan.id, cost=f"{moved.plan.cost:,}")
        elif not as_json:
            here.say("refused_move")
            print_findings(here, moved.broken)
            if moved.alternatives:
                here.say("alternatives")
            for other in moved.alternatives:
                here.say("alternative", staff=other.staff_id, start=clock(other.start), change=other.cost_change)
    if moved.plan is None:
        raise typer.Exit(edge.CONFLICT)
