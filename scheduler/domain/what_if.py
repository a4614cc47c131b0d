"""What a coordinator or a director assumes of a day, to see what it would come to; the real day knows nothing of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, slots=True)
class Absent:
    """Somebody does not go out all day."""

    staff_id: str


@dataclass(frozen=True, slots=True)
class Extra:
    """One more person like another, on the road from `start` to `end`. `like`: a person's id, or a role: then like the
    person of that role on the road who holds the most certificates."""

    like: str
    start: time
    end: time

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"the hours end {self.end} before they start {self.start}")


@dataclass(frozen=True, slots=True)
class Longer:
    """Somebody's last shift on the road ends so many minutes later, overtime apart."""

    staff_id: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Certified:
    """Somebody holds a certificate for one more skill."""

    staff_id: str
    skill: str


@dataclass(frozen=True, slots=True)
class Without:
    """A visit is not asked for."""

    visit_id: str


@dataclass(frozen=True, slots=True)
class Added:
    """A resident asks for one more service, with every paper in order."""

    resident_id: str
    service: str
    channel: str


@dataclass(frozen=True, slots=True)
class Held:
    """A visit of one person goes to somebody, and (unless None) starts then: the coordinator's lock."""

    visit_id: str
    staff_id: str
    start: time | None = None


Change = Absent | Extra | Longer | Certified | Without | Added | Held


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is assumed, all of it together, in this order; `name` is what people call it."""

    name: str
    changes: tuple[Change, ...]
