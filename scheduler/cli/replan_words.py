"""What the command line says of a day that changes, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

REPLAN_WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "impossible": "无法排出：以下锁定不能同时成立，去掉任何一个即可：",
        "impossible_lock": "  {visit} 第 {part} 份锁定：{staff} {start}",
        "impossible_fact": "  {visit} 第 {part} 份已开始：{staff} {start}",
        "bought": "{}",
        "nothing": "什么都不做：代价 {cost}，保留 {kept} 户；现在代价 {now}",
        "replanned": "已保存为 {plan}（草案，发布后生效）",
        "dry_run": "试算，未保存（{plan}）",
        "diff": "{before} → {after}",
        "diff_resident": "  {visit} {who}：{what}；原 {before}，现 {after}",
        "diff_staff": "  {staff}：{what}",
        "diff_none": "  没有差别",
        "diff_person": "换人",
        "diff_band": "改时段",
        "diff_time": "时段内调整",
        "diff_left_out": "今天不来",
        "diff_added": "新增",
        "diff_gone": "已取消",
        "diff_new": "新增 {}",
        "diff_dropped": "不再去 {}",
        "diff_moved": "改时 {}",
    },
    "en": {
        "impossible": "No plan: these locks cannot all hold; without any one of them a plan exists:",
        "impossible_lock": "  {visit} part {part} is locked: {staff} {start}",
        "impossible_fact": "  {visit} part {part} has begun: {staff} {start}",
        "bought": "{}",
        "nothing": "Doing nothing: cost {cost}, {kept} visits kept; now cost {now}",
        "replanned": "Saved as {plan} (a draft until it is published)",
        "dry_run": "A dry run, not saved ({plan})",
        "diff": "{before} → {after}",
        "diff_resident": "  {visit} {who}: {what}; was {before}, now {after}",
        "diff_staff": "  {staff}: {what}",
        "diff_none": "  no difference",
        "diff_person": "another person",
        "diff_band": "another band",
        "diff_time": "moved within the band",
        "diff_left_out": "not today",
        "diff_added": "comes today",
        "diff_gone": "cancelled",
        "diff_new": "new {}",
        "diff_dropped": "no longer {}",
        "diff_moved": "moved {}",
    },
}
