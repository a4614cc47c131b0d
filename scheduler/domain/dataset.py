"""What a centre hands over in files, read and checked: the whole of it, or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.care import Request
from scheduler.domain.people import Centre, Device, Resident, Shift, Staff, Team


@dataclass(frozen=True, slots=True)
class Dataset:
    """One centre's people, shifts, devices and requests."""

    centre: Centre
    teams: tuple[Team, ...]
    staff: tuple[Staff, ...]
    shifts: tuple[Shift, ...]
    residents: tuple[Resident, ...]
    devices: tuple[Device, ...]
    requests: tuple[Request, ...]
