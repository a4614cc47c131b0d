"""The house keeps its own order: format, lint, types, import directions, light parts, clean committed files."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
HEAVY = ("flask", "sqlmodel", "ortools", "numba", "pandas")


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=280, check=False)


@pytest.mark.parametrize(
    "command",
    [
        (str(BIN / "ruff"), "format", "--check", "."),
        (str(BIN / "ruff"), "check", "."),
        (str(BIN / "mypy"),),
        (str(BIN / "lint-imports"),),
    ],
    ids=("the format is the house's", "the linter is silent", "the types hold", "imports run down the list of layers"),
)
def test_make_check_is_silent(command: tuple[str, ...]) -> None:
    answer = run(*command)
    assert answer.returncode == 0, answer.stdout[-4000:] + answer.stderr[-2000:]


@pytest.mark.parametrize("part", ["domain", "intake", "rules", "validator"])
def test_a_light_part_loads_no_heavy_one_in_a_fresh_process(part: str) -> None:
    assert importlib.util.find_spec(f"scheduler.{part}") is not None
    script = (
        "import importlib, json, pkgutil, sys\n"
        f"part = importlib.import_module('scheduler.{part}')\n"
        "for found in pkgutil.walk_packages(getattr(part, '__path__', []), part.__name__ + '.'):\n"
        "    importlib.import_module(found.name)\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))\n"
    )
    answer = run(sys.executable, "-c", script)
    assert answer.returncode == 0, answer.stderr
    assert not set(HEAVY) & set(json.loads(answer.stdout))


def test_every_requirement_of_the_project_is_locked_by_hash() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {re.split(r"[<>=\[ ;]", line)[0].lower() for line in project["dependencies"]}
    locked = (PROJECT / "requirements.lock").read_text("utf-8")
    pinned = re.findall(r"^([a-z0-9-]+)==(\S+)(?: ;[^\\]*)? \\\n    --hash=sha256:", locked, re.M)
    assert wanted <= {name for name, _ in pinned}
    assert len(pinned) == len(re.findall(r"^[a-z0-9].*==", locked, re.M))


def test_no_committed_file_names_a_package_index_or_a_place_on_some_machine() -> None:
    files = run("git", "ls-files", "-z", "--", "*.lock", "*.toml", "Makefile", ".ci").stdout.split("\0")
    assert "requirements.lock" in files
    index_or_place = re.compile(
        r"(?<!no-emit-)index-url|find-links|file://|https?://\S*(?:simple|pypi)|(?<![\w.])/(?:root|work|opt)/"
    )
    for name in filter(None, files):
        assert not index_or_place.search((PROJECT / name).read_text("utf-8")), name


def test_nothing_half_built_is_marked_for_later() -> None:
    mark = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b|pragma: no cover")
    for path in sorted((PROJECT / "scheduler").rglob("*.py")):
        assert not mark.search(path.read_text("utf-8")), path
