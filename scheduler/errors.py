"""What can go wrong at the door, each with the thing it is about and the remedy.

Bad outcomes of planning (a visit left out, a hard finding) are answers, not errors.

    SchedulerError
    ├── InputError      one or more faults in what was given (files, bodies, options)
    ├── NotFoundError   nothing has that id
    └── ConflictError   it exists, but its state forbids what was asked
        └── StaleError  somebody else has changed it since it was read
"""

from __future__ import annotations

from dataclasses import dataclass

SHOWN = 40  # characters of a wrong value, enough to find it


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with what was given, in words a coordinator can act on.

    `where` names file and row (or the JSON pointer of a body), `field` the column,
    `value` what stood there (ids and codes only, never a name, phone or ID number),
    `message` what is wrong and `remedy` what to do.
    """

    where: str
    field: str
    value: str
    message: str
    remedy: str
    message_zh: str = ""  # "": the message is in the reader's language already
    remedy_zh: str = ""

    @classmethod
    def of_field(cls, field: str, value: str, message: str, remedy: str, message_zh: str, remedy_zh: str) -> Fault:
        """A fault of one field of what was sent; what was typed in is cut."""
        return cls(f"/{field}", field, value[:SHOWN], message, remedy, message_zh, remedy_zh)

    def __str__(self) -> str:
        return self.said_in("en")

    def said_in(self, language: str) -> str:
        """The whole fault in one line, "zh" or "en"."""
        parts = [part for part in (self.where, self.field) if part]
        shown = f" = {self.value!r}" if self.value else ""
        zh = language == "zh"
        message = self.message_zh if zh and self.message_zh else self.message
        remedy = self.remedy_zh if zh and self.remedy_zh else self.remedy
        return f"{' · '.join(parts)}{shown}: {message} → {remedy}"


class SchedulerError(Exception):
    """Base of the errors that people see as a message, never as a traceback."""

    def __init__(self, message: str, zh: str = "") -> None:
        super().__init__(message)
        self.zh = zh

    def said_in(self, language: str) -> str:
        """The message in one language, "zh" or "en"."""
        return self.zh if language == "zh" and self.zh else str(self)


class InputError(SchedulerError):
    """What was given cannot be used; `faults` says why, all of it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults), "\n".join(f.said_in("zh") for f in faults))
        self.faults = faults


class NotFoundError(SchedulerError):
    """Nothing has that id; the message names the kind and the id."""


class ConflictError(SchedulerError):
    """It exists, but its state forbids what was asked; the message says what to do instead."""


class StaleError(ConflictError):
    """It was changed since it was read; `differences` is what changed meanwhile, a record of ours."""

    def __init__(self, message: str, zh: str, differences: object) -> None:
        super().__init__(message, zh)
        self.differences = differences
