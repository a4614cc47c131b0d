"""The tables of care: what was asked for once, and the tables of care over time, which a centre may leave out."""

from __future__ import annotations

from scheduler.exchange.column import Column, Table
from scheduler.exchange.column import needed as _needed

REQUESTS = Table(
    "requests",
    "申请",
    (
        _needed("request_id", "申请编号", "id of the request", "申请编号"),
        _needed("resident_id", "居民编号", "who is visited", "服务对象"),
        _needed("service", "服务", "code or Chinese name in the service catalogue", "服务目录中的代码或名称"),
        _needed("channel", "渠道", "family_bed, signed_team, internet_nursing, public_health or clinic_phone", "家庭病床、签约服务、互联网护理、公共卫生或电话预约"),
        _needed("received", "受理时间", "when it came in", "受理的日期时间"),
        _needed("first_day", "最早日期", "first possible day", "最早可行日"),
        _needed("last_day", "最晚日期", "last possible day", "最晚可行日"),
        Column("windows", "时间窗", "when service may start: 08:00-10:00 (each day) or 2026-03-10 08:00-10:00", "可开始时段：08:00-10:00（每天）或 2026-03-10 08:00-10:00"),
        Column("wished", "期望时段", "as above, one; leaving it is priced, not forbidden", "同上，仅一个；软约束"),
        Column("minutes", "时长分钟", "empty: as in the catalogue", "空：按服务目录"),
        Column("order_until", "医嘱有效至", "doctor's order valid until", "医嘱最后有效日"),
        Column("consent_until", "知情同意至", "consent valid until", "知情同意最后有效日"),
        Column("assessment_until", "评估有效至", "first assessment valid until", "首诊评估最后有效日"),
        Column("order_items", "医嘱项目", "codes that touch the negative list: infusion, skin_test, transfusion ...", "涉及负面清单的代码：infusion、skin_test、transfusion 等"),
        Column("first_dose", "首剂", "yes/no", "是/否"),
        Column("episode_from", "疗程起", "first day of the family bed or course", "家庭病床或疗程首日"),
        Column("episode_until", "疗程止", "last day of it", "末日"),
        Column("last_done", "上次完成", "when it was last done", "上次完成日期"),
        Column("supply_end", "药品用完日", "day on which the medicines end", "药品用完的日期"),
        Column("responsible_staff", "责任人员", "responsible doctor and nurse", "责任医生、责任护士编号"),
        Column("community_notified", "已通知社区民警", "yes/no", "是/否"),
        Column("infected", "感染", "yes/no: the wound or the home is infectious now", "是/否：伤口或居所目前有传染性"),
        Column("after_request", "跟随申请", "this visit follows that request's visit", "在该申请的上门之后进行"),
        Column("gap_min_minutes", "间隔最短分钟", "at least so long after its end", "距其结束至少"),
        Column("gap_max_minutes", "间隔最长分钟", "and at most", "距其结束至多"),
        Column("note", "备注", "free text", "自由文本", personal=True),
    ),
)  # fmt: skip

