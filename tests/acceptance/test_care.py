"""Care over time from the first word to the published day: scenarios 5, 7, 8, 9, 13 and 17 through the use cases."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from scheduler.domain.orders import Away, ByCalendar
from scheduler.errors import ConflictError, InputError
from scheduler.usecases import (
    add_request,
    apply_for_bed,
    beds_of,
    move_bed,
    move_visit,
    read_bed,
    read_plan,
    read_request,
    record_happened,
    renew_bed,
    roster_of,
    send_away,
    start_planning,
    wait_for_planning,
    work_list,
)
from tests import builders
from tests.usecases import care_centre
from tests.usecases.care_centre import CONDITIONS, MONDAY, NOW, at, demand, order, published, told

TUESDAY, WEDNESDAY, FRIDAY = (MONDAY + timedelta(days=k) for k in (1, 2, 4))
NEXT_MONDAY = MONDAY + timedelta(days=7)
SCRIBE = {"author": "G1", "now": NOW}


def test_scenario_5_only_the_assessment_is_planned_and_both_show_the_link(tmp_path: Path) -> None:
    store = care_centre.opened(tmp_path)
    days = {"first_day": MONDAY, "last_day": FRIDAY, "consent_until": builders.FAR}
    asked = care_centre.request("", service="CATH_CHANGE", channel="internet_nursing", **days)
    receipt = add_request(store, "C1", asked, **SCRIBE)
    assert receipt.state == "held"
    assessment = f"V-{receipt.number}-ASSESS"
    assert demand(store, MONDAY) == {assessment: "ASSESS_FIRST"}
    plan = published(store, MONDAY, {"N1": [(assessment, "09:00")]})
    (waiting,) = roster_of(store, plan.id).waiting
    assert (waiting.number, waiting.instead) == (receipt.number, assessment)
    assert receipt.next_zh == "先安排：首诊(上门)评估"
    recorded = record_happened(store, "C1", told(assessment, MONDAY), author="N1", now=at(MONDAY, "10:00"))
    assert recorded.released == (receipt.number,)
    assert read_request(store, receipt.number).state == "open"
    assert demand(store, TUESDAY) == {f"V-{receipt.number}": "CATH_CHANGE"}


@pytest.mark.timeout(420)  # the first run after a change compiles the engine
def test_scenario_7_doctor_and_nurse_open_the_bed_together_within_three_days(tmp_path: Path) -> None:
    store = care_centre.opened(tmp_path)
    bed = apply_for_bed(store, "C1", "R1", "treatment", "centre", **SCRIBE).bed
    (assessment,) = read_bed(store, "C1", bed.id, MONDAY).following
    assert assessment.last_day - bed.applied <= timedelta(days=3)
    record_happened(store, "C1", told(f"V-{assessment.id}", MONDAY), author="G1", now=at(MONDAY, "09:00"))
    step = {"seen": None, "author": "G1", "now": at(MONDAY, "10:00")}
    move_bed(store, "C1", bed.id, "assessed", facts={"conditions": CONDITIONS}, **step)
    people = {"responsible_doctor": "G1", "responsible_nurse": "N1"}
    (opening,) = move_bed(store, "C1", bed.id, "registered", facts=people, **step).following
    assert (opening.service, opening.last_day - bed.applied <= timedelta(days=3)) == ("BED_SETUP", True)

    visit = f"V-{opening.id}"
    assert demand(store, TUESDAY) == {visit: "BED_SETUP"}
    plan_id = start_planning(store, "C1", TUESDAY, author="G1", now=at(MONDAY, "11:00"))
    assert wait_for_planning(store, plan_id, 240).state == "done"
    stops = {(route.staff_id, stop.start) for route, stop in read_plan(store, plan_id).stops()}
    assert {who for who, _ in stops} == {"G1", "N1"}
    assert len({start for _, start in stops}) == 1

    later = at(TUESDAY, "15:00")
    moved = move_visit(store, plan_id, visit, "G1", later, author="G1", now=at(MONDAY, "12:00"))
    assert moved.plan is not None
    assert {stop.start for _, stop in moved.plan.stops()} == {later}
    outside = at(TUESDAY, "17:50")  # 60 minutes of work, and everybody is back by 18:00
    assert move_visit(store, plan_id, visit, "G1", outside, author="G1", now=at(MONDAY, "12:00")).plan is None


def test_scenario_8_a_second_application_is_refused_with_the_first_ones_number(tmp_path: Path) -> None:
    store = care_centre.opened(tmp_path)
    first = care_centre.in_bed(store)
    with pytest.raises(ConflictError, match=first.bed.id) as refused:
        apply_for_bed(store, "C1", "R1", "nursing", "outpatient", key="app-2", **SCRIBE)
    assert first.bed.id in refused.value.said_in("zh")
    one = apply_for_bed(store, "C1", "R2", "nursing", "outpatient", key="app-3", **SCRIBE)
    again = apply_for_bed(store, "C1", "R2", "nursing", "outpatient", key="app-3", **SCRIBE)
    assert (one.bed.id, one.replayed) == (again.bed.id, False)
    assert again.replayed
    assert [view.bed.id for view in beds_of(store, "C1", "R2")] == [one.bed.id]
    with pytest.raises(ConflictError, match="new key"):
        apply_for_bed(store, "C1", "R3", "nursing", "outpatient", key="app-3", **SCRIBE)


def test_scenario_9_mondays_work_list_tells_the_end_of_the_period_and_nothing_is_planned_after_it(
    tmp_path: Path,
) -> None:
    store = care_centre.opened(tmp_path)
    begin = FRIDAY - timedelta(days=59)  # 60 days, both ends counted
    bed = care_centre.in_bed(store, now=at(begin), from_day=begin).bed
    assert bed.until_day == FRIDAY
    list_ = work_list(store, "C1", MONDAY)
    assert (bed.id, FRIDAY) in {(one.about, one.due) for one in list_.reminders if one.kind == "bed_period_end"}
    assert any(visit.startswith(f"V-{bed.id}-") for visit in demand(store, FRIDAY))
    assert not any(visit.startswith(f"V-{bed.id}-") for visit in demand(store, NEXT_MONDAY))
    step = {"seen": None, "author": "G1", "now": at(FRIDAY)}
    with pytest.raises(ConflictError, match="assessment"):
        renew_bed(store, "C1", bed.id, FRIDAY + timedelta(days=30), **step)
    renewed = renew_bed(store, "C1", bed.id, FRIDAY + timedelta(days=30), assessed=FRIDAY, **step)
    assert renewed.bed.renewals == 1
    assert any(visit.startswith(f"V-{bed.id}-") for visit in demand(store, NEXT_MONDAY))


def test_scenario_13_after_nobody_was_at_home_the_next_proposal_lies_inside_the_interval(tmp_path: Path) -> None:
    store = care_centre.opened(tmp_path, care_centre.dataset(care_orders=(order(),)))
    assert demand(store, MONDAY) == {"V-O1#1": "PICC"}
    published(store, MONDAY, {"N1": [("V-O1#1", "09:00")]})
    assert demand(store, TUESDAY) == {}  # told for Monday
    recorded = record_happened(store, "C1", told("V-O1#1", MONDAY, "nobody_home"), author="N1", now=at(MONDAY, "09:10"))
    assert recorded.happened.staff_ids == {"N1"}  # the way was made: it stays her work
    last_allowed = MONDAY - timedelta(days=6) + timedelta(days=7)
    assert recorded.following is not None
    assert recorded.following.id == "O1#1~2"
    assert recorded.following.first_day <= recorded.following.last_day <= last_allowed
    assert demand(store, TUESDAY) == {"V-O1#1~2": "PICC"}
    done = record_happened(store, "C1", told("V-O1#1~2", TUESDAY), author="N1", now=at(TUESDAY, "10:00")).following
    assert done is not None
    assert (done.id, done.last_day) == ("O1#2", TUESDAY + timedelta(days=7))


def test_scenario_17_moved_working_days_and_holidays_decide_and_an_unknown_year_stops(tmp_path: Path) -> None:
    saturday, holiday, friday = date(2026, 2, 28), date(2026, 2, 23), date(2026, 2, 20)
    twice = {"times": (("07:00", "07:40"), ("17:00", "18:10")), "gap_minutes": 480}
    insulin = order(
        "O2", "R2", "INSULIN", first_day=friday, last_done=None, recurrence=ByCalendar("FREQ=DAILY"), **twice
    )
    rounds = ByCalendar("FREQ=WEEKLY;BYDAY=MO,SA")
    wound = order("O3", "R3", "WOUND", first_day=friday, last_done=None, recurrence=rounds)
    data = care_centre.dataset((saturday, holiday, date(2028, 3, 1)), care_orders=(insulin, wound))
    store = care_centre.opened(tmp_path, data)
    worked, rested = (sorted(demand(store, day).values()) for day in (saturday, holiday))
    assert worked == ["INSULIN", "INSULIN", "WOUND"]
    assert rested == ["INSULIN", "INSULIN"]
    with pytest.raises(InputError, match=r"2028\.csv"):
        start_planning(store, "C1", date(2028, 3, 1), author="G1", now=NOW)
    with pytest.raises(InputError, match=r"2028\.csv"):
        work_list(store, "C1", date(2028, 3, 1))


def test_a_hospital_stay_suspends_the_bed_and_calls_off_what_was_told(tmp_path: Path) -> None:
    store = care_centre.opened(tmp_path, care_centre.dataset(care_orders=(order("O9", "R1"),)))
    bed = care_centre.in_bed(store).bed
    visit = next(id_ for id_, service in demand(store, TUESDAY).items() if service == "BED_ROUND")
    published(store, TUESDAY, {"G1": [(visit, "09:00")], "N1": [("V-O9#1", "10:00")]})
    away = Away("R1", MONDAY, None, "hospital")
    absence = send_away(store, "C1", away, author="G1", now=at(MONDAY, "15:00"))
    assert set(absence.called_off) == {(TUESDAY, visit), (TUESDAY, "V-O9#1")}
    assert read_bed(store, "C1", bed.id, TUESDAY).bed.state == "suspended"
    assert demand(store, WEDNESDAY) == {}
    assert {one.visit_id for one in work_list(store, "C1", TUESDAY).called_off} == {visit, "V-O9#1"}
    back = move_bed(store, "C1", bed.id, "open", seen=None, author="G1", now=at(FRIDAY))
    assert back.bed.state == "open"
    assert {"BED_ROUND", "PICC"} <= set(demand(store, FRIDAY).values())
