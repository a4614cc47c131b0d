"""Medicines handed over, nursing requests on their way, a new year of working days."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from scheduler.domain.medication import MedicationPlan
from scheduler.errors import ConflictError, InputError, NotFoundError
from scheduler.usecases import (
    NursingView,
    Store,
    add_medication,
    import_calendar,
    medication_of,
    move_nursing,
    read_nursing,
    record_happened,
    renew_supply,
    work_list,
)
from tests.conftest import PROJECT
from tests.usecases import care_centre
from tests.usecases.care_centre import FAR, MONDAY, NOW, at, dataset, demand, opened, published, told

TUESDAY = MONDAY + timedelta(days=1)
SCRIBE = {"author": "G1", "now": NOW}
PLAN = MedicationPlan("", "R1", 6, 4, MONDAY + timedelta(days=3), order_until=FAR, consent_until=FAR)


def test_the_supply_follows_on_what_was_left_and_the_visit_goes_before_its_end(tmp_path: Path) -> None:
    store = opened(tmp_path)
    view = add_medication(store, "C1", PLAN, **SCRIBE)
    assert "RX_LONG" in demand(store, MONDAY).values()
    refill = next(one for one in view.following if one.service == "RX_LONG")
    assert refill.last_day < MONDAY + timedelta(days=3)
    renewed = renew_supply(store, "C1", view.plan.id, 4, MONDAY, seen=1, **SCRIBE)
    assert renewed.plan.supply_end == MONDAY + timedelta(days=3 + 28)
    assert "RX_LONG" not in demand(store, MONDAY).values()
    with pytest.raises(ConflictError, match="version 2, not 1"):
        renew_supply(store, "C1", view.plan.id, 4, MONDAY, seen=1, **SCRIBE)
    assert [one.plan.supply_end for one in medication_of(store, "C1", MONDAY)] == [renewed.plan.supply_end]


def test_what_may_not_be_a_long_prescription_is_refused_with_the_reason(tmp_path: Path) -> None:
    store = opened(tmp_path)
    for change in ({"drug_classes": frozenset({"narcotic"})}, {"weeks": 13}, {"weeks": 0}, {"resident_id": "R99"}):
        with pytest.raises(InputError):
            add_medication(store, "C1", replace(PLAN, **change), **SCRIBE)
    kept = add_medication(store, "C1", PLAN, **SCRIBE)
    with pytest.raises(ConflictError, match=kept.plan.id):
        add_medication(store, "C1", PLAN, **SCRIBE)
    for weeks in (0, 13):
        with pytest.raises(InputError, match="weeks"):
            renew_supply(store, "C1", kept.plan.id, weeks, MONDAY, seen=None, **SCRIBE)


def test_a_long_prescription_over_four_weeks_asks_for_a_doctors_review(tmp_path: Path) -> None:
    store = opened(tmp_path)
    view = add_medication(store, "C1", replace(PLAN, weeks=8), **SCRIBE)
    assert [answer.rule for answer in view.answers] == ["gate.long_prescription_review"]
    assert "prescription_review" in {one.kind for one in work_list(store, "C1", MONDAY).reminders}
    assert (
        renew_supply(store, "C1", view.plan.id, 8, MONDAY, seen=None, reviewed=True, **SCRIBE).plan.reviewed == MONDAY
    )


def on_its_way(store: Store, *states: str, hour: str = "07:00", **more: str) -> NursingView:
    for state in states:
        view = move_nursing(store, "C1", "Q1", state, seen=None, author="N1", now=at(MONDAY, hour), **more)
    return view


def with_request(folder: Path) -> Store:
    papers = {"consent_until": FAR, "assessment_until": FAR, "last_day": TUESDAY, "received": at(MONDAY, "06:00")}
    return opened(folder, dataset(requests=(care_centre.request("Q1", channel="internet_nursing", **papers),)))


@pytest.mark.parametrize(("hour", "late"), [("10:00", False), ("10:01", True)])
def test_a_cancellation_within_four_hours_of_the_start_is_late_and_calls_the_visit_off(
    tmp_path: Path, hour: str, late: bool
) -> None:
    store = with_request(tmp_path)
    on_its_way(store, "consenting", "accepted")
    published(store, MONDAY, {"N1": [("V-Q1", "14:00")]})
    view = on_its_way(store, "cancelled", hour=hour, reason="better")
    assert (view.nursing.moves[-1].late, view.called_off) == (late, ((MONDAY, "V-Q1"),))
    assert demand(store, TUESDAY) == {}
    with pytest.raises(ConflictError, match="it is over"):
        on_its_way(store, "accepted", hour="12:00")


def test_a_nursing_request_goes_step_by_step_and_its_visit_is_done_with_it(tmp_path: Path) -> None:
    store = with_request(tmp_path)
    assert read_nursing(store, "C1", "Q1", MONDAY).version == 0
    with pytest.raises(ConflictError, match="possible"):
        on_its_way(store, "done")
    on_its_way(store, "consenting", "accepted", "assigned", "taken")
    with pytest.raises(ConflictError, match="version 4, not 2"):
        move_nursing(store, "C1", "Q1", "arrived", seen=2, author="N1", now=at(MONDAY, "08:55"))
    published(store, MONDAY, {"N1": [("V-Q1", "09:00")]})
    assert read_nursing(store, "C1", "Q1", MONDAY).planned_start == at(MONDAY, "09:00")
    on_its_way(store, "arrived", "in_service", "done", hour="09:30")
    with pytest.raises(ConflictError, match="recorded as done"):
        record_happened(store, "C1", told("V-Q1", MONDAY), author="N1", now=at(MONDAY, "10:00"))
    assert demand(store, TUESDAY) == {}
    with pytest.raises(NotFoundError, match="Q9"):
        read_nursing(store, "C1", "Q9", MONDAY)


def test_a_new_year_of_working_days_is_taken_over_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = shutil.copytree(PROJECT / "config", tmp_path / "config")
    monkeypatch.setenv("SCHEDULER_CONFIG", str(config))
    text = (config / "calendar" / "2026.csv").read_text("utf-8-sig").replace("2026-", "2031-")
    holidays = [line for line in text.splitlines() if "workday" not in line]
    new = tmp_path / "new.csv"
    new.write_text("\n".join(holidays), encoding="utf-8")
    assert import_calendar(new).name == "2031.csv"
    assert import_calendar(new).name == "2031.csv"  # the same again changes nothing
    new.write_text("\n".join(holidays[:-1]), encoding="utf-8")
    with pytest.raises(ConflictError, match="already"):
        import_calendar(new)
