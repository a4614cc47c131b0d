"""One row being read: each value is asked for by name; what is wrong is noted, and reading goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from typing import TypeVar

from scheduler.domain.people import Point
from scheduler.errors import Fault, InputError
from scheduler.exchange import values
from scheduler.exchange.faults import CellError, Words, fault, masked
from scheduler.exchange.tables import Line, Sheet
from scheduler.travel.coordinates import to_wgs84

Value = TypeVar("Value")

NEVER = date(1900, 1, 1)
_MISSING = Words("没有填写", "nothing stands there")
_FILL = Words("填写这一格", "fill it in")


class Row:
    """Values of one line by column name. After a fault `bad` is true and the line is not used."""

    def __init__(self, sheet: Sheet, line: Line, faults: list[Fault]) -> None:
        self._sheet = sheet
        self._line = line
        self._faults = faults
        self.bad = False

    def raw(self, name: str) -> str:
        """The cell's text; empty when the column or the cell is missing."""
        place = self._sheet.places.get(name, -1)
        return self._line.cells[place] if 0 <= place < len(self._line.cells) else ""

    @property
    def where(self) -> str:
        """File and row."""
        return self._sheet.row(self._line.number)

    def wrong(self, name: str, message: Words, remedy: Words, shown: str | None = None) -> None:
        """Note a fault of this row's column."""
        self.bad = True
        column = next(c for c in self._sheet.table.columns if c.en == name)
        text = self.raw(name) if shown is None else shown
        value = masked(text) if column.personal else text[:60]
        self._faults.append(fault(self.where, message, remedy, self._sheet.header(column), value))

    def read(self, name: str, as_what: Callable[[str], Value], otherwise: Value, needed: bool = True) -> Value:
        """The cell by `as_what`; `otherwise` when it is empty (a fault if needed) or wrong."""
        text = self.raw(name)
        if not text:
            if needed:
                self.wrong(name, _MISSING, _FILL)
            return otherwise
        try:
            return as_what(text)
        except CellError as error:
            self.wrong(name, error.message, error.remedy)
            return otherwise

    def text(self, name: str, needed: bool = True) -> str:
        """Plain text."""
        return self.read(name, values.plain_text, "", needed)

    def choice(self, name: str, words: str, otherwise: str = "", needed: bool = True) -> str:
        """The code of one of a list of words."""
        return self.read(name, lambda text: values.choice(text, words), otherwise, needed)

    def yes(self, name: str, needed: bool = False) -> bool:
        """yes/no; an empty cell is no."""
        return self.choice(name, "yes", "no", needed) == "yes"

    def day(self, name: str) -> date:
        """A day that must be there."""
        return self.read(name, values.day, NEVER)

    def day_or_none(self, name: str) -> date | None:
        """A day, or None when the cell is empty."""
        return self.read(name, _maybe_day, None, needed=False)

    def clock(self, name: str) -> time:
        """A clock time that must be there."""
        return self.read(name, values.clock, time(0))

    def clock_or_none(self, name: str) -> time | None:
        """A clock time, or None when the cell is empty."""
        return self.read(name, _maybe_clock, None, needed=False)

    def moment(self, name: str) -> datetime:
        """A local moment that must be there."""
        return self.read(name, values.moment, values.moment("1900-01-01 00:00"))

    def whole(self, name: str, least: int, most: int, needed: bool = False) -> int:
        """A whole number in [least, most]; an empty cell is `least` unless needed."""
        return self.read(name, lambda text: values.whole(text, least, most), least, needed)

    def codes(self, name: str) -> frozenset[str]:
        """The values of a cell that holds several."""
        nothing: tuple[str, ...] = ()
        return frozenset(self.read(name, lambda text: values.several(values.plain_text(text)), nothing, needed=False))

    def one_of(self, name: str, values: Iterable[str], kinds: Words, needed: bool = True) -> str:
        """An id that must be one of `values`; `kinds` names the table it comes from."""
        text = self.text(name, needed)
        if text and text not in values:
            self.unknown(name, text, kinds)
        return text

    def some_of(self, name: str, values: Iterable[str], kinds: Words) -> frozenset[str]:
        """Ids, each of which must be one of `values`."""
        found = self.codes(name)
        known = set(values)
        for text in sorted(found - known):
            self.unknown(name, text, kinds)
        return found

    def unknown(self, name: str, text: str, kinds: Words) -> None:
        """Note that an id is not known."""
        message = Words(f"{kinds.zh}里没有这一项", f"there is no such {kinds.en}")
        remedy = Words(f"改正，或先在{kinds.zh}里加上", f"correct it, or add the {kinds.en} first")
        self.wrong(name, message, remedy, text)

    def point(self, longitude: str, latitude: str, crs: str | None) -> Point:
        """WGS-84, converted from the row's coordinate system, else from `crs`; neither is a fault."""
        nowhere = Point(0.0, 0.0)
        x = self.read(longitude, values.degrees, None)
        y = self.read(latitude, values.degrees, None)
        system = self.choice("crs", "crs", crs or "", needed=False)
        if x is None or y is None or self.bad:
            return nowhere
        if not system:
            self.wrong(
                "crs",
                Words(
                    "没有坐标系，差错最大可达 1.27 公里", "the coordinate system is missing; up to 1.27 km is at stake"
                ),
                Words("填 wgs84、gcj02 或 bd09，或用 --crs 指定", "fill in wgs84, gcj02 or bd09, or give --crs"),
            )
            return nowhere
        try:
            return to_wgs84(x, y, system)
        except InputError as error:
            shown = f"{self.raw(longitude)}, {self.raw(latitude)}"
            for told in error.faults:
                message = Words(told.message_zh or "经纬度颠倒或不在中国", told.message)
                remedy = Words(told.remedy_zh or "经度约 113.7，纬度约 34.7：对调或重新定位", told.remedy)
                self.wrong(longitude, message, remedy, shown)
            return nowhere


def _maybe_day(text: str) -> date | None:
    return values.day(text)


def _maybe_clock(text: str) -> time | None:
    return values.clock(text)
