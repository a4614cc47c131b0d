"""The unified home-care days of Ceschia and others (International Transactions in Operational Research, 2026), as JSON.

Each file says which parts of the cost count and how much (`metadata.cost_components`: a weight or "HARD").
All times are whole minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from scheduler.bench.entry import Entry, numbered, opened, square

HARD = "HARD"
EARLY_LEAVERS = ("bazirha", "bazirha-caie")  # origins whose staff set out when the shift opens
COMPONENTS = (
    "travel_time",
    "total_tardiness",
    "highest_tardiness",
    "total_waiting_time",
    "total_extra_time",
    "max_idle_time",
    "caregiver_preferences",
    "optional_patients",
    "missed_lunch_break",
    "qualification",
    "working_time",
    "incompabilities",  # spelled so in the files
    "workload_balance",
    "max_waiting_time",
)


@dataclass(frozen=True, slots=True)
class Weights:
    """What a unit of each component costs, times `scale` (the least power of ten that makes all weights whole)."""

    price: dict[str, int]
    hard: frozenset[str]
    scale: int

    def of(self, component: str) -> int:
        """The weight, 0 where the component is hard or not named."""
        return self.price.get(component, 0)

    def forbids(self, component: str) -> bool:
        """Whether it must be 0: it is hard, or not named though it says who may be sent."""
        named = component in self.price
        return component in self.hard or (component in ("qualification", "incompabilities") and not named)


@dataclass(frozen=True, slots=True)
class Patient:
    """`services`: (name, minutes), in order; `gap`: least and most minutes between the starts of the two."""

    name: str
    place: int
    windows: tuple[tuple[int, int], ...]
    services: tuple[tuple[str, int], ...]
    gap: tuple[int, int] | None
    preferred: frozenset[int]  # staff; empty: anybody
    incompatible: frozenset[int]
    optional: bool


@dataclass(frozen=True, slots=True)
class Member:
    """One of the staff; `shift` (opening, end), None: always there."""

    name: str
    abilities: frozenset[str]
    start_place: int
    end_place: int
    shift: tuple[int, int] | None
    lunch: bool


@dataclass(frozen=True, slots=True)
class Lunch:
    """Held within [earliest, latest] (inclusive, of its start), `length` minutes long."""

    earliest: int
    latest: int
    length: int


@dataclass(frozen=True, slots=True)
class UhhcDay:
    """A file as read; places are the rows of `travel`."""

    patients: tuple[Patient, ...]
    staff: tuple[Member, ...]
    travel: list[list[int]]
    weights: Weights
    lunch: Lunch | None
    met_at_end: bool  # windows hold for the end of service, not its start
    leaves_early: bool

    def parts(self) -> list[tuple[int, int]]:
        """(patient, number of the service) of each part of the Problem."""
        return [(i, k) for i, patient in enumerate(self.patients) for k in range(len(patient.services))]


def detect(text: str) -> bool:
    """Whether the text is in this format."""
    keys = ("patients", "caregivers", "distances", "required_services", "terminal_points")
    return text.lstrip()[:1] == "{" and all(f'"{key}"' in text for key in keys)


def read(path: Path) -> UhhcDay:
    """The instance; InputError names what is wrong with it."""
    file = opened(path)
    about = file.at("metadata")
    services = numbered(file.at("services").items())
    usual = {entry.at("id").word(): entry.maybe("default_duration") for entry in file.at("services").items()}
    staff = numbered(file.at("caregivers").items())
    patients, points = list(file.at("patients").items()), list(file.at("terminal_points").items())
    numbered(iter(patients))
    size = len(patients) + len(points)
    places = {entry.at("id").word(): _place(entry, size) for entry in points}
    square(file.at("distances"), size)
    met = about.maybe("time_window_met")
    origin = about.maybe("origin")
    weights = _weights(about.at("cost_components"))
    members = tuple(_member(entry, services, places) for entry in file.at("caregivers").items())
    wanted = any(member.lunch for member in members) and "missed_lunch_break" in {*weights.price, *weights.hard}
    return UhhcDay(
        patients=tuple(_patient(entry, usual, staff, size) for entry in patients),
        staff=members,
        travel=[[cell.whole() for cell in row.items()] for row in file.at("distances").items()],
        weights=weights,
        lunch=_lunch(file.at("lunch_breaks")) if wanted else None,
        met_at_end=met is not None and met.one_of({"at_service_start": 0, "at_service_end": 1}) == 1,
        leaves_early=origin is not None and origin.word() in EARLY_LEAVERS,
    )


def _place(entry: Entry, size: int) -> int:
    """A terminal point without a place in the table stands first."""
    row = entry.maybe("distance_matrix_index")
    if row is None:
        return 0
    if not 0 <= row.whole() < size:
        raise row.fault(f"is not in 0..{size - 1}", "name a row of distances", "超出距离表", "请给出距离表中的行号")
    return row.whole()


def _weights(entry: Entry) -> Weights:
    hard, soft = set(), {}
    for name in COMPONENTS:
        named = entry.maybe(name)
        if named is not None and named.value == HARD:
            hard.add(name)
        elif named is not None:
            soft[name] = Fraction(str(named.amount()))
    scale = 1
    while any((weight * scale).denominator > 1 for weight in soft.values()):
        scale *= 10
    return Weights({name: int(weight * scale) for name, weight in soft.items()}, frozenset(hard), scale)


def _member(entry: Entry, services: dict[str, int], places: dict[str, int]) -> Member:
    abilities = list(entry.at("abilities").items())
    for ability in abilities:
        ability.one_of(services)
    start = entry.at("departing_point")
    shift, lunch = entry.maybe("working_shift"), entry.maybe("lunch_break")
    return Member(
        name=entry.at("id").word(),
        abilities=frozenset(ability.word() for ability in abilities),
        start_place=start.one_of(places),
        end_place=(entry.maybe("arrival_point") or start).one_of(places),
        shift=None if shift is None else _window(shift),
        lunch=lunch is not None and lunch.value is True,
    )


def _window(entry: Entry) -> tuple[int, int]:
    start, end = entry.at("start").whole(), entry.at("end").whole()
    if not 0 <= start <= end:
        raise entry.fault("ends before it starts", "give 0 <= start <= end", "时间有误", "请给出 0 ≤ 开始 ≤ 结束")
    return start, end


def _patient(entry: Entry, usual: dict[str, Entry | None], staff: dict[str, int], size: int) -> Patient:
    services = []
    for asked in entry.at("required_services").items():
        name = asked.at("service")
        name.one_of(dict.fromkeys(usual, 0))
        minutes = asked.maybe("duration") or usual[name.word()] or asked.at("duration")
        services.append((name.word(), minutes.count()))
    if not services or len({name for name, _ in services}) < len(services):
        raise entry.at("required_services").fault(
            "are not different services", "name each once", "应为不同的服务", "每项服务写一次"
        )
    windows = tuple(_window(window) for window in entry.at("time_windows").items())
    if not windows or list(windows) != sorted(windows, key=lambda window: window[0]):
        raise entry.at("time_windows").fault(
            "are not in order of their starts", "give them by start", "时间窗未排序", "请按开始时间排列"
        )
    optional = entry.maybe("optional")
    entry.at("distance_matrix_index")
    return Patient(
        name=entry.at("id").word(),
        place=_place(entry, size),
        windows=windows,
        services=tuple(services),
        gap=_gap(entry, len(services)),
        preferred=frozenset(who.one_of(staff) for who in entry.each("preferred_caregivers")),
        incompatible=frozenset(who.one_of(staff) for who in entry.each("incompatible_caregivers")),
        optional=optional is not None and optional.value is True,
    )


def _gap(entry: Entry, services: int) -> tuple[int, int] | None:
    """Two services of one patient are held apart as the file says; None: no matter when, or by whom."""
    linked = entry.maybe("synchronization")
    if linked is None or services != 2:
        return None
    kind = linked.at("type").one_of({"independent": 0, "simultaneous": 1, "sequential": 2})
    if kind < 2:
        return (0, 0) if kind else None
    gap = linked.at("distance")
    least, most = gap.at("min").whole(), gap.at("max").whole()
    if least > most:
        raise gap.fault("is no range", "give min <= max", "不是范围", "请给出 min ≤ max")
    return least, most


def _lunch(entry: Entry) -> Lunch:
    start, end = _window(entry)
    length = entry.at("min_duration").count()
    if length < 1 or start + length > end:
        raise entry.fault("leaves no room for lunch", "give a longer time", "午休时间不够", "请给出更长的时间")
    return Lunch(start, end - length, length)
