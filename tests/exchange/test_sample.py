"""The sample shows what it says it shows, is synthetic throughout, and is made anew byte for byte."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest
from stdnum.iso7064 import mod_11_2

from scheduler.domain.care import CHANNELS
from scheduler.exchange.columns import TABLES
from scheduler.exchange.reading import read_folder
from scheduler.exchange.sample.__main__ import write
from scheduler.exchange.sample.shifts import LATER_MONDAYS, WEEK
from scheduler.intake.calendar import load_calendar
from scheduler.intake.demand import Demand, visits_for
from scheduler.settings import default_rulebook
from scheduler.travel.coordinates import metres_between
from scheduler.travel.geocode import read_gazetteer

FOLDER = Path(__file__).parents[2] / "sample_data"
SAMPLE, _ = read_folder(FOLDER)
RULEBOOK = default_rulebook()
RESIDENTS = {resident.id: resident for resident in SAMPLE.residents}


def demand(day: date) -> Demand:
    """What the sample asks for on a day."""
    return visits_for(day, SAMPLE.requests, RESIDENTS, RULEBOOK, SAMPLE.centre)


DEMAND = {day: demand(day) for day in WEEK}


def test_the_script_makes_the_same_bytes_again(tmp_path: Path) -> None:
    write(tmp_path)
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    there = {
        path.relative_to(FOLDER): path.read_bytes()
        for path in FOLDER.rglob("*")
        if path.is_file() and path.parent != FOLDER / "pictures"
    }
    assert sorted(made) == sorted(there)
    assert [str(path) for path in made if made[path] != there[path]] == []


@pytest.mark.parametrize("part", ["english", "workbook"])
def test_csv_in_both_languages_and_the_workbook_say_the_same(part: str) -> None:
    assert read_folder(FOLDER / part)[0] == SAMPLE


def test_the_readme_explains_every_column_in_both_languages() -> None:
    text = (FOLDER / "README.md").read_text("utf-8")
    for table in TABLES:
        for column in table.columns:
            assert f"| {column.zh} | `{column.en}` | {column.note_zh} | {column.note_en} |" in text
    assert "合成数据" in text


def test_nothing_in_it_could_be_a_real_person() -> None:
    for resident in SAMPLE.residents:
        assert resident.phone.startswith("1990000")
        if resident.id_type == "resident_id":
            assert resident.id_number.startswith("410199")  # a region that does not exist
            assert mod_11_2.is_valid(resident.id_number)
        else:
            assert resident.id_number == ""
    numbers = [r.id_number for r in SAMPLE.residents if r.id_number]
    assert len(set(numbers)) == len(numbers)
    assert "合成数据" in SAMPLE.centre.place.address


def test_one_centre_six_teams_with_their_areas_and_26_people() -> None:
    assert SAMPLE.centre.name == "示范社区卫生服务中心"
    assert len(SAMPLE.teams) == 6
    assert len({team.area for team in SAMPLE.teams}) == 6
    assert len(SAMPLE.staff) == 26
    assert {person.role for person in SAMPLE.staff} == {"GP", "TCM", "RN", "PHARM", "PH", "REHAB"}
    assert {person.mode for person in SAMPLE.staff} == {"foot", "ebike", "car"}
    by_employer = defaultdict(list)
    for person in SAMPLE.staff:
        by_employer[person.employer].append(person)
    assert [p.title_level >= 4 for p in by_employer["lead_hospital"]] == [True, True]
    assert [p.role for p in by_employer["hospital"]] == ["RN", "RN"]
    for team in SAMPLE.teams:
        assert {"GP", "RN"} <= {p.role for p in SAMPLE.staff if p.team_id == team.id}


def test_no_two_people_share_a_name() -> None:
    assert len({person.name for person in SAMPLE.staff}) == len(SAMPLE.staff)


@pytest.mark.parametrize("part", ["", "english", "workbook"])
def test_three_homes_have_no_coordinates_and_lie_at_their_estate_of_the_gazetteer(part: str) -> None:
    estates = read_gazetteer(FOLDER / part / "gazetteer.csv").points
    assert len(estates) == 70
    with (FOLDER / "english" / "residents.csv").open(encoding="utf-8-sig", newline="") as file:
        empty = [row["resident_id"] for row in csv.DictReader(file) if not row["longitude"] + row["latitude"]]
    assert len(empty) == 3
    for resident_id in empty:
        home = RESIDENTS[resident_id].place
        (estate,) = [name for name in estates if name in home.address]
        assert home.point == estates[estate]
        assert any(request.resident_id == resident_id for request in SAMPLE.requests)


def test_hospital_nurses_start_from_their_hospital_in_the_evening() -> None:
    hospital = {p.id for p in SAMPLE.staff if p.employer == "hospital"}
    bases = {p.base.id for p in SAMPLE.staff if p.id in hospital}
    assert len(bases) == 1
    assert SAMPLE.centre.place.id not in bases
    assert all(s.start.hour >= 18 for s in SAMPLE.shifts if s.staff_id in hospital)


def test_one_certificate_has_expired_and_one_is_about_to() -> None:
    held = [certificate for person in SAMPLE.staff for certificate in person.certificates]
    assert [c.until < WEEK[0] for c in held].count(True) == 1
    assert [WEEK[0] <= c.until <= WEEK[-1] for c in held].count(True) == 1
    assert min(c.until for c in held if c.until > WEEK[-1]) > LATER_MONDAYS[-1] + timedelta(days=4)


def test_about_900_signed_residents_most_of_them_near() -> None:
    signed = [r for r in SAMPLE.residents if r.contract is not None]
    assert len(signed) == 900
    metres = [metres_between(r.place.point, SAMPLE.centre.place.point) for r in SAMPLE.residents]
    within = [m <= 1500 for m in metres].count(True) / len(metres)
    assert 0.65 <= within <= 0.75
    assert [m > 4000 for m in metres].count(True) == 1  # who asks from outside the area
    homes = defaultdict(list)
    for resident in SAMPLE.residents:
        homes[resident.place.building].append(resident.id)
    sharing = sum(len(ids) for ids in homes.values() if len(ids) > 1)
    assert 0.05 <= sharing / len(SAMPLE.residents) <= 0.15


@pytest.mark.parametrize("day", WEEK, ids=str)
def test_14_to_18_people_are_on_the_road_each_day(day: date) -> None:
    on_the_road = {s.staff_id for s in SAMPLE.shifts if s.kind == "field" and s.start.date() == day}
    assert 14 <= len(on_the_road) <= 18


def test_shifts_are_split_by_half_days_with_clinic_leave_and_lunch_in_the_field() -> None:
    kinds = {s.kind for s in SAMPLE.shifts}
    assert kinds == {"field", "clinic", "leave"}
    all_day = [s for s in SAMPLE.shifts if s.kind == "field" and s.end - s.start > timedelta(hours=8)]
    assert len(all_day) >= 5
    assert all(s.lunch_minutes >= RULEBOOK.rule("H5.lunch_minutes") for s in all_day)


LATER = [monday + timedelta(days=k) for monday in LATER_MONDAYS for k in range(5)]
WEEKENDS = [monday + timedelta(days=k) for monday in (WEEK[0], *LATER_MONDAYS[:2]) for k in (5, 6)]


def test_shifts_reach_from_9_march_to_3_april_with_one_nurse_on_duty_at_weekends() -> None:
    days = {shift.start.date() for shift in SAMPLE.shifts}
    assert days == {*WEEK, *LATER, *WEEKENDS}
    assert (min(days), max(days)) == (date(2026, 3, 9), date(2026, 4, 3))
    for day in WEEKENDS:
        (nurse,) = {shift.staff_id for shift in SAMPLE.shifts if shift.start.date() == day}
        (person,) = [one for one in SAMPLE.staff if one.id == nurse]
        assert person.role == "RN"
        assert person.holds("picc", day) or day.weekday() == 6  # PICC lines cannot wait over a weekend
    assert len({shift.staff_id for shift in SAMPLE.shifts if shift.start.date() in WEEKENDS}) == len(WEEKENDS)


@pytest.mark.parametrize("day", WEEK, ids=str)
def test_45_to_75_visits_are_asked_for_each_day(day: date) -> None:
    assert 45 <= len(DEMAND[day].visits) <= 75


def test_every_service_but_infusion_is_asked_for_and_every_channel_used() -> None:
    asked = {visit.service for day in WEEK for visit in DEMAND[day].visits.values()}
    assert asked == set(RULEBOOK.services) - {"INFUSION"}
    assert {visit.channel for day in WEEK for visit in DEMAND[day].visits.values()} == set(CHANNELS)


def test_the_gates_answer_each_kind_once_and_infusion_is_refused_by_name() -> None:
    answers = {
        (request_id, answer.rule): answer.answer
        for day in WEEK
        for request_id, given in DEMAND[day].answers.items()
        for answer in given
    }
    refused = {rule for (_, rule), answer in answers.items() if answer == "refuse"}
    assert refused >= {"NEG-1", "NEG-2", "NEG-5", "NEG-6", "NEG-7", "gate.area", "gate.contract", "gate.duplicate"}
    held = {rule for (_, rule), answer in answers.items() if answer == "hold"}
    assert held >= {"H2.order", "H2.consent", "H2.assessment", "H10.episode", "H13.community"}
    (infusion,) = [r.id for r in SAMPLE.requests if r.service == "INFUSION"]
    assert answers[infusion, "NEG-1"] == "refuse"


@pytest.mark.parametrize("day", WEEK, ids=str)
def test_a_first_assessment_is_planned_each_day_for_a_treatment_that_waits(day: date) -> None:
    assert any(visit_id.endswith("-ASSESS") for visit_id in DEMAND[day].visits)


def test_two_people_and_gaps_occur() -> None:
    visits = [visit for day in WEEK for visit in DEMAND[day].visits.values()]
    assert any(len(visit.parts) == 2 and visit.sync == "start" for visit in visits)
    eight_hours = [visit.gap for visit in visits if visit.gap is not None]
    assert len(eight_hours) == 2
    assert all(gap.minimum <= 480 <= gap.maximum for gap in eight_hours)


def test_all_days_are_working_days_of_the_calendar() -> None:
    calendar = load_calendar(FOLDER.parent / "config" / "calendar")
    assert all(calendar.is_workday(day) for day in WEEK)
