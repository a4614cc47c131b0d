"""What the simulated day, and learning from check-ins, say: Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler import usecases
from scheduler.cli.edge import Desk
from scheduler.cli.folding import print_folded

SAID: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "title": "{plan}：模拟 {samples} 天（种子 {seed}）",
        "head": "人员 上门 计划 承诺时段 把握 迟到 平均晚",
        "minutes": "{:.0f} 分",
        "legend": "把握：在承诺时段内开始的可能；迟到：晚于时段；平均晚：比计划开始平均晚多少",
        "late": "迟到（晚于承诺时段）：{late:.1%} 的上门，平均每天共 {tardy:.0f} 分钟；因人缺勤未到：{missed:.1%}",
        "overtime": "预计加班：每天共 {:.0f} 分钟",
        "laboratory": "全部样本按时送检的可能：{:.0%}",
        "next": "下一步：scheduler plan --date {day} --robust（在划算处留余量）",
        "bought": "余量：迟到 {before:.1%} → {after:.1%}，代价多 {more:.1f}%",
        "bought_reached": "已达到目标",
        "bought_short": "未达到目标，这是找到的最好方案",
        "chances": "各户把握：scheduler simulate day --plan {plan}",
    },
    "en": {
        "title": "{plan}: {samples} simulated days (seed {seed})",
        "head": "Who Visit Planned Promised Chance Late Behind",
        "minutes": "{:.0f} min",
        "legend": "Chance: to begin inside the promised band; Late: after it; Behind: mean delay against the planned start",
        "late": "Late (after the promised band): {late:.1%} of visits, {tardy:.0f} minutes a day in all; "
        "nobody comes, being ill: {missed:.1%}",
        "overtime": "Expected overtime: {:.0f} minutes a day in all",
        "laboratory": "Chance that every sample is in time at the laboratory: {:.0%}",
        "next": "Next: scheduler plan --date {day} --robust (buffers where they pay)",
        "bought": "Buffers: late {before:.1%} -> {after:.1%}, cost {more:.1f} % more",
        "bought_reached": "as wanted",
        "bought_short": "less than wanted: this is the best found",
        "chances": "The chance of each visit: scheduler simulate day --plan {plan}",
    },
}


def say_what_buffers_bought(here: Desk, plan_id: str) -> None:
    """One line after a plan with buffers, none after another."""
    found = usecases.bought(here.store, plan_id)
    if found is None or here.as_json:
        return
    words = SAID[here.language]
    more = 100 * (found["cost"] / max(1, found["plain_cost"]) - 1)
    line = words["bought"].format(before=found["plain_share"], after=found["share"], more=more)
    reached = words["bought_reached" if found["reached"] else "bought_short"]
    print_folded(f"{line} ({reached})", style="bold")
    print_folded(words["chances"].format(plan=plan_id), style="dim")
