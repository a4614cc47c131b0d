"""Commands about standing orders: add, edit one or all following, stop, list."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

import typer

from scheduler import usecases
from scheduler.cli import edge
from scheduler.cli.asking import CHANNELS_ZH, codes, optional_day, service_code
from scheduler.cli.care_printing import print_order, print_overdue
from scheduler.cli.edge import AsJson, CentreId, Database, Desk, Language, desk
from scheduler.domain.care import Window
from scheduler.domain.orders import ByCalendar, CareOrder, Interval, OccurrenceChange, PlacedDevice
from scheduler.errors import Fault, InputError

app = typer.Typer(help="长期医嘱 / Standing orders")

OrderId = Annotated[str, typer.Argument(help="医嘱编号 / the order's id")]
Day = Annotated[str, typer.Option(help="YYYY-MM-DD")]
Every = Annotated[
    str, typer.Option("--every", help="最短,常规,最长天数，如 5,7,7 / shortest,usual,longest days since last done")
]
ByRule = Annotated[str, typer.Option("--rule", help="RFC 5545，如 FREQ=WEEKLY;BYDAY=MO,TH / an RFC 5545 rule")]
Times = Annotated[str, typer.Option("--times", help="每天的时段，如 07:00-07:40,17:00-18:10 / hours of a day")]
Seen = Annotated[int, typer.Option("--version", help="看到的版本 / the version you saw; 0: whichever it is", min=0)]
Count = Annotated[int, typer.Option("--count", help="疗程次数，0 为不限 / a course of so many, 0: no end")]


@app.command("add")
def order_add(
    resident: Annotated[str, typer.Option(help="居民编号 / the resident's id")],
    service: Annotated[str, typer.Option(help="服务代码或名称 / code or name in the catalogue")],
    channel: Annotated[str, typer.Option(help="渠道 / " + ", ".join(CHANNELS_ZH.values()))],
    first_day: Day,
    every: Every = "",
    rule: ByRule = "",
    days_before: Annotated[int, typer.Option(min=0)] = 0,
    days_after: Annotated[int, typer.Option(min=0)] = 0,
    last_day: Day = "",
    count: Count = 0,
    times: Times = "",
    gap: Annotated[int, typer.Option(min=0, help="一天多次的最小间隔分钟 / minutes between two of a day")] = 0,
    minutes: Annotated[int, typer.Option(min=0)] = 0,
    last_done: Day = "",
    device: Annotated[str, typer.Option(help="置管：种类:材质:日期 / kind:material:day placed")] = "",
    order_until: Day = "",
    consent_until: Day = "",
    assessment_until: Day = "",
    responsible: Annotated[str, typer.Option(help="责任人员工号，逗号分隔 / ids of the responsible staff")] = "",
    key: Annotated[str, typer.Option(help="同一医嘱重发时给同一值 / the same for the same order sent again")] = "",
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """开立长期医嘱 / Begin a standing order: by interval (--every) or by the calendar (--rule)."""
    with desk(database, centre_id, language, as_json) as here:
        recurrence = _recurrence(every, rule, days_before, days_after)
        if recurrence is None:
            raise _fault(
                "--every", "", "is missing: --every or --rule", "give one", "缺少 --every 或 --rule", "请给出其一"
            )
        order = CareOrder(
            id="",
            resident_id=resident,
            service=service_code(here, service),
            channel=CHANNELS_ZH.get(channel, channel),
            first_day=edge.day_of(first_day, "--first-day"),
            recurrence=recurrence,
            last_day=optional_day(last_day, "--last-day"),
            count=count,
            times=_times(times),
            gap_minutes=gap,
            minutes=minutes,
            order_until=optional_day(order_until, "--order-until"),
            consent_until=optional_day(consent_until, "--consent-until"),
            assessment_until=optional_day(assessment_until, "--assessment-until"),
            responsible_staff=codes(responsible),
            device=_device(device),
            last_done=optional_day(last_done, "--last-done"),
        )
        about: dict[str, Any] = {"author": edge.AUTHOR, "now": edge.now(), "key": key}
        _tell(here, usecases.add_order(here.store, here.centre.id, order, **about))


@app.command("edit")
def order_edit(
    order_id: OrderId,
    number: Annotated[int, typer.Option("--number", min=1, help="第几次 / which occurrence, from 1")],
    day: Annotated[str, typer.Option("--day", help="改到这天 / move it to this day")] = "",
    after: Annotated[str, typer.Option(help="不早于 / not before HH:MM, on --day")] = "",
    before: Annotated[str, typer.Option(help="不晚于 / not after HH:MM, on --day")] = "",
    skip: Annotated[bool, typer.Option("--skip", help="取消这一次 / drop this one")] = False,
    following: Annotated[
        bool, typer.Option("--following", help="这次及以后全部更改 / change this one and all after it")
    ] = False,
    every: Every = "",
    rule: ByRule = "",
    days_before: Annotated[int, typer.Option(min=0)] = 0,
    days_after: Annotated[int, typer.Option(min=0)] = 0,
    last_day: Day = "",
    count: Count = 0,
    times: Times = "",
    minutes: Annotated[int, typer.Option(min=0)] = 0,
    order_until: Day = "",
    responsible: Annotated[str, typer.Option(help="责任人员工号，逗号分隔 / ids of the responsible staff")] = "",
    seen: Seen = 0,
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """更改一次，或这次及以后全部 / Change one occurrence, or this one and all after it."""
    with desk(database, centre_id, language, as_json) as here:
        about: dict[str, Any] = {"seen": seen or None, "author": edge.AUTHOR, "now": edge.now()}
        given = {
            "recurrence": _recurrence(every, rule, days_before, days_after),
            "last_day": optional_day(last_day, "--last-day"),
            "count": count,
            "times": _times(times),
            "minutes": minutes,
            "order_until": optional_day(order_until, "--order-until"),
            "responsible_staff": codes(responsible),
        }
        fields = {name: value for name, value in given.items() if value}
        change = OccurrenceChange(number, optional_day(day, "--day"), _windows(day, after, before), skip)
        alone = change != OccurrenceChange(number)
        if (fields and (alone or not following)) or (alone and following):
            raise _fault("--following", *_ONE_OR_ALL)
        if following:
            if not fields:
                raise _fault(
                    "--following", "", "nothing is changed", "say what is different", "没有更改内容", "请说明改什么"
                )
            view = usecases.change_following(here.store, here.centre.id, order_id, number, fields, **about)
        else:
            if not alone:
                raise _fault("--day", "", "is missing", "give --day or --skip", "缺少日期", "请给出 --day 或 --skip")
            view = usecases.change_occurrence(here.store, here.centre.id, order_id, change, **about)
        _tell(here, view)


@app.command("stop")
def order_stop(
    order_id: OrderId,
    last_day: Annotated[str, typer.Option("--last-day", help="最后一天 / its last day, YYYY-MM-DD")],
    seen: Seen = 0,
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """停止长期医嘱 / End an order after a day; published visits after it are called off."""
    with desk(database, centre_id, language, as_json) as here:
        about: dict[str, Any] = {"seen": seen or None, "author": edge.AUTHOR, "now": edge.now()}
        last = edge.day_of(last_day, "--last-day")
        _tell(here, usecases.stop_order(here.store, here.centre.id, order_id, last, **about))


@app.command("list")
def order_list(
    resident: Annotated[str, typer.Option(help="居民编号 / of one resident")] = "",
    day: Annotated[str, typer.Option("--date", help="截至 / as of YYYY-MM-DD, today without it")] = "",
    overdue: Annotated[bool, typer.Option("--overdue", help="只列超期 / only what is overdue")] = False,
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """长期医嘱一览 / The orders that go on, with what is due of them; or what is overdue."""
    with desk(database, centre_id, language, as_json) as here:
        on = edge.day_of(day) if day else edge.now().date()
        if overdue:
            late = usecases.overdue_on(here.store, here.centre.id, on, resident)
            here.answer(late)
            print_overdue(here, late)
            return
        views = usecases.orders_of(here.store, here.centre.id, on, resident)
        here.answer(views)
        for view in views:
            print_order(here, view)


def _tell(here: Desk, view: usecases.OrderView) -> None:
    here.answer(view)
    print_order(here, view)
    for day, visit_id in view.called_off:
        here.say("called_off", visit=visit_id, day=day)
    if view.replayed:
        here.say("replayed")


def _recurrence(every: str, rule: str, before: int, after: int) -> Interval | ByCalendar | None:
    """What is typed in as --every or --rule; InputError when both are, or the days are not three numbers."""
    if every and rule:
        raise _fault("--rule", rule, "stands beside --every", "give one of them", "不能与 --every 同时使用", "只给一个")
    if rule:
        return ByCalendar(rule, before, after)
    if not every:
        return None
    days = every.replace("，", ",").split(",")
    if len(days) != 3 or not all(re.fullmatch(r"\d{1,4}", one.strip()) for one in days):
        zh = ("应为三个天数", "如 5,7,7")
        raise _fault("--every", every, "is not three numbers of days", "write them like 5,7,7", *zh)
    shortest, usual, longest = (int(one) for one in days)
    return Interval(shortest, usual, longest)


def _times(text: str) -> tuple[tuple[str, str], ...]:
    spans = [span.strip() for span in text.replace("，", ",").split(",") if span.strip()]
    for span in spans:
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", span):
            zh = ("不是时段", "请写成 07:00-07:40")
            raise _fault("--times", span, "is not a span of hours", "write it like 07:00-07:40", *zh)
    return tuple((span[:5], span[6:]) for span in spans)


def _device(text: str) -> PlacedDevice | None:
    if not text:
        return None
    kind, _, rest = text.partition(":")
    material, _, placed = rest.partition(":")
    return PlacedDevice(kind, material, edge.day_of(placed, "--device"))


def _windows(day: str, after: str, before: str) -> tuple[Window, ...]:
    if not after and not before:
        return ()
    on: date = edge.day_of(day, "--day")
    start = edge.moment_of(on, after or "00:00", "--after")
    end = edge.moment_of(on, before or "23:59", "--before")
    if end < start:
        zh = (f"早于 {after}", "请交换两个时间")
        raise _fault("--before", before, f"lies before {after}", "swap the two times", *zh)
    return (Window(start, end),)


_ONE_OR_ALL = (
    "",
    "--day, --after, --before and --skip change one occurrence, everything else it and all after it (--following)",
    "give one kind, or run the command twice",
    "--day、--after、--before、--skip 只改一次，其余选项改这次及以后（--following）",
    "请只给一类，或分两次执行",
)


def _fault(option: str, value: str, message: str, remedy: str, zh: str, remedy_zh: str) -> InputError:
    return InputError([Fault(option, "", value[:40], message, remedy, zh, remedy_zh)])
