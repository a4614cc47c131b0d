"""What is wrong in a file, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.errors import Fault

_LONGEST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence in both languages."""

    zh: str
    en: str


class CellError(ValueError):
    """A value that cannot be what its column asks for."""

    def __init__(self, message: Words, remedy: Words) -> None:
        super().__init__(message.en)
        self.message = message
        self.remedy = remedy


def fault(where: str, message: Words, remedy: Words, field: str = "", value: str = "") -> Fault:
    """A fault that can be said in Chinese and in English."""
    return Fault(where, field, value, message.en, remedy.en, message.zh, remedy.zh)


def masked(value: str) -> str:
    """A personal value as a message may show it: the ends of a long number, of anything else only stars."""
    number = value.isascii() and value.isalnum()
    if number and len(value) >= 18:
        return value[:6] + "*" * (len(value) - 10) + value[-4:]
    if number and len(value) == 11:
        return value[:3] + "****" + value[-4:]
    return "*" * min(len(value), _LONGEST_SHOWN)
