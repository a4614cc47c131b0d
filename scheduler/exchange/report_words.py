"""The words of a report, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.domain.indicators import Indicator
from scheduler.indicators.report import CENTRE, NO_TEAM, Scope

GROUPS: Mapping[str, tuple[str, str]] = {  # the figure before which a heading stands: Chinese, English
    "beds_open": ("家庭病床", "Family beds"),
    "old_signed_covered": ("覆盖、随访与间隔", "Coverage, follow-ups, intervals"),
    "known_faces": ("连续性与路途", "Continuity and travel"),
    "visits_done": ("上门结果", "What became of the visits"),
    "deferred": ("未排的上门", "Visits left out"),
}
UNITS: Mapping[str, Mapping[str, str]] = {
    "zh": {"percent": "%", "bed": "张", "visit": "次", "day": "天", "resident": "人", "person": "人"},
    "en": {
        "percent": "%",
        "bed": "beds",
        "visit": "visits",
        "day": "days",
        "resident": "residents",
        "person": "people",
    },
}
BASES: Mapping[str, Mapping[str, str]] = {
    "zh": {"configured": "按设定的服务人口", "registered": "按本系统登记居民", "signed": "按签约居民"},
    "en": {
        "configured": "population as configured",
        "registered": "residents registered here",
        "signed": "signed residents",
    },
}
CHOICES: Mapping[str, tuple[str, str]] = {
    "A": ("每日人数", "people on each day"),
    "B": ("全周人数", "people over the week"),
}

LABELS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "title": "居家服务指标报告", "period": "{} 至 {}", "over": "截至 {} 已过的日期计入", "printed": "{} 生成",
        "calendar": "日历未核实：部分工作日按周一至周五推定。", "strange": "有 {} 条执行记录找不到对应的申请，未计入：",
        "centre": "全中心", "no_team": "未归团队", "figures": "服务指标", "figure": "指标", "nothing": "—",
        "staffing": "人员配备", "staffing_quote": "标准：{}", "residents": "人口", "basis": "口径", "required": "应配", "have": "现有",
        "missing": "缺", "all_roles": "合计", "own_only": "只计本中心人员，派驻人员和医院护士不计入；各类人员分别向上取整。",
        "secondment": "派驻帮扶", "secondment_quote": "规定：{}", "week": "周（周一）", "days": "派驻日与中级以上人数", "verdict": "核对结果",
        "lost": "未完成的上级医师查床", "reading": "核对方式 {}：{}", "none": "无", "misses": "未达标明细（全中心）",
        "more": "……另有 {} 项，见 indicators.csv", "no_misses": "没有未达标的项目。", "met": "达标", "not_met": "未达标",
        "not_verified": "指标定义、期限与配备数来自 config/，未核实的数值以中心核定为准。",
        "scope": "范围", "id": "代码", "numerator": "分子", "denominator": "分母", "value": "数值", "unit": "单位",
        "missed_count": "未达标数", "missed": "未达标编号（日期）", "role": "人员", "day": "日期", "people": "派驻人员", "senior": "中级以上",
        "days_met": "天数", "people_met": "人数", "sheet_figures": "指标", "sheet_staffing": "人员配备", "sheet_secondment": "派驻帮扶",
        "from_to": "期间", "between": "，",
    },
    "en": {
        "title": "Home care indicators", "period": "{} to {}", "over": "days up to {} count as over", "printed": "made {}",
        "calendar": "Calendar not verified: some working days are assumed to be Monday to Friday.",
        "strange": "{} records are about visits of which nothing else tells, not counted:",
        "centre": "Centre", "no_team": "no team", "figures": "Indicators", "figure": "indicator", "nothing": "–",
        "staffing": "Staffing", "staffing_quote": "Standard: {}", "residents": "residents", "basis": "counted", "required": "required", "have": "have",
        "missing": "missing", "all_roles": "all", "own_only": "The centre's own people only, without seconded ones and nurses of hospitals; each profession is rounded up.",
        "secondment": "Secondment", "secondment_quote": "Rule: {}", "week": "week (Monday)", "days": "days and people of mid-level title", "verdict": "verdict",
        "lost": "senior rounds lost", "reading": "Reading {}: {}.", "none": "none", "misses": "What is behind the misses (centre)",
        "more": "... and {} more in indicators.csv", "no_misses": "Nothing was missed.", "met": "met", "not_met": "not met",
        "not_verified": "Definitions, limits and staffing numbers are those of config/; where not verified, the centre's word counts.",
        "scope": "scope", "id": "id", "numerator": "numerator", "denominator": "denominator", "value": "value", "unit": "unit",
        "missed_count": "missed", "missed": "ids behind the misses (day)", "role": "profession", "day": "day", "people": "seconded", "senior": "mid-level or above",
        "days_met": "days", "people_met": "people", "sheet_figures": "indicators", "sheet_staffing": "staffing", "sheet_secondment": "secondment",
        "from_to": "period", "between": ", ",
    },
}  # fmt: skip


def scope_name(scope: Scope, language: str) -> str:
    """The centre, a team by its name, or those of no team."""
    words = LABELS[language]
    return words["centre"] if scope.kind == CENTRE else words["no_team"] if scope.kind == NO_TEAM else scope.name


def shown(figure: Indicator, language: str) -> str:
    """The value as people read it; a dash where nothing was to be counted. An English name tells what is counted."""
    if figure.value is None:
        return LABELS[language]["nothing"]
    return f"{figure.value}{UNITS[language][figure.unit] if language == 'zh' or figure.unit == 'percent' else ''}"
