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
        "next_publish": "下一步：scheduler publish --plan {plan}",
        "bought": "余量：迟到 {before:.1%} → {after:.1%}，代价 {more:+.1f}%",
        "bought_reached": "已达到目标",
        "bought_short": "未达到目标，这是找到的最好方案",
        "chances": "各户把握：scheduler simulate day --plan {plan}",
        "holding": "对照 {} 的实际情况",
        "learned": "{days} 天的签到签退，{count} 次可用",
        "learned_head": "项目/方式 次数 原均值 原波动 新均值 新波动",
        "all_service": "全部服务",
        "all_ride": "全部路程",
        "learned_legend": "均值：实际与计划之比；波动：该比值对数的标准差；-：次数太少，按全部的数值或原有数值",
        "decile_head": "数值 把握 次数 预计 实际",
        "with_old": "原",
        "with_new": "新",
        "decile_legend": "预计：按该把握应准时的比例；实际：在时段内开始的比例",
        "learned_written": "已写入 {}",
        "reads": "模拟（simulate day、--robust）按这些数值；排班时长不变（要一并更改请加 --planning）。",
        "reads_planning": "模拟按这些数值；排班按新的通常时长。",
        "learned_next": "下一步：SCHEDULER_OVERRIDE={} scheduler simulate day --date 日期",
    },
    "en": {
        "title": "{plan}: {samples} simulated days (seed {seed})",
        "head": "Who Visit Planned Promised Chance Late Behind",
        "minutes": "{:.0f} min",
        "legend": "Chance: to begin inside the promised band; Late: after it; Behind: mean delay against the plan",
        "late": "Late (after the promised band): {late:.1%} of visits, {tardy:.0f} minutes a day in all; "
        "nobody comes, being ill: {missed:.1%}",
        "overtime": "Expected overtime: {:.0f} minutes a day in all",
        "laboratory": "Chance that every sample is in time at the laboratory: {:.0%}",
        "next": "Next: scheduler plan --date {day} --robust (buffers where they pay)",
        "next_publish": "Next: scheduler publish --plan {plan}",
        "bought": "Buffers: late {before:.1%} -> {after:.1%}, cost {more:+.1f} %",
        "bought_reached": "as wanted",
        "bought_short": "less than wanted: this is the best found",
        "chances": "The chance of each visit: scheduler simulate day --plan {plan}",
        "holding": "holding chances against {}",
        "learned": "Check-ins of {days} days, {count} of use",
        "learned_head": "Service/mode Count Mean Spread New_mean New_spread",
        "all_service": "all services",
        "all_ride": "all rides",
        "learned_legend": "Mean: of real by planned; spread: standard deviation of its logarithm; "
        "-: too few, as all are, or as configured",
        "decile_head": "Numbers Chance Stops Told Came",
        "with_old": "old",
        "with_new": "new",
        "decile_legend": "Told: the share that was to be in time; came: the share that was",
        "learned_written": "Written: {}",
        "reads": "Simulations (simulate day, --robust) read these numbers; plans keep their minutes "
        "(--planning changes them too).",
        "reads_planning": "Simulations read these numbers, plans the new usual minutes.",
        "learned_next": "Next: SCHEDULER_OVERRIDE={} scheduler simulate day --date DAY",
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
