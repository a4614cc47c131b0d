"""Commands of the day itself: tell what happened, and see how the day stands now."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from scheduler import usecases
from scheduler.cli import edge
from scheduler.cli.edge import AsJson, CentreId, Database, DayText, Desk, Language, desk
from scheduler.cli.event_typed import WAYS, Stretch, event_typed, now_on
from scheduler.cli.now_page import print_watch
from scheduler.cli.replan import events_in
from scheduler.domain.events import Event
from scheduler.units import clock
from scheduler.usecases import Reported

app = typer.Typer()


def _option(name: str, zh: str, en: str) -> Any:
    return typer.Option(name, help=f"{zh} / {en}")


@app.command()
def event(
    file: Annotated[Path | None, typer.Argument(help="事件文件 JSON / a JSON file with an event or a list")] = None,
    day: DayText = "",
    started: Annotated[str, _option("--started", "上门编号，已开始", "a visit has begun")] = "",
    finished: Annotated[str, _option("--finished", "上门编号，已结束", "a visit has ended")] = "",
    overran: Annotated[str, _option("--overran", "上门编号，延时至 --until", "a visit lasts until --until")] = "",
    nobody_home: Annotated[str, _option("--nobody-home", "上门编号，家中无人", "nobody opened")] = "",
    cancelled: Annotated[str, _option("--cancelled", "上门编号，居民取消", "the resident does without")] = "",
    absent: Annotated[str, _option("--absent", "工号，缺勤（--from --until）", "a person is absent")] = "",
    back: Annotated[str, _option("--back", "工号，恢复上班", "an absent person works again")] = "",
    urgent: Annotated[str, _option("--urgent", "申请编号，当天要上门", "a request is to be done today")] = "",
    hospital: Annotated[str, _option("--hospital", "居民编号，住院", "a resident is in hospital")] = "",
    weather: Annotated[str, _option("--weather", "天气：fair, rain, snow", "rides to come are slower")] = "",
    road_closed: Annotated[str, _option("--road-closed", "经度,纬度 或 经度,纬度;经度,纬度", "a point, or two")] = "",
    road_opened: Annotated[str, _option("--road-opened", "道路编号，已开通", "a closed road is open")] = "",
    at: Annotated[str, _option("--at", "HH:MM，发生时刻", "when it happened; default: now")] = "",
    start: Annotated[str, _option("--from", "HH:MM，自何时", "from when; default: --at")] = "",
    until: Annotated[str, _option("--until", "HH:MM，至何时", "until when")] = "",
    reason: Annotated[str, _option("--reason", "原因", "why")] = "",
    road: Annotated[str, _option("--road", "道路编号", "the closed road's id")] = "ROAD",
    radius: Annotated[int, typer.Option("--radius", min=0, help="米，封闭范围 / metres; 0: as configured")] = 0,
    minutes: Annotated[int, typer.Option("--minutes", min=0, help="绕行分钟 / of detour; 0: as configured")] = 0,
    crs: Annotated[str, _option("--crs", "坐标系：wgs84, gcj02, bd09", "of the points")] = "wgs84",
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """报告当天发生的事 / Tell what happened: kept as it was told, nothing is planned anew."""
    given = dict(zip(WAYS, (
        started, finished, overran, nobody_home, cancelled, absent, back, urgent, hospital, weather, road_closed,
        road_opened,
    ), strict=True))  # fmt: skip
    hours = {"--at": at, "--from": start, "--until": until}
    with desk(database, centre_id, language, as_json) as here:
        found = _told(file, day, given, hours, reason, Stretch(road, radius, minutes, crs))
        kept = usecases.report_events(here.store, here.centre.id, found, author=edge.AUTHOR, now=edge.now())
        here.answer(kept)
        for one in kept:
            _show(here, one)


@app.command()
def now(
    day: DayText = "",
    at: Annotated[str, _option("--at", "HH:MM，看哪一刻", "which moment; default: now")] = "",
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """此刻：谁在哪里，谁会迟到，该联系谁 / Who is where, what is late, whom to call."""
    with desk(database, centre_id, language, as_json) as here:
        on = edge.day_of(day) if day else edge.now().date()
        moment = edge.moment_of(on, at, "--at") if at else now_on(on)
        seen = usecases.watch_day(here.store, here.centre.id, on, moment)
        here.answer(seen)
        if not as_json:
            print_watch(here, seen, on)


def _told(
    file: Path | None, day: str, given: dict[str, str], hours: dict[str, str], reason: str, stretch: Stretch
) -> Sequence[Event]:
    """The events of the file, which stands alone, or the one that is typed; InputError."""
    if file is not None and not any((*given.values(), *hours.values(), reason)):
        return events_in([file])
    return [event_typed(edge.day_of(day), {**given, "file": str(file or "")}, hours, reason, stretch)]


def _show(here: Desk, kept: Reported) -> None:
    here.say("event_kept", number=kept.number, said=kept.zh if here.language == "zh" else kept.en)
    if kept.following is not None:
        following = kept.following
        here.say("event_following", number=following.id, first=following.first_day, last=following.last_day)
    if kept.touched:
        here.say("event_touched", ", ".join(kept.touched))
    for fitting in kept.fits:
        who = "+".join(fitting.staff_ids)
        here.say("event_fits", visit=fitting.visit_id, staff=who, start=clock(fitting.start))
    day = kept.event.at.date()
    here.say("event_replan" if kept.replan else "event_stands", day=day)
