"""`--help`: every command stands in one chapter and says what it does in Chinese and in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from scheduler.cli import app, main
from scheduler.cli.chapters import CHAPTERS

ROOT: Any = typer.main.get_command(app)
CHINESE = re.compile("[\u4e00-\u9fff]")


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in group.commands.items():
        yield (*path, name), command
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))


ALL = list(commands(ROOT))


def test_every_command_stands_in_one_chapter_in_its_order() -> None:
    listed = [name for names in CHAPTERS.values() for name in names]
    assert len(listed) == len(set(listed))
    assert list(ROOT.commands) == listed
    assert all(CHINESE.search(title) and " / " in title for title in CHAPTERS)


@pytest.mark.parametrize(("path", "command"), ALL, ids=[" ".join(path) for path, _ in ALL])
def test_a_command_says_in_both_languages_what_it_does(path: tuple[str, ...], command: Any) -> None:
    chinese, found, english = command.help.partition(" / ")
    assert CHINESE.search(chinese), path
    assert found
    assert re.search("[a-z]{3}", english)


def test_an_option_that_many_commands_have_is_told_in_the_same_words() -> None:
    told: dict[str, set[str]] = {}
    shared = ("--plan", "--centre", "--database", "--lang", "--json", "--dry-run", "--assume-weekdays")
    for _, command in ALL:
        for option in command.params:
            if option.opts[0] in shared:
                told.setdefault(option.opts[0], set()).add(option.help)
    assert {name: len(words) for name, words in told.items()} == dict.fromkeys(shared, 1)


def test_the_help_of_all_commands_shows_the_chapters(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    shown = capsys.readouterr().out
    assert ended.value.code == 0
    places = [shown.index(title) for title in CHAPTERS]
    assert places == sorted(places)
