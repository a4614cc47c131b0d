"""Routes as columns on OR-Tools' LP and MIP: the plan's last word and its proven bound."""

from scheduler.solver.partition.choose import choose
from scheduler.solver.partition.column import Column

__all__ = ["Column", "choose"]
