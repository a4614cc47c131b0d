"""What the night run says, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

SAID: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "title": "各中心重排 · {}",
        "head": "中心|结果|惊动（居民+人员）|保留|未排|代价|比不动|秒",
        "replanned": "已重排",
        "quiet": "无新事件",
        "unplanned": "无已发布计划",
        "conflict": "锁定冲突",
        "bad_data": "数据有误",
        "failed": "内部错误",
        "ended": "进程中断",
        "too_long": "超时",
        "remedy_conflict": "→ 由 {} 的协调员解除一个锁定后再排",
        "remedy_bad_data": "→ 请改正 {} 的数据后再排",
        "remedy_failed": "→ 请把 errors.log 中的这一条交给维护人员（{}）",
        "remedy_ended": "→ 单独重跑：scheduler replan --centre {} --date 日期",
        "remedy_too_long": "→ 减少 --iterations，或在配置中放宽 night.centre_seconds（{}）",
        "next": "下一步：scheduler publish --plan {}",
        "dry": "试算，未保存。下一步：去掉 --dry-run 再运行",
        "legend": "比不动：比什么都不做少（负）或多的代价。",
        "nothing": "没有需要发布的新版本。",
        "no_centre": "数据库里还没有中心。下一步：scheduler load 文件夹",
    },
    "en": {
        "title": "Every centre re-planned · {}",
        "head": "centre|result|disturbed|kept|left out|cost|vs nothing|s",
        "replanned": "re-planned",
        "quiet": "no news",
        "unplanned": "nothing published",
        "conflict": "locks in conflict",
        "bad_data": "bad data",
        "failed": "internal error",
        "ended": "process ended",
        "too_long": "took too long",
        "remedy_conflict": "→ let the coordinator of {} release a lock, then plan again",
        "remedy_bad_data": "→ correct the data of {}, then plan again",
        "remedy_failed": "→ send this entry of errors.log to whoever looks after the program ({})",
        "remedy_ended": "→ run it by itself: scheduler replan --centre {} --date DAY",
        "remedy_too_long": "→ fewer --iterations, or more night.centre_seconds in the configuration ({})",
        "next": "Next: scheduler publish --plan {}",
        "dry": "A dry run, nothing kept. Next: run it without --dry-run",
        "legend": "Disturbed: residents + staff. vs nothing: cost less than that of doing nothing.",
        "nothing": "No new version to publish.",
        "no_centre": "The database knows no centre yet. Next: scheduler load FOLDER",
    },
}
