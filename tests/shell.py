"""A shell in which tests type commands at the small centre."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scheduler import cli
from tests.usecases.small_centre import GOOD, MONDAY, drafted, opened

DAY = MONDAY.isoformat()
ASK = ("request", "add", "--service", "EDU", "--channel", "clinic_phone", "--first-day", DAY, "--last-day", DAY)


class Shell:
    """Types commands into one database and sees the exit code, what was printed and what was complained of."""

    def __init__(self, database: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.database, self._capsys = database, capsys

    def __call__(self, *words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main([*words, "--database", str(self.database)])
        told = self._capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    def json(self, *words: str) -> Any:
        _, told, _ = self(*words, "--json")
        return json.loads(told)


def with_plan(shell: Shell) -> str:
    store = opened(shell.database.parent)
    plan_id = drafted(store, GOOD).id
    store.close()
    return plan_id
