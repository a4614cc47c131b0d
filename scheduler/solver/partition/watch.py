"""The time a proof may take, who may end it early, and who is told how it goes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

BREATH = 0.5  # seconds between two words of progress
GLANCE = 0.05  # seconds between two looks at whether somebody cancelled


@dataclass(slots=True)
class Watch:
    """`seconds` from now on the clock given; `progress` hears what is done and the bound so far."""

    seconds: float
    progress: Callable[[str, int], None] | None = None
    cancelled: Callable[[], bool] | None = None
    clock: Callable[[], float] = time.monotonic
    until: float = field(init=False)
    _told: float = field(init=False, default=0.0)
    _looked: float = field(init=False, default=0.0)
    _ended: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self.until = self.clock() + self.seconds

    def left(self) -> float:
        """Seconds left, 0 once somebody cancelled."""
        return 0.0 if self.is_cancelled() else max(0.0, self.until - self.clock())

    def is_over(self) -> bool:
        """Whether the time is up or somebody cancelled."""
        return self.clock() >= self.until or self.is_cancelled()

    def is_cancelled(self) -> bool:
        """Whether somebody cancelled; once is for ever."""
        now = time.monotonic()
        if self.cancelled is not None and not self._ended and now - self._looked > GLANCE:
            self._looked = now
            self._ended = self.cancelled()
        return self._ended

    def tell(self, what: str, bound: Callable[[], int]) -> None:
        """Report, unless something was reported just now."""
        now = time.monotonic()
        if self.progress is not None and now - self._told > BREATH:
            self._told = now
            self.progress(what, bound())
