"""What may be sent about care over time: orders, what happened, absences. Every field with its type and its limits."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from scheduler.api.schemas import AtCentre, Clock, Codes, Day, Id, Interval, Number, Strict
from scheduler.domain import care, orders

Version = Annotated[int, Field(ge=1, lt=2**31)]
Days = Annotated[int, Field(ge=0, le=3660)]
Minutes = Annotated[int, Field(ge=0, le=care.LONGEST_MINUTES)]
Reason = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")]
BedState = Literal[
    "draft", "submitted", "returned", "assessed", "refused", "registered", "open", "suspended", "pre_close", "closed",
    "cancelled",
]  # fmt: skip
Condition = Literal["diagnosis", "indication", "homebound", "home", "carer", "consent", "area"]
NursingState = Literal[
    "submitted", "assessing", "consenting", "accepted", "assigned", "taken", "arrived", "in_service", "done", "rated",
    "cancelled", "refused",
]  # fmt: skip


class EveryDays(Strict):
    """The body decides: days since it was last done."""

    shortest: Days
    usual: Days
    longest: Days
    hard: bool = True


class ByRule(Strict):
    """The calendar decides: an RFC 5545 rule without DTSTART."""

    rule: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9=;,:+\-]+$")]
    days_before: Days = 0
    days_after: Days = 0


class Placed(Strict):
    """What was placed in the body."""

    kind: Id
    material: Id
    placed: Day

    def device(self) -> orders.PlacedDevice:
        """The same in the words of care."""
        return orders.PlacedDevice(self.kind, self.material, self.placed)


class OrderFields(Strict):
    """What an order says of itself; meanings as in scheduler.domain.orders.CareOrder."""

    interval: EveryDays | None = None
    calendar: ByRule | None = None
    last_day: Day | None = None
    count: Annotated[int, Field(ge=-1, le=1000)] = 0
    times: Annotated[tuple[tuple[Clock, Clock], ...], Field(max_length=8)] = ()
    gap_minutes: Annotated[int, Field(ge=0, le=24 * 60)] = 0
    minutes: Minutes = 0
    order_until: Day | None = None
    consent_until: Day | None = None
    assessment_until: Day | None = None
    order_items: Codes = frozenset()
    responsible_staff: Codes = frozenset()
    community_notified: bool = False
    infected: bool = False
    device: Placed | None = None

    def given(self) -> dict[str, Any]:
        """The fields that were sent, in the words of care."""
        sent = {name: getattr(self, name) for name in self.model_fields_set & OrderFields.model_fields.keys()}
        interval, calendar, device = (sent.pop(name, None) for name in ("interval", "calendar", "device"))
        if interval is not None:
            sent["recurrence"] = orders.Interval(**interval.model_dump())
        if calendar is not None:
            sent["recurrence"] = orders.ByCalendar(**calendar.model_dump())
        if device is not None:
            sent["device"] = device.device()
        return sent


class NewOrder(OrderFields):
    """A standing order as it comes in: by interval or by calendar, one of the two."""

    centre_id: Id | None = None
    resident_id: Id
    service: Id
    channel: Id
    first_day: Day
    last_done: Day | None = None

    @model_validator(mode="after")
    def _one_recurrence(self) -> Self:
        if (self.interval is None) == (self.calendar is None):
            raise ValueError("needs either interval or calendar")
        return self

    def order(self) -> orders.CareOrder:
        """The same in the words of care, without an id yet."""
        known = (self.resident_id, self.service, self.channel, self.first_day)
        fields = self.given()
        return orders.CareOrder("", *known, fields.pop("recurrence"), last_done=self.last_done, **fields)


class OneOccurrence(AtCentre):
    """One occurrence changed alone: moved or skipped."""

    version: Version
    number: Annotated[int, Field(ge=1, le=10_000)]
    day: Day | None = None
    windows: Annotated[tuple[Interval, ...], Field(max_length=8)] = ()
    skipped: bool = False

    @model_validator(mode="after")
    def _one_change(self) -> Self:
        if self.skipped == bool(self.day or self.windows):
            raise ValueError("needs a day or windows, or skipped alone")
        return self

    def change(self) -> orders.OccurrenceChange:
        """The same in the words of care."""
        windows = tuple(window.window() for window in self.windows)
        return orders.OccurrenceChange(self.number, self.day, windows, self.skipped)


class AllFollowing(OrderFields):
    """One occurrence and all after it: only what is different from there on."""

    centre_id: Id | None = None
    version: Version
    number: Annotated[int, Field(ge=2, le=10_000)]

    @model_validator(mode="after")
    def _one_recurrence(self) -> Self:
        if self.interval is not None and self.calendar is not None:
            raise ValueError("has interval and calendar: give one of them")
        return self


class StopOrder(AtCentre):
    """The last day of an order."""

    version: Version
    last_day: Day


class ToldOutcome(AtCentre):
    """What became of a visit; `instead_of` names the outcome that this corrects."""

    visit_id: Number
    day: Day
    outcome: Literal["done", "nobody_home", "cancelled", "refused"]
    staff_ids: Codes = frozenset()
    minutes: Minutes = 0
    reason: Reason = ""
    instead_of: Literal["", "done", "nobody_home", "cancelled", "refused"] = ""


class NewAbsence(AtCentre):
    """Who is away, from a day to a day (absent: until told)."""

    resident_id: Id
    from_day: Day
    until_day: Day | None = None
    reason: Literal["hospital", "travelling"]


class Return(AtCentre):
    """Who is at home again, from which day."""

    resident_id: Id
    day: Day


class NewBed(AtCentre):
    """An application for a family bed."""

    resident_id: Id
    kind: Literal["treatment", "nursing"]
    source: Literal["outpatient", "inpatient", "centre"]
    reason: Reason = ""


class BedStep(AtCentre):
    """One step of a bed: conditions are told with `assessed`, period and people with `registered`."""

    version: Version
    state: BedState
    reason: Reason = ""
    conditions: Annotated[frozenset[Condition], Field(max_length=20)] | None = None
    from_day: Day | None = None
    until_day: Day | None = None
    responsible_doctor: Id | None = None
    responsible_nurse: Id | None = None
    deputies: Codes | None = None

    def facts(self) -> dict[str, Any]:
        """What was told beside the state."""
        told = self.model_dump(exclude={"centre_id", "version", "state", "reason"})
        return {name: value for name, value in told.items() if value is not None}


class BedRenewal(AtCentre):
    """A longer period after an assessment (absent: the last one recorded)."""

    version: Version
    until_day: Day
    assessed: Day | None = None


class BedCare(AtCentre):
    """What the care plan says now."""

    version: Version
    unstable: bool | None = None
    nurse_days: Annotated[int, Field(ge=0, le=60)] | None = None


class BedsListed(AtCentre):
    """Which beds: of one resident, in one state."""

    resident_id: Id | None = None
    state: BedState | None = None


class NursingStep(AtCentre):
    """One step of a nursing request; version 0: it was never moved yet."""

    version: Annotated[int, Field(ge=0, lt=2**31)]
    state: NursingState
    reason: Reason = ""


class WorkListOf(AtCentre):
    """Of which day (absent: today)."""

    date: Day | None = None


class Listed(AtCentre):
    """Which list: as of a day (absent: today), of one resident."""

    date: Day | None = None
    resident_id: Id | None = None
