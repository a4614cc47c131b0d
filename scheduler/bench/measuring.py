"""Runs a command in a process of its own and says what it and its children used."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LOOK_EVERY = 0.1  # seconds between two looks at the memory
MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class Used:
    """Seconds, megabytes, and the exit code (None: stopped because it took too long)."""

    cpu: float
    wall: float
    memory: float
    code: int | None
    errors: str


def run_measured(command: Sequence[str], environment: Mapping[str, str], log: Path, patience: float) -> Used:
    """Run to the end, or to `patience` wall seconds. Memory is the largest sum over the process and its children."""
    began, peak, late = time.monotonic(), 0, False
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with log.open("wb") as errors:
        child = subprocess.Popen(command, env=dict(environment), stdout=errors, stderr=errors, start_new_session=True)
        try:
            while child.poll() is None:
                peak = max(peak, _memory(child.pid))
                if time.monotonic() - began > patience:
                    late = True
                    _end(child)
                time.sleep(LOOK_EVERY)
        except BaseException:
            _end(child)
            child.wait()
            raise
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    said = log.read_text("utf-8", errors="replace")[-2000:]
    return Used(cpu, time.monotonic() - began, peak / MEGABYTE, None if late else child.returncode, said)


def _end(child: subprocess.Popen[bytes]) -> None:
    """The child leads a session of its own: what it started ends with it."""
    os.killpg(child.pid, signal.SIGKILL)


def cpu_so_far() -> float:
    """CPU seconds of this process and all it started, finished or not; not read from a clock that may be preloaded."""
    tree = _tree(os.getpid())
    if tree:
        return sum(process.ticks for process in tree) / os.sysconf("SC_CLK_TCK")
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _memory(root: int) -> int:
    """Bytes that a process and all below it hold now; 0 where there is no /proc."""
    return sum(process.pages for process in _tree(root)) * os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class _Process:
    """`ticks` of CPU, those of finished children included; `pages` in memory."""

    number: int
    parent: int
    ticks: int
    pages: int


def _tree(root: int) -> list[_Process]:
    """A process and all below it; [] where there is no /proc."""
    below: dict[int, list[_Process]] = defaultdict(list)
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "stat").read_text("ascii", errors="replace").rpartition(")")[2].split()
            one = _Process(int(entry.name), int(words[1]), sum(map(int, words[11:15])), int(words[21]))
        except (OSError, IndexError, ValueError):
            continue  # it ended while we looked
        below[one.parent].append(one)
        found += [one] if one.number == root else []
    for process in found:  # grows while it is walked
        found.extend(below[process.number])
    return found