CARE_ORDERS = Table(
    "care_orders",
    "长期医嘱",
    (
        _needed("order_id", "医嘱编号", "id of the standing order; without #", "长期医嘱的编号；不含 #"),
        _needed("resident_id", "居民编号", "who is visited", "服务对象"),
        _needed("service", "服务", "code or Chinese name in the service catalogue", "服务目录中的代码或名称"),
        _needed("channel", "渠道", "as in the requests", "同申请表"),
        _needed("first_day", "首日", "first day of the order", "医嘱首日"),
        Column("last_day", "末日", "last day; empty: until it is stopped", "末日；空：直至停止"),
        Column("count", "次数", "a course of so many; empty: no course", "疗程次数；空：不限"),
        Column("shortest_days", "最短天数", "since it was last done: not before so many days", "距上次完成至少天数"),
        Column("usual_days", "通常天数", "best after so many", "最适宜的天数"),
        Column("longest_days", "最长天数", "and not after so many", "距上次完成至多天数"),
        Column("hard", "不得超过", "yes/no: the longest may not be exceeded; empty: yes", "是/否：最长天数不得超过；空：是"),
        Column("rule", "日历规则", "in place of these: an RFC 5545 RRULE without DTSTART, FREQ=WEEKLY;BYDAY=MO,WE", "代替以上三列：RFC 5545 RRULE（不含 DTSTART），如 FREQ=WEEKLY;BYDAY=MO,WE"),
        Column("days_before", "可提前天数", "an occurrence of the rule may be so many days earlier", "按日历规则的一次可提前几天"),
        Column("days_after", "可推后天数", "and so many later", "可推后几天"),
        Column("times", "每日时段", "hours of a day at which it is done, several: so often a day (07:00-07:40;17:00-18:10)", "一天内的时段，几段即几次，如 07:00-07:40;17:00-18:10"),
        Column("gap_minutes", "间隔分钟", "least minutes between two of one day", "同日两次之间至少分钟数"),
        Column("minutes", "时长分钟", "empty: as in the catalogue", "空：按服务目录"),
        Column("order_until", "医嘱有效至", "doctor's order valid until", "医嘱最后有效日"),
        Column("consent_until", "知情同意至", "consent valid until", "知情同意最后有效日"),
        Column("assessment_until", "评估有效至", "first assessment valid until", "首诊评估最后有效日"),
        Column("order_items", "医嘱项目", "as in the requests", "同申请表"),
        Column("responsible_staff", "责任人员", "responsible doctor and nurse", "责任医生、责任护士编号"),
        Column("community_notified", "已通知社区民警", "yes/no", "是/否"),
        Column("infected", "感染", "yes/no: the wound or the home is infectious now", "是/否：伤口或居所目前有传染性"),
        Column("device_kind", "置管种类", "what is placed in the body: catheter, gastric_tube, picc, port", "体内置管：导尿管、胃管、PICC、输液港"),
        Column("device_material", "置管材质", "its material, as in config/care.toml", "材质，代码同 config/care.toml"),
        Column("device_placed", "置管日期", "day on which it was placed", "置入日期"),
        Column("bed_id", "病床编号", "the family bed it belongs to", "所属家庭病床"),
        Column("last_done", "上次完成", "before this order began to be kept here", "开始在此登记之前的上次完成日"),
        Column("follows", "接续医嘱", "the order that this one carries on", "接续的原医嘱编号"),
    ),
    optional=True,
)  # fmt: skip

ORDER_CHANGES = Table(
    "order_changes",
    "医嘱变更",
    (
        _needed("order_id", "医嘱编号", "whose occurrence is changed", "变更哪条长期医嘱"),
        _needed("number", "第几次", "which one, from 1", "第几次，从 1 起"),
        Column("day", "改期", "another day", "改到哪一天"),
        Column("windows", "时间窗", "when service may start that day: 2026-03-20 08:00-10:00", "当日可开始时段，如 2026-03-20 08:00-10:00"),
        Column("skipped", "跳过", "yes/no: this one is dropped", "是/否：本次不做"),
    ),
    optional=True,
)  # fmt: skip

BEDS = Table(
    "beds",
    "家庭病床",
    (
        _needed("bed_id", "病床编号", "id of the family bed", "家庭病床编号"),
        _needed("resident_id", "居民编号", "who is cared for", "服务对象"),
        _needed("kind", "病床类型", "treatment or nursing", "治疗型或护理型"),
        _needed("source", "来源", "outpatient, inpatient or centre", "门诊、住院或中心"),
        _needed("applied", "申请日期", "day of the application", "申请日期"),
        Column("conditions", "符合条件", "of the seven those found to hold: diagnosis, indication, homebound, home, carer, consent, area", "评估符合的条件：diagnosis、indication、homebound、home、carer、consent、area"),
        Column("from_day", "建床日期", "first day of the period, once registered", "床期首日（登记后）"),
        Column("until_day", "床期至", "last day of the period", "床期末日"),
        Column("renewals", "续期次数", "how often it was renewed", "已续期次数"),
        Column("responsible_doctor", "责任医生", "id", "人员编号"),
        Column("responsible_nurse", "责任护士", "id", "人员编号"),
        Column("deputies", "代理人员", "who stands in for them", "代理人员编号"),
        Column("unstable", "病情不稳", "yes/no: rounds two or three times a week", "是/否：每周查床两至三次"),
        Column("nurse_days", "护理间隔天", "usual days between nurse visits; empty: the default", "护理上门通常间隔天数；空：默认"),
        Column("closing_reason", "撤床原因", "cured, better, finished, hospital, moved, refused, died, home_unsuitable, period_ended or transferred", "治愈、好转、治疗结束、住院、迁出、拒绝、死亡、居家不宜、到期或转出"),
    ),
    optional=True,
)  # fmt: skip

