"""The month: every visit on the list, what nobody has the hours for, and what will break its interval."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from math import ceil
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from scheduler import usecases
from scheduler.cli.month import app
from scheduler.domain.day import Day
from scheduler.domain.month import Month, Shortage
from scheduler.domain.people import Shift
from scheduler.errors import InputError
from scheduler.units import at
from scheduler.usecases import Store
from scheduler.usecases.care import calendar_of
from scheduler.usecases.month import days_between, month_of, plan_month
from scheduler.usecases.month_breaches import HOURS, NOBODY, foresee, foresee_breaches
from scheduler.usecases.month_words import month_said, shortage_said, week_of_month

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
MARCH = date(2026, 3, 1)
MONDAY = date(2026, 3, 16)
SUNDAY = date(2026, 3, 22)
CERTIFIED = {"S07", "S10", "S13", "S25", "S26"}  # for PICC lines; S08's certificate has ended


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample in a database."""
    path = tmp_path_factory.mktemp("month") / "centre.sqlite"
    store = usecases.open_store(path)
    usecases.load_folder(store, SAMPLE, author="test", now=at(date(2026, 3, 8), "16:00"))
    store.close()
    return path


@pytest.fixture(scope="module")
def march(database: Path) -> Month:
    """The sample's March."""
    store = usecases.open_store(database)
    planned = plan_month(store, "C01", MARCH)
    store.close()
    return planned


@pytest.fixture(scope="module")
def days(database: Path) -> tuple[Day, ...]:
    """The sample's days from Monday 16 March to the Tuesday after the next one."""
    store = usecases.open_store(database)
    found = days_of(store, MONDAY, MONDAY + timedelta(days=8))
    store.close()
    return found


def days_of(store: Store, first: date, last: date) -> tuple[Day, ...]:
    with store.read() as session:
        return days_between(session, store.rulebook, "C01", first, last, calendar_of())


def without(days: Sequence[Day], away: set[str]) -> list[Day]:
    """The same days with these people not on shift."""
    return [
        replace(day, shifts={id_: shift for id_, shift in day.shifts.items() if shift.staff_id not in away})
        for day in days
    ]


def test_the_list_holds_every_visit_of_the_month_once_with_its_days(march: Month) -> None:
    assert (march.first, march.last) == (date(2026, 3, 9), date(2026, 3, 31))  # shifts are known from the 9th on
    ids = [visit.visit_id for visit in march.visits]
    assert len(set(ids)) == len(ids)
    assert all(visit.first_day <= visit.last_day for visit in march.visits)
    assert [visit.last_day for visit in march.visits] == sorted(visit.last_day for visit in march.visits)
    recurring = Counter(visit.order_id for visit in march.visits if visit.service == "PICC" and visit.order_id)
    assert max(recurring.values()) >= 2  # every seven days at most: from the 16th on more than once
    assert all(visit.waits == (visit.last_day > march.last) for visit in march.visits)


def test_scenario_24_each_of_the_40_old_gets_a_review_before_the_supply_ends(march: Month, database: Path) -> None:
    """80 and older with five medicines, supply ending within 14 days of the 16th: 22 to 30 March."""
    store = usecases.open_store(database)
    reviews = {visit.request_id: visit for visit in march.visits if visit.service == "RX_LONG" and visit.order_id}
    first_day = store.rulebook.rule("H9.supply_earliest_days")
    store.close()
    ending = [visit for visit in reviews.values() if not visit.waits and visit.hard_last]
    assert len(ending) >= 40
    for visit in ending:
        assert visit.hard_last is not None
        assert visit.undone < 0.01
        assert visit.last_day == visit.hard_last
        assert visit.last_day - visit.first_day <= timedelta(days=first_day - 1)


