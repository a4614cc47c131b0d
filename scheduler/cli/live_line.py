"""A live line or a bar at the terminal while something is worked out; where nobody watches, a line now and then."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from scheduler.cli import edge

QUIET_SECONDS = 5.0


class LiveLine:
    """The line as it is now, always of the newest figures."""

    def __init__(self, live: Live) -> None:
        self._live, self._said = live, time.monotonic()
        self._news: object = None

    def show(self, line: str, news: object = None) -> None:
        """Where nobody watches, the line is printed when the `news` are others than before, and every few seconds."""
        if edge.err.is_terminal:
            self._live.update(Text(line, style="cyan"))
        elif news != self._news or time.monotonic() > self._said + QUIET_SECONDS:
            self._news, self._said = news, time.monotonic()
            edge.err.print(line, markup=False, soft_wrap=True)


@contextmanager
def live_line() -> Iterator[LiveLine]:
    """The line, until the work is over; then it is gone."""
    with Live(console=edge.err, transient=True, refresh_per_second=4) as live:
        yield LiveLine(live)


def counting_bar() -> Progress:
    """A bar for work of which it is known how much there is; gone when it is over."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=edge.err, transient=True)
