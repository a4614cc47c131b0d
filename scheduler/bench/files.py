"""Instance files, gzipped or not, and the route lines that several sets publish."""

from __future__ import annotations

import gzip
import re
from pathlib import Path


def text_of(path: Path) -> str:
    """The text of a file with plain line ends, unpacked when it starts with gzip's two magic bytes."""
    content = path.read_bytes()
    return (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content).decode("utf-8").replace("\r", "")


def routes_in(text: str) -> list[list[int]]:
    """The numbers of every `Route #k: ...` line."""
    return [[int(word) for word in row.split()] for row in re.findall(r"Route #\d+:([^\n]*)", text)]
