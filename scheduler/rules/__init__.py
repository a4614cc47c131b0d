"""The whole model on one screen: every rule of care, family by family. The order of the list never matters."""

from __future__ import annotations

from scheduler.rules.priority import PRIORITY
from scheduler.rules.qualifications import QUALIFICATIONS
from scheduler.rules.rule import Rule
from scheduler.rules.shifts import SHIFTS
from scheduler.rules.travelling import TRAVELLING
from scheduler.rules.windows import WINDOWS

RULES: tuple[Rule, ...] = (
    *QUALIFICATIONS,  # H1 H2 H3 H10 H12
    *TRAVELLING,  # H4 S3 S13
    *SHIFTS,  # H5 H15 S8 S4
    *WINDOWS,  # H7 S2
    *PRIORITY,  # S1 S10
)
