"""The live line while something is worked out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.live import Live
from rich.text import Text

from scheduler.cli import edge
from scheduler.cli.edge import Desk
from scheduler.cli.planning import QUIET_SECONDS
from scheduler.cli.what_if_words import SAID

if TYPE_CHECKING:
    from scheduler.solver.search import Progress


@contextmanager
def watching(here: Desk) -> Iterator[Callable[[Progress], None]]:
    """A live line while it is worked out; where nobody watches a terminal, a line now and then."""
    word = SAID[here.language]["working"]
    with Live(console=edge.err, transient=True, refresh_per_second=4) as live:
        said = 0.0

        def hear(progress: Progress) -> None:
            nonlocal said
            line = f"{word} · {here.word('iterations', progress.iterations)} · {here.word('seconds', progress.seconds)}"
            if edge.err.is_terminal:
                live.update(Text(line, style="cyan"))
            elif time.monotonic() > said + QUIET_SECONDS:
                said = time.monotonic()
                edge.err.print(line, markup=False, soft_wrap=True)

        yield hear
