"""What may be sent: every field with its type and its limits; anything else is refused."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

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


class NewRequest(Strict):
    """A request as it comes in; meanings as in scheduler.domain.care.Request."""

    centre_id: Id | None = None  # may be absent where there is one centre
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


class NewPlan(Strict):
    """What to plan, and when to stop: after iterations (repeatable), after seconds, or as configured."""

    centre_id: Id | None = None
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


class NewMove(Strict):
    """One part of a visit, counted from 1, to a person at a moment; a dry run keeps nothing."""

    visit_id: Number
    part: Annotated[int, Field(ge=1, le=20)] = 1
    staff_id: Id
    start: Moment
    dry_run: bool = False


class SentPoint(Strict):
    """A point in WGS-84 degrees."""

    longitude: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
    latitude: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]


class SentClosure(Strict):
    """A closed stretch, or without `second` what lies around a point; see scheduler.domain.roads.Closure."""

    id: Id
    first: SentPoint
    second: SentPoint | None = None
    start: Moment
    until: Moment | None = None
    radius_metres: Annotated[int, Field(ge=0, le=20_000)] = 0
    minutes: Annotated[int, Field(ge=0, le=240)] = 0

    def document(self) -> dict[str, Any]:
        """As the event's closure is written."""
        return self.model_dump() | {"second": (self.second or self.first).model_dump()}


class ToldEvent(Strict):
    """Something that happened on the day: its kind, when, and the fields of that kind (`usecases.events_from`)."""

    kind: Id
    at: Moment
    staff_id: Id | None = None
    visit_id: Number | None = None
    request_id: Number | None = None
    resident_id: Id | None = None
    start: Moment | None = None
    until: Moment | None = None
    weather: Literal["fair", "rain", "snow"] | None = None
    closure: SentClosure | None = None
    closure_id: Id | None = None
    reason: Text | None = None

    def document(self) -> dict[str, Any]:
        """The event as it is written, without what was not sent."""
        sent = {name: value for name, value in dict(self).items() if value is not None and name != "centre_id"}
        return sent | ({"closure": self.closure.document()} if self.closure else {})


class NewEvent(ToldEvent):
    """An event by itself, without planning again."""

    centre_id: Id | None = None


class DayOfCentre(Strict):
    """Which day, and of which centre where there are several."""

    date: Day
    centre_id: Id | None = None


class AtMoment(Strict):
    """As of when; absent: now."""

    at: Moment | None = None


class NewReplan(Strict):
    """How to change a published plan, after these events."""

    events: Annotated[list[ToldEvent], Field(max_length=100)] = []
    freeze_until: Moment | None = None
    max_changes: Annotated[int, Field(ge=0, le=10_000)] | None = None
    iterations: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 1
    may_leave_bands: bool = False
    dry_run: bool = False
    background: bool = False  # answer at once with the id that the version will have


class ExtraPerson(Strict):
    """One more person like somebody (an id) or of a role, from `start` to `end`."""

    like: Id
    start: Clock
    end: Clock

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end <= self.start:
            raise ValueError("ends before it starts")
        return self


class LongerShift(Strict):
    """Somebody stays so many minutes longer."""

    staff_id: Id
    minutes: Annotated[int, Field(ge=1, le=LONGEST_MINUTES)]


class OneCertificate(Strict):
    """Somebody holds a certificate for one more skill."""

    staff_id: Id
    skill: Id


class OneVisitMore(Strict):
    """A resident asks for one more service, its papers in order."""

    resident_id: Id
    service: Id
    channel: Id


class HeldVisit(Strict):
    """A visit goes to somebody, and starts then."""

    visit_id: Number
    staff_id: Id
    at: Clock | None = None


class Assumptions(Strict):
    """What is assumed of a plan's day, all of it together."""

    absent: Annotated[list[Id], Field(max_length=40)] = []
    extra: Annotated[list[ExtraPerson], Field(max_length=10)] = []
    longer: Annotated[list[LongerShift], Field(max_length=40)] = []
    certificates: Annotated[list[OneCertificate], Field(max_length=40)] = []
    without: Annotated[list[Number], Field(max_length=200)] = []
    added: Annotated[list[OneVisitMore], Field(max_length=40)] = []
    held: Annotated[list[HeldVisit], Field(max_length=40)] = []
    iterations: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 1


class NewWhatIf(Assumptions):
    """With a name the answer is kept."""

    name: Annotated[str, Field(max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    bound_seconds: Annotated[float, Field(ge=0, le=5 * MINUTE)] = 0.0


class LackingHours(Assumptions):
    """How many more hours of the role?"""

    role: Id


class OfCentre(Strict):
    """Of a centre, which may be absent where there is one; of one day or of all."""

    centre_id: Id | None = None
    date: Day | None = None


class NewOffers(Strict):
    """From which day on, how many places, whether it is urgent, and who asks."""

    day: Day | None = None
    count: Annotated[int, Field(ge=1, le=20)] | None = None
    urgent: bool = False
    coordinator: Id | None = None


class Hold(Strict):
    """For whom an offer is kept."""

    coordinator: Id | None = None


class Confirmation(Strict):
    """Who takes an offer, whether people are told at once, and who answers for overdue visits."""

    coordinator: Id | None = None
    publish: bool = False
    acknowledged_by: Id | None = None


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
