"""Several days planned at once: as a search, and through the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import small_centre as small
from random_weeks import random_week, shift_on
from small_centre import MONDAY, NOW

from scheduler.bench.week_comparing import compare_week
from scheduler.bench.week_demand import week_of_demand
from scheduler.domain.care import DayGap, Lock, PartNeed, Visit
from scheduler.domain.people import Staff
from scheduler.domain.week import PlannedWeek, Week
from scheduler.errors import InputError
from scheduler.problem.evaluate import evaluate
from scheduler.solver.search import Stop
from scheduler.translate import solution_of_week, week_draft_of, week_problem
from scheduler.usecases import Store, latest_plan, publish_plan
from scheduler.usecases.week import WeekPlanned, plan_week
from scheduler.usecases.week_making import make_week
from scheduler.validator import judge_week
from tests import builders as a
from tests.witness import MADE

TUESDAY, WEDNESDAY, FRIDAY = (MONDAY + timedelta(days=k) for k in (1, 2, 4))
SHORT = Stop(iterations=600)


def made(week: Week, stop: Stop = SHORT) -> PlannedWeek:
    return make_week(week, stop, seed=1, author="test", made=MADE)


def week_with(visits: list[Visit], people: list[Staff], days: int = 2) -> Week:
    """Days from Monday on with a morning for everybody."""
    found = []
    for k in range(days):
        today = MONDAY + timedelta(days=k)
        duty = [shift_on(a.shift(person.id), k) for person in people]
        own = [visit for visit in visits if visit.first_day <= today <= visit.last_day]
        found.append(replace(a.day(own, people=people, shifts=duty), day=today))
    return Week(tuple(found))


def who_serves(planned: PlannedWeek) -> dict[str, tuple[str, date]]:
    return {s.visit_id: (route.staff_id, day.day) for day, plan in planned.days for route, s in plan.stops()}


def test_every_plan_found_is_legal_and_costs_what_the_validator_says() -> None:
    for seed in range(4):
        week = random_week(seed)
        if not week.offers():
            continue
        planned = made(week)
        verdict = judge_week(week, planned.days)
        assert verdict.legal
        assert verdict.cost_by_rule == planned.cost_by_rule
        draft = week_draft_of(week)
        assert evaluate(week_problem(draft), solution_of_week(draft, planned.days)).feasible


def test_a_week_stopped_by_iterations_repeats() -> None:
    week = random_week(4)
    assert replace(made(week), log=()) == replace(made(week), log=())


def test_a_visit_waits_for_the_day_on_which_somebody_is_next_door() -> None:
    far = a.place("FAR", 4000)
    homes = [a.resident("R1", far), a.resident("R2", replace(far, id="FAR-2"))]
    visits = [
        a.visit("V1", "R1", first_day=MONDAY, last_day=TUESDAY),
        a.visit("V2", "R2", first_day=TUESDAY, last_day=TUESDAY),
    ]
    week = week_with(visits, [a.staff()])
    known = {home.id: home for home in homes}
    week = Week(tuple(replace(d, residents=known) for d in week.days))
    assert {day for _, day in who_serves(made(week)).values()} == {TUESDAY}


def test_the_person_behind_in_the_month_gets_the_visit() -> None:
    ahead, behind = a.staff("N1", month_minutes=3000), a.staff("N2", month_minutes=0)
    visits = [a.visit("V1", first_day=MONDAY, last_day=TUESDAY)]
    assert who_serves(made(week_with(visits, [ahead, behind])))["V1"][0] == "N2"
    assert who_serves(made(week_with(visits, [replace(ahead, month_minutes=0), replace(behind, month_minutes=3000)])))[
        "V1"
    ] == ("N1", MONDAY)


def test_whoever_had_fewer_weekend_turns_goes_out_on_saturday() -> None:
    saturday = MONDAY + timedelta(days=5)
    visit = a.visit("V1", first_day=saturday, last_day=saturday)
    people = [a.staff("N1"), a.staff("N2")]
    duty = [shift_on(a.shift(person.id), 5) for person in people]
    day = replace(a.day([visit], people=people, shifts=duty), day=saturday)
    for turns, expected in (({"N1": 3}, "N2"), ({"N2": 3}, "N1")):
        assert who_serves(made(Week((day,), weekend_turns=turns)))["V1"][0] == expected


def test_a_senior_round_is_made_on_the_day_on_which_a_doctor_is_seconded() -> None:
    senior = a.service("BED_SUPER", parts=[PartNeed(frozenset({"GP"}), title_level=3), PartNeed(frozenset({"GP"}))])
    own = [a.staff(id, "GP") for id in ("G1", "G2", "G3", "G4")]
    people = [*own, a.staff("S1", "GP", employer="lead_hospital")]
    visit = a.visit("V1", of=senior, first_day=MONDAY, last_day=WEDNESDAY)
    found = []
    for k in range(3):
        duty = [shift_on(a.shift(person.id), k) for person in people if person.id != "S1" or k == 1]
        found.append(
            replace(a.day([visit], people=people, shifts=duty, services=[senior]), day=MONDAY + timedelta(days=k))
        )
    planned = made(Week(tuple(found)))
    assert [(day.day, bool(plan.routes)) for day, plan in planned.days] == [
        (MONDAY, False), (TUESDAY, True), (WEDNESDAY, False),
    ]  # fmt: skip
    assert "S14" not in planned.cost_by_rule


def test_a_visit_locked_to_a_day_is_placed_on_that_day() -> None:
    visit = a.visit("V1", first_day=MONDAY, last_day=TUESDAY)
    week = week_with([visit], [a.staff("N1"), a.staff("N2")])
    locked = replace(week.days[1], locks=(Lock("V1", 0, "N2"),))
    assert who_serves(made(Week((week.days[0], locked)))) == {"V1": ("N2", TUESDAY)}


def test_a_resident_sees_one_new_face_in_the_week_rather_than_three() -> None:
    visits = [
        a.visit(f"V{k}", first_day=MONDAY + timedelta(days=k), last_day=MONDAY + timedelta(days=k)) for k in range(3)
    ]
    week = week_with(visits, [a.staff("N1"), a.staff("N2"), a.staff("N3")], 3)
    known = a.resident("R1", seen_staff=frozenset({"N9"}))
    planned = made(Week(tuple(replace(day, residents={"R1": known}) for day in week.days)))
    assert len({who for who, _ in who_serves(planned).values()}) == 1
    assert planned.cost_by_rule["S5"] == week.days[0].rulebook.weight("S5.new_person")


def test_the_next_visit_of_an_interval_keeps_its_days_and_comes_only_after_the_one_before() -> None:
    visits = [a.visit("V1", first_day=MONDAY, last_day=TUESDAY, due=TUESDAY)]
    visits.append(a.visit("V2", first_day=MONDAY, last_day=FRIDAY, due=MONDAY, after_days=DayGap("V1", 2, 3)))
    served = who_serves(made(week_with(visits, [a.staff()], 5)))
    assert 2 <= (served["V2"][1] - served["V1"][1]).days <= 3
    alone = who_serves(made(week_with(visits[1:], [a.staff()], 5)))
    assert alone == {}


def test_the_week_at_once_is_cheaper_than_day_after_day() -> None:
    row = compare_week(week_of_demand(1, 60, 8, 3), Stop(iterations=1500), 1)
    assert row.legal
    assert row.at_once.cost < min(row.first_day.cost, row.rising.cost)


def opened(folder: Path, *requests: object) -> Store:
    """The small centre with a nurse's morning from Monday to Friday."""
    data = small.dataset()
    duty = tuple(shift_on(shift, k) for k in range(5) for shift in data.shifts if shift.staff_id == "N1")
    asked = tuple(requests) or tuple(
        replace(small.request(f"Q{i}", f"R{i}"), last_day=FRIDAY) for i in range(1, small.HOMES + 1)
    )
    return small.opened(folder, small.dataset(shifts=duty, requests=asked), plan_iterations=300)


