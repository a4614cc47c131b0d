"""What is assumed, as typed at the command line: S003:60, RN:08:00-12:00, V-…=S003@09:30."""

from __future__ import annotations

from datetime import time

from scheduler.domain.what_if import Added, Certified, Extra, Held, Longer
from scheduler.errors import Fault, InputError


def _split(option: str, text: str, shape: str, *separators: str) -> list[str]:
    """The words of an option between its separators; InputError."""
    found, rest = [], text
    for separator in separators:
        word, met, rest = rest.partition(separator)
        found.append(word)
        if not met or not word:
            raise _misread(option, text, shape)
    if not rest:
        raise _misread(option, text, shape)
    return [*found, rest]


def _misread(option: str, text: str, shape: str) -> InputError:
    zh = ("写法不对", f"请写成 {shape}")
    return InputError([Fault(option, "", text[:40], "cannot be read", f"write it like {shape}", *zh)])


def _clock(option: str, text: str, shape: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise _misread(option, text, shape) from error


def extra_of(text: str) -> Extra:
    """One more person, as typed; InputError."""
    shape = "RN:08:00-12:00"
    like, start, end = _split("--extra", text, shape, ":", "-")
    hours = _clock("--extra", start, shape), _clock("--extra", end, shape)
    if hours[1] <= hours[0]:
        raise _misread("--extra", text, shape)
    return Extra(like, *hours)


def longer_of(text: str) -> Longer:
    """Somebody stays longer, as typed; InputError."""
    who, minutes = _split("--longer", text, "S003:60", ":")
    if not (minutes.isascii() and minutes.isdigit() and len(minutes) <= 4):
        raise _misread("--longer", text, "S003:60")
    return Longer(who, int(minutes))


def certified_of(text: str) -> Certified:
    """One more certificate, as typed; InputError."""
    return Certified(*_split("--certificate", text, "S003:picc", ":"))


def added_of(text: str) -> Added:
    """One more visit, as typed; InputError."""
    return Added(*_split("--also", text, "R0310:WOUND:clinic_phone", ":", ":"))


def held_of(text: str) -> Held:
    """A visit held for somebody, as typed; InputError."""
    shape = "V-…=S003@09:30"
    visit, who = _split("--hold", text, shape, "=")
    who, at_all, start = who.partition("@")
    if not who:
        raise _misread("--hold", text, shape)
    return Held(visit, who, _clock("--hold", start, shape) if at_all else None)
