"""A request for nursing at home (护理到家) on its way: states with person, time and reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

STATES = (
    "submitted", "assessing", "consenting", "accepted", "assigned", "taken", "arrived", "in_service", "done", "rated",
    "cancelled", "refused",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NursingMove:
    """One step: to which state, when, by whom, why. `late` marks a cancellation after the 4-hour limit."""

    state: str
    at: datetime
    author: str
    reason: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class NursingRequest:
    """The way of the request with the same id; the request itself says what is asked for."""

    id: str
    moves: tuple[NursingMove, ...]

    @property
    def state(self) -> str:
        """Where it stands now."""
        return self.moves[-1].state
