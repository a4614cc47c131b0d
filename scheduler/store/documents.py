"""Our dataclasses as JSON documents and back, by their type hints alone; nothing is lost on the way.

Days and moments are ISO 8601 (moments with their offset), clock times HH:MM:SS, sets sorted lists.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from scheduler.errors import Fault, InputError

T = TypeVar("T")


def as_document(value: object) -> Any:
    """A value of ours as dict, list, text, number or None; TypeError names a type that has no document."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, date | time):
        return value.isoformat()
    if is_dataclass(value):
        return {field.name: as_document(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): as_document(inner) for key, inner in value.items()}
    if isinstance(value, AbstractSet):
        return sorted(as_document(inner) for inner in value)
    if isinstance(value, list | tuple):
        return [as_document(inner) for inner in value]
    raise TypeError(f"{type(value).__name__} has no document")


def from_document(kind: type[T], document: Any) -> T:
    """The inverse of `as_document`. InputError names the JSON pointer of what does not fit."""
    value: T = _read(kind, document, "")
    return value


def _read(kind: Any, document: Any, where: str) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _read_union(inner, document, where)
    if is_dataclass(kind) and isinstance(kind, type):
        return _read_record(kind, document, where)
    if origin is tuple and isinstance(document, list):
        kinds = [inner[0]] * len(document) if inner[-1] is Ellipsis else list(inner)
        if len(kinds) != len(document):
            raise _fault(where, document, f"has {len(document)} entries", f"give {len(kinds)}")
        return tuple(_read(k, d, f"{where}/{i}") for i, (k, d) in enumerate(zip(kinds, document, strict=True)))
    if origin is frozenset and isinstance(document, list):
        return frozenset(_read(inner[0], d, f"{where}/{i}") for i, d in enumerate(document))
    if origin is not None and issubclass(origin, Mapping) and isinstance(document, dict):
        return {key: _read(inner[1], d, f"{where}/{key}") for key, d in document.items()}
    return _read_plain(kind, document, where)


def _read_union(kinds: tuple[Any, ...], document: Any, where: str) -> Any:
    if document is None and type(None) in kinds:
        return None
    others = [kind for kind in kinds if kind is not type(None)]
    if len(others) == 1:
        return _read(others[0], document, where)
    if type(document) in others:  # a union of plain values, as in Number.value
        return document
    if isinstance(document, dict):  # a union of records, as in CareOrder.recurrence: told apart by their fields
        for kind in others:
            if is_dataclass(kind) and {field.name for field in fields(kind)} == set(document):
                return _read(kind, document, where)
    raise _fault(where, document, "has the wrong type", "give one of " + ", ".join(k.__name__ for k in others))


def _read_record(kind: Any, document: Any, where: str) -> Any:
    if not isinstance(document, dict):
        raise _fault(where, document, "is not an object", f"give the fields of {kind.__name__}")
    hints = _hints(kind)
    for name in document:
        if name not in hints:
            raise _fault(f"{where}/{name}", "", "is not known here", "leave the field out")
    values = {}
    for field in fields(kind):
        if field.name in document:
            values[field.name] = _read(hints[field.name], document[field.name], f"{where}/{field.name}")
        elif field.default is MISSING and field.default_factory is MISSING:
            raise _fault(f"{where}/{field.name}", "", "is missing", "add the field")
    try:
        return kind(**values)
    except ValueError as error:
        raise _fault(where, "", str(error), "correct the values") from error


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    return get_type_hints(kind)


_MOMENTS = {datetime: "2026-03-09T08:30:00+08:00", date: "2026-03-09", time: "08:30"}


def _read_plain(kind: Any, document: Any, where: str) -> Any:
    if kind in _MOMENTS:
        try:
            moment = kind.fromisoformat(document)
        except (TypeError, ValueError) as error:
            raise _fault(where, document, f"is not a {kind.__name__}", f"write it like {_MOMENTS[kind]}") from error
        if kind is datetime and moment.tzinfo is None:
            raise _fault(where, document, "has no offset from UTC", f"write it like {_MOMENTS[kind]}")
        return moment
    if kind is Any or type(document) is kind or (kind is float and type(document) is int):
        return document
    raise _fault(where, document, f"is not a {getattr(kind, '__name__', kind)}", "give a value of that type")


def _fault(where: str, value: Any, message: str, remedy: str) -> InputError:
    field = where.rsplit("/", 1)[-1]
    shown = str(value)[:40] if isinstance(value, int | float | bool) else ""  # text may be somebody's name
    return InputError([Fault(where or "/", field, shown, message, remedy)])
