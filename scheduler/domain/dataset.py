"""What a centre hands over in files, read and checked: the whole of it, or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.beds import FamilyBed
from scheduler.domain.care import Request
from scheduler.domain.medication import MedicationPlan
from scheduler.domain.orders import Away, CareOrder, Happened
from scheduler.domain.people import Centre, Device, Resident, Shift, Staff, Team


@dataclass(frozen=True, slots=True)
class Dataset:
    """One centre's people, shifts, devices, requests and care over time (files that a centre may leave out)."""

    centre: Centre
    teams: tuple[Team, ...]
    staff: tuple[Staff, ...]
    shifts: tuple[Shift, ...]
    residents: tuple[Resident, ...]
    devices: tuple[Device, ...]
    requests: tuple[Request, ...]
    care_orders: tuple[CareOrder, ...] = ()
    beds: tuple[FamilyBed, ...] = ()
    medication: tuple[MedicationPlan, ...] = ()
    happened: tuple[Happened, ...] = ()
    away: tuple[Away, ...] = ()
