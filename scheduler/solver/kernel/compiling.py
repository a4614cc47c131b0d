"""One jitted style for the kernel, and one cache for it.

numba's own cache looks at one file only, so an edit in a called file would go unseen: here the folder is
named by all kernel sources, the numba version and the processor.
"""

from __future__ import annotations

import hashlib
import os
import platform
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

Compiled = TypeVar("Compiled", bound=Callable[..., Any])


def cache_folder() -> Path:
    """Where compiled code is kept: under XDG_CACHE_HOME, else ~/.cache/scheduler."""
    import importlib.metadata

    import llvmlite.binding

    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    versions = (importlib.metadata.version("numba"), importlib.metadata.version("numpy"), platform.python_version())
    digest.update("|".join((*versions, platform.machine(), llvmlite.binding.get_host_cpu_name())).encode())
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "scheduler" / f"kernel-{digest.hexdigest()[:16]}"


os.environ["NUMBA_CACHE_DIR"] = str(cache_folder())

import numba  # noqa: E402  the cache folder has to be named before numba reads its settings

vars(numba.config)["CACHE_DIR"] = os.environ["NUMBA_CACHE_DIR"]  # should numba be loaded already


def compiled(signature: Any) -> Callable[[Compiled], Compiled]:
    """Compile for exactly this signature, now, or load it from the cache. Callees stand before callers."""
    decorator: Callable[[Compiled], Compiled] = numba.njit(signature, cache=True, nogil=True, error_model="numpy")
    return decorator