BED_MOVES = Table(
    "bed_moves",
    "病床经过",
    (
        _needed("bed_id", "病床编号", "which bed", "哪张家庭病床"),
        _needed("state", "状态", "draft, submitted, returned, assessed, refused, registered, open, suspended, pre_close, closed or cancelled", "草稿、已提交、退回、已评估、不予建床、已登记、在床、暂停、预撤床、已撤床或已取消"),
        _needed("at", "时间", "since when", "何时起"),
        _needed("author", "经手人", "id of who did it", "经手人编号"),
        Column("reason", "原因", "free text without names", "自由文本，不写姓名"),
    ),
    optional=True,
)  # fmt: skip

MEDICATION = Table(
    "medication",
    "用药方案",
    (
        _needed("plan_id", "方案编号", "id of the medication plan", "用药方案编号"),
        _needed("resident_id", "居民编号", "whose medicines", "谁的用药"),
        _needed("medicines", "药品数", "how many medicines are taken regularly", "长期服用的药品种数"),
        Column("weeks", "处方周数", "weeks of a long prescription; empty: none", "长期处方周数；空：无"),
        Column("supply_end", "药品用完日", "last day that the supply covers", "药量可用到的最后一天"),
        Column("drug_classes", "药品类别", "codes of config/care.toml", "代码同 config/care.toml"),
        Column("reviewed", "复诊评估日", "last review by a doctor", "医生上次评估日期"),
        Column("pharmacist_seen", "药师上门日", "last home visit of a pharmacist", "药师上次上门日期"),
        Column("changed", "用药变更日", "last change of medicines, or discharge", "上次调药或出院日期"),
        Column("order_until", "医嘱有效至", "doctor's order valid until", "医嘱最后有效日"),
        Column("consent_until", "知情同意至", "consent valid until", "知情同意最后有效日"),
    ),
    optional=True,
)  # fmt: skip

HAPPENED = Table(
    "happened",
    "完成情况",
    (
        _needed("request_id", "申请编号", "the request, or an order's occurrence: W01#3", "申请编号，或长期医嘱的某一次：W01#3"),
        _needed("day", "日期", "on which day", "哪一天"),
        _needed("outcome", "结果", "done, nobody_home, cancelled or refused", "已完成、无人在家、已取消或拒绝"),
        _needed("recorded", "记录时间", "when it was written down", "记录的日期时间"),
        _needed("author", "记录人", "id of who wrote it", "记录人编号"),
        Column("visit_id", "上门编号", "empty: the request's own visit", "空：该申请自己的上门"),
        Column("staff_ids", "上门人员", "who was there", "上门人员编号"),
        Column("minutes", "实际分钟", "minutes at the bed; empty: not told", "实际服务分钟；空：未记"),
        Column("reason", "原因", "free text without names", "自由文本，不写姓名"),
    ),
    optional=True,
)  # fmt: skip

AWAY = Table(
    "away",
    "外出住院",
    (
        _needed("resident_id", "居民编号", "who is not at home", "谁不在家"),
        _needed("from_day", "起", "first day away", "首日"),
        Column("until_day", "止", "last day away; empty: until told", "末日；空：待通知"),
        _needed("reason", "缘由", "hospital or travelling", "住院或外出"),
    ),
    optional=True,
)  # fmt: skip

OVER_TIME = (CARE_ORDERS, ORDER_CHANGES, BEDS, BED_MOVES, MEDICATION, HAPPENED, AWAY)
