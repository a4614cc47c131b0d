"""What a month lacks, and what will break its interval, in words for the coordinator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import ceil

from scheduler.domain.month import Breach, Month, Profile, Shortage
from scheduler.exchange.wording import ROLES

SKILLS = {
    "zh": {
        "wound": "伤口", "stoma": "造口", "catheter": "导尿", "tube": "鼻胃管", "picc": "PICC", "port": "输液港",
        "trach": "气管切开", "tcm": "中医护理", "child": "妇幼",
    },
    "en": {
        "wound": "wound", "stoma": "stoma", "catheter": "catheter", "tube": "gastric-tube", "picc": "PICC",
        "port": "port", "trach": "tracheostomy", "tcm": "TCM-nursing", "child": "child-care",
    },
}  # fmt: skip
_SENIOR = 3


def people_asked_for(profile: Profile, language: str) -> str:
    """A kind of person: PICC-certified nurse, 有 PICC 证书的护士."""
    need = profile.need
    skills = [SKILLS[language].get(skill, skill) for skill in sorted(need.skills)]
    roles = [ROLES[language].get(role, role) for role in sorted(need.roles)]
    if language == "en":
        certified = f"{' and '.join(skills)}-certified " if skills else ""
        senior = f", title level {need.title_level}" if need.title_level else ""
        return certified + " or ".join(roles) + senior + (" for internet nursing" if profile.internet else "")
    certified = f"有{'、'.join(skills)}证书的" if skills else ""
    senior = "中级及以上" if need.title_level >= _SENIOR else ""
    return ("可做互联网护理、" if profile.internet else "") + certified + senior + "或".join(roles)


def hours_up(minutes: float) -> str:
    """Hours to a tenth, rounded up, so that what is named suffices."""
    return f"{ceil(minutes / 6 - 1e-6) / 10:g}"


def week_of_month(day: date) -> int:
    """Which week of its month a day lies in, from 1, weeks beginning on Monday."""
    first = day.replace(day=1)
    return (day.day - 1 + first.weekday()) // 7 + 1


def shortage_said(shortage: Shortage, language: str) -> str:
    """14 visits cannot be done: PICC-certified nurse hours short by 6 in week 3 (16-22 March)."""
    who, hours = people_asked_for(shortage.profile, language), hours_up(shortage.minutes)
    first = max(shortage.monday, shortage.by_day[0][0].replace(day=1))
    week, last = week_of_month(shortage.by_day[0][0]), shortage.monday + timedelta(days=6)
    n = shortage.visits
    if language == "en":
        visits = "1 visit" if n == 1 else f"{n} visits"
        until = f"{first.day}-{last.day} {last:%B}" if first.month == last.month else f"{first:%d %B} on"
        return f"{visits} cannot be done: {who} hours short by {hours} in week {week} ({until})"
    until = (
        f"{first.month} 月 {first.day} 日起"
        if first.month != last.month
        else f"{first.month} 月 {first.day}–{last.day} 日"
    )
    return f"{n} 次上门无法完成：第 {week} 周（{until}）{who}缺 {hours} 小时"


def breaches_said(breaches: Sequence[Breach], language: str) -> list[str]:
    """The intervals that will break, one a line, or that none will."""
    none = "no interval will break in these days" if language == "en" else "这几天没有将要超期的上门"
    return [breach.en if language == "en" else breach.zh for breach in breaches] or [none]


def month_said(month: Month, language: str) -> list[str]:
    """The capacity report, sentence by sentence."""
    must, waits = sum(not visit.waits for visit in month.visits), sum(visit.waits for visit in month.visits)
    needed, field = hours_up(month.needed_minutes), hours_up(month.field_minutes)
    if language == "en":
        lines = [
            f"{month.first} to {month.last}: {must} visits to be done, {waits} more may follow later",
            f"they need {needed} hours with the way; people are in the field for {field} hours",
        ]
        lines += (
            [f"at least {month.undone} visits cannot be done"] if month.undone else ["there are hours for all of them"]
        )
        lines += [f"no day and hour is left for: {', '.join(month.impossible)}"] if month.impossible else []
    else:
        lines = [
            f"{month.first} 至 {month.last}：须完成 {must} 次上门，另有 {waits} 次可在其后进行",
            f"含路途共需 {needed} 小时；外出时间共 {field} 小时",
        ]
        lines += [f"至少 {month.undone} 次无法完成"] if month.undone else ["外出时间足够"]
        lines += [f"以下没有可行的日期与时段：{'、'.join(month.impossible)}"] if month.impossible else []
    return lines + [shortage_said(shortage, language) for shortage in month.shortages]
