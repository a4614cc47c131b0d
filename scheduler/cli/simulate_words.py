"""What the simulation says, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

SAID: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "line": "模拟中 · {day} · 第 {over}/{days} 天 · 超期 {broken}",
        "title": "模拟 {first} 至 {last}（种子 {seed}）",
        "head": "周 完成 无人 取消 待排 逾期 PICC 断药 床外 违规 病假 在床 未排",
        "legend": "待排：还有日子可安排；逾期：清晨名单最长时；病假：人天；未排：最后一天未排的，按级别",
        "picc": "PICC 维护超过 7 天：{}",
        "supply": "断药（未在用完前一天送到）：{}",
        "bed": "床期以外的上门：{}",
        "hard": "违反硬性规则：{}",
        "reached": "80 岁以上、签约、5 种以上药品：药师上门 {reached}/{of}（{percent:.1f}%）",
        "broken": "超期 {} 项，其中 {} 项最后一天上门未成；未排且未提前 48 小时预警 {} 项",
        "flags": "预警 {count} 项，误报 {false} 项（{percent:.0f}%）",
        "told": "预警于 {}",
        "untold": "未预警",
        "left_out": "未排",
        "nobody_home": "无人在家",
        "cancelled": "当日取消",
        "nobody": "无人可派",
        "hours": "工时不足",
        "flag_broken": "确实超期",
        "flag_served": "误报：按时完成",
        "flag_dropped": "不再需要",
        "sound": "结论：全部做到。",
        "unsound": "结论：有承诺没有做到，见红字。",
    },
    "en": {
        "line": "Simulating · {day} · day {over} of {days} · broken {broken}",
        "title": "Simulated {first} to {last} (seed {seed})",
        "head": "Week Done Shut Off Wait Late PICC Supp Bed Hard Ill Beds Left_out",
        "legend": "Shut: nobody home; Off: called off; Wait: left out with days left; Late: the longest overdue list; "
        "Ill: people's days; Left out: on their last day, by class",
        "picc": "PICC lines over 7 days: {}",
        "supply": "Supplies run out (no refill by the day before): {}",
        "bed": "Visits outside their bed's period: {}",
        "hard": "Hard findings: {}",
        "reached": "80+, signed, 5 medicines or more: {reached} of {of} reached by a pharmacist ({percent:.1f} %)",
        "broken": "Broken intervals: {}, failed at the door: {}; left out and not foreseen 48 hours before: {}",
        "flags": "Flags: {count}, of which false: {false} ({percent:.0f} %)",
        "told": "told {}",
        "untold": "not told",
        "left_out": "left out",
        "nobody_home": "nobody home",
        "cancelled": "called off",
        "nobody": "nobody to send",
        "hours": "too few hours",
        "flag_broken": "broken",
        "flag_served": "false: served in time",
        "flag_dropped": "not needed any more",
        "sound": "Every promise was kept.",
        "unsound": "Some promises were not kept: see above.",
    },
}
