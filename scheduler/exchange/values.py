"""One cell's text -> one value, or a `CellError` that says what is wrong and what to write instead."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from stdnum.iso7064 import mod_11_2

from scheduler.domain.people import Hours
from scheduler.exchange.codes import WORDS
from scheduler.exchange.faults import CellError, Words
from scheduler.units import LOCAL

_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_CLOCK = re.compile(r"([0-9]{1,2})[:：]([0-9]{2})(?::00)?")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0[0-9]{9,11}")
_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,15})?")
_WHOLE = re.compile(r"-?[0-9]{1,11}")
_ID_NUMBER = re.compile(r"[0-9]{17}[0-9X]")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_MAX_TEXT = 500


def plain_text(text: str) -> str:
    """Text that no spreadsheet takes for a formula, up to 500 characters, without control characters."""
    if text.startswith(_FORMULA_STARTS):
        raise CellError(
            Words("像公式的文本", "the text looks like a formula"),
            Words("去掉开头的 = + - @", "remove the leading = + - @"),
        )
    if len(text) > _MAX_TEXT or any(ord(c) < 32 and c not in "\n\t" for c in text):
        raise CellError(
            Words(f"文本超过 {_MAX_TEXT} 字或含控制字符", f"longer than {_MAX_TEXT} characters, or control characters"),
            Words("缩短或改正", "shorten or correct it"),
        )
    return text


def day(text: str) -> date:
    """A day: 2026-03-09, 2026/3/9 or 2026年3月9日."""
    found = _DATE.fullmatch(text)
    if found is None:
        raise CellError(Words("不是日期", "this is not a date"), Words("写成 2026-03-09", "write it as 2026-03-09"))
    year, month, number = (int(part) for part in found.groups())
    try:
        if not 1900 <= year <= 2200:
            raise ValueError(year)
        return date(year, month, number)
    except ValueError:
        raise CellError(
            Words("这一天不存在", "this day does not exist"), Words("核对年月日", "check year, month and day")
        ) from None


def clock(text: str) -> time:
    """A clock time: 08:30."""
    found = _CLOCK.fullmatch(text)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise CellError(Words("不是时刻", "this is not a clock time"), Words("写成 08:30", "write it as 08:30"))
    return time(int(found[1]), int(found[2]))


def moment(text: str) -> datetime:
    """A local moment: 2026-03-09 08:30."""
    first, _, second = text.replace("T", " ").partition(" ")
    return datetime.combine(day(first), clock(second.strip()), tzinfo=LOCAL)


def hours(text: str) -> Hours:
    """An interval of clock times: 08:00-12:00, inclusive at both ends."""
    first, dash, second = re.sub("[～~—–－至]", "-", text).partition("-")
    if not dash:
        raise CellError(
            Words("不是时段", "this is not an interval"), Words("写成 08:00-12:00", "write it as 08:00-12:00")
        )
    start, end = clock(first.strip()), clock(second.strip())
    if end < start:
        raise CellError(
            Words("结束早于开始", "the end is before the start"),
            Words("对调或改正两个时刻", "swap or correct the two times"),
        )
    return Hours(start, end)


def dated_hours(text: str) -> tuple[date | None, Hours]:
    """An interval with or without its day: 2026-03-10 08:00-10:00, or 08:00-10:00 for each day."""
    first, space, second = text.partition(" ")
    return (day(first), hours(second.strip())) if space and _DATE.fullmatch(first) else (None, hours(text))


def whole(text: str, least: int, most: int) -> int:
    """A whole number in [least, most]."""
    if not _WHOLE.fullmatch(text):
        raise CellError(Words("不是整数", "this is not a whole number"), Words("写成整数", "write a whole number"))
    if not least <= int(text) <= most:
        raise CellError(
            Words(f"不在 {least} 至 {most} 之间", f"not between {least} and {most}"),
            Words("改正数值", "correct the number"),
        )
    return int(text)


def degrees(text: str) -> float:
    """A longitude or latitude in decimal degrees; its range is judged with its coordinate system."""
    if not _DEGREES.fullmatch(text):
        raise CellError(
            Words("不是十进制度数", "these are not decimal degrees"), Words("写成 113.72", "write it as 113.72")
        )
    return float(text)


def choice(text: str, words: str) -> str:
    """The code of one of the words in `WORDS[words]`; codes and Chinese words are both understood."""
    for code, others in WORDS[words].items():
        if text.lower() == code.lower() or text in others:
            return code
    codes = " ".join(WORDS[words])
    chinese = "、".join(others[0] for others in WORDS[words].values())
    raise CellError(Words("没有这个取值", "no such value"), Words(f"取其一：{chinese}（{codes}）", f"one of: {codes}"))


def phone(text: str) -> str:
    """A Chinese mobile or landline number as digits; +86, spaces, hyphens and brackets are accepted."""
    digits = re.sub(r"[\s()（）-]", "", text).removeprefix("+86").removeprefix("0086")
    if not (_MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits)):
        raise CellError(
            Words("不是手机号或座机号", "neither a mobile nor a landline number"),
            Words("手机 11 位；座机带区号，如 0371-00000001", "a mobile has 11 digits; a landline needs its area code"),
        )
    return digits


def resident_id_number(text: str, sex: str, born: date | None) -> str:
    """An 18-character ID number: real birth date, check digit by ISO 7064 MOD 11-2, agreeing with sex and birth day."""
    number = text.upper()
    if not _ID_NUMBER.fullmatch(number):
        raise CellError(
            Words("身份证号不是 18 位", "the ID number does not have 18 characters"),
            Words("核对证件；表格中把该列设为文本", "check the card; make the column text in the spreadsheet"),
        )
    if not mod_11_2.is_valid(number):
        raise CellError(
            Words("身份证校验位不对", "the check digit of the ID number is wrong"),
            Words("与证件逐位核对", "compare each digit with the card"),
        )
    on_card = day(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
    if (born is not None and on_card != born) or (sex and sex != ("M" if int(number[16]) % 2 else "F")):
        raise CellError(
            Words("身份证号与出生日期或性别不符", "the ID number contradicts the birth date or the sex"),
            Words("与证件核对这三列", "compare the three columns with the card"),
        )
    return number


def several(text: str) -> tuple[str, ...]:
    """The values of one cell, separated by ; (full-width too)."""
    return tuple(part.strip() for part in text.replace("；", ";").split(";") if part.strip())
