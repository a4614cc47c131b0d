"""When a search stops, and the clock that says how near that is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from scheduler.solver.partition.child import CHILD

LAST_WORD = 0.15, 0.3, 20.0  # share of the seconds kept for OR-Tools, at least, at most
AMPLE = 60.0  # seconds that a run which stops by iterations never needs for a step
UNHURRIED = 20.0  # seconds in which a search that only waits to be cancelled cools half-way


@dataclass(frozen=True, slots=True)
class Stop:
    """When to stop: whichever comes first. Seconds count from the moment the kernel is loaded.

    `iterations` are those of each thread, `cpu_seconds` those of all threads and of the solving process.
    """

    iterations: int | None = None
    seconds: float | None = None
    cpu_seconds: float | None = None
    cancelled: Callable[[], bool] | None = None

    def __post_init__(self) -> None:
        if self.iterations is None and self.seconds is None and self.cpu_seconds is None and self.cancelled is None:
            raise ValueError("a search needs something to stop it: iterations, seconds, cpu_seconds or cancelled")


def with_proof(stop: Stop, share: float, otherwise: float) -> tuple[Stop, float]:
    """When the search stops, and the seconds of the proof: a share of its clocks' time; without one `otherwise`."""
    allowed = [seconds for seconds in (stop.seconds, stop.cpu_seconds) if seconds is not None]
    if not allowed:
        return stop, otherwise
    seconds, cpu_seconds = (None if t is None else (1 - share) * t for t in (stop.seconds, stop.cpu_seconds))
    return replace(stop, seconds=seconds, cpu_seconds=cpu_seconds), share * min(allowed)


class Clock:
    """What is spent and what is left until the stop."""

    def __init__(self, stop: Stop) -> None:
        self.stop = stop
        self._ended = False
        self.start()

    def start(self) -> None:
        """Seconds count from now."""
        self._began, self._began_cpu = time.monotonic(), time.process_time() + CHILD.cpu_seconds

    def elapsed(self) -> float:
        """Wall seconds so far."""
        return time.monotonic() - self._began

    def elapsed_cpu(self) -> float:
        """Processor seconds so far: all threads, and what the solving process spent on programs it has answered."""
        return time.process_time() + CHILD.cpu_seconds - self._began_cpu

    def cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self._ended or (self.stop.cancelled is not None and self.stop.cancelled())

    def end(self) -> None:
        """Stop as if somebody had asked for it."""
        self._ended = True

    def share_done(self, iterations: int) -> float:
        """How much of the search is over, 0 .. 1, after so many iterations; without any limit it only nears 1."""
        share, least, most = LAST_WORD
        shares = [
            spent / max(1e-9, allowed - min(most, allowed / 2, max(least, share * allowed)))
            for spent, allowed in self._running()
        ]
        if self.stop.iterations is not None:
            shares.append(iterations / max(1, self.stop.iterations))
        return max(shares, default=self.elapsed() / (self.elapsed() + UNHURRIED))

    def seconds_left(self) -> float:
        """Until the stop; ample without a clock."""
        return min((allowed - spent for spent, allowed in self._running()), default=AMPLE)

    def runs(self) -> bool:
        """Whether seconds of any kind stop the run, so that it cannot repeat."""
        return bool(self._running())

    def binding(self) -> Callable[[], float]:
        """The clock of which less is left: wall, or processor."""
        seconds, cpu_seconds = self.stop.seconds, self.stop.cpu_seconds
        if cpu_seconds is None:
            return self.elapsed
        if seconds is not None and seconds - self.elapsed() <= cpu_seconds - self.elapsed_cpu():
            return self.elapsed
        return self.elapsed_cpu

    def _running(self) -> list[tuple[float, float]]:
        """(spent, allowed) of each clock that runs: wall, processor."""
        both = ((self.elapsed(), self.stop.seconds), (self.elapsed_cpu(), self.stop.cpu_seconds))
        return [(spent, allowed) for spent, allowed in both if allowed is not None]
