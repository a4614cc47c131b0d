"""What the command line says of reasons, changes and moves, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

REASON_WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "looking_for_change": "正在找最小改动，已问 {} 次",
        "change_price": "改动代价 {price}（change.*，仅用于改动之间比较）；已由整份计划验证，其余上门全部保留",
        "change_moved": "同时改人或改时：{}",
        "next_why": "未排时的最小改动：scheduler why {}",
        "next_move": "手工移动先试：scheduler move {} --to 工号 --at HH:MM --dry-run",
        "next_none": "下一步：重新排班，或 scheduler move {visit} --to 工号 --at HH:MM",
        "next_window": "下一步：与住户商量后改申请的时间，再重新排班",
        "next_shift": "下一步：与 {staff} 商量后改班次，再重新排班",
        "next_lunch": "下一步：与 {staff} 商量后改午休时间，再重新排班",
        "next_lock": "下一步：scheduler lock 编号 --release，再重新排班",
        "next_certificate": "下一步：安排 {staff} 取证，或请有证的同事支援",
        "move_trial": "可以移动（试算，未保存），移动后代价 {cost}",
        "terms": "各规则代价的变化：",
    },
    "en": {
        "looking_for_change": "looking for the smallest change, {} questions asked",
        "change_price": (
            "Price of the change {price} (change.*, to compare changes with one another); "
            "checked by a whole plan, every other visit is kept"
        ),
        "change_moved": "Another person or start: {}",
        "next_why": "The smallest change for a visit left out: scheduler why {}",
        "next_move": "Try a move by hand: scheduler move {} --to STAFF --at HH:MM --dry-run",
        "next_none": "Next: plan anew, or scheduler move {visit} --to STAFF --at HH:MM",
        "next_window": "Next: agree it with the home, change the request, plan anew",
        "next_shift": "Next: agree it with {staff}, change the shift, plan anew",
        "next_lunch": "Next: agree it with {staff}, change the lunch, plan anew",
        "next_lock": "Next: scheduler lock VISIT --release, then plan anew",
        "next_certificate": "Next: let {staff} earn it, or ask for a colleague who has it",
        "move_trial": "It may be moved (a trial, not saved); cost then {cost}",
        "terms": "What changes, rule by rule:",
    },
}
