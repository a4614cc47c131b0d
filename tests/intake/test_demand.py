"""The visits of a day: windows, people, days, priority and what the gates leave of the requests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from scheduler.domain.care import Gap, Window
from scheduler.errors import InputError
from scheduler.intake.calendar import load_calendar
from scheduler.settings import config_folder
from scheduler.units import at
from tests import builders as b
from tests.intake.asking import BOOK, MONDAY, demand, request, switched

TUESDAY, FRIDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=4)
LATER = at(date(2026, 3, 6), "11:00")
YESTERDAY = MONDAY - timedelta(days=1)


def rules_of(found: tuple[object, ...]) -> set[str]:
    return {answer.rule for answer in found}


def test_an_accepted_request_becomes_a_visit_with_its_papers() -> None:
    asked = request("PICC", responsible_staff=frozenset({"N1"}), episode_until=b.FAR)
    found = demand(asked)
    (visit,) = found.visits.values()
    assert found.answers == {"Q1": ()}
    assert (visit.id, visit.request_id, visit.resident_id) == ("V-Q1", "Q1", "R1")
    assert (visit.service, visit.channel) == ("PICC", "clinic_phone")
    assert (visit.minutes, visit.priority, visit.sync) == (45, 5, "")
    assert visit.parts == BOOK.services["PICC"].parts
    assert visit.responsible_staff == {"N1"}
    assert (visit.order_until, visit.consent_until, visit.assessment_until) == (b.FAR, b.FAR, b.FAR)
    assert visit.episode_until == b.FAR


def test_a_request_asks_from_its_first_day_to_its_last() -> None:
    asked = request("EDU", first_day=MONDAY, last_day=FRIDAY)
    days = [MONDAY + timedelta(days=k) for k in range(-1, 6)]
    assert [bool(demand(asked, day=day).visits) for day in days] == [False, True, True, True, True, True, False]
    assert demand(asked, day=YESTERDAY).answers == {}  # nothing is said before it is asked


def test_hours_agreed_with_the_home_stand_before_the_usual_ones_of_the_service() -> None:
    usual = demand(request("INSULIN")).visits["V-Q1"]
    assert usual.windows == (b.window("07:00", "07:40"), b.window("17:00", "18:10"))
    agreed = demand(request("INSULIN", windows=(b.window("07:10", "07:30"),))).visits["V-Q1"]
    assert agreed.windows == (b.window("07:10", "07:30"),)
    assert demand(request("EDU")).visits["V-Q1"].windows == ()


def test_a_home_that_agreed_to_tuesday_only_is_not_visited_on_monday() -> None:
    agreed = Window(at(TUESDAY, "09:00"), at(TUESDAY, "11:00"))
    asked = request("EDU", last_day=TUESDAY, windows=(agreed,), wished=agreed)
    assert demand(asked).visits == {}
    visit = demand(asked, day=TUESDAY).visits["V-Q1"]
    assert (visit.windows, visit.wished) == ((agreed,), agreed)


@pytest.mark.parametrize("minutes", [19, 46])
def test_minutes_outside_the_service_are_a_fault(minutes: int) -> None:
    with pytest.raises(InputError) as refused:
        demand(request("WOUND", minutes=minutes), request("NOPE", id="Q2", resident_id="R9"))
    assert [(f.where, f.field, f.value) for f in refused.value.faults] == [
        ("request Q1", "minutes", str(minutes)),
        ("request Q2", "resident_id", "R9"),
        ("request Q2", "service", "NOPE"),
    ]


@pytest.mark.parametrize("minutes", [20, 45])
def test_minutes_at_the_edge_of_the_service_are_kept(minutes: int) -> None:
    assert demand(request("WOUND", minutes=minutes)).visits["V-Q1"].minutes == minutes


def test_scenario_5_assessment_gate() -> None:
    """A new internet order without a first assessment: only the assessment is planned; both show the link."""
    asked = request("CATH_CHANGE", channel="internet_nursing", assessment_until=None, consent_until=None)
    found = demand(asked)
    (visit,) = found.visits.values()
    assert (visit.id, visit.request_id, visit.service) == ("V-Q1-ASSESS", "Q1", "ASSESS_FIRST")
    assert (visit.minutes, visit.channel) == (40, "internet_nursing")
    assert {(a.rule, a.answer, a.release) for a in found.answers["Q1"]} == {
        ("H2.assessment", "hold", "ASSESS_FIRST"),
        ("H2.consent", "hold", ""),
    }
    released = demand(replace(asked, assessment_until=b.FAR, consent_until=b.FAR))
    assert [visit.service for visit in released.visits.values()] == ["CATH_CHANGE"]


def test_one_assessment_serves_all_that_a_resident_waits_for() -> None:
    first = request("PICC", id="Q1", assessment_until=None)
    second = request("ENEMA", id="Q2", assessment_until=None, received=LATER)
    assert list(demand(second, first).visits) == ["V-Q1-ASSESS"]
    asked_for = request("ASSESS_FIRST", id="Q0")
    assert list(demand(second, first, asked_for).visits) == ["V-Q0"]


def test_an_assessment_is_not_planned_where_it_may_not_go_either() -> None:
    far = b.resident(home=b.place("FAR", 9000, 0))
    assert demand(request("PICC", assessment_until=None), residents=[far]).visits == {}
    risky = b.resident(risk_level=4)
    found = demand(request("PICC", assessment_until=None), residents=[risky])
    assert found.visits == {}
    assert rules_of(found.answers["Q1"]) == {"H2.assessment", "H13.community"}


def test_scenario_6_nothing_refused_reaches_the_planner() -> None:
    found = demand(request("INFUSION"))
    assert found.visits == {}
    assert rules_of(found.answers["Q1"]) == {"NEG-1"}
    accepted = demand(request("INFUSION"), rulebook=switched(H3_infusion_on=True)).visits["V-Q1"]
    assert (len(accepted.parts), accepted.sync) == (2, "start")


def test_scenario_7_family_bed_opening_has_two_who_start_together() -> None:
    visit = demand(request("BED_SETUP", channel="family_bed")).visits["V-Q1"]
    assert [sorted(part.roles) for part in visit.parts] == [["GP"], ["RN"]]
    assert visit.sync == "start"


def test_scenario_16_two_person_rule() -> None:
    """Risk level 4: two people together once community or police know; untold there is no visit but the reason."""
    patient = b.resident(risk_level=4)
    untold = demand(request("SMI_FU", channel="public_health"), residents=[patient])
    assert untold.visits == {}
    assert rules_of(untold.answers["Q1"]) == {"H13.community"}
    told = demand(request("SMI_FU", channel="public_health", community_notified=True), residents=[patient])
    visit = told.visits["V-Q1"]
    assert (len(visit.parts), visit.sync, visit.community_notified) == (2, "start", True)


@pytest.mark.parametrize(
    ("service", "home", "people"),
    [
        ("WOUND", {"risk_level": 2}, 1),
        ("WOUND", {"risk_level": 3}, 2),
        ("WOUND", {"precautions": frozenset({"aggression"})}, 2),
        ("WOUND", {"precautions": frozenset({"heavy_transfer"})}, 1),
        ("PRESSURE", {"precautions": frozenset({"heavy_transfer"})}, 2),
        ("ASSESS_FIRST", {"risk_level": 3}, 2),
        ("PHARM_HOME", {"risk_level": 3}, 2),
        ("TRACH", {}, 2),
        ("ELDER_CHECK", {"risk_level": 3}, 2),
    ],
)
def test_a_second_person_goes_where_the_home_or_the_service_asks(
    service: str, home: dict[str, object], people: int
) -> None:
    visit = demand(request(service, community_notified=True), residents=[b.resident(**home)]).visits["V-Q1"]
    assert len(visit.parts) == people
    assert visit.sync == ("start" if people == 2 else "")


def test_hospice_starts_together_the_first_time_only() -> None:
    assert demand(request("HOSPICE")).visits["V-Q1"].sync == "start"
    assert demand(request("HOSPICE", last_done=MONDAY - timedelta(days=7))).visits["V-Q1"].sync == ""


def test_scenario_3_picc_is_due_on_its_seventh_day() -> None:
    """Last maintained on 3 March: on or before 10 March, urgent on the last day, a warning after it."""
    asked = request("PICC", first_day=MONDAY, last_day=FRIDAY, last_done=date(2026, 3, 3))
    monday = demand(asked).visits["V-Q1"]
    assert (monday.last_day, monday.due, monday.priority) == (TUESDAY, TUESDAY, 5)
    tuesday = demand(asked, day=TUESDAY).visits["V-Q1"]
    assert (tuesday.last_day, tuesday.priority, tuesday.warnings) == (TUESDAY, 2, ())
    late = demand(asked, day=TUESDAY + timedelta(days=1)).visits["V-Q1"]
    assert (late.last_day, late.priority) == (TUESDAY, 2)
    assert rules_of(late.warnings) == {"H9.overdue"}
    grace = demand(asked, day=TUESDAY + timedelta(days=1), rulebook=switched(H9_grace_days=1)).visits["V-Q1"]
    assert (grace.last_day, grace.warnings) == (TUESDAY + timedelta(days=1), ())


def test_of_an_interval_and_a_supply_the_earlier_end_binds() -> None:
    done, ends = (
        MONDAY - timedelta(days=4),
        MONDAY + timedelta(days=3),
    )  # interval until Thursday, supply until Wednesday
    visit = demand(request("PICC", last_day=FRIDAY, last_done=done, supply_end=ends)).visits["V-Q1"]
    assert visit.last_day == min(done + timedelta(days=7), ends - timedelta(days=1)) == MONDAY + timedelta(days=2)


def test_an_overdue_hard_interval_stays_until_it_is_done() -> None:
    asked = request("PICC", last_done=MONDAY - timedelta(days=7))
    late = demand(asked, day=FRIDAY).visits["V-Q1"]
    assert rules_of(late.warnings) == {"H9.overdue"}
    assert late.last_day == MONDAY
    assert demand(replace(asked, last_done=TUESDAY), day=FRIDAY).visits == {}
    # done on its very day: even when the next interval has run out, this request is fulfilled
    assert demand(replace(asked, last_done=MONDAY), day=MONDAY + timedelta(days=8)).visits == {}
    assert demand(request("EDU"), day=FRIDAY).visits == {}  # no hard interval: it has lapsed


def test_a_refill_is_brought_from_seven_days_to_one_day_before_the_supply_ends() -> None:
    ends = MONDAY + timedelta(days=10)
    asked = request("RX_LONG", channel="signed_team", last_day=MONDAY + timedelta(days=30), supply_end=ends)
    assert demand(asked, day=ends - timedelta(days=8)).visits == {}
    early = demand(asked, day=ends - timedelta(days=7)).visits["V-Q1"]
    assert (early.first_day, early.last_day) == (ends - timedelta(days=7), ends - timedelta(days=1))
    assert (early.priority, early.warnings) == (5, ())
    last = demand(asked, day=ends - timedelta(days=1)).visits["V-Q1"]
    assert (last.priority, last.warnings) == (2, ())
    assert rules_of(demand(asked, day=ends).visits["V-Q1"].warnings) == {"H9.overdue"}


def test_a_catheter_changed_ten_days_ago_waits_for_its_fourteenth_day() -> None:
    asked = request("CATH_CHANGE", last_day=FRIDAY, last_done=MONDAY - timedelta(days=10))
    assert [bool(demand(asked, day=MONDAY + timedelta(days=k)).visits) for k in range(5)] == [False] * 4 + [True]
    visit = demand(asked, day=FRIDAY).visits["V-Q1"]
    # usual after 28 days, far beyond the days asked for: as late as they allow
    assert (visit.first_day, visit.due) == (FRIDAY, FRIDAY)


def test_infection_comes_from_the_service_the_wound_or_the_home() -> None:
    assert demand(request("WOUND")).visits["V-Q1"].infection_class == 1
    assert demand(request("WOUND", infected=True)).visits["V-Q1"].infection_class == 3
    droplet = b.resident(precautions=frozenset({"droplet"}))
    assert demand(request("EDU"), residents=[droplet]).visits["V-Q1"].infection_class == 3
    assert demand(request("NEWBORN", channel="public_health")).visits["V-Q1"].protected
    assert demand(request("EDU"), residents=[b.resident(immunosuppressed=True)]).visits["V-Q1"].protected


def test_a_visit_follows_another_with_its_gap() -> None:
    morning = request("INSULIN", id="Q1", windows=(b.window("07:00", "07:40"),))
    evening = request("INSULIN", id="Q2", windows=(b.window("17:00", "18:10"),), received=LATER)
    linked = replace(evening, after_request="Q1", gap_min_minutes=540, gap_max_minutes=660)
    assert demand(morning, linked).visits["V-Q2"].gap == Gap("V-Q1", 540, 660)
    assert demand(linked).visits["V-Q2"].gap is None  # the first one is no longer open: done
    unbound = replace(linked, gap_max_minutes=0)
    assert demand(morning, unbound).visits["V-Q2"].gap == Gap("V-Q1", 540, 24 * 60)


def test_followers_wait_with_the_one_they_follow() -> None:
    refused = request("INFUSION", id="Q1")
    second = request("EDU", id="Q3", after_request="Q1")
    third = request("WOUND", id="Q2", after_request="Q3")
    found = demand(refused, second, third)
    assert found.visits == {}
    assert rules_of(found.answers["Q3"]) == rules_of(found.answers["Q2"]) == {"H6.after"}


def test_without_a_contract_the_visit_carries_the_warning() -> None:
    visit = demand(request(), residents=[b.resident(contract=None)]).visits["V-Q1"]
    assert rules_of(visit.warnings) == {"gate.contract"}


def test_scenario_17_insulin_runs_on_a_holiday_and_the_clinic_does_not() -> None:
    calendar = load_calendar(config_folder() / "calendar")
    holiday, worked = date(2026, 2, 23), date(2026, 2, 28)
    ask = {"first_day": date(2026, 2, 16), "last_day": worked}
    insulin = request("INSULIN", id="Q1", **ask)
    dressing = request("WOUND", id="Q2", received=LATER, **ask)
    assert list(demand(insulin, dressing, day=holiday, calendar=calendar).visits) == ["V-Q1"]
    assert list(demand(insulin, dressing, day=worked, calendar=calendar).visits) == ["V-Q1", "V-Q2"]
    with pytest.raises(InputError, match=r"2028\.csv"):
        demand(request(first_day=date(2028, 3, 1), last_day=date(2028, 3, 3)), day=date(2028, 3, 1), calendar=calendar)


def test_a_last_day_on_a_holiday_is_pulled_before_it_and_an_agreed_holiday_is_kept() -> None:
    calendar = load_calendar(config_folder() / "calendar")
    friday, sunday = date(2026, 4, 3), date(2026, 4, 5)  # 4 to 6 April is Qingming
    asked = request("WOUND", first_day=date(2026, 4, 1), last_day=sunday)
    assert demand(asked, day=friday, calendar=calendar).visits["V-Q1"].last_day == friday
    resting = demand(asked, day=sunday, calendar=calendar)
    assert resting.visits == {}
    (told,) = resting.answers["Q1"]
    assert (told.rule, told.answer) == ("gate.calendar", "hold")
    assert told.en == "2026-04-05 is not a working day; the next working day is 2026-04-07."
    agreed = replace(asked, first_day=sunday)
    assert demand(agreed, day=sunday, calendar=calendar).visits["V-Q1"].last_day == sunday
