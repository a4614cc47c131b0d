"""A quarter of care played through: what is due is planned day by day, and chance decides what becomes of it."""

from scheduler.simulate.figures import Quarter, Week
from scheduler.simulate.quarter import Chosen, simulate_quarter
from scheduler.simulate.roster import LongAbsence

__all__ = ["Chosen", "LongAbsence", "Quarter", "Week", "simulate_quarter"]
