"""Who works when from Monday 9 March to Friday 3 April 2026: half-days in the field, in the clinic, on leave."""

from __future__ import annotations

from datetime import date, timedelta

from scheduler.domain.people import Shift
from scheduler.units import at

MONDAY = date(2026, 3, 9)
WEEK = tuple(MONDAY + timedelta(days=k) for k in range(5))
CARE_BEGINS = MONDAY + timedelta(days=5)  # from this Saturday on, standing orders and family beds bring the visits
LATER_MONDAYS = tuple(MONDAY + timedelta(weeks=k) for k in (1, 2, 3))

# A letter is a stretch of the day: kind, start, end, latest end.
_STRETCHES = {
    "A": ("field", "08:00", "12:00", "12:15"),
    "P": ("field", "14:00", "17:30", "18:00"),
    "D": ("field", "08:00", "17:30", "18:00"),  # all day, lunch in the field
    "E": ("field", "07:00", "11:30", "11:45"),  # early: fasting blood and insulin
    "F": ("field", "07:00", "10:30", "10:45"),
    "L": ("field", "15:00", "18:30", "18:45"),  # late: evening insulin
    "H": ("field", "18:00", "21:00", "21:15"),  # the hospital's nurses in their free time
    "a": ("clinic", "08:00", "12:00", "12:00"),
    "p": ("clinic", "14:00", "17:30", "17:30"),
    "V": ("leave", "08:00", "17:30", "17:30"),
}
_LUNCH = {"D": ("11:30", "13:00", 45)}
# Monday to Friday. On Wednesday two doctors, a nurse and a therapist are away.
_ROSTER = {
    "S01": "aP Ap aP Ap Ap",
    "S02": "Ap ap AP ap aP",
    "S03": "aP aP aP ap aP",
    "S04": "AP aP V aP ap",
    "S05": "ap Ap AP Ap aP",
    "S06": "aP aP V aP AP",
    "S07": "D AP AP ap AP",
    "S08": "AP D V AP ap",
    "S09": "AP ap Ap AP AP",
    "S10": "ap AP D AP AP",
    "S11": "AP AP ap D ap",
    "S12": "ap ap AP ap D",
    "S13": "EP EP EP EP EP",
    "S14": "FL FL FL FL FL",
    "S15": "AP AP Ap Ap AP",
    "S16": "AP ap aP AP Ap",
    "S17": "ap AP V AP ap",
    "S18": "aP aP aP AP aP",
    "S19": "ap ap Ap ap Ap",
    "S20": "aP Ap aP aP aP",
    "S21": "ap ap aP V ap",
    "S22": "Ap Ap AP Ap Ap",
    "S23": "aP - - aP -",
    "S24": "- aP - ap -",
    "S25": "H - H - H",
    "S26": "- H - H -",
}


# The weeks after it: Wednesday as Monday, but for those who come on certain days only.
_ON_CERTAIN_DAYS = frozenset({"S23", "S24", "S25", "S26"})
_AS_MONDAY = 2  # Wednesday
# One nurse goes out early and late on each day of a weekend; who cares for PICC lines has the Saturdays.
WEEKENDS = {
    date(2026, 3, 14): "S10",
    date(2026, 3, 15): "S09",
    date(2026, 3, 21): "S07",
    date(2026, 3, 22): "S11",
    date(2026, 3, 28): "S13",
    date(2026, 3, 29): "S14",
}
_DUTY = "FL"
# Leave in the later weeks: who, first and last day. From 23 March on one nurse fewer changes PICC dressings.
_LEAVE = (
    ("S10", date(2026, 3, 23), date(2026, 3, 27)),
    ("S16", date(2026, 3, 19), date(2026, 3, 20)),
    ("S05", date(2026, 3, 30), date(2026, 4, 1)),
)


def shifts() -> tuple[Shift, ...]:
    """Every stretch as a shift, day by day and person by person; the first week as it is printed above."""
    days = [(day, {who: roster.split()[k] for who, roster in _ROSTER.items()}) for k, day in enumerate(WEEK)]
    days += [(day, {who: _DUTY}) for day, who in WEEKENDS.items()]
    days += [(monday + timedelta(days=k), _later(k)) for monday in LATER_MONDAYS for k in range(5)]
    return tuple(
        _shift(day, staff_id, letter)
        for day, letters in sorted(days, key=lambda pair: pair[0])
        for staff_id, stretches in letters.items()
        for letter in _on_leave(staff_id, day, stretches.strip("-"))
    )


def _later(weekday: int) -> dict[str, str]:
    """Who works which stretches on a weekday of the later weeks."""
    return {
        who: roster.split()[0 if weekday == _AS_MONDAY and who not in _ON_CERTAIN_DAYS else weekday]
        for who, roster in _ROSTER.items()
    }


def _on_leave(staff_id: str, day: date, stretches: str) -> str:
    away = any(who == staff_id and first <= day <= last for who, first, last in _LEAVE)
    return "V" if away and stretches else stretches


def _shift(day: date, staff_id: str, letter: str) -> Shift:
    kind, start, end, latest = _STRETCHES[letter]
    lunch_from, lunch_until, minutes = _LUNCH.get(letter, ("", "", 0))
    return Shift(
        f"{day:%m%d}-{staff_id}-{letter}",
        staff_id,
        kind,
        at(day, start),
        at(day, end),
        at(day, latest),
        at(day, lunch_from) if lunch_from else None,
        at(day, lunch_until) if lunch_until else None,
        minutes,
    )
