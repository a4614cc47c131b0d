"""Routes as columns on OR-Tools' LP and MIP: the plan's last word and its proven bound."""

from typing import TYPE_CHECKING, Any

from scheduler.solver.partition.choose import choose
from scheduler.solver.partition.column import Column

if TYPE_CHECKING:
    from scheduler.solver.partition.proof import Bound, prove

__all__ = ["Bound", "Column", "choose", "prove"]


def __getattr__(name: str) -> Any:
    """The proof is loaded when it is asked for: it brings compiled code that choosing does without."""
    if name in ("Bound", "prove"):
        from scheduler.solver.partition import proof

        return getattr(proof, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
