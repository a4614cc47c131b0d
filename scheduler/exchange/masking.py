"""What of a person may stand on paper and in files: enough to knock at the right door and no more."""

from __future__ import annotations

from datetime import date

STAR = "*"
OLD_AGE = 65  # from here on bands of five years, as the centres' lists of residents have them
OLDEST_BAND = 90
BANDS = (
    (1, "1岁以下", "under 1"),
    (7, "1–6岁", "1–6"),
    (18, "7–17岁", "7–17"),
    (45, "18–44岁", "18–44"),
    (65, "45–64岁", "45–64"),
)


def short_name(name: str) -> str:
    """王小英 -> 王*英, 王英 -> 王*, Maria Lopez -> M* L*."""
    if name.strip() and name.isascii():
        return " ".join(word[0] + STAR for word in name.split())
    if len(name) <= 2:
        return name[:1] + STAR
    return name[0] + STAR * (len(name) - 2) + name[-1]


def age_band(born: date, day: date, language: str) -> str:
    """The band the resident's age on that day falls into, in words."""
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    for limit, zh, en in BANDS:
        if age < limit:
            return en if language == "en" else zh
    low = min(OLDEST_BAND, OLD_AGE + (age - OLD_AGE) // 5 * 5)
    band = f"{low}+" if low == OLDEST_BAND else f"{low}–{low + 4}"
    return band if language == "en" else f"{OLDEST_BAND}岁以上" if low == OLDEST_BAND else f"{band}岁"


def masked_phone(phone: str) -> str:
    """13812341234 -> 138****1234; of a shorter number only the last two digits stay."""
    digits = "".join(letter for letter in phone if letter.isdigit())
    if len(digits) >= 11:
        return f"{digits[:-8]}{STAR * 4}{digits[-4:]}"
    return STAR * 4 + digits[-2:] if len(digits) >= 6 else STAR * 4
