"""Commands about a request: add one as a phone call is typed in, show what became of it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from scheduler import usecases
from scheduler.cli import edge
from scheduler.cli.edge import AsJson, CentreId, Database, Desk, Language, desk
from scheduler.cli.folding import print_folded
from scheduler.domain.care import Request, Window
from scheduler.errors import Fault, InputError
from scheduler.units import clock
from scheduler.usecases import Receipt

app = typer.Typer(help="申请 / Requests")

Day = Annotated[str, typer.Option(help="YYYY-MM-DD")]
Clock = Annotated[str, typer.Option(help="HH:MM")]
Minutes = Annotated[int, typer.Option(min=0)]
ASKED = ("resident", "service", "channel", "first_day", "last_day")
CHANNELS_ZH = {
    "家庭病床": "family_bed",
    "签约服务": "signed_team",
    "互联网护理": "internet_nursing",
    "公共卫生": "public_health",
    "电话预约": "clinic_phone",
}


@app.command("add")
def request_add(
    resident: Annotated[str, typer.Option(help="居民编号 / the resident's id")] = "",
    service: Annotated[str, typer.Option(help="服务代码或名称 / code or name in the catalogue")] = "",
    channel: Annotated[str, typer.Option(help="渠道 / " + ", ".join(CHANNELS_ZH.values()))] = "",
    first_day: Day = "",
    last_day: Day = "",
    after: Annotated[str, typer.Option(help="只能在此之后 / not before HH:MM")] = "",
    before: Annotated[str, typer.Option(help="只能在此之前 / not after HH:MM")] = "",
    wished_after: Annotated[str, typer.Option(help="希望在此之后 / wished from HH:MM")] = "",
    wished_before: Annotated[str, typer.Option(help="希望在此之前 / wished until HH:MM")] = "",
    minutes: Annotated[int, typer.Option(help="时长分钟，0 为常规 / minutes, 0: the usual")] = 0,
    responsible: Annotated[str, typer.Option(help="责任人员工号，逗号分隔 / ids of the responsible staff")] = "",
    after_request: Annotated[str, typer.Option(help="在此申请的上门之后 / follows this request's visit")] = "",
    gap_min: Minutes = 0,
    gap_max: Minutes = 0,
    episode_from: Day = "",
    episode_until: Day = "",
    last_done: Day = "",
    supply_end: Day = "",
    order_until: Day = "",
    consent_until: Day = "",
    assessment_until: Day = "",
    order_items: Annotated[str, typer.Option(help="医嘱内容代码，逗号分隔 / codes of what is ordered")] = "",
    first_dose: Annotated[bool, typer.Option("--first-dose", help="首剂 / first dose")] = False,
    infected: Annotated[
        bool, typer.Option("--infected", help="伤口或家中有感染 / wound or home is infectious")
    ] = False,
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
            service=service_code(here, asked["service"]),
            channel=CHANNELS_ZH.get(asked["channel"], asked["channel"]),
            received=edge.now(),
            first_day=first,
            last_day=last,
            windows=tuple(filter(None, [_window(first, last, after, before, "")])),
            wished=_window(first, last, wished_after, wished_before, "wished-"),
            minutes=minutes,
            responsible_staff=codes(responsible),
            after_request=after_request,
            gap_min_minutes=gap_min,
            gap_max_minutes=gap_max,
            episode_from=optional_day(episode_from, "--episode-from"),
            episode_until=optional_day(episode_until, "--episode-until"),
            last_done=optional_day(last_done, "--last-done"),
            supply_end=optional_day(supply_end, "--supply-end"),
            order_until=optional_day(order_until, "--order-until"),
            consent_until=optional_day(consent_until, "--consent-until"),
            assessment_until=optional_day(assessment_until, "--assessment-until"),
            order_items=codes(order_items),
            first_dose=first_dose,
            infected=infected,
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


@app.command("show")
def request_show(
    number: str, database: Database = edge.DATABASE, language: Language = "", as_json: AsJson = False
) -> None:
    """查一个申请 / What became of a request."""
    with desk(database, "", language, as_json) as here:
        receipt = usecases.read_request(here.store, number, edge.now().date())
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


def optional_day(text: str, option: str) -> date | None:
    """A day as typed, or none; InputError."""
    return edge.day_of(text, option) if text else None


def codes(text: str) -> frozenset[str]:
    """Codes as typed, separated by commas of either script."""
    return frozenset(code.strip() for code in text.replace("，", ",").split(",") if code.strip())


def service_code(here: Desk, text: str) -> str:
    """The code of a service typed in by code or by name; what is neither stays, the use case refuses it."""
    for service in here.store.rulebook.services.values():
        if text.casefold() in (service.code.casefold(), service.name_zh, service.name_en.casefold()):
            return service.code
    return text


def _window(first: date, last: date, after: str, before: str, kind: str) -> Window | None:
    """Clock times on the one day asked for; `kind` is how the two options' names begin."""
    if not after and not before:
        return None
    if first != last:
        message, remedy = "clock times need a single day", "ask for one day, or leave the times to the plan"
        zh = ("限定时间须为同一天", "只申请一天，或不限定时间")
        raise InputError([Fault(f"--{kind}after", "", after or before, message, remedy, *zh)])
    start = edge.moment_of(first, after or "00:00", f"--{kind}after")
    end = edge.moment_of(first, before or "23:59", f"--{kind}before")
    if end < start:
        zh = (f"早于 {after}", "请交换两个时间")
        raise InputError([Fault(f"--{kind}before", "", before, f"lies before {after}", "swap the two times", *zh)])
    return Window(start, end)


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
