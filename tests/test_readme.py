"""The front door stays true: its commands run as written, its table is the model's own."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scheduler.rules import RULES
from scheduler.rules.table import markdown
from scheduler.settings import default_rulebook
from tests.conftest import PROJECT

README = (PROJECT / "README.md").read_text(encoding="utf-8")


def commands() -> list[list[str]]:
    """The lines of its console blocks, as a shell would split them."""
    blocks = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    return [shlex.split(line.removeprefix("$ ")) for block in blocks for line in block.splitlines()]


def test_the_table_of_rules_is_the_one_the_program_prints() -> None:
    assert markdown(default_rulebook()) in README
    assert len(re.findall(r"^\| [HS]\d+ \|", README, re.MULTILINE)) == len(RULES)


def test_every_make_target_it_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:`|\$ )make ([a-z]+)", README)) <= targets


def test_every_file_and_folder_it_points_to_exists() -> None:
    paths = re.findall(r"\]\(([^)#:]+)\)", README)
    assert paths
    for path in paths:
        assert (PROJECT / path).exists(), path


@pytest.mark.timeout(600)
def test_its_commands_run_as_written_one_after_the_other(tmp_path: Path) -> None:
    scheduler = shutil.which("scheduler", path=str(Path(sys.executable).parent))
    assert scheduler is not None
    (tmp_path / "sample_data").symlink_to(PROJECT / "sample_data")
    environment = {**os.environ, "SCHEDULER_CONFIG": str(PROJECT / "config")}
    written = [line for line in commands() if line[0] == "scheduler"]
    assert len(written) >= 5
    for line in written:
        done = subprocess.run(
            [scheduler, *line[1:]], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (line, done.stdout[-2000:], done.stderr[-2000:])
        assert done.stdout.strip(), line
    assert (tmp_path / "out" / "sheets.html").is_file()
