"""The numbers of a centre, read from config/*.toml and checked: a Rulebook, or every fault of every file."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from scheduler.domain.rulebook import Rulebook
from scheduler.errors import Fault, InputError
from scheduler.settings.numbers import Table, read_numbers
from scheduler.settings.services import read_service

NUMBER_FILES = ("rules", "care", "simulate", "weights", "travel")


def default_rulebook() -> Rulebook:
    """The numbers of config/, and over them the centre's own file where SCHEDULER_OVERRIDE names one."""
    return load_rulebook(config_folder(), Path(own) if (own := os.environ.get("SCHEDULER_OVERRIDE")) else None)


def config_folder() -> Path:
    """The folder of the project's configuration files: where SCHEDULER_CONFIG says, else beside the package."""
    return Path(os.environ.get("SCHEDULER_CONFIG") or Path(__file__).resolve().parents[2] / "config")


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
    numbers = {name: read_numbers(name, origins[name], tables[name], faults) for name in NUMBER_FILES}
    services = {
        code: service
        for code, row in tables["services"].items()
        if (service := read_service(code, row, origins["services"], faults)) is not None
    }
    for key in numbers["rules"].keys() & numbers["care"].keys():
        faults.append(Fault(f"care.toml [{key}]", "", "", "stands in rules.toml too", "keep it in one of the files"))
    if faults:
        raise InputError(faults)
    return Rulebook(
        numbers["rules"] | numbers["care"] | numbers["simulate"], numbers["weights"], numbers["travel"], services
    )


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
