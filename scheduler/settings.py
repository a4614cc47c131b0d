"""The numbers of a centre, read from config/*.toml and checked: a Rulebook, or every fault of every file."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from scheduler.domain.care import CHANNELS, PartNeed, Service
from scheduler.domain.people import ROLES
from scheduler.domain.rulebook import Number, Rulebook
from scheduler.errors import Fault, InputError

Table = dict[str, Any]

NUMBER_FILES = ("rules", "care", "simulate", "weights", "travel")
NUMBER_TYPES: dict[str, tuple[type, ...]] = {
    "value": (int, float, str, bool),
    "unit": (str,),
    "hard": (bool,),
    "source": (str,),
    "verified": (bool,),
    "note": (str,),
}
SERVICE_FIELDS = {field.name: field for field in fields(Service)}
SERVICE_KEYS = (set(SERVICE_FIELDS) | {"minutes"}) - {"code", "minutes_min", "minutes_max"}
NEEDED = ("name_zh", "name_en", "minutes", "parts", "channels", "priority", "source", "verified")
ONE_OF = {"listed": ("positive", "negative", "other"), "sync": ("", "start", "first")}
PRIORITIES = range(1, 8)
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
OPENING = re.compile(rf"({CLOCK.pattern}-{CLOCK.pattern} ?)+")
IDENTIFIER = re.compile(r"[a-z][a-z_]*")
FORMS = {  # unit: how its text looks, what is wrong otherwise, what to write
    "clock": (CLOCK, "not a clock time", 'write "HH:MM"'),
    "interval": (re.compile(r"\d+ \d+ \d+"), "not three rising numbers of days", 'write "shortest usual longest"'),
    "month-day": (re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"), "not a day of the year", 'write "MM-DD"'),
    "opening": (OPENING, "not hours of a day", 'write "HH:MM-HH:MM HH:MM-HH:MM"'),
}


def default_rulebook() -> Rulebook:
    """The numbers of config/, and over them the centre's own file where SCHEDULER_OVERRIDE names one."""
    return load_rulebook(config_folder(), Path(own) if (own := os.environ.get("SCHEDULER_OVERRIDE")) else None)


def config_folder() -> Path:
    """The folder of the project's configuration files: where SCHEDULER_CONFIG says, else beside the package."""
    return Path(os.environ.get("SCHEDULER_CONFIG") or Path(__file__).resolve().parent.parent / "config")


def load_rulebook(folder: Path, override: Path | None = None) -> Rulebook:
    """Rules, care over time, the simulated day, weights, travel and services, a centre's override merged key by key.

    The override is one TOML file with the tables [rules], [care], [simulate], [weights], [travel] and [services]; it
    changes fields of known keys and may add whole services. Raises InputError with every fault of every file.
    """
    faults: list[Fault] = []
    tables = {name: _read(folder / f"{name}.toml", faults) for name in (*NUMBER_FILES, "services")}
    origins = {name: f"{name}.toml" for name in tables}
    if override is not None:
        _merge(tables, _read(override, faults), override.name, faults)
    numbers = {name: _numbers(name, origins[name], tables[name], faults) for name in NUMBER_FILES}
    services = {
        code: service
        for code, row in tables["services"].items()
        if (service := _service(code, row, origins["services"], faults)) is not None
    }
    for key in numbers["rules"].keys() & numbers["care"].keys():
        faults.append(Fault(f"care.toml [{key}]", "", "", "stands in rules.toml too", "keep it in one of the files"))
    if faults:
        raise InputError(faults)
    return Rulebook(numbers["rules"] | numbers["care"] | numbers["simulate"], numbers["weights"], numbers["travel"], services)


