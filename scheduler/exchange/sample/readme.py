"""The README of the sample folder: what it shows and what every column means, in both languages."""

from __future__ import annotations

from collections import Counter

from scheduler.domain.dataset import Dataset
from scheduler.exchange.codes import WORDS
from scheduler.exchange.column import Column
from scheduler.exchange.columns import TABLES
from scheduler.exchange.sample.cases import CASES
from scheduler.exchange.sample.shifts import WEEK


def readme(sample: Dataset) -> str:
    """The whole text; counts are taken from the sample itself."""
    parts = [_head(sample), _files(), _cases(), *_tables(), _words()]
    return "\n".join(parts)


def _head(sample: Dataset) -> str:
    signed = sum(resident.contract is not None for resident in sample.residents)
    first = Counter(request.first_day for request in sample.requests)
    days = ", ".join(f"{day:%a %d %b} {first[day]}" for day in WEEK)
    zh, en = _over_time(sample)
    return f"""# Sample data · 示例数据（合成数据 · synthetic）

**全部为合成数据。** 虚构的{sample.centre.name}：{len(sample.teams)} 个家庭医生团队、{len(sample.staff)} 名人员、
{signed} 名签约居民、{len(sample.requests)} 条申请，2026 年 3 月 9 日（周一）至 13 日（周五）；
{zh}
姓名随机拼成；身份证号只用不存在的地区码 410199；电话均为 199 0000 号段；小区与社区名称均为虚构。
周三（11 日）人手不足，会有若干上门落空并说明原因。

**All of it is synthetic.** A fictional centre: {len(sample.teams)} family-doctor teams, {len(sample.staff)} people,
{signed} signed residents, {len(sample.requests)} requests for the working week 9 to 13 March 2026
(by first possible day: {days}).
{en}
Names are drawn at random; ID numbers use the region 410199, which does not exist; phones are 199 0000 ....;
estates and communities are invented. Wednesday is over-subscribed: some visits are left out, each with its reasons.

Made by `python -m scheduler.exchange.sample`: the same bytes every time, whatever the day.
"""


def _over_time(sample: Dataset) -> tuple[str, str]:
    """What brings the visits after the first week, in Chinese and in English."""
    orders, plans, beds = len(sample.care_orders), len(sample.medication), len(sample.beds)
    opened = sum(bed.state == "open" for bed in sample.beds)
    last = max(shift.start for shift in sample.shifts)
    zh = (
        f"3 月 14 日至 {last.month} 月 {last.day} 日的上门来自 {orders} 条长期医嘱、{beds} 张家庭病床\n"
        f"（在床 {opened}）和 {plans} 份用药方案；完成情况、外出住院另有两表。"
    )
    en = (
        f"From 14 March to {last.day} {last:%B} {orders} standing orders, {beds} family beds ({opened} open) and\n"
        f"{plans} medication plans bring the visits; what has happened and who is away stands in two more tables."
    )
    return zh, en


def _files() -> str:
    return """## Files · 文件

| file | what |
|---|---|
| `*.csv` | one table each, Chinese headers, UTF-8 with BOM · 每表一个文件，中文表头 |
| `workbook/sample.xlsx` | the same as one workbook, a sheet per table · 同样内容的工作簿 |
| `english/*.csv` | the same with English headers and codes · 英文表头与代码 |
| `gazetteer.csv` | points of the estates (WGS-84), in each of the three folders · 小区坐标 |

A folder is read as a whole; CSV and xlsx, UTF-8 and GBK, Chinese and English headers and words are all understood.
Several values in one cell are separated by `;`. Days are `2026-03-09`, clock times `08:30` (Asia/Shanghai).
CSV、xlsx，UTF-8、GBK，中英文表头均可；一格多值用 `;` 分隔。

`gazetteer.csv` (`name,longitude,latitude,crs`) is the centre's own list of estates, streets and numbers. A resident
whose longitude and latitude are both empty gets the point of the longest name that the address contains; no network
is needed. What is not on the list is asked for with row and remedy, unless the environment holds a `BAIDU_MAP_KEY`.
经度、纬度都空的居民，按地址中出现的最长小区名取 `gazetteer.csv` 里的坐标；查不到的会指出行号，请填写坐标或补充该表。
"""


def _cases() -> str:
    lines = "".join(f"| {who} | {zh} | {en} |\n" for who, zh, en in CASES)
    return f"## Made by hand · 专设案例\n\n| residents | 案例 | case |\n|---|---|---|\n{lines}"


def _tables() -> list[str]:
    return [
        f"## {table.zh} · `{table.en}`{' · 可缺 may be left out' if table.optional else ''}\n\n"
        "| 中文表头 | English header | 说明 | meaning | needed |\n|---|---|---|---|---|\n"
        + "".join(_line(column) for column in table.columns)
        for table in TABLES
    ]


def _line(column: Column) -> str:
    return (
        f"| {column.zh} | `{column.en}` | {column.note_zh} | {column.note_en} | {'yes' if column.required else ''} |\n"
    )


def _words() -> str:
    lines = [f"| `{code}` | {' / '.join(others)} |\n" for words in WORDS.values() for code, others in words.items()]
    return "## 取值 · Words\n\n| code | understood as well |\n|---|---|\n" + "".join(lines)
