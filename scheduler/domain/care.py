"""What is asked for, what allows it, and what is to be done at a door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

CHANNELS = ("family_bed", "signed_team", "internet_nursing", "public_health", "clinic_phone")
LONGEST_MINUTES = 480  # a request that asks for more than a working day is a slip of the pen


def visit_id_of(request_id: str) -> str:
    """The id of the visit that a request asks for."""
    return f"V-{request_id}"


def assessment_id_of(request_id: str) -> str:
    """The id of the assessment that is planned first, in place of a visit that waits for it."""
    return f"V-{request_id}-ASSESS"


@dataclass(frozen=True, slots=True)
class PartNeed:
    """What one person's share of a visit asks of that person; every skill is needed."""

    roles: frozenset[str]
    skills: frozenset[str] = frozenset()
    title_level: int = 0


@dataclass(frozen=True, slots=True)
class Service:
    """One line of the service catalogue (config/services.toml), numbers in minutes and days."""

    code: str
    name_zh: str
    name_en: str
    minutes_min: int
    minutes: int
    minutes_max: int
    parts: tuple[PartNeed, ...]
    channels: tuple[str, ...]
    priority: int  # 1..7
    start_windows: tuple[tuple[str, str], ...] = ()  # clock times, hard, inclusive; empty: all day
    soft_from: str = ""  # clock time from which a later start is priced (fasting blood)
    daylight: bool = False
    needs_order: bool = False
    needs_consent: bool = False
    needs_assessment: bool = False
    invasive: bool = False  # a carer must be at home
    listed: str = "positive"  # positive, negative or other
    interval_max_days: int = 0  # 0: none; hard maximum since last done
    interval_min_days: int = 0
    lab_minutes: int = 0  # 0: no sample; else longest from end of draw to the laboratory
    infection_class: int = 0  # 0 clean .. 3 infectious
    protected: bool = False  # newborn: never after an infectious home
    device: str = ""
    kit: int = 1  # units of the bag
    sync: str = ""  # "start": the parts start together; "first": only when never done before
    second: PartNeed | None = None  # one more person, when one of `second_if` holds at the home ...
    second_if: frozenset[str] = frozenset()  # ... "risk" (level of H13) or precaution codes
    interval_days: int = 0  # usual days between two; 0: none
    every_day: bool = False  # goes on over weekends and holidays
    needs_signed: bool = False  # signed-team service: refused without a contract
    paper_zh: str = ""  # what stands on paper when the name would tell a diagnosis; empty: the name itself
    paper_en: str = ""
    source: str = ""
    verified: bool = False

    def on_paper(self, language: str) -> str:
        """What is to be done, in words that tell no diagnosis."""
        return (self.paper_en or self.name_en) if language == "en" else (self.paper_zh or self.name_zh)


@dataclass(frozen=True, slots=True)
class Window:
    """When service may start; inclusive at both ends."""

    earliest: datetime
    latest: datetime

    def __post_init__(self) -> None:
        if self.latest < self.earliest:
            raise ValueError(f"window ends {self.latest} before it starts {self.earliest}")


@dataclass(frozen=True, slots=True)
class DayGap:
    """This visit is done `minimum` to `maximum` calendar days after `after` (a visit id), and only if that is done."""

    after: str
    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True)
class Request:
    """What a resident, a family or a doctor asked for, as it came in."""

    id: str
    resident_id: str
    service: str
    channel: str
    received: datetime
    first_day: date
    last_day: date  # last possible day
    windows: tuple[Window, ...] = ()  # hard, as agreed with the home; empty: the service's own
    wished: Window | None = None
    minutes: int = 0  # 0: the service's default
    order_until: date | None = None  # doctor's order valid until
    consent_until: date | None = None
    assessment_until: date | None = None
    order_items: frozenset[str] = frozenset()  # codes that touch the negative list: infusion, skin_test ...
    first_dose: bool = False
    episode_from: date | None = None  # family bed or course; inclusive
    episode_until: date | None = None
    last_done: date | None = None
    supply_end: date | None = None
    responsible_staff: frozenset[str] = frozenset()
    community_notified: bool = False  # police / community committee told (severe mental disorder)
    infected: bool = False  # wound or home is infectious now
    after_request: str = ""  # this one follows another request's visit ...
    gap_min_minutes: int = 0  # ... at least so long after its end
    gap_max_minutes: int = 0
    order_id: str = ""  # the standing order whose occurrence this is; "": asked for once
    due: date | None = None  # the day it is best done; None: by the service's usual interval
    must_by: date | None = None  # the order's hard interval: past it the visit is overdue (H9), never gone
    after_days: DayGap | None = None  # the occurrence before it, and how many days lie between
    note: str = ""


@dataclass(frozen=True, slots=True)
class GateAnswer:
    """What a gate says of a request: `refuse`, `hold` (until `release` is done) or `warn`.

    `rule` is the gate's id (H2.order, NEG-1 ...); `release` the service code that is planned instead.
    """

    rule: str
    answer: str
    zh: str
    en: str
    release: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """This visit starts between `minimum` and `maximum` minutes after the end of `after`."""

    after: str
    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True)
class Visit:
    """Something to be done at a home within the horizon: one or more parts, all placed or all left out."""

    id: str
    request_id: str
    resident_id: str
    service: str
    channel: str
    minutes: int
    parts: tuple[PartNeed, ...]
    windows: tuple[Window, ...]
    priority: int
    first_day: date
    last_day: date
    due: date | None = None  # the day it is best done; None: any day of [first_day, last_day]
    wished: Window | None = None
    sync: str = ""
    gap: Gap | None = None
    responsible_staff: frozenset[str] = frozenset()
    infection_class: int = 0
    protected: bool = False
    episode_from: date | None = None
    episode_until: date | None = None
    last_done: date | None = None
    supply_end: date | None = None
    community_notified: bool = False
    order_until: date | None = None
    consent_until: date | None = None
    assessment_until: date | None = None
    order_items: frozenset[str] = frozenset()
    order_id: str = ""
    must_by: date | None = None
    after_days: DayGap | None = None
    warnings: tuple[GateAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class Lock:
    """The coordinator's word: this part goes to this person and/or starts at this moment."""

    visit_id: str
    part: int
    staff_id: str = ""
    start: datetime | None = None
    started: bool = False  # begun or finished: a fact, not a wish
