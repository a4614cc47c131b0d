"""Who is visited and who visits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time

ROLES = ("GP", "TCM", "RN", "PHARM", "PH", "REHAB")


@dataclass(frozen=True, slots=True)
class Point:
    """A point in WGS-84 degrees; other systems are converted at the door (travel/coordinates.py)."""

    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where a home, a base or a laboratory is.

    `building` groups doors behind one gate and stairs: `access_minutes` are paid once on
    entering a building from another one.
    """

    id: str
    point: Point
    building: str
    access_minutes: int
    address: str


@dataclass(frozen=True, slots=True)
class Hours:
    """A daily interval of clock times, inclusive at both ends."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"hours end {self.end} before they start {self.start}")


@dataclass(frozen=True, slots=True)
class Contract:
    """A family-doctor contract (sign-up) with a team; both days inclusive."""

    team_id: str
    from_day: date
    until_day: date


@dataclass(frozen=True, slots=True)
class Resident:
    """A person served at home (resident, patient)."""

    id: str
    name: str
    sex: str  # "F" or "M"
    born: date
    id_type: str  # "resident_id", "birth_certificate", "passport", "none"
    id_number: str
    phone: str
    place: Place
    contract: Contract | None = None
    key_groups: frozenset[str] = frozenset()
    carer_hours: tuple[Hours, ...] = ()  # when a competent carer is at home
    risk_level: int = 0  # 0-5, severe mental disorder and safety
    precautions: frozenset[str] = frozenset()  # codes: contact, droplet, aggression, dog, heavy_transfer
    immunosuppressed: bool = False
    refuses_staff: frozenset[str] = frozenset()
    wished_staff: frozenset[str] = frozenset()
    required_staff_sex: str = ""  # "", "F" or "M": hard when set
    dialect: str = ""
    seen_staff: frozenset[str] = frozenset()  # who has been there in the last 30 days

    def age_on(self, day: date) -> int:
        """Whole years on that day."""
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


@dataclass(frozen=True, slots=True)
class Certificate:
    """A proven skill; valid up to and including `until`."""

    skill: str
    until: date


@dataclass(frozen=True, slots=True)
class Staff:
    """A person who goes out.

    `title_level`: 1 junior (士), 2 practitioner (师), 3 mid-level (主管/主治), 4 and 5 senior.
    """

    id: str
    name: str
    sex: str
    role: str  # GP, TCM, RN, PHARM, PH, REHAB
    title_level: int
    years: int
    team_id: str  # "" for those of the whole centre
    employer: str  # "centre", "lead_hospital" (seconded) or "hospital" (internet nursing)
    certificates: tuple[Certificate, ...]
    registered: bool
    clean_record: bool
    trained: bool  # platform training passed
    permit_until: date | None
    insurance_until: date | None
    mode: str  # foot, ebike, car
    base: Place
    dialects: frozenset[str] = frozenset()
    refuses_residents: frozenset[str] = frozenset()
    month_minutes: int = 0  # worked on the road in this month before the day planned

    def holds(self, skill: str, day: date) -> bool:
        """Whether a certificate for the skill is valid on that day."""
        return any(c.skill == skill and c.until >= day for c in self.certificates)


@dataclass(frozen=True, slots=True)
class Shift:
    """A stretch of one person's day. `kind` is field, clinic or leave; only field shifts become routes.

    `end` is the planned end; up to `latest_end` is overtime (priced). A field shift that spans
    lunch carries the window in which the lunch break starts, inclusive, and its minutes.
    """

    id: str
    staff_id: str
    kind: str
    start: datetime
    end: datetime
    latest_end: datetime
    lunch_from: datetime | None = None
    lunch_until: datetime | None = None
    lunch_minutes: int = 0

    def __post_init__(self) -> None:
        if not self.start < self.end <= self.latest_end:
            raise ValueError(
                f"shift {self.id}: start {self.start}, end {self.end}, latest end {self.latest_end} are out of order"
            )


@dataclass(frozen=True, slots=True)
class Team:
    """A family-doctor team and the communities of its area (分片包干)."""

    id: str
    name: str
    area: str


@dataclass(frozen=True, slots=True)
class Device:
    """A shared device (ECG, bladder scanner): `count` can be out at once."""

    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Centre:
    """A community health centre."""

    id: str
    name: str
    name_en: str
    place: Place
    laboratory: Place
    language: str  # "zh" or "en"
    duty_phone: str
    service_radius_metres: int
    communities: tuple[str, ...] = field(default=())
