"""What differs between two costs, rule by rule, in the rules' own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.explain.words import rule_said


@dataclass(frozen=True, slots=True)
class Term:
    """One rule's cost before and after, in seconds of travel, and what the rule says."""

    rule: str
    old: int
    new: int
    zh: str
    en: str

    @property
    def change(self) -> int:
        """More than before; negative: less."""
        return self.new - self.old


def terms_between(before: Mapping[str, int], after: Mapping[str, int]) -> tuple[Term, ...]:
    """Every rule whose cost changes, the largest change first."""
    terms = [
        Term(rule, before.get(rule, 0), after.get(rule, 0), *rule_said(rule))
        for rule in sorted(before.keys() | after.keys())
        if before.get(rule, 0) != after.get(rule, 0)
    ]
    return tuple(sorted(terms, key=lambda term: (-abs(term.change), term.rule)))