def _read(path: Path, faults: list[Fault]) -> Table:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except OSError:
        faults.append(Fault(path.name, "", "", "the file cannot be read", f"put it into {path.parent}"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(Fault(path.name, "", "", f"not a TOML file: {error}", "correct that line; save it as UTF-8"))
    return {}


def _merge(tables: dict[str, Table], override: Table, name: str, faults: list[Fault]) -> None:
    """Put a centre's own values into the tables; what it does not say stays. A service may get spreads of its own."""
    spreads = {f"day.service.{code}.{kind}" for code in tables["services"] for kind in ("factor", "spread")}
    for family, changes in override.items():
        if family not in tables or not isinstance(changes, dict):
            faults.append(Fault(name, str(family), "", "no such table", f"use one of {', '.join(tables)}"))
            continue
        for key, change in changes.items():
            where = f"{name} [{family}.{key}]"
            if not isinstance(change, dict):
                faults.append(Fault(where, "", str(change), "not a table", 'write e.g. ["key"] and value = ...'))
            elif family != "services" and key not in {*tables[family], *spreads}:
                faults.append(Fault(where, "", "", "nothing has that key", f"see the keys of {family}.toml"))
            else:
                tables[family][key] = {**tables[family].get(key, {}), **change}


def _numbers(family: str, origin: str, table: Table, faults: list[Fault]) -> dict[str, Number]:
    """One file of numbers; faults are collected and their numbers left out."""
    found = {}
    for key, row in table.items():
        where = f"{origin} [{key}]"
        before = len(faults)
        if not isinstance(row, dict):
            faults.append(Fault(where, "", str(row), "not a table", f'write ["{key}"] and value = ... below it'))
            continue
        for name, types in NUMBER_TYPES.items():
            if name not in row:
                faults.append(Fault(where, name, "", "is missing", f"add {name} = ..."))
            elif type(row[name]) not in types:
                faults.append(_wrong_type(where, name, row[name], types))
        faults += [
            Fault(where, name, str(row[name]), "no such field", f"use {', '.join(NUMBER_TYPES)}")
            for name in row.keys() - NUMBER_TYPES.keys()
        ]
        if len(faults) == before:
            _value_faults(family, where, key, row, faults)
        if len(faults) == before:
            found[key] = Number(**row)
    return found


def _value_faults(family: str, where: str, key: str, row: Table, faults: list[Fault]) -> None:
    """What a value may be follows from its unit; how strong it may be from its file."""
    value, unit = row["value"], row["unit"]
    if unit in FORMS:
        form, message, remedy = FORMS[unit]
        if not (isinstance(value, str) and form.fullmatch(value)):
            faults.append(Fault(where, "value", str(value), message, remedy))
        elif unit == "interval" and not 0 < (days := [int(n) for n in value.split()])[0] <= days[1] <= days[2]:
            faults.append(Fault(where, "value", value, message, remedy))
    elif unit == "switch":
        if not isinstance(value, bool):
            faults.append(Fault(where, "value", str(value), "not a switch", "write true or false"))
    elif unit == "words":
        if not isinstance(value, str):
            faults.append(Fault(where, "value", str(value), "not words", "write them in one pair of quotes"))
    elif isinstance(value, bool | str) or not 0 <= value < 10**9:
        faults.append(Fault(where, "value", str(value), f"not a number of {unit}", "write a number from 0"))
    elif family == "weights" and not isinstance(value, int):
        faults.append(Fault(where, "value", str(value), "a price is a whole number", "round it to seconds of travel"))
    elif family == "travel" and unit != "min" and value == 0:
        faults.append(Fault(where, "value", str(value), "may not be zero", "write a number above 0"))
    if family == "weights" and row["hard"]:
        faults.append(Fault(where, "hard", "true", "a price is never hard", "write hard = false"))
    if family == "rules" and key.startswith(("H", "gate.")) and not row["hard"]:
        faults.append(Fault(where, "hard", "false", "a limit of a hard rule cannot be soft", "write hard = true"))


def _wrong_type(where: str, name: str, value: object, types: tuple[type, ...]) -> Fault:
    names = {int: "a whole number", float: "a number", str: "text in quotes", bool: "true or false", list: "a list"}
    return Fault(where, name, str(value), "has the wrong type", f"write {' or '.join(names[t] for t in types)}")


def _service(code: str, row: object, origin: str, faults: list[Fault]) -> Service | None:
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
        return [_wrong_type(where, name, value, (wanted,))], {}
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
