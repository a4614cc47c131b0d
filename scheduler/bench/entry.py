"""Reading a published JSON file: every value is asked for with its place, so that a fault can name it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scheduler.bench.files import text_of
from scheduler.errors import Fault, InputError

SHOWN = 30  # characters of a wrong value in a message


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of a JSON file and where it stands (`/patients/3/id`). The questions raise InputError."""

    file: str
    pointer: str
    value: Any

    def at(self, key: str) -> Entry:
        """The value of a key."""
        found = self.maybe(key)
        if found is None:
            raise self.fault(f"has no {key!r}", f"give {key!r}", f"缺少 {key}", f"请给出 {key}")
        return found

    def maybe(self, key: str) -> Entry | None:
        """The value of a key, None where it is missing or null."""
        if not isinstance(self.value, dict):
            raise self.fault("is no object", "give an object of named values", "应为对象", "请给出键值对象")
        value = self.value.get(key)
        return None if value is None else Entry(self.file, f"{self.pointer}/{key}", value)

    def each(self, key: str) -> Iterator[Entry]:
        """The elements of the list under a key; none where it is missing."""
        found = self.maybe(key)
        return found.items() if found is not None else iter(())

    def items(self) -> Iterator[Entry]:
        """The elements of a list."""
        if not isinstance(self.value, list):
            raise self.fault("is no list", "give a list", "应为列表", "请给出列表")
        return (Entry(self.file, f"{self.pointer}/{k}", value) for k, value in enumerate(self.value))

    def word(self) -> str:
        """A text, not empty."""
        if not isinstance(self.value, str) or not self.value:
            raise self.fault("is no text", "give a text", "应为文字", "请给出文字")
        return self.value

    def number(self) -> float:
        """A finite number."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float) or not abs(self.value) < 2**40:
            raise self.fault("is no number", "give a number", "应为数字", "请给出数字")
        return self.value

    def whole(self) -> int:
        """A whole number; 3.0 is one."""
        if self.number() != int(self.number()):
            raise self.fault("is no whole number", "give a whole number", "应为整数", "请给出整数")
        return int(self.value)

    def amount(self) -> float:
        """A number that is not negative."""
        if self.number() < 0:
            raise self.fault("is negative", "give 0 or more", "不能为负", "请给出 0 或以上")
        return self.number()

    def count(self) -> int:
        """A whole number that is not negative."""
        return int(self.amount()) if self.whole() else 0

    def one_of(self, known: dict[str, int]) -> int:
        """What a name stands for."""
        if self.word() not in known:
            raise self.fault("is not known", "name one that the file lists", "没有这一项", "请使用文件中已有的编号")
        return known[self.word()]

    def fault(self, message: str, remedy: str, message_zh: str, remedy_zh: str) -> InputError:
        """What is wrong with this value."""
        shown = "" if isinstance(self.value, dict | list) else str(self.value)[:SHOWN]
        return InputError([Fault(self.file, self.pointer, shown, message, remedy, message_zh, remedy_zh)])


def opened(path: Path) -> Entry:
    """The whole file, gzipped or not."""
    try:
        document = json.loads(text_of(path))
    except ValueError as error:
        place = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise InputError(
            [Fault(path.name, place, "", "is no JSON", "give the file as published", "不是 JSON", "请使用原始文件")]
        ) from error
    return Entry(path.name, "", document)


def numbered(entries: Iterator[Entry]) -> dict[str, int]:
    """The ids of a list's objects by their number; an id that stands twice is a fault."""
    known: dict[str, int] = {}
    for entry in entries:
        name = entry.at("id")
        if name.word() in known:
            raise name.fault("stands twice", "give every id once", "编号重复", "编号不能重复")
        known[name.word()] = len(known)
    return known


def square(entry: Entry, size: int) -> list[list[float]]:
    """A table of `size` rows and columns of amounts."""
    rows = [[cell.amount() for cell in row.items()] for row in entry.items()]
    if len(rows) != size or any(len(row) != size for row in rows):
        raise entry.fault(
            f"is not {size} by {size}", f"give {size} rows of {size}", f"应为 {size} 行 {size} 列", "请补全距离表"
        )
    return rows
