"""What a family bed brings with it, day by day; and what a hospital stay does to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from scheduler.domain.beds import BedMove
from scheduler.domain.reminders import Reminder
from scheduler.intake.demand import visits_for
from scheduler.intake.reminders import reminders
from scheduler.intake.standing import Care
from tests import builders as b
from tests.intake.asking import BOOK
from tests.intake.caring import bed, calendar, days, due, happened, march, moment, order


def visits(day: date, **care: object) -> dict[str, str]:
    """visit -> service, through the gates."""
    requests = due(first=day, **care)  # type: ignore[arg-type] # the builder's own keywords
    found = visits_for(day, requests.values(), {"R1": b.resident()}, BOOK, b.centre(), calendar())
    return {visit.id: visit.service for visit in found.visits.values()}


def test_an_application_is_assessed_within_three_days() -> None:
    applied = bed(("submitted", march(9)))
    one = due(first=march(10), beds=(applied,))["B1-ASSESS#1"]
    assert (one.first_day, one.last_day, one.must_by) == (march(9), march(12), march(12))
    assert visits(march(13), beds=(applied,)) == {"V-B1-ASSESS#1": "ASSESS_FIRST"}  # late, and still there


def test_scenario_7_the_opening_brings_doctor_and_nurse_together_within_three_days() -> None:
    registered = bed(("submitted", march(9)), ("assessed", march(9)), ("registered", march(10)), from_day=march(10))
    requests = due(first=march(11), beds=(registered,))
    assert requests["B1-OPEN#1"].must_by == march(13)
    visit = visits_for(march(11), requests.values(), {"R1": b.resident()}, BOOK, b.centre(), calendar()).visits
    opening = visit["V-B1-OPEN#1"]
    assert (opening.sync, len(opening.parts), opening.last_day) == ("start", 2, march(13))
    assert opening.responsible_staff == {"G1", "N1"}
    assert due(first=march(11), beds=(registered,), happened=(happened("B1-OPEN#1", march(11)),)) == {}


def test_an_open_bed_brings_rounds_nurse_and_senior_visits_by_themselves() -> None:
    requests = due(first=march(7), last=march(22), beds=(bed(),))  # opened on Friday the 6th
    first = requests["B1-FIRST#1"]
    assert (first.service, first.last_day) == ("BED_ROUND", march(7))  # within 24 h: a treatment bed
    nursing = replace(bed(), kind="nursing")
    assert due(first=march(9), beds=(nursing,))["B1-FIRST#1"].must_by == march(9)  # within 72 h
    assert requests["B1-SENIOR1#1"].last_day == march(6 + 7)
    assert requests["B1-NURSE#1"].must_by == march(6 + 14)
    done = (happened("B1-FIRST#1", march(7)),)
    weekly = due(first=march(12), beds=(bed(),), happened=done)["B1-ROUND#1"]
    assert (weekly.due, weekly.must_by) == (march(7 + 6), march(7 + 14))  # 14 March is a Saturday: Friday the 13th
    unstable = due(first=march(10), beds=(replace(bed(), unstable=True),), happened=done)["B1-ROUND#1"]
    assert (unstable.due, unstable.must_by) == (march(7 + 3), march(7 + 4))


def test_scenario_9_nothing_is_planned_after_the_period_until_it_is_renewed() -> None:
    """A period that ends on Friday 20 March: Monday's work list says so; the week after has no visit."""
    ends = replace(bed(), until_day=march(20))
    care = Care((order("O1", "WOUND", bed_id="B1", channel="family_bed"),), (ends,))
    told = reminders(march(16), care, {"R1": b.resident()}, {}, BOOK, calendar=calendar())
    assert [one.due for one in told if one.kind == "bed_period_end"] == [march(20)]
    after = {one.id for one in due(*care.orders, first=march(21), last=march(31), beds=care.beds).values()}
    assert after == set()
    inside = due(*care.orders, first=march(19), last=march(25), beds=care.beds)
    assert inside
    assert all(one.last_day <= march(20) and one.episode_until == march(20) for one in inside.values())
    renewed = replace(ends, until_day=date(2026, 5, 10), renewals=1)
    assert due(*care.orders, first=march(23), beds=(renewed,))


def test_a_hospital_stay_stops_everything_and_the_return_resumes_it() -> None:
    picc = order(bed_id="B1", channel="family_bed")
    ward = replace(bed(), moves=(*bed().moves, BedMove("suspended", moment(march(8)), "G1", "hospital")))
    assert due(picc, first=march(9), last=march(27), beds=(ward,)) == {}
    back = replace(ward, moves=(*ward.moves, BedMove("open", moment(march(18)), "G1")))
    requests = due(picc, first=march(18), beds=(back,))
    assert {one.id: one.must_by for one in requests.values() if one.must_by} == {
        "O1#1": march(18),  # its seventh day passed in hospital: due on return
        "B1-FIRST#1": march(7),  # was late before the stay, and is
        "B1-NURSE#1": march(20),
    }


def test_suspending_and_resuming_changes_nothing_that_was_done() -> None:
    done = (happened("B1-FIRST#1", march(7)), happened("B1-NURSE#1", march(11)))
    plain = due(first=march(19), beds=(bed(),), happened=done)
    steps = (BedMove("suspended", moment(march(12)), "G1", "hospital"), BedMove("open", moment(march(13)), "G1"))
    resumed = due(first=march(19), beds=(replace(bed(), moves=(*bed().moves, *steps)),), happened=done)
    assert {k: one.id for k, one in plain.items()} == {k: one.id for k, one in resumed.items()}
    assert {one.last_done for one in resumed.values()} == {one.last_done for one in plain.values()}


def test_closing_brings_one_visit_unless_nobody_is_to_be_visited() -> None:
    closing = replace(bed(), moves=(*bed().moves, BedMove("pre_close", moment(march(10)), "G1", "better")))
    asked = due(first=march(11), beds=(closing,))
    assert set(asked) == {"B1-CLOSE#1"}
    assert asked["B1-CLOSE#1"].must_by is None  # bed.close_days is not hard
    died = replace(bed(), moves=(*bed().moves, BedMove("pre_close", moment(march(10)), "G1", "died")))
    assert due(first=march(11), beds=(died,)) == {}
    assert due(first=march(11), beds=(bed(("submitted", march(2)), ("returned", march(3))),)) == {}


def test_the_work_list_tells_beds_that_wait_reviews_and_doctors_with_too_many() -> None:
    waiting = bed(("submitted", march(9)), id="B2", resident_id="R2")
    many = tuple(replace(bed(), id=f"B{k}", resident_id=f"R{k}") for k in range(3, 14))
    found = reminders(march(9), Care(beds=(waiting, *many)), {}, {}, BOOK, calendar=calendar())
    by_kind = {one.kind: one for one in found}
    assert (by_kind["bed_waiting"].about, by_kind["bed_waiting"].due) == ("B2", march(9) + days(3))
    assert by_kind["bed_plan_review"].due == march(6) + timedelta(days=30)
    assert by_kind["doctor_load"] == Reminder(
        "doctor_load",
        "G1",
        march(9),
        "G1 负责 11 张家庭病床，建议不超过 10 张。",
        "G1 has 11 family beds; 10 are advised.",
    )
