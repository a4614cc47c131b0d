"""The commands in the order of a coordinator's work: the chapters of `scheduler --help`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from typer.core import TyperGroup

CHAPTERS: Mapping[str, tuple[str, ...]] = {
    "排一天的班 / Plan a day": (
        "roster", "load", "plan", "show", "check", "publish", "route", "export", "recall",
    ),
    "当天有变 / The day changes": ("now", "event", "replan", "diff", "lock", "move"),
    "为什么，假如 / Why, and what if": ("explain", "why", "what-if", "simulate", "calibrate"),
    "申请与照护 / Requests and care": (
        "request", "offers", "order", "bed", "medication", "nursing", "happened", "away", "worklist",
    ),
    "一周到几个月 / Weeks and months": ("plan-week", "plan-month", "foresee", "report", "calendar"),
    "服务与规则 / The service and its rules": ("serve", "rules"),
    "引擎评测 / Measuring the engine": (
        "solve", "bench", "bench-week", "bench-replan", "bench-offers", "bench-robust",
    ),
}  # fmt: skip


class InChapters(TyperGroup):
    """All commands, each under its chapter's title; KeyError for a command that stands in none, or for none."""

    def __init__(self, **about: Any) -> None:
        super().__init__(**about)
        given: dict[str, Any] = dict(self.commands)
        self.commands = {name: given.pop(name) for names in CHAPTERS.values() for name in names}
        if given:
            raise KeyError(f"no chapter has {', '.join(given)}")
        for title, names in CHAPTERS.items():
            for name in names:
                command: Any = self.commands[name]
                command.rich_help_panel = title
