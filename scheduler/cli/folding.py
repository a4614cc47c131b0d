"""Long sentences on a terminal: Chinese may end a line after any character, Latin words and numbers stay whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

from scheduler.cli.edge import Desk, out

_PIECES = re.compile(r"\s+|（?(?:[⺀-\uffff]|[^\s⺀-\uffff]+)[，。；：、）！？]*")  # 。 begins no line, （ ends none


def folded(text: str, width: int) -> Iterator[str]:
    """The lines of a text, each at most `width` cells wide unless a single word is wider."""
    line = ""
    for piece in _PIECES.findall(text):
        if line and cell_len(line) + cell_len(piece.rstrip()) > width:
            yield line.rstrip()
            line = ""
        line += piece if line else piece.lstrip()
    if line:
        yield line.rstrip()


def print_folded(text: str, indent: int = 0, style: str = "") -> None:
    """Print with every line indented alike, in cells."""
    for line in folded(text, max(20, out.width - indent)):
        out.print(Text(" " * indent + line, style=style, no_wrap=True, overflow="ignore"), soft_wrap=True)


def say_folded(here: Desk, sentence: str) -> None:
    """The same of a sentence that may be indented, unless the answer is JSON."""
    if not here.as_json:
        text = sentence.lstrip()
        print_folded(text, indent=len(sentence) - len(text))
