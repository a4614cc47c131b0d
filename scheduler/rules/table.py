"""The rules as a coordinator reads them: one row each, with its numbers, their source and who checked them."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.domain.rulebook import Number, Rulebook
from scheduler.rules import RULES


def numbers_of(rule_name: str, rulebook: Rulebook) -> Iterator[tuple[str, Number]]:
    """The configured numbers whose key begins with the rule's name: (what of it, number)."""
    for table in (rulebook.rules, rulebook.weights):
        for key, number in table.items():
            family, _, what = key.partition(".")
            if family == rule_name:
                yield what, number


def markdown(rulebook: Rulebook) -> str:
    """A table for the README and the terminal: rule, kind, unit, numbers, source, verified, what it says."""
    lines = [
        "| rule | kind | unit | numbers | source | verified | says |",
        "|---|---|---|---|---|---|---|",
    ]
    for rule in RULES:
        numbers = list(numbers_of(rule.name, rulebook))
        shown = "; ".join(f"{what.replace('_', ' ')} {number.value} {number.unit}" for what, number in numbers)
        sources = "; ".join(sorted({number.source for _, number in numbers}))
        verified = "yes" if numbers and all(number.verified for _, number in numbers) else "no"
        says = f"{rule.zh} {rule.en}".replace("|", "/").replace("\n", " ")
        lines.append(
            f"| {rule.name} | {rule.kind} | {rule.unit} | {shown or '—'} | {sources or '—'} | "
            f"{verified if numbers else '—'} | {says} |"
        )
    return "\n".join(lines)


def document(rulebook: Rulebook) -> list[dict[str, object]]:
    """The same rows for programs: every number with its unit, source and whether it is verified."""
    return [
        {
            "rule": rule.name,
            "kind": rule.kind,
            "unit": rule.unit,
            "zh": rule.zh,
            "en": rule.en,
            "numbers": [
                {"of": what, "value": n.value, "unit": n.unit, "source": n.source, "verified": n.verified}
                for what, n in numbers_of(rule.name, rulebook)
            ],
        }
        for rule in RULES
    ]
