"""What may be sent about a running day: events, changes of its plan, offers, assumptions; limits with every field."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from scheduler.api.schemas import AtCentre, Clock, Day, Id, Moment, Number, Strict, Text
from scheduler.domain.care import LONGEST_MINUTES
from scheduler.units import MINUTE


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


class NewEvent(AtCentre, ToldEvent):
    """An event by itself, without planning again."""


class DayOfCentre(AtCentre):
    """Which day, and of which centre where there are several."""

    date: Day


class AtMoment(Strict):
    """As of when; absent: now."""

    at: Moment | None = None


class NewReplan(Strict):
    """How to change a published plan, after these events."""

    events: Annotated[tuple[ToldEvent, ...], Field(max_length=100)] = ()
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

    absent: Annotated[tuple[Id, ...], Field(max_length=40)] = ()
    extra: Annotated[tuple[ExtraPerson, ...], Field(max_length=10)] = ()
    longer: Annotated[tuple[LongerShift, ...], Field(max_length=40)] = ()
    certificates: Annotated[tuple[OneCertificate, ...], Field(max_length=40)] = ()
    without: Annotated[tuple[Number, ...], Field(max_length=200)] = ()
    added: Annotated[tuple[OneVisitMore, ...], Field(max_length=40)] = ()
    held: Annotated[tuple[HeldVisit, ...], Field(max_length=40)] = ()
    iterations: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 1


class NewWhatIf(Assumptions):
    """With a name the answer is kept."""

    name: Annotated[str, Field(max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    bound_seconds: Annotated[float, Field(ge=0, le=5 * MINUTE)] = 0.0


class LackingHours(Assumptions):
    """How many more hours of the role?"""

    role: Id


class WhatIfsListed(AtCentre):
    """Of one day, or of all."""

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
