"""The catalogue of services: one service after the other, every fault of its fields with its remedy."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from scheduler.domain.care import CHANNELS, PartNeed, Service
from scheduler.domain.people import ROLES
from scheduler.errors import Fault
from scheduler.settings.numbers import CLOCK, Table, wrong_type

SERVICE_FIELDS = {field.name: field for field in fields(Service)}
SERVICE_KEYS = (set(SERVICE_FIELDS) | {"minutes"}) - {"code", "minutes_min", "minutes_max"}
NEEDED = ("name_zh", "name_en", "minutes", "parts", "channels", "priority", "source", "verified")
ONE_OF = {"listed": ("positive", "negative", "other"), "sync": ("", "start", "first")}
PRIORITIES = range(1, 8)
IDENTIFIER = re.compile(r"[a-z][a-z_]*")


def read_service(code: str, row: object, origin: str, faults: list[Fault]) -> Service | None:
    """One line of the catalogue; None and the faults when it cannot be used."""
    where = f"{origin} [{code}]"
    if not isinstance(row, dict):
        faults.append(Fault(where, "", str(row), "not a table", f"write [{code}] and its fields below it"))
        return None
    before = len(faults)
    faults += [Fault(where, name, "", "is missing", f"add {name} = ...") for name in NEEDED if name not in row]
    values: Table = {"code": code}
    for name, value in row.items():
        if name not in SERVICE_KEYS:
            faults.append(Fault(where, name, str(value), "no such field", f"use one of {sorted(SERVICE_KEYS)}"))
        else:
            fault, read = READERS.get(name, _plain)(where, name, value)
            faults += fault
            values.update(read)
    if len(faults) > before:
        return None
    faults += _meeting_faults(where, values)
    return None if len(faults) > before else Service(**values)


def _meeting_faults(where: str, values: Mapping[str, Any]) -> list[Fault]:
    """Fields that are right alone and wrong together."""
    least, most = values.get("interval_min_days", 0), values.get("interval_max_days", 0)
    found = []
    if most and least > most:
        found.append(Fault(where, "interval_min_days", str(least), f"is above interval_max_days {most}", "swap them"))
    if bool(values.get("second_if")) != ("second" in values):
        remedy = "give both second and second_if, or neither"
        found.append(Fault(where, "second", "", "a second person needs a person and a condition", remedy))
    return found


Read = tuple[list[Fault], Table]


def _plain(where: str, name: str, value: object) -> Read:
    """A text, a switch or a whole number from 0, by the field's declared type."""
    wanted = {"int": int, "str": str, "bool": bool}[str(SERVICE_FIELDS[name].type)]
    if type(value) is not wanted:
        return [wrong_type(where, name, value, (wanted,))], {}
    if isinstance(value, int) and value < 0:
        return [Fault(where, name, str(value), "is below zero", "write a number from 0")], {}
    if name in ONE_OF and value not in ONE_OF[name]:
        return [Fault(where, name, str(value), "unknown word", f"use one of {ONE_OF[name]}")], {}
    if name == "soft_from" and not CLOCK.fullmatch(str(value)):
        return [Fault(where, name, str(value), "not a clock time", 'write "HH:MM"')], {}
    if name == "priority" and value not in PRIORITIES:
        return [Fault(where, name, str(value), "no such priority class", "use 1 (same day) to 7 (yearly)")], {}
    return [], {name: value}


def _minutes(where: str, name: str, value: object) -> Read:
    minutes = [m for m in value if type(m) is int] if isinstance(value, list) else []
    if minutes != value or len(minutes) != 3 or not 0 < minutes[0] <= minutes[1] <= minutes[2]:
        return [Fault(where, name, str(value), "not three rising minutes", "write [least, usual, most]")], {}
    return [], {"minutes_min": minutes[0], "minutes": minutes[1], "minutes_max": minutes[2]}


def _parts(where: str, name: str, value: object) -> Read:
    if not isinstance(value, list) or not value:
        return [Fault(where, name, str(value), "not a list of people", 'write [{ roles = ["RN"] }]')], {}
    faults: list[Fault] = []
    needs = [_need(where, name, part, faults) for part in value]
    return faults, {name: tuple(needs)}


def _second(where: str, name: str, value: object) -> Read:
    faults: list[Fault] = []
    return faults, {name: _need(where, name, value, faults)}


def _need(where: str, name: str, value: object, faults: list[Fault]) -> PartNeed:
    """What one person's share asks: {roles, skills, title_level}."""
    row: Table = value if isinstance(value, dict) else {}
    roles, skills, title = row.get("roles"), row.get("skills", []), row.get("title_level", 0)
    known = not row.keys() - {"roles", "skills", "title_level"} and type(title) is int and 0 <= title <= 5
    if not known or not isinstance(roles, list) or not roles or not isinstance(skills, list):
        remedy = 'write { roles = ["RN"], skills = ["picc"], title_level = 3 }; the last two may be absent'
        faults.append(Fault(where, name, str(value), "cannot be read as one person's share", remedy))
        return PartNeed(frozenset())
    for role in roles:
        if role not in ROLES:
            faults.append(Fault(where, f"{name}.roles", str(role), "unknown role", f"use one of {', '.join(ROLES)}"))
    for skill in skills:
        if not (isinstance(skill, str) and IDENTIFIER.fullmatch(skill)):
            faults.append(Fault(where, f"{name}.skills", str(skill), "not a code", "write small letters, e.g. picc"))
    return PartNeed(frozenset(map(str, roles)), frozenset(map(str, skills)), title)


def _channels(where: str, name: str, value: object) -> Read:
    if not isinstance(value, list) or not value:
        return [Fault(where, name, str(value), "not a list of channels", f"use {', '.join(CHANNELS)}")], {}
    remedy = f"use {', '.join(CHANNELS)}"
    wrong = [
        Fault(where, name, str(channel), "unknown channel", remedy) for channel in value if channel not in CHANNELS
    ]
    return wrong, {name: tuple(value)}


def _codes(where: str, name: str, value: object) -> Read:
    if not isinstance(value, list) or not all(isinstance(code, str) and IDENTIFIER.fullmatch(code) for code in value):
        return [Fault(where, name, str(value), "not a list of codes", 'write e.g. ["risk", "heavy_transfer"]')], {}
    return [], {name: frozenset(value)}


def _windows(where: str, name: str, value: object) -> Read:
    """Clock times, inclusive, ascending and apart."""
    rows = value if isinstance(value, list) else [value]
    faults = []
    pairs: list[tuple[str, str]] = []
    for row in rows:
        if (
            not isinstance(row, list)
            or len(row) != 2
            or not all(isinstance(c, str) and CLOCK.fullmatch(c) for c in row)
        ):
            faults.append(Fault(where, name, str(row), "not a pair of clock times", 'write ["07:00", "09:30"]'))
        elif row[1] < row[0]:
            faults.append(Fault(where, name, str(row), "ends before it starts", "swap the two times"))
        elif pairs and row[0] <= pairs[-1][1]:
            faults.append(Fault(where, name, str(row), "overlaps the window before", "sort them, join what meets"))
        else:
            pairs.append((row[0], row[1]))
    return faults, {} if faults else {name: tuple(pairs)}


READERS: dict[str, Callable[[str, str, object], Read]] = {
    "minutes": _minutes,
    "parts": _parts,
    "second": _second,
    "second_if": _codes,
    "channels": _channels,
    "start_windows": _windows,
}
