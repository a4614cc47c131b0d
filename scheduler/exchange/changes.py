"""A change of plan as a list of phone calls: who must be told what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scheduler.domain.day import Day
from scheduler.exchange.masking import masked_phone, short_name
from scheduler.exchange.spreadsheet import write_table
from scheduler.exchange.wording import ROLES
from scheduler.replan.diff import Coming, Difference, ResidentChange
from scheduler.units import clock

CALLS = (
    "day", "tell", "visit_id", "resident_id", "who", "phone", "service", "what",
    "before_from", "before_until", "before_who", "from", "until", "who_comes",
)  # fmt: skip
WHAT = {
    "zh": {"person": "换人", "band": "改时段", "left_out": "今天不来", "added": "今天上门", "gone": "已取消"},
    "en": {
        "person": "another person", "band": "another time", "left_out": "not today", "added": "comes today",
        "gone": "cancelled",
    },
}  # fmt: skip
STAFF = {"zh": ("新增 {}", "取消 {}", "改时 {}"), "en": ("new: {}", "off: {}", "other times: {}")}


def write_calls(folder: Path, days: tuple[Day, Day], change: Difference, language: str = "") -> Path:
    """calls.csv: a row for each home that must be told, by the time of its band, then one for each person.

    `days`: that of the version before and that of the version after. Personal data is masked as on paper.
    """
    folder.mkdir(parents=True, exist_ok=True)
    spoken = language or days[1].centre.language
    return write_table(folder / "calls.csv", CALLS, [*_homes(days, change, spoken), *_people(days, change, spoken)])


def _homes(days: tuple[Day, Day], change: Difference, language: str) -> Iterator[tuple[str, ...]]:
    for one in change.residents:
        kinds = [WHAT[language][kind] for kind in one.kinds if kind in WHAT[language]]
        if kinds:
            yield _home(days, one, ", ".join(kinds), language)


def _home(days: tuple[Day, Day], one: ResidentChange, what: str, language: str) -> tuple[str, ...]:
    day = days[1] if one.visit_id in days[1].visits else days[0]
    visit = day.visits[one.visit_id]
    resident = day.resident(visit)
    full = day.rulebook.switched_on("sheet.full_phone_in_calls")
    return (
        day.day.isoformat(),
        "resident",
        visit.id,
        resident.id,
        short_name(resident.name),
        resident.phone if full else masked_phone(resident.phone),
        day.service(visit).on_paper(language),
        what,
        *_coming(day, one.before, language),
        *_coming(day, one.after, language),
    )


def _coming(day: Day, coming: Coming | None, language: str) -> tuple[str, str, str]:
    if coming is None:
        return ("", "", "")
    people = [day.staff[id_] for id_ in coming.staff_ids]
    named = "、".join(f"{person.name}({ROLES[language].get(person.role, person.role)})" for person in people)
    return clock(coming.band[0]), clock(coming.band[1]), named


def _people(days: tuple[Day, Day], change: Difference, language: str) -> Iterator[tuple[str, ...]]:
    for one in change.staff:
        moved = [f"{id_} {clock(after)}" for id_, _, after in one.moved]
        lists = ("、".join(one.new), "、".join(one.dropped), "、".join(moved))
        what = "; ".join(text.format(told) for text, told in zip(STAFF[language], lists, strict=True) if told)
        empty = ("",) * 6
        yield (days[1].day.isoformat(), "staff", "", "", days[1].staff[one.staff_id].name, "", "", what, *empty)
