"""What happens on the day itself: each event is told once, by somebody, and never changed.

`at` is when it happened. A day can be rebuilt from its plan and its events, in the order in which they were told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from scheduler.domain.roads import Closure


@dataclass(frozen=True, slots=True)
class StaffAbsent:
    """A person cannot work from a moment on, until another or (None) to the end of the day."""

    at: datetime
    staff_id: str
    start: datetime
    until: datetime | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.until is not None and self.until <= self.start:
            raise ValueError(f"the absence ends {self.until} before it starts {self.start}")


@dataclass(frozen=True, slots=True)
class StaffBack:
    """Somebody who was absent works again from this moment on."""

    at: datetime
    staff_id: str


@dataclass(frozen=True, slots=True)
class VisitCancelled:
    """The resident does without the visit."""

    at: datetime
    visit_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NobodyHome:
    """Whoever came left again at this moment: nobody opened."""

    at: datetime
    visit_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class VisitStarted:
    """Service has begun; every part of the visit."""

    at: datetime
    visit_id: str


@dataclass(frozen=True, slots=True)
class VisitFinished:
    """Service is over; every part of the visit."""

    at: datetime
    visit_id: str


@dataclass(frozen=True, slots=True)
class VisitOverran:
    """A visit that has begun lasts longer; it will end at `until` as far as anybody knows."""

    at: datetime
    visit_id: str
    until: datetime

    def __post_init__(self) -> None:
        if self.until < self.at:
            raise ValueError(f"the visit is to end {self.until} before the event of {self.at}")


@dataclass(frozen=True, slots=True)
class UrgentRequest:
    """A request that came in by its own way is to be done today, in the running plan."""

    at: datetime
    request_id: str


@dataclass(frozen=True, slots=True)
class ResidentInHospital:
    """A resident was taken to hospital; visits that have not begun are off."""

    at: datetime
    resident_id: str


@dataclass(frozen=True, slots=True)
class WeatherSlows:
    """Rides that have not begun take as long as in this weather: fair, rain or snow.

    `before`: the weather until then, written down when the event is told.
    """

    at: datetime
    weather: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class RoadClosed:
    """Rides that have not begun go round this stretch.

    They do so to the end of the day: of the hours in between only those of rides that are over are known. It is open
    again once something is told of a moment after the closure's end, or that it was opened.
    """

    at: datetime
    closure: Closure


@dataclass(frozen=True, slots=True)
class RoadOpened:
    """A closed stretch can be ridden again."""

    at: datetime
    closure_id: str


Event = (
    StaffAbsent
    | StaffBack
    | VisitCancelled
    | NobodyHome
    | VisitStarted
    | VisitFinished
    | VisitOverran
    | UrgentRequest
    | ResidentInHospital
    | WeatherSlows
    | RoadClosed
    | RoadOpened
)
OfVisit = VisitCancelled | NobodyHome | VisitStarted | VisitFinished | VisitOverran

KINDS: Mapping[str, type[Event]] = {
    "staff_absent": StaffAbsent,
    "staff_back": StaffBack,
    "visit_cancelled": VisitCancelled,
    "nobody_home": NobodyHome,
    "visit_started": VisitStarted,
    "visit_finished": VisitFinished,
    "visit_overran": VisitOverran,
    "urgent_request": UrgentRequest,
    "resident_in_hospital": ResidentInHospital,
    "weather_slows": WeatherSlows,
    "road_closed": RoadClosed,
    "road_opened": RoadOpened,
}


def kind_of(event: Event) -> str:
    """The word under which an event is kept and sent."""
    return next(word for word, kind in KINDS.items() if type(event) is kind)


def about(event: Event) -> str:
    """Whom or what an event is about: the id of a person, a visit, a request, a resident or a road, or the weather."""
    if isinstance(event, StaffAbsent | StaffBack):
        return event.staff_id
    if isinstance(event, UrgentRequest):
        return event.request_id
    if isinstance(event, ResidentInHospital):
        return event.resident_id
    if isinstance(event, RoadClosed | RoadOpened):
        return event.closure.id if isinstance(event, RoadClosed) else event.closure_id
    return "weather" if isinstance(event, WeatherSlows) else event.visit_id