def test_what_is_lacking_in_the_sample_is_what_its_crowded_wednesday_was_made_for(march: Month) -> None:
    """R0051's tube is wished for in the evening of the 11th, when nobody with that skill is on shift."""
    tube = next(shortage for shortage in march.shortages if "tube" in shortage.profile.need.skills)
    assert [day for day, _ in tube.by_day] == [date(2026, 3, 11)]
    assert tube.visits == 1
    assert march.undone <= 3


def test_with_every_picc_nurse_away_the_visits_are_counted_and_the_hours_named(days: tuple[Day, ...]) -> None:
    """From Monday to Sunday: whose seven days end inside cannot wait."""
    lacking = month_of(without(days[:7], CERTIFIED), SUNDAY)
    picc = [visit for visit in lacking.visits if visit.service == "PICC" and not visit.waits]
    assert len(picc) >= 8
    (shortage,) = [one for one in lacking.shortages if one.profile.need.skills == {"picc"} and not one.profile.internet]
    assert shortage.monday == MONDAY
    asked = {id_: visit for day in days for id_, visit in day.visits.items()}
    evening = sum(asked[visit.visit_id].channel == "internet_nursing" for visit in picc)  # the hospital's nurses'
    assert shortage.visits == len(picc) - evening
    minutes = 45 + 12  # the service, and the way of one visit
    assert shortage.minutes == pytest.approx((len(picc) - evening) * minutes)
    said = shortage_said(shortage, "en")
    hours = ceil(shortage.minutes / 6) / 10
    assert said.startswith(f"{shortage.visits} visits cannot be done: PICC-certified nurse hours short by {hours:g}")
    assert said.endswith("in week 4 (16-22 March)")
    assert "有PICC证书的护士缺" in shortage_said(shortage, "zh")


def test_with_the_hours_that_were_named_everything_fits(days: tuple[Day, ...]) -> None:
    """On the working days: the mornings and evenings of a weekend would ask for hours at their own times."""
    few = without(days[:5], CERTIFIED)
    lacking = month_of(few, few[-1].day)
    assert lacking.undone > 0
    staffed = month_of(with_hours(few, lacking.shortages), few[-1].day)
    assert staffed.undone == 0
    assert staffed.shortages == ()


def with_hours(days: Sequence[Day], shortages: Sequence[Shortage]) -> list[Day]:
    """The days with people of each kind that is lacking, on shift for just the minutes named, 8 hours at most each."""
    model = days[0].staff["S13"]
    found = list(days)
    for n, shortage in enumerate(shortages):
        internet, need = shortage.profile.internet, shortage.profile.need
        certificates = tuple(replace(model.certificates[0], skill=skill) for skill in sorted(need.skills))
        person = replace(model, role=min(need.roles), title_level=5, certificates=certificates)
        for day, minutes in shortage.by_day:
            d = (day - found[0].day).days
            for k in range(ceil(minutes / 480)):
                own = replace(person, id=f"EXTRA{n}-{k}")
                start = at(day, "18:00" if internet else "08:00")
                end = start + timedelta(minutes=ceil(min(480, minutes - 480 * k)))
                shift = Shift(f"{own.id}-{day}", own.id, "field", start, end, end + timedelta(hours=1))
                shifts = {**found[d].shifts, shift.id: shift}
                found[d] = replace(found[d], staff={**found[d].staff, own.id: own}, shifts=shifts)
    return found


def test_a_week_of_a_month_is_counted_by_its_mondays() -> None:
    """1 March 2026 is a Sunday: the week that begins on the 2nd is the second."""
    assert [week_of_month(date(2026, 3, day)) for day in (1, 2, 8, 9, 16, 31)] == [1, 2, 2, 3, 4, 6]


def test_a_month_without_shifts_is_refused_and_tells_which_are_known(database: Path) -> None:
    store = usecases.open_store(database)
    with pytest.raises(InputError) as caught:
        plan_month(store, "C01", date(2026, 7, 1))
    store.close()
    (fault,) = caught.value.faults
    assert (fault.value, fault.message) == ("2026-07", "nobody has a shift")
    assert "from 2026-03-09 to 2026-04-03" in fault.remedy


