"""Time outside is an aware datetime in Asia/Shanghai; inside it is whole seconds. Converted here only."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")
MINUTE = 60
HOUR = 3600
DAY = 86400


def at(day: date, clock: str | time) -> datetime:
    """The aware local moment of a clock time ("08:30") on a day."""
    moment = time.fromisoformat(clock) if isinstance(clock, str) else clock
    return datetime.combine(day, moment, tzinfo=LOCAL)


def seconds_of(moment: datetime, first_day: date) -> int:
    """Whole seconds from local midnight of `first_day` to `moment`."""
    return round((moment - at(first_day, "00:00")).total_seconds())


def moment_of(seconds: int, first_day: date) -> datetime:
    """The inverse of `seconds_of`."""
    return at(first_day, "00:00") + timedelta(seconds=seconds)


def clock(moment: datetime) -> str:
    """HH:MM as people read it in Zhengzhou."""
    return moment.astimezone(LOCAL).strftime("%H:%M")
