"""What nobody expected: one line for people, the trace for whoever repairs it."""

from __future__ import annotations

import traceback
import uuid
from datetime import datetime
from pathlib import Path


def record_trouble(folder: Path, error: BaseException, now: datetime) -> str:
    """Append where it happened to `errors.log` and give the entry's id.

    Messages of foreign errors may quote what was typed in, so only the kinds of error and the lines of
    our code are kept: ids, never a name.
    """
    id_ = f"E-{uuid.uuid4().hex[:8]}"
    lines = [f"{now.isoformat()} {id_}"]
    current: BaseException | None = error
    while current is not None:
        lines.append(f"{type(current).__module__}.{type(current).__name__}")
        lines += [
            f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(current.__traceback__)
        ]
        current = current.__cause__ or current.__context__
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "errors.log").open("a", encoding="utf-8") as log:
        log.write("\n".join(lines) + "\n")
    return id_
