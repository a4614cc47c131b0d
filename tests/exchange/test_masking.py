"""What paper may show of a name, a telephone number and an age."""

from __future__ import annotations

from datetime import date

import builders as b
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.exchange.masking import age_band, masked_phone, short_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [("王英", "王*"), ("王小英", "王*英"), ("欧阳建国", "欧**国"), ("Maria Lopez", "M* L*"), ("王", "王*"), ("", "*")],
)
def test_a_name_is_shown_short(name: str, shown: str) -> None:
    assert short_name(name) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812341234", "138****1234"),
        ("0371-66667777", "0371****7777"),
        ("66667777", "****77"),
        ("110", "****"),
        ("", "****"),
    ],
)
def test_a_telephone_number_is_shown_in_part(phone: str, shown: str) -> None:
    assert masked_phone(phone) == shown


@given(st.text(alphabet="0123456789- +", max_size=20))
def test_four_digits_in_a_row_of_every_number_of_eleven_are_hidden(phone: str) -> None:
    digits = "".join(letter for letter in phone if letter.isdigit())
    shown = sum(letter.isdigit() for letter in masked_phone(phone))
    assert shown <= max(0, len(digits) - 4)


@pytest.mark.parametrize(
    ("born", "shown"),
    [
        (date(2026, 3, 1), "1岁以下"),
        (date(2020, 3, 10), "1–6岁"),
        (date(2019, 3, 9), "7–17岁"),
        (date(1961, 3, 10), "45–64岁"),
        (date(1961, 3, 9), "65–69岁"),
        (date(1930, 1, 1), "90岁以上"),
    ],
)
def test_an_age_is_shown_as_a_band(born: date, shown: str) -> None:
    assert age_band(born, b.MONDAY, "zh") == shown
