"""What `bench-replan` says, Chinese and English."""

from __future__ import annotations

HEADS = {
    "day": ("seed", "visits", "now", "events", "people", "left out", "lost", "above %", "s", "ok"),
    "proof": ("seed", "visits", "now", "people", "fewest", "capped", "cheapest"),
}
LINES = {
    "day": "{:>4} {:>6} {:>5} {:>11} {:>10} {:>9} {:>4} {:>7} {:>5} {:>3}",
    "proof": "{:>4} {:>6} {:>5} {:>6} {:>8} {:>9} {:>18}",
}
WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "making": "生成当天与已发布计划",
        "proving": "在途重排，并由 CP-SAT 证明",
        "comparing": "在途重排，再全部重排",
        "yes": "是",
        "no": "否",
        "total": "换人代价 {other_person}、告知门槛 {told_gain}：{total.days} 天，惊动的人比全部重排少 "
        "{total.fewer_percent:.1f} %（事件本身必然惊动的人除外：{total.further_percent:.1f} %）；"
        "丢失 {total.lost} 户（{total.days_with_losses} 天）；代价高 {total.above_percent:.2f} %"
        "（中位 {total.above_median:.2f} %，最差 {total.above_worst:.2f} %，超过 2 % 的 {total.days_above} 天）；"
        "用时中位 {total.seconds_median:.1f} 秒、最长 {total.seconds_worst:.1f} 秒；校验通过 {total.legal} 天。",
        "proved": "{total.days} 天：比证明的最少人数最多多 {total.above_worst} 人，"
        "{total.at_most_one_above} 天不超过 1 人，{total.none_above} 天正好最少；"
        "有上限时 {total.capped_best} 天即为证明的最低代价，最差高 {total.capped_worst_percent:.2f} %。",
        "files": "people：重排/什么都不做/全部重排。已写入 {}",
    },
    "en": {
        "making": "making days and the plans that people were told",
        "proving": "re-planning, and proving with CP-SAT",
        "comparing": "re-planning, then planning anew",
        "yes": "yes",
        "no": "NO",
        "total": "another person {other_person}, gain {told_gain}: {total.days} days, {total.fewer_percent:.1f} % "
        "fewer people disturbed than by planning anew ({total.further_percent:.1f} % beside those whom doing nothing "
        "disturbs); {total.lost} visits lost that planning anew keeps (on {total.days_with_losses} days); cost "
        "{total.above_percent:.2f} % above (median {total.above_median:.2f} %, worst {total.above_worst:.2f} %, "
        "{total.days_above} days above 2 %); median {total.seconds_median:.1f} s, longest {total.seconds_worst:.1f} s; "
        "{total.legal} days legal.",
        "proved": "{total.days} days: at most {total.above_worst} people above the proved minimum, on "
        "{total.at_most_one_above} days one at most, on {total.none_above} none; with the cap {total.capped_best} days "
        "have the proved lowest cost, the worst is {total.capped_worst_percent:.2f} % above.",
        "files": "people: re-planned/doing nothing/planned anew. Written: {}",
    },
}
