"""One file of numbers: which fields each has, and which values its unit allows."""

from __future__ import annotations

import re
from typing import Any

from scheduler.domain.rulebook import Number
from scheduler.errors import Fault

Table = dict[str, Any]

NUMBER_TYPES: dict[str, tuple[type, ...]] = {
    "value": (int, float, str, bool),
    "unit": (str,),
    "hard": (bool,),
    "source": (str,),
    "verified": (bool,),
    "note": (str,),
}
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
OPENING = re.compile(rf"({CLOCK.pattern}-{CLOCK.pattern} ?)+")
FORMS = {  # unit: how its text looks, what is wrong otherwise, what to write
    "clock": (CLOCK, "not a clock time", 'write "HH:MM"'),
    "interval": (re.compile(r"\d+ \d+ \d+"), "not three rising numbers of days", 'write "shortest usual longest"'),
    "month-day": (re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"), "not a day of the year", 'write "MM-DD"'),
    "opening": (OPENING, "not hours of a day", 'write "HH:MM-HH:MM HH:MM-HH:MM"'),
}


def read_numbers(family: str, origin: str, table: Table, faults: list[Fault]) -> dict[str, Number]:
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
                faults.append(wrong_type(where, name, row[name], types))
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


def wrong_type(where: str, name: str, value: object, types: tuple[type, ...]) -> Fault:
    names = {int: "a whole number", float: "a number", str: "text in quotes", bool: "true or false", list: "a list"}
    return Fault(where, name, str(value), "has the wrong type", f"write {' or '.join(names[t] for t in types)}")
