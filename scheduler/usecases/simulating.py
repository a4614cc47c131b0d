"""A centre's files played through for a quarter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from scheduler import settings
from scheduler.errors import Fault, InputError
from scheduler.simulate import Chosen, Quarter, simulate_quarter
from scheduler.usecases.care import calendar_of

LONGEST = 400  # days


def play_quarter(
    folder: Path,
    chosen: Chosen,
    first: date | None = None,
    *,
    assume_weekdays: bool = False,
    progress: Callable[[date, int], None] | None = None,
) -> Quarter:
    """Simulate the care of a folder's centre, by default from its first day with a shift on.

    InputError: files or a year that cannot be read, nobody of that id, too many days, no shifts to repeat.
    """
    from scheduler.exchange.reading import read_folder  # loads openpyxl and geopy, which no other use case needs
    from scheduler.usecases.month_breaches import foresee  # loads OR-Tools, which asking must not

    data, _ = read_folder(folder)
    known = {one.id for one in data.staff}
    faults = [
        Fault(
            "--away", "", one.staff_id[:20], "is nobody of this centre", "give a staff id", "没有这个工号", "请写工号"
        )
        for one in chosen.away
        if one.staff_id not in known
    ]
    if not 1 <= chosen.days <= LONGEST:
        told = ("is out of range", f"give 1 to {LONGEST}", "超出范围", f"请写 1 到 {LONGEST}")
        faults.append(Fault("--days", "", str(chosen.days), *told))
    if not data.shifts:
        told = ("nobody has a shift", "add the shifts of a week", "没有任何班次", "请加入一周的班次")
        faults.append(Fault("shifts", "", "", *told))
    if faults:
        raise InputError(faults)
    begin = first or min(shift.start.date() for shift in data.shifts)
    rulebook = settings.default_rulebook()
    calendar = calendar_of(assume_weekdays)
    return simulate_quarter(data, rulebook, calendar, begin, chosen, foresee=foresee, progress=progress)