def test_nothing_breaks_while_everybody_is_there(days: tuple[Day, ...]) -> None:
    assert foresee(days) == ()


def test_who_lacks_the_only_certified_nurse_is_named_with_day_and_cause(days: tuple[Day, ...]) -> None:
    """Nobody who may change PICC dressings is there: each line whose seven days end inside is named, with its next
    occurrence only, since those after it wait for that one."""
    breaches = foresee(without(days, CERTIFIED))
    ends = {v.id: v for day in days for v in day.visits.values() if v.service == "PICC" and v.after_days is None}
    expected = {id_: v.must_by for id_, v in ends.items() if v.must_by is not None and v.must_by <= days[-1].day}
    named = {breach.visit_id: breach.day for breach in breaches if breach.service == "PICC"}
    assert named == expected
    assert {breach.cause for breach in breaches if breach.service == "PICC"} == {NOBODY}
    first = next(breach for breach in breaches if breach.service == "PICC")
    assert "no PICC-certified nurse who may go is on shift" in first.en
    assert "没有可上门的" in first.zh


def test_where_hours_are_short_just_as_many_are_named_as_do_not_fit(days: tuple[Day, ...]) -> None:
    """On the Thursday one PICC nurse has two hours: two visits of 45 minutes and the way. Of four that end on that
    day two are named, for want of hours."""
    thursday = without(days, CERTIFIED)[3]
    start = at(thursday.day, "08:00")
    shift = Shift("X", "S13", "field", start, start + timedelta(hours=2), start + timedelta(hours=2))
    model = next(v for v in thursday.visits.values() if v.service == "PICC" and v.channel == "signed_team")
    four = {f"V{k}": replace(model, id=f"V{k}", must_by=thursday.day, last_day=thursday.day) for k in range(4)}
    breaches = foresee([replace(thursday, visits=four, shifts={**thursday.shifts, "X": shift})])
    assert [breach.visit_id for breach in breaches] == ["V2", "V3"]
    assert {breach.cause for breach in breaches} == {HOURS}


def test_breaches_are_foreseen_from_what_is_stored(database: Path) -> None:
    store = usecases.open_store(database)
    assert foresee_breaches(store, "C01", MONDAY) == ()
    store.close()


def test_the_command_writes_the_list_and_prints_the_report(database: Path, tmp_path: Path) -> None:
    """April: shifts are known for its first three days."""
    arguments = ["plan-month", "--month", "2026-04", "--database", str(database), "--out", str(tmp_path)]
    said = CliRunner().invoke(app, [*arguments, "--lang", "en"])
    assert said.exit_code == 0, said.output
    assert "visits to be done" in said.output
    with (tmp_path / "month-2026-04.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    sheet = openpyxl.load_workbook(tmp_path / "month-2026-04.xlsx").worksheets[0]
    assert sheet.max_row == len(rows) + 1
    assert rows[0].keys() >= {"first_day", "last_day", "service", "resident_id", "roles", "order_id"}
    told = json.loads(CliRunner().invoke(app, [*arguments, "--json"]).output)
    assert [visit["visit_id"] for visit in told["visits"]] == [row["visit_id"] for row in rows]


def test_the_command_that_foresees_says_that_nothing_breaks(database: Path) -> None:
    arguments = ["foresee", "--date", "2026-03-16", "--days", "5", "--strict", "--database", str(database)]
    said = CliRunner().invoke(app, [*arguments, "--lang", "en"])
    assert (said.exit_code, said.output.strip()) == (0, "no interval will break in these days")
    assert json.loads(CliRunner().invoke(app, [*arguments, "--json"]).output) == []


def test_the_report_is_said_in_both_languages(march: Month) -> None:
    for language in ("zh", "en"):
        lines = month_said(march, language)
        assert len(lines) >= 3 + len(march.shortages)
        assert str(march.first) in lines[0]
