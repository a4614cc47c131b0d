"""A clock that runs while the process computes, so that a peer's time limit is one of CPU seconds."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_name("cpu_clock.c")


def built_in(folder: Path) -> Path | None:
    """The library to preload, compiled into `folder`; None where there is no compiler or it refuses."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        return None
    library = folder / "cpu_clock.so"
    command = (compiler, "-O2", "-shared", "-fPIC", str(SOURCE), "-o", str(library))
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    return library if done.returncode == 0 else None
