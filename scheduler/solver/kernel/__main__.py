"""`python -m scheduler.solver.kernel`: compile the search now, so that the first plan does not wait for it."""

from __future__ import annotations

import sys
import time
from importlib import import_module


def main() -> None:
    """Load, or compile, and say how long it took and where it is kept."""
    began = time.monotonic()
    import_module("scheduler.solver.kernel.loop")
    folder = import_module("scheduler.solver.kernel.compiling").cache_folder()
    sys.stdout.write(f"the kernel is ready after {time.monotonic() - began:.1f} s, kept in {folder}\n")


if __name__ == "__main__":
    main()
