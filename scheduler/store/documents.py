"""Our dataclasses as JSON documents and back, by their type hints alone; nothing is lost on the way.

Days and moments are ISO 8601 (moments with their offset), clock times HH:MM:SS, sets sorted lists.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
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
    whole: Any = kind
    try:
        value: T = _reader(whole)(document)
    except _Misfit as misfit:
        raise _fault("".join(f"/{step}" for step in reversed(misfit.steps)), *misfit.told) from misfit
    return value


Reader = Callable[[Any], Any]


class _Misfit(Exception):  # noqa: N818 - becomes an InputError at the door
    """What does not fit: the value, what is wrong, what to do; `steps` is the way to it, innermost first."""

    def __init__(self, value: Any, message: str, remedy: str, *steps: str) -> None:
        super().__init__(message)
        self.told = (value, message, remedy)
        self.steps = list(steps)


@cache
def _reader(kind: Any) -> Reader:
    """What reads a document of that type; made once a type, since thousands of records are read for a day."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _union_reader(inner)
    if is_dataclass(kind) and isinstance(kind, type):
        return _record_reader(kind)
    if origin is tuple:
        return _tuple_reader(inner)
    if origin is frozenset:
        return _frozenset_reader(_reader(inner[0]))
    if origin is not None and issubclass(origin, Mapping):
        return _mapping_reader(_reader(inner[1]))
    return _plain_reader(kind)


def _inside(reader: Reader, document: Any, step: object) -> Any:
    """Read what lies a step further in, so that what does not fit there is named by its whole way."""
    try:
        return reader(document)
    except _Misfit as misfit:
        misfit.steps.append(str(step))
        raise


def _union_reader(kinds: tuple[Any, ...]) -> Reader:
    others = [kind for kind in kinds if kind is not type(None)]
    optional = len(others) < len(kinds)
    single = _reader(others[0]) if len(others) == 1 else None
    readers = [(k, _reader(k)) for k in others]
    records = [({field.name for field in fields(k)}, reader) for k, reader in readers if is_dataclass(k)]
    words = ", ".join(getattr(k, "__name__", str(k)) for k in others)

    def read(document: Any) -> Any:
        if document is None and optional:
            return None
        if single is not None:
            return single(document)
        if type(document) in others:  # a union of plain values, as in Number.value
            return document
        if isinstance(document, dict):  # of records, as in CareOrder.recurrence: told apart by their fields
            for names, reader in records:
                if names == set(document):
                    return reader(document)
        raise _Misfit(document, "has the wrong type", f"give one of {words}")

    return read


def _record_reader(kind: Any) -> Reader:
    hints = _hints(kind)
    parts = [
        (field.name, _reader(hints[field.name]), field.default is MISSING and field.default_factory is MISSING)
        for field in fields(kind)
    ]

    def read(document: Any) -> Any:
        if not isinstance(document, dict):
            raise _Misfit(document, "is not an object", f"give the fields of {kind.__name__}")
        for name in document:
            if name not in hints:
                raise _Misfit("", "is not known here", "leave the field out", name)
        values = {}
        for name, reader, needed in parts:
            if name in document:
                values[name] = _inside(reader, document[name], name)
            elif needed:
                raise _Misfit("", "is missing", "add the field", name)
        try:
            return kind(**values)
        except ValueError as error:
            raise _Misfit("", str(error), "correct the values") from error

    return read


def _tuple_reader(inner: tuple[Any, ...]) -> Reader:
    endless = inner[-1] is Ellipsis
    readers = [_reader(kind) for kind in inner if kind is not Ellipsis]

    def read(document: Any) -> Any:
        if not isinstance(document, list):
            raise _Misfit(document, "is not a list", "give a list")
        own = readers * len(document) if endless else readers
        if len(own) != len(document):
            raise _Misfit(document, f"has {len(document)} entries", f"give {len(own)}")
        return tuple(_inside(reader, d, i) for i, (reader, d) in enumerate(zip(own, document, strict=True)))

    return read


def _frozenset_reader(reader: Reader) -> Reader:
    def read(document: Any) -> Any:
        if not isinstance(document, list):
            raise _Misfit(document, "is not a list", "give a list")
        return frozenset(_inside(reader, d, i) for i, d in enumerate(document))

    return read


def _mapping_reader(reader: Reader) -> Reader:
    def read(document: Any) -> Any:
        if not isinstance(document, dict):
            raise _Misfit(document, "is not an object", "give an object")
        return {key: _inside(reader, d, key) for key, d in document.items()}

    return read


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    return get_type_hints(kind)


_MOMENTS = {datetime: "2026-03-09T08:30:00+08:00", date: "2026-03-09", time: "08:30"}


def _plain_reader(kind: Any) -> Reader:
    name = getattr(kind, "__name__", str(kind))

    def read(document: Any) -> Any:
        if type(document) is kind or kind is Any or (kind is float and type(document) is int):
            return document
        raise _Misfit(document, f"is not a {name}", "give a value of that type")

    def read_moment(document: Any) -> Any:
        try:
            moment = kind.fromisoformat(document)
        except (TypeError, ValueError) as error:
            raise _Misfit(document, f"is not a {name}", f"write it like {_MOMENTS[kind]}") from error
        if kind is datetime and moment.tzinfo is None:
            raise _Misfit(document, "has no offset from UTC", f"write it like {_MOMENTS[kind]}")
        return moment

    return read_moment if kind in _MOMENTS else read


def _fault(where: str, value: Any, message: str, remedy: str) -> InputError:
    field = where.rsplit("/", 1)[-1]
    shown = str(value)[:40] if isinstance(value, int | float | bool) else ""  # text may be somebody's name
    return InputError([Fault(where or "/", field, shown, message, remedy)])
