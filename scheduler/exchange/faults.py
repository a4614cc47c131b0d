"""What is wrong in a file, said in the language of the file's headers."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.errors import Fault


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence in both languages."""

    zh: str
    en: str

    def said_in(self, language: str) -> str:
        """The sentence in "zh" or "en"."""
        return self.zh if language == "zh" else self.en


class CellError(ValueError):
    """A value that cannot be what its column asks for."""

    def __init__(self, message: Words, remedy: Words) -> None:
        super().__init__(message.en)
        self.message = message
        self.remedy = remedy


def fault(language: str, where: str, message: Words, remedy: Words, field: str = "", value: str = "") -> Fault:
    """A fault in the language of the file."""
    return Fault(where, field, value, message.said_in(language), remedy.said_in(language))


def masked(value: str) -> str:
    """A personal value as a message may show it: first and last characters of long ones, nothing of short ones."""
    if len(value) >= 18:
        return value[:6] + "*" * (len(value) - 10) + value[-4:]
    if len(value) >= 11:
        return value[:3] + "*" * (len(value) - 7) + value[-4:]
    return "*" * len(value)
