"""When the centre is open: by season, half on a Saturday, not at all on a day of rest."""

from __future__ import annotations

from datetime import date, time

from scheduler.domain.people import Hours
from scheduler.domain.rulebook import Rulebook
from scheduler.intake.calendar import SATURDAY, Calendar


def opening_hours(day: date, rulebook: Rulebook, calendar: Calendar) -> tuple[Hours, ...]:
    """The hours of a day, ascending; none on Sundays and holidays. Raises InputError for an unknown year.

    Summer lasts from opening.summer_from to opening.summer_until, both inclusive; every other day is winter's.
    """
    if calendar.is_workday(day):
        return _hours(rulebook.rule_text(f"opening.{season(day, rulebook)}_hours"))
    holiday = calendar.years.get(day.year, {}).get(day) == "holiday"
    if day.weekday() == SATURDAY and not holiday:
        return _hours(rulebook.rule_text("opening.saturday_hours"))
    return ()


def season(day: date, rulebook: Rulebook) -> str:
    """summer or winter."""
    begin, end = rulebook.rule_text("opening.summer_from"), rulebook.rule_text("opening.summer_until")
    here = f"{day:%m-%d}"
    inside = begin <= here <= end if begin <= end else here >= begin or here <= end
    return "summer" if inside else "winter"


def _hours(text: str) -> tuple[Hours, ...]:
    pairs = (part.split("-") for part in text.split())
    return tuple(Hours(time.fromisoformat(start), time.fromisoformat(end)) for start, end in pairs)
