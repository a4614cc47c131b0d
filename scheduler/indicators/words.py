"""What a week or a period of secondment comes to, in a sentence: Chinese and English."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

UNKNOWN, RUNNING, MET, SHORT = "unknown", "running", "met", "short"
WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Counted = tuple[int, int]  # so many, of so many asked for


def said_of_week(
    days: Counted, people: Counted, short: Sequence[tuple[date, int]], enough: bool, reading: str
) -> tuple[str, str]:
    """Days first, then people; `short` are the days with too few people, and how many came."""
    met = days[0] >= days[1]
    zh = [f"工作日 {days[0]}/{days[1]}，{_zh(met)}"]
    en = [f"working days {days[0]}/{days[1]}, {_en(met)}"]
    if reading == "B":
        zh.append(f"全周中级以上 {people[0]} 人，应为 {people[1]} 人，{_zh(enough)}")
        en.append(f"{people[0]} of {people[1]} people of mid-level title over the week, {_en(enough)}")
    elif enough:
        zh.append(f"每日中级以上人员不少于 {people[1]} 人，达标")
        en.append(f"at least {people[1]} people of mid-level title on each of them, met")
    elif not short:
        zh.append("无人派驻，人数未达标")
        en.append("nobody was sent, people not met")
    for day, came in short:
        zh.append(f"星期{WEEKDAYS_ZH[day.weekday()]}（{day}）中级以上 {came} 人，应为 {people[1]} 人，未达标")
        weekday = WEEKDAYS_EN[day.weekday()]
        en.append(f"{came} of {people[1]} people of mid-level title on {weekday} ({day}), not met")
    text = "; ".join(en) + "."
    return "；".join(zh) + "。", text[0].upper() + text[1:]


def said_of_cycle(state: str, from_day: date | None, until_day: date | None, days: int, needed: int) -> tuple[str, str]:
    """How long the period of secondment is, against its least length in days."""
    if state == UNKNOWN:
        return (
            f"派驻周期起始日未知，无法核对是否满 {needed} 天：请在 rules.toml 的 secondment.from 填写。",
            f"The start of the secondment is not known, so its {needed} days cannot be checked:"
            " set secondment.from in rules.toml.",
        )
    end_zh, end_en = (f"至 {until_day}", f"to {until_day}") if until_day else ("起，截止日未定", "on, no end agreed")
    said = {
        RUNNING: ("尚未满期", "still running"),
        MET: ("达标", "met"),
        SHORT: ("未达标", "not met"),
    }[state]
    return (
        f"派驻周期 {from_day} {end_zh}：{days} 天，应不少于 {needed} 天，{said[0]}。",
        f"Secondment from {from_day} {end_en}: {days} of {needed} days, {said[1]}.",
    )


def _zh(met: bool) -> str:
    return "达标" if met else "未达标"


def _en(met: bool) -> str:
    return "met" if met else "not met"
