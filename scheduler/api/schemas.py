"""What may be sent: every field with its type and its limits; anything else is refused."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from scheduler.domain.care import LONGEST_MINUTES, Request, Window
from scheduler.units import LOCAL, MINUTE

FIRST_YEAR, LAST_YEAR = 2000, 2099  # a day outside these is a slip of the pen
WEEK_MINUTES = 7 * 24 * 60
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})", re.ASCII)


def _iso_day(value: object) -> date:
    """Read here, since the library would also take "0" for a day of 1970."""
    try:
        if isinstance(value, str) and DAY.fullmatch(value):
            return _of_our_time(date.fromisoformat(value))
    except ValueError as error:
        raise ValueError(f"is no day of the calendar: {error}") from error
    raise ValueError("is not a day written like 2026-03-09")


def _iso_moment(value: object) -> datetime:
    try:
        if isinstance(value, str) and MOMENT.fullmatch(value):
            moment = datetime.fromisoformat(value)
            _of_our_time(moment)
            return moment.astimezone(LOCAL)
    except ValueError as error:
        raise ValueError(f"is no moment of the calendar: {error}") from error
    raise ValueError("is not a moment written like 2026-03-09T08:30:00+08:00")


def _of_our_time(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return day


Day = Annotated[date, BeforeValidator(_iso_day)]
Moment = Annotated[datetime, BeforeValidator(_iso_moment)]
Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._\-]+$")]
Number = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9._#~\-]+$")]
Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Codes = Annotated[frozenset[Id], Field(max_length=40)]
Text = Annotated[str, Field(max_length=500, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")]
Gap = Annotated[int, Field(ge=0, le=WEEK_MINUTES)]


class Strict(BaseModel):
    """No guessing: a number is not a text, and nothing unknown is accepted."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class AtCentre(Strict):
    """Which centre; it may be absent where there is one."""

    centre_id: Id | None = None


class Interval(Strict):
    """When service may start; inclusive at both ends."""

    earliest: Moment
    latest: Moment

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.latest < self.earliest:
            raise ValueError("ends before it starts")
        return self

    def window(self) -> Window:
        """The same in the words of care."""
        return Window(self.earliest, self.latest)


class NewRequest(AtCentre):
    """A request as it comes in; meanings as in scheduler.domain.care.Request."""

    resident_id: Id
    service: Id
    channel: Id
    first_day: Day
    last_day: Day
    windows: Annotated[tuple[Interval, ...], Field(max_length=20)] = ()
    wished: Interval | None = None
    minutes: Annotated[int, Field(ge=0, le=LONGEST_MINUTES)] = 0
    order_until: Day | None = None
    consent_until: Day | None = None
    assessment_until: Day | None = None
    order_items: Codes = frozenset()
    first_dose: bool = False
    episode_from: Day | None = None
    episode_until: Day | None = None
    last_done: Day | None = None
    supply_end: Day | None = None
    responsible_staff: Codes = frozenset()
    community_notified: bool = False
    infected: bool = False
    after_request: Id | None = None
    gap_min_minutes: Gap = 0
    gap_max_minutes: Gap = 0
    note: Text = ""

    def request(self, received: datetime) -> Request:
        """The same in the words of care, without a number yet."""
        plain = self.model_dump(exclude={"centre_id", "windows", "wished", "after_request"})
        windows = tuple(window.window() for window in self.windows)
        wished = self.wished.window() if self.wished else None
        return Request(
            id="",
            received=received,
            windows=windows,
            wished=wished,
            after_request=self.after_request or "",
            **plain,
        )


class NewPlan(AtCentre):
    """What to plan, and when to stop: after iterations (repeatable), after seconds, or as configured."""

    day: Day
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 1
    iterations: Annotated[int, Field(ge=1, le=100_000_000)] | None = None
    seconds: Annotated[float, Field(gt=0, le=15 * MINUTE)] | None = None
    weather: Literal["fair", "rain", "snow"] = "fair"
    robust: bool = False


class Simulated(Strict):
    """How often a plan's day is simulated, and with which luck."""

    samples: Annotated[int, Field(ge=1, le=100_000)] | None = None
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 1


class RoutesAsked(Strict):
    """Whether the chance of every promised band is wanted beside it."""

    chances: bool = False


class Publication(Strict):
    """Who answers for visits that are overdue, where there are any."""

    acknowledged_by: Id | None = None


class Nothing(Strict):
    """Where nothing is asked."""


class Since(Strict):
    """Progress events above this number only."""

    after: Annotated[int, Field(ge=0, lt=2**31)] = 0


class OnDay(Strict):
    """Which day."""

    date: Day
