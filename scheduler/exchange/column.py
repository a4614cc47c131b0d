"""A table of a centre's files and its columns, each with its Chinese and its English header and what stands in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `personal` values are masked in messages; a `required` one must be in the header."""

    en: str
    zh: str
    note_en: str
    note_zh: str
    required: bool = False
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: a CSV file or a sheet of a workbook, found by its English or Chinese name.

    A centre may leave an `optional` one out, or hand it over with its header alone: nothing of it is known then.
    """

    en: str
    zh: str
    columns: tuple[Column, ...]
    optional: bool = False

    def column(self, header: str) -> Column | None:
        """The column with this Chinese or English header."""
        return next((c for c in self.columns if header in (c.en, c.zh)), None)


def needed(en: str, zh: str, note_en: str, note_zh: str, personal: bool = False) -> Column:
    """A column that must be in the header."""
    return Column(en, zh, note_en, note_zh, required=True, personal=personal)
