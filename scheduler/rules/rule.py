"""A rule of care: one record, three statements."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from scheduler.domain.day import Day
from scheduler.domain.plan import Finding, Plan
from scheduler.rules.draft import Draft


@dataclass(frozen=True, slots=True)
class Rule:
    """`lower` contributes to the primitives; `find` judges a plan from names and clock times alone
    (it reads neither Problem, lower, nor the travel matrix); `zh` and `en` say the rule to people.

    The amounts of a soft rule's findings carry their cost, which equals what `lower` makes the engine pay.
    """

    name: str  # H1 .. H17, S1 .. S14 ...
    kind: Literal["hard", "soft"]
    unit: str
    lower: Callable[[Day, Draft], None]
    find: Callable[[Day, Plan], list[Finding]]
    zh: str
    en: str
