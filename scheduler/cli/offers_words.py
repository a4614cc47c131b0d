"""What the command line says of offers, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

OFFERS_WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "offers": "申请 {} 的可选时间：",
        "offer": "  {id}  {day} {weekday} {start}  {staff}（{early}–{late}），路上 {travel:+d} 分钟，代价 {cost:+d}",
        "costs": "      其中 {}",
        "nobody": "      不影响其他人",
        "within": "      {visit} {resident}（{staff}）晚 {minutes} 分钟：{before} → {after}，仍在告知时段内",
        "beyond": "      {visit} {resident}（{staff}）晚 {minutes} 分钟：{before} → {after}，超出告知时段，须通知",
        "without": "  {day}：{why}",
        "none": "  没有可选时间。",
        "next_hold": "下一步：scheduler offers hold {id}（为您保留 {minutes} 分钟）",
        "next_none": "下一步：先排以上日期，或换日期再查（--day）",
        "held": "已为 {holder} 保留 {id} 到 {until}",
        "next_confirm": "下一步：问过居民后 scheduler offers confirm {id}",
        "confirmed": "已安排 {id}，保存为 {plan}",
        "next_publish": "下一步：scheduler publish --plan {}",
        "next_tell": "下一步：只需通知以上的人",
    },
    "en": {
        "offers": "Places for request {}:",
        "offer": "  {id}  {weekday} {day} {start}  {staff} ({early}–{late}), {travel:+d} min travel, cost {cost:+d}",
        "costs": "      of which {}",
        "nobody": "      nobody else is affected",
        "within": "      {visit} {resident} ({staff}) {minutes} min later: {before} → {after}, within the band",
        "beyond": "      {visit} {resident} ({staff}) {minutes} min later: {before} → {after}, to be told",
        "without": "  {day}: {why}",
        "none": "  There is no place.",
        "next_hold": "Next: scheduler offers hold {id} (kept for you for {minutes} minutes)",
        "next_none": "Next: plan the days above first, or ask for other days (--day)",
        "held": "{id} is kept for {holder} until {until}",
        "next_confirm": "Next: ask the resident, then scheduler offers confirm {id}",
        "confirmed": "{id} is placed; saved as {plan}",
        "next_publish": "Next: scheduler publish --plan {}",
        "next_tell": "Next: only those above need to be told",
    },
}

BENCH_WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "planning": "排好并发布一周",
        "asking": "查询可选时间",
        "kind": "查询",
        "calls": "次数",
        "days": "天",
        "visits": "最多户",
        "median": "中位毫秒",
        "longest": "最长毫秒",
        "cpu": "CPU 毫秒",
        "offers": "可选",
        "touching": "须另告知",
        "day": "一天",
        "week": "一周",
        "hold": "保留",
        "confirm": "确认",
    },
    "en": {
        "planning": "planning and publishing a week",
        "asking": "asking for offers",
        "kind": "what",
        "calls": "calls",
        "days": "days",
        "visits": "most visits",
        "median": "median ms",
        "longest": "longest ms",
        "cpu": "CPU ms",
        "offers": "offers",
        "touching": "touching",
        "day": "one day",
        "week": "a week",
        "hold": "hold",
        "confirm": "confirm",
    },
}
