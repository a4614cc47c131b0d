"""Seven for ten thousand: three general practitioners, one public health doctor, three nurses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from periods import period, signed

from scheduler.errors import InputError
from scheduler.indicators.period import of_team
from scheduler.indicators.staffing import Staffing, staffing
from tests import builders as a


def asked(residents: int) -> Staffing:
    return staffing(period(numbers={"staffing_residents": residents}))


@pytest.mark.parametrize(
    ("residents", "required"),
    [(30_000, [9, 3, 9]), (10_000, [3, 1, 3]), (10_001, [4, 2, 4]), (1, [1, 1, 1]), (33_333, [10, 4, 10])],
)
def test_each_profession_is_rounded_up(residents: int, required: list[int]) -> None:
    found = asked(residents)
    assert [one.required for one in found.roles] == required
    assert (found.residents, found.basis, found.required) == (residents, "configured", sum(required))


def test_without_a_number_of_its_own_the_centre_has_the_residents_registered_here() -> None:
    found = asked(0)
    assert (found.residents, found.basis) == (2, "registered")


def test_seconded_people_and_nurses_of_hospitals_do_not_fill_the_standard() -> None:
    staff = {
        "N1": a.staff("N1"),
        "N2": a.staff("N2", employer="hospital"),
        "D1": a.staff("D1", "GP", employer="lead_hospital"),
        "D2": a.staff("D2", "GP"),
    }
    found = staffing(period(staff=staff, numbers={"staffing_residents": 10_000}))
    assert [(one.role, one.have, one.missing) for one in found.roles] == [("GP", 1, 2), ("PH", 0, 1), ("RN", 1, 2)]


def test_too_many_nurses_do_not_make_up_for_a_missing_doctor() -> None:
    staff = {f"N{i}": a.staff(f"N{i}") for i in range(9)}
    assert staffing(period(staff=staff, numbers={"staffing_residents": 10_000})).missing == 3 + 1


def test_a_team_answers_for_those_who_signed_with_it() -> None:
    people = {f"R{i}": signed(f"R{i}", "T1" if i < 5 else "T2") for i in range(7)}
    found = staffing(of_team(period(residents=people, numbers={"staffing_residents": 30_000}), "T1"))
    assert (found.residents, found.basis, found.have) == (5, "signed", 1)


@given(st.integers(1, 10**7))
def test_the_standard_is_met_and_with_one_less_of_a_profession_it_is_not(residents: int) -> None:
    for need, per_ten_thousand in zip(asked(residents).roles, (3, 1, 3), strict=True):
        assert need.required * 10_000 >= residents * per_ten_thousand > (need.required - 1) * 10_000


def test_a_standard_for_no_residents_is_refused() -> None:
    with pytest.raises(InputError):
        staffing(period(numbers={"staffing_per_residents": 0}))