def planned(store: Store, **options: object) -> WeekPlanned:
    return plan_week(store, "C1", MONDAY, 5, author="test", now=NOW, iterations=600, **options)  # type: ignore[arg-type]


def test_a_draft_of_each_day_is_kept_and_can_be_published_day_by_day(tmp_path: Path) -> None:
    store = opened(tmp_path)
    week = planned(store)
    assert [day.day for day in week.days] == [MONDAY + timedelta(days=k) for k in range(5)]
    assert (week.broken, week.left_out) == ((), ())
    assert sum(day.visits for day in week.days) == small.HOMES
    assert week.by_days >= week.cost
    for day in week.days:
        assert latest_plan(store, "C1", day.day).id == day.plan_id
        told = publish_plan(store, day.plan_id, author="test", now=NOW)
        assert told.plan is not None, (day, told.broken)
        assert told.new_visits == ()  # what stands on the week's other days was not asked for since
    store.close()


def test_published_days_stay_as_they_are_and_their_visits_are_not_planned_again(tmp_path: Path) -> None:
    store = opened(tmp_path)
    first = planned(store)
    busiest = max(first.days, key=lambda day: day.visits)
    before = publish_plan(store, busiest.plan_id, author="test", now=NOW).plan
    again = planned(store, steady=True)
    assert again.published == (busiest.day,)
    assert busiest.day not in [day.day for day in again.days]
    assert latest_plan(store, "C1", busiest.day, published=True) == before
    assert sum(day.visits for day in again.days) == small.HOMES - busiest.visits
    assert "S11" not in again.cost_by_rule  # what the drafts have did not move
    store.close()


def test_a_visit_that_can_wait_is_left_out_and_told_with_its_last_day(tmp_path: Path) -> None:
    wait = replace(small.request("Q9", "R1", service="EDU"), first_day=MONDAY, last_day=FRIDAY + timedelta(days=20))
    store = opened(tmp_path, wait, replace(small.request("Q1", "R2"), first_day=MONDAY, last_day=MONDAY))
    week = planned(store, weather="snow")
    assert sum(day.visits for day in week.days) + len(week.left_out) == 2
    store.close()


@pytest.mark.parametrize("wrong", [{"seconds": 0}, {"iterations": 0}, {"weather": "hail"}])
def test_options_that_make_no_sense_are_refused_with_the_remedy(tmp_path: Path, wrong: dict[str, object]) -> None:
    store = opened(tmp_path)
    with pytest.raises(InputError) as told:
        plan_week(store, "C1", MONDAY, 0, author="test", now=NOW, **wrong)  # type: ignore[arg-type]
    assert all(fault.remedy and fault.remedy_zh for fault in told.value.faults)
    assert len(told.value.faults) == 2
    store.close()


def test_a_week_without_anything_to_do_is_refused(tmp_path: Path) -> None:
    store = opened(tmp_path)
    with pytest.raises(InputError, match="nothing is asked for"):
        plan_week(store, "C1", MONDAY + timedelta(days=7), 5, author="test", now=NOW)
    store.close()
