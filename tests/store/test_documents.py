"""Documents: what goes in comes out, and what does not fit is named by its place, never by its text."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.care import Request, Visit
from scheduler.domain.people import Resident, Shift, Staff
from scheduler.domain.plan import Plan, Reason
from scheduler.domain.rulebook import Rulebook
from scheduler.errors import InputError
from scheduler.store.documents import as_document, from_document
from scheduler.units import LOCAL
from tests import builders
from tests.usecases import small_centre

T = TypeVar("T")


def through_text(kind: type[T], value: T) -> T:
    return from_document(kind, json.loads(json.dumps(as_document(value))))


def test_people_visits_and_shifts_come_back_as_they_were() -> None:
    lunch = builders.shift(lunch=("11:00", "12:00", 45), end="14:00")
    assert through_text(Shift, lunch) == lunch
    nurse = builders.staff(skills=("PICC", "STOMA"), dialects=frozenset({"河南话"}))
    assert through_text(Staff, nurse) == nurse
    home = builders.resident(precautions=frozenset({"dog", "contact"}), contract=None)
    assert through_text(Resident, home) == home
    visit = builders.visit(wished=builders.window("09:00", "10:00"), due=builders.MONDAY)
    assert through_text(Visit, visit) == visit


def test_a_plan_comes_back_with_routes_breaks_reasons_and_bands() -> None:
    day = builders.day([builders.visit("V1"), builders.visit("V2", "R2")])
    plan = builders.plan(day, {"N1-08:00": [("V1", "09:00")]}, {"N1-08:00": [("10:00", "10:45")]})
    left = replace(plan.left_out[0], reasons=(Reason("H1", "N1", "无证", "no certificate"),))
    plan = replace(plan, left_out=(left,), cost_by_rule={"S3": 7}, bound=5, weights={"S1.P1": 1})
    assert through_text(Plan, plan) == plan


def test_the_numbers_of_a_centre_come_back_as_they_were() -> None:
    assert through_text(Rulebook, builders.standard()) == builders.standard()


@given(
    offset=st.integers(0, 86_399),
    codes=st.frozensets(st.text(max_size=5)),
    note=st.text(max_size=30),
    until=st.none() | st.dates(date(1950, 1, 1), date(2100, 1, 1)),
)
def test_any_request_comes_back_as_it_was(offset: int, codes: frozenset[str], note: str, until: date | None) -> None:
    received = datetime(2026, 3, 8, tzinfo=LOCAL) + timedelta(seconds=offset)
    request = replace(small_centre.request("Q1"), received=received, order_items=codes, note=note, order_until=until)
    assert through_text(Request, request) == request


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"first_day": "9 March"}, "/first_day"),
        ({"first_day": 20260309}, "/first_day"),
        ({"minutes": "30"}, "/minutes"),
        ({"minutes": True}, "/minutes"),
        ({"received": "2026-03-08T17:00:00"}, "/received"),
        ({"windows": [{"earliest": "2026-03-09T08:00:00+08:00"}]}, "/windows/0/latest"),
        ({"order_items": ["a", 7]}, "/order_items/1"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_what_does_not_fit_is_named_by_its_place(change: dict[str, object], place: str) -> None:
    document = as_document(small_centre.request("Q1")) | change
    with pytest.raises(InputError) as refused:
        from_document(Request, document)
    assert refused.value.faults[0].where == place


def test_a_missing_field_is_named_and_no_text_is_quoted() -> None:
    document = as_document(small_centre.request("Q1")) | {"first_day": "王小英 13812345678"}
    del document["service"]
    with pytest.raises(InputError) as refused:
        from_document(Request, document)
    assert refused.value.faults[0].where == "/service"
    document["service"] = "WOUND"
    with pytest.raises(InputError) as refused:
        from_document(Request, document)
    assert "王小英" not in str(refused.value)


def test_a_value_without_a_document_is_refused() -> None:
    with pytest.raises(TypeError, match="object has no document"):
        as_document({"a": object()})
