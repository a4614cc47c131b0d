"""The live line while a scenario is worked out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scheduler.cli.edge import Desk
from scheduler.cli.live_line import live_line
from scheduler.cli.what_if_words import SAID

if TYPE_CHECKING:
    from scheduler.solver.search import Progress


@contextmanager
def watching(here: Desk) -> Iterator[Callable[[Progress], None]]:
    """What hears of the search: the first line is news, the others stand for the same."""
    word = SAID[here.language]["working"]
    with live_line() as live:

        def hear(progress: Progress) -> None:
            steps, seconds = here.word("iterations", progress.iterations), here.word("seconds", progress.seconds)
            live.show(f"{word} · {steps} · {seconds}", word)

        yield hear
