"""The words on paper, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

WEEKDAYS = {
    "zh": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
ROLES = {
    "zh": {"GP": "全科医生", "TCM": "中医师", "RN": "护士", "PHARM": "药师", "PH": "公卫医师", "REHAB": "康复治疗师"},
    "en": {"GP": "GP", "TCM": "TCM doctor", "RN": "nurse", "PHARM": "pharmacist", "PH": "public health", "REHAB": "rehabilitation"},
}  # fmt: skip
MODES = {
    "zh": {"foot": "步行", "ebike": "电动车", "car": "汽车"},
    "en": {"foot": "on foot", "ebike": "e-bike", "car": "car"},
}
EMPLOYERS = {
    "zh": {"centre": "", "lead_hospital": "牵头医院派驻", "hospital": "医院·互联网+护理"},
    "en": {"centre": "", "lead_hospital": "seconded", "hospital": "hospital, internet nursing"},
}
PRECAUTIONS = {
    "zh": {
        "contact": "接触防护", "droplet": "飞沫防护", "aggression": "注意人身安全", "dog": "家中有犬",
        "heavy_transfer": "搬动需人协助", "unknown_risk": "首次入户·风险未知", "two_person": "双人同行",
    },
    "en": {
        "contact": "contact precautions", "droplet": "droplet precautions", "aggression": "mind your safety", "dog": "dog",
        "heavy_transfer": "heavy transfer", "unknown_risk": "first visit, risk unknown", "two_person": "two people",
    },
}  # fmt: skip
STATES = {
    "zh": {"draft": "草案（未发布）", "published": "已发布", "replaced": "已被替换", "recalled": "已撤回"},
    "en": {"draft": "draft, not published", "published": "published", "replaced": "replaced", "recalled": "recalled"},
}
DUTIES = {"zh": {"clinic": "门诊", "leave": "休假"}, "en": {"clinic": "clinic", "leave": "leave"}}
DEVICES = {"zh": {"ecg": "心电图机"}, "en": {"ecg": "ECG"}}
SEXES = {"zh": {"F": "女", "M": "男"}, "en": {"F": "F", "M": "M"}}

LABELS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "route_sheet": "上门服务路线单", "roster": "上门服务排班表", "sheet_number": "单号", "version": "第 {} 版",
        "whole_centre": "中心直属", "visits": "{} 户", "travel": "路上共 {} 分",
        "depart": "出发", "back": "返回", "ride": "路上 {} 分", "access": "入户 {} 分", "wait": "等候 {} 分",
        "same_building": "同一楼栋", "promised": "约定 {}–{}", "minutes": "{} 分钟", "with": "与 {} 同到",
        "with_other_time": "{} {} 到", "carer": "需照护人在场", "samples": "采样：{} 前送检", "drop": "送检",
        "laboratory": "检验室", "lunch": "用餐休息", "arrived": "到", "left": "离", "signed": "签名", "carry": "携带",
        "kit": "出诊包 {} 份", "draws": "采样 {} 人", "duty_phone": "中心值班", "emergency": "急救",
        "collect": "含个人信息：随身保管，当日收班交回，不得拍照外传。", "column_time": "时间",
        "column_home": "到哪家", "column_what": "做什么", "column_record": "记录", "page_of": "第 {} 张 / 共 {} 张",
        "nobody": "今日无外出安排", "left_out": "未安排的上门服务", "waiting": "尚不能安排的申请", "instead": "先安排 {}", "none_left_out": "全部已安排。",
        "priority": "优先级 {}", "last_day": "最晚 {}", "cost_by_rule": "各规则的代价",
        "cost_note": "1 = 一个人多走 1 秒", "total": "合计", "bound": "已证明的下限 {}",
        "legal": "校验通过：没有违反硬性规则。", "illegal": "校验不通过：违反 {} 处硬性规则，不得发布。", "not_judged": "未校验。",
        "calendar_not_verified": "日历未核实：工作日按周一至周五推定。",
        "made": "{} 生成", "more_people": "（另有 {} 人同因）", "on_duty": "门诊与休假", "legend_travel": "在外", "legend_visit": "上门", "legend_drop": "送检",
        "legend_break": "用餐休息", "legend_shift": "班次", "overview": "一日总览", "shift": "班次 {}–{}",
        "summary": "{} 人外出，{} 户上门，{} 项未安排",
    },
    "en": {
        "route_sheet": "Route sheet", "roster": "Home visit roster", "sheet_number": "sheet", "version": "version {}",
        "whole_centre": "whole centre", "visits": "{} visits", "travel": "travel {} min",
        "depart": "leave", "back": "return", "ride": "ride {} min", "access": "door {} min", "wait": "wait {} min",
        "same_building": "same building", "promised": "told {}–{}", "minutes": "{} min", "with": "together with {}",
        "with_other_time": "{} comes {}", "carer": "carer must be there", "samples": "samples to the laboratory by {}",
        "drop": "hand over samples", "laboratory": "lab", "lunch": "break", "arrived": "in", "left": "out",
        "signed": "signed", "carry": "Take", "kit": "bag {} units", "draws": "samples of {}", "duty_phone": "Duty phone",
        "emergency": "Emergency", "collect": "Personal data: keep it on you, hand it back at the end of the day, no photographs.",
        "column_time": "Time", "column_home": "Home", "column_what": "What", "column_record": "Record",
        "page_of": "sheet {} of {}", "nobody": "nobody goes out today", "left_out": "Not planned", "waiting": "Requests that wait or are refused", "instead": "planned first: {}", "none_left_out": "Everything is planned.",
        "priority": "priority {}", "last_day": "last day {}", "cost_by_rule": "Cost by rule",
        "cost_note": "1 = one second of one person's travel", "total": "total", "bound": "proven bound {}",
        "legal": "Passed: no hard rule is broken.", "illegal": "Refused: {} hard findings; it cannot be published.",
        "calendar_not_verified": "Calendar not verified: working days are assumed to be Monday to Friday.",
        "not_judged": "Not judged.", "made": "made {}", "more_people": " (and {} more people)", "on_duty": "Clinic and leave", "legend_travel": "out",
        "legend_visit": "visit", "legend_drop": "laboratory", "legend_break": "break", "legend_shift": "shift",
        "overview": "The day at a glance", "shift": "shift {}–{}", "summary": "{} people out, {} homes visited, {} not planned",
    },
}  # fmt: skip
