"""Care over time in the database: renewed by a second load, never taken back, changed by who saw the last version."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from scheduler.domain.beds import BedMove, FamilyBed
from scheduler.domain.medication import MedicationPlan
from scheduler.domain.nursing import NursingMove, NursingRequest
from scheduler.domain.orders import Away, ByCalendar, CareOrder, Happened, Interval, OccurrenceChange, PlacedDevice
from scheduler.errors import ConflictError, NotFoundError
from scheduler.store import care_records, records
from scheduler.store.documents import as_document, from_document
from scheduler.usecases import open_store
from tests import builders
from tests.usecases import small_centre

MONDAY = builders.MONDAY
NOW = small_centre.NOW
WEEKLY = Interval(5, 7, 7)
ORDER = CareOrder(
    "O1", "R1", "WOUND", "clinic_phone", MONDAY, WEEKLY, device=PlacedDevice("picc", "silicone", MONDAY),
    changes=(OccurrenceChange(2, skipped=True),), order_until=builders.FAR,
)  # fmt: skip
BED = FamilyBed("B1", "R2", "treatment", "centre", MONDAY, (BedMove("submitted", NOW, "test"),))
PLAN = MedicationPlan("M1", "R3", 6, 4, MONDAY + timedelta(days=20))
DONE = Happened("V-O1#1", "O1#1", MONDAY, "done", NOW, "N1", frozenset({"N1"}), 25)
AWAY = Away("R2", MONDAY, None, "hospital")
DATA = small_centre.dataset(care_orders=(ORDER,), beds=(BED,), medication=(PLAN,), happened=(DONE,), away=(AWAY,))


@pytest.mark.parametrize("rule", [WEEKLY, ByCalendar("FREQ=WEEKLY;BYDAY=MO,TH", 0, 1)])
def test_an_order_comes_back_with_its_kind_of_recurrence(rule: Interval | ByCalendar) -> None:
    order = replace(ORDER, recurrence=rule)
    assert from_document(CareOrder, as_document(order)) == order


def test_care_over_time_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path, DATA)
    with store.read() as session:
        assert care_records.every(session, CareOrder, "C1") == {"O1": (ORDER, 1)}
        assert care_records.every(session, FamilyBed, "C1") == {"B1": (BED, 1)}
        assert care_records.every(session, MedicationPlan, "C1") == {"M1": (PLAN, 1)}
        assert care_records.happened(session, "C1") == (DONE,)
        assert care_records.happened(session, "C1", MONDAY + timedelta(days=1)) == ()
        assert care_records.away(session, "C1") == (AWAY,)


def test_loading_again_renews_what_nobody_changed_here_and_takes_nothing_back(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path, DATA)
    moved = replace(BED, moves=(*BED.moves, BedMove("assessed", NOW, "S01")))
    later = replace(DONE, outcome="nobody_home", recorded=NOW + timedelta(hours=1))
    with store.write() as session:
        care_records.renew(session, "C1", moved, seen=1)
        assert care_records.save_happened(session, "C1", later)
    longer = replace(ORDER, last_day=MONDAY + timedelta(days=60))
    with store.write() as session:
        stayed = records.save_dataset(session, replace(DATA, care_orders=(longer,)))
    assert stayed == 2  # the bed that was moved, the later word on the visit
    with store.read() as session:
        assert care_records.one(session, CareOrder, "C1", "O1").record == longer
        assert care_records.one(session, FamilyBed, "C1", "B1") == (moved, 2)
        assert care_records.happened(session, "C1") == (later,)


def test_whoever_has_not_seen_the_last_version_changes_nothing(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path, DATA)
    with store.write() as session:
        care_records.renew(session, "C1", replace(ORDER, count=5), seen=1)
    with pytest.raises(ConflictError, match="version 2, not 1") as refused, store.write() as session:
        care_records.renew(session, "C1", replace(ORDER, count=9), seen=1)
    assert "重新查看" in refused.value.said_in("zh")
    with store.read() as session:
        assert care_records.one(session, CareOrder, "C1", "O1").record.count == 5


def test_ids_rise_and_a_key_is_taken_once(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path)
    with store.write() as session:
        assert care_records.next_id(session, CareOrder, "C1", "O-C1-20260309") == "O-C1-20260309-001"
        care_records.add(session, "C1", replace(ORDER, id="O-C1-20260309-001"), key="app-1")
        assert care_records.next_id(session, CareOrder, "C1", "O-C1-20260309") == "O-C1-20260309-002"
        found = care_records.with_key(session, CareOrder, "C1", "app-1")
        assert found is not None
        assert found.record.id == "O-C1-20260309-001"
        assert care_records.with_key(session, CareOrder, "C1", "") is None
    with pytest.raises(IntegrityError), store.write() as session:
        care_records.add(session, "C1", replace(ORDER, id="O2"), key="app-1")
    with store.read() as session, pytest.raises(NotFoundError, match="O9"):
        care_records.one(session, CareOrder, "C1", "O9")


def test_a_nursing_request_goes_its_way_beside_the_request(tmp_path: Path) -> None:
    store = small_centre.opened(tmp_path)
    way = NursingRequest("Q1", (NursingMove("submitted", NOW, "test"),))
    with store.write() as session:
        care_records.add(session, "C1", way)
        further = replace(way, moves=(*way.moves, NursingMove("assessing", NOW, "N1")))
        assert care_records.renew(session, "C1", further, seen=1) == (further, 2)
    with pytest.raises(IntegrityError, match="FOREIGN KEY"), store.write() as session:
        care_records.add(session, "C1", replace(way, id="Q99"))


def test_an_older_database_gets_the_tables_it_lacks(tmp_path: Path) -> None:
    small_centre.opened(tmp_path).close()
    path = tmp_path / "small.sqlite"
    care = ("nursing_request", "away", "happened", "medication_plan", "family_bed", "care_order")
    with sqlite3.connect(path) as connection:
        for table in care:
            connection.execute(f"DROP TABLE {table}")
    store = open_store(path, small_centre.rulebook())
    with store.write() as session:
        assert list(records.planned_requests(session, "C1", MONDAY)) == ["Q1", "Q2", "Q3", "Q4", "Q5", "Q6"]
        assert care_records.happened(session, "C1", date(2020, 1, 1)) == ()
        records.save_dataset(session, DATA)
    store.close()
