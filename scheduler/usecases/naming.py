"""What a change by hand names has to be there: the visit and its part, and a moment of that day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from scheduler.domain.day import Day
from scheduler.errors import Fault


def part_faults(day: Day, visit_id: str, part: int) -> Iterator[Fault]:
    """The fault of a visit that is not asked for that day, or of a part it has not (counted from 0)."""
    visit = day.visits.get(visit_id)
    if visit is None:
        en, zh = f"is not asked for on {day.day}", f"{day.day} 没有这项申请"
        yield Fault("", "visit", visit_id, en, "see the day's plan", zh, "请看当天的计划")
    elif not 0 <= part < len(visit.parts):
        en, zh = f"{visit_id} has {len(visit.parts)} parts", f"{visit_id} 有 {len(visit.parts)} 份"
        yield Fault("", "part", str(part + 1), en, "give one of them", zh, "请指定其中一份")


def moment_faults(day: Day, start: datetime) -> Iterator[Fault]:
    """The fault of a moment that lies on another day."""
    if start.date() != day.day:
        en, zh = f"is not on {day.day}", f"不在 {day.day}"
        yield Fault("", "at", start.isoformat(), en, "give a time of that day", zh, "请用当天的时间")
