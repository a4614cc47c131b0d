"""A single change and what it does to the plan, in words, Chinese and English."""

from __future__ import annotations

from scheduler.domain.day import Day
from scheduler.domain.plan import Plan
from scheduler.explain.changes import CERTIFICATE, EARLIER, LOCK, LUNCH, NONE, SHIFT, WINDOW, Change, with_change
from scheduler.units import clock


def change_said(day: Day, change: Change) -> tuple[str, str]:
    """The change in words, Chinese and English; `day` is the day without it."""
    after, minutes, who = with_change(day, change), change.minutes, change.staff_id
    if change.kind == WINDOW:
        window = after.visits[change.visit_id].windows[change.number]
        span = f"{clock(window.earliest)}–{clock(window.latest)}"
        zh = f"{change.visit_id} 的约定时间{'提前' if change.end == EARLIER else '延后'} {minutes} 分钟，放宽为 {span}"
        return zh, f"the agreed time of {change.visit_id} opened {minutes} minutes {change.end}, to {span}"
    if change.kind == SHIFT:
        shift = after.shifts[change.shift_id]
        if change.end == EARLIER:
            start = clock(shift.start)
            return f"{who} 早上班 {minutes} 分钟（{start}）", f"{who} starts {minutes} minutes earlier, at {start}"
        end = clock(shift.latest_end)
        return f"{who} 晚下班 {minutes} 分钟（最晚 {end}）", f"{who} stays {minutes} minutes longer, until {end}"
    if change.kind == LUNCH:
        zh = f"{who} 的午休{'提前' if change.end == EARLIER else '推迟'} {minutes} 分钟"
        return zh, f"{who} may take lunch {minutes} minutes {change.end}"
    if change.kind == LOCK:
        part = change.number + 1
        return f"解除 {change.visit_id} 第 {part} 份的锁定", f"the lock on part {part} of {change.visit_id} released"
    if change.kind == CERTIFICATE:
        return f"{who} 取得 {change.skill} 证书", f"{who} with a certificate for {change.skill}"
    return "无需改动", "nothing changed"


def moved_between(before: Plan, after: Plan) -> tuple[str, ...]:
    """The visits served before that have another person or start."""
    was = {(s.visit_id, s.part): (r.staff_id, s.start) for r, s in before.stops() if s.kind == "visit"}
    now = {(s.visit_id, s.part): (r.staff_id, s.start) for r, s in after.stops() if s.kind == "visit"}
    return tuple(sorted({key[0] for key, place in was.items() if now.get(key) != place}))


def change_in_words(day: Day, visit_id: str, change: Change, plan: Plan, moved: int, proven: bool) -> tuple[str, str]:
    """What would be otherwise, and who then comes when."""
    own = sorted((s.start, r.staff_id) for r, s in plan.stops() if s.visit_id == visit_id)
    who, start = "+".join(staff_id for _, staff_id in own), clock(own[0][0])
    others_zh = f"，另有 {moved} 户改人或改时" if moved else "，别人都不动"
    others_en = f", {moved} other visit{'s' * (moved > 1)} moved" if moved else ", nobody else moves"
    if change.kind == NONE:
        return f"无需改动：{who} {start} 排得下{others_zh}", f"there is room as it is: {who} at {start}{others_en}"
    zh, en = change_said(day, change)
    name_zh, name_en = ("最小改动", "smallest change") if proven else ("已找到的最小改动", "smallest found")
    return (
        f"{name_zh}：{zh}，则 {who} {start} 排得下 {visit_id}{others_zh}",
        f"{name_en}: {en}; then {who} serves {visit_id} at {start}{others_en}",
    )
