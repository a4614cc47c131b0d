"""Sentences of the explanations, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.rules import RULES

SAID = {rule.name: (rule.zh, rule.en) for rule in RULES}


def rule_said(name: str) -> tuple[str, str]:
    """What a rule says, without its full stop."""
    zh, en = SAID.get(name, ("计划须完整", "a plan is whole"))
    return f"{name} {zh.rstrip('。')}", f"{name} {en.rstrip('.')}"


def costs_said(cost: Mapping[str, int]) -> tuple[str, str]:
    """Changes of cost by rule, the largest first."""
    ordered = sorted(cost.items(), key=lambda item: (-abs(item[1]), item[0]))
    zh = "、".join(f"{rule} {change:+d}" for rule, change in ordered) or "不变"
    return zh, ", ".join(f"{rule} {change:+d}" for rule, change in ordered) or "no change"
