"""The whole model on one screen: every rule of care, family by family. The order of the list never matters."""

from __future__ import annotations

from scheduler.rules.bag import BAG
from scheduler.rules.continuity import CONTINUITY
from scheduler.rules.cover import COVER
from scheduler.rules.devices import DEVICES
from scheduler.rules.fairness import FAIRNESS
from scheduler.rules.infection import INFECTION
from scheduler.rules.intervals import INTERVALS
from scheduler.rules.laboratory import LABORATORY
from scheduler.rules.locks import LOCKS
from scheduler.rules.priority import PRIORITY
from scheduler.rules.qualifications import QUALIFICATIONS
from scheduler.rules.rule import Rule
from scheduler.rules.secondment import SECONDMENT
from scheduler.rules.shifts import SHIFTS
from scheduler.rules.together import TOGETHER
from scheduler.rules.travelling import TRAVELLING
from scheduler.rules.windows import WINDOWS

RULES: tuple[Rule, ...] = (
    *QUALIFICATIONS,  # H1 H2 H3 H10 H12
    *TRAVELLING,  # H4 S3 S13
    *SHIFTS,  # H5 H15 S8 S4
    *WINDOWS,  # H7 S2
    *TOGETHER,  # H6 H13
    *LABORATORY,  # H8
    *INTERVALS,  # H9
    *LOCKS,  # H11 H16 S11
    *DEVICES,  # H14
    *BAG,  # H17
    *COVER,  # H18 H19
    *INFECTION,  # H20 S9
    *PRIORITY,  # S1 S10
    *CONTINUITY,  # S5 S6 S12
    *FAIRNESS,  # S7
    *SECONDMENT,  # S14
)
