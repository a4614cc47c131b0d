"""One jitted style for the kernel, and one cache for it.

numba's own cache looks at one file only, so an edit in a called file would go unseen: here the folder is
named by all compiled sources, the numba version and the processor.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import platform
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import llvmlite.binding

Compiled = TypeVar("Compiled", bound=Callable[..., Any])


def cache_folder() -> Path:
    """Where compiled code is kept: under XDG_CACHE_HOME, else ~/.cache/scheduler."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for source in (*sorted(here.glob("*.py")), *sorted(here.with_name("partition").glob("*.py"))):
        text = source.read_bytes()
        if source.parent == here or b"kernel.compiling" in text:  # elsewhere, only what is compiled too
            digest.update(text)
    versions = (importlib.metadata.version("numba"), importlib.metadata.version("numpy"), platform.python_version())
    digest.update("|".join((*versions, platform.machine(), llvmlite.binding.get_host_cpu_name())).encode())
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "scheduler" / f"kernel-{digest.hexdigest()[:16]}"


os.environ["NUMBA_CACHE_DIR"] = str(cache_folder())

import numba  # noqa: E402  the cache folder has to be named before numba reads its settings

vars(numba.config)["CACHE_DIR"] = os.environ["NUMBA_CACHE_DIR"]  # should numba be loaded already
# routes have five to twelve stops: vectorised loops do not pay, and making them takes a seventh of the compiling
vars(numba.config).update(LOOP_VECTORIZE=0, SLP_VECTORIZE=0)


# without reference counts: no function of the kernel makes an array, and counting cost more than half of the time
OPTIONS: dict[str, Any] = {"cache": True, "error_model": "numpy", "_nrt": False}
INSIDE: dict[str, Any] = {**OPTIONS, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def compiled(signature: Any) -> Callable[[Compiled], Compiled]:
    """Compile for exactly this signature, now, or load it from the cache. Callees stand before callers.

    Only compiled code can call it: without doors to Python the whole takes 48 instead of 63 CPU seconds to compile.
    """
    decorator: Callable[[Compiled], Compiled] = numba.njit(signature, **INSIDE)
    return decorator


def inside(signature: Any) -> Callable[[Compiled], Compiled]:
    """Like `compiled`, but always a part of its callers: for what is called for every position.

    A World is some hundred numbers, and a call hands over all of them.
    """
    decorator: Callable[[Compiled], Compiled] = numba.njit(signature, forceinline=True, **INSIDE)
    return decorator


def entry(signature: Any) -> Callable[[Compiled], Compiled]:
    """Like `compiled`, but Python can call it, and other Python goes on meanwhile."""
    decorator: Callable[[Compiled], Compiled] = numba.njit(signature, nogil=True, **OPTIONS)
    return decorator


def apart(signature: Any) -> Callable[[Compiled], Compiled]:
    """Like `compiled`, but called by its address: callers do not compile it, and all it calls, once more.

    Its first argument is the World's `table`, out of which it makes the World (`world_at`).
    """

    def decorator(function: Compiled) -> Compiled:
        entry = numba.cfunc(signature, **OPTIONS)(function)
        symbol = f"scheduler_kernel_{function.__name__}"
        llvmlite.binding.add_symbol(symbol, entry.address)
        ENTRIES.append(entry)
        outside: Any = numba.types.ExternalFunction(symbol, signature)
        return cast(Compiled, outside)

    return decorator


ENTRIES: list[Any] = []  # code that is called by address has to stay
