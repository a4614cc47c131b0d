"""The running day: somebody falls ill, runs late, finds nobody; two coordinators; the same command twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from scheduler.domain.events import (
    NobodyHome,
    StaffAbsent,
    UrgentRequest,
    VisitCancelled,
    VisitFinished,
    VisitOverran,
    VisitStarted,
)
from scheduler.domain.orders import Happened
from scheduler.domain.plan import Plan
from scheduler.store import care_records
from scheduler.usecases import (
    add_request,
    day_events,
    export_difference,
    plans_of,
    publish_plan,
    read_plan,
    report_event,
    watch_day,
)
from tests.acceptance.running_day import STEPS, opened_again, replanned, told, where
from tests.builders import clock
from tests.shell import Shell
from tests.usecases.small_centre import GOOD, MONDAY, NOW, dataset, drafted, opened, request


def test_scenario_10_nurse_ill_moves_only_her_visits_and_the_diff_lists_each_person_touched(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan_id = told(store)
    made = replanned(store, plan_id, "07:20", StaffAbsent(clock("07:20"), "N1", clock("07:20")))
    before, after = where(read_plan(store, plan_id)), where(made.plan)
    assert (made.kept, made.told) == (6, 6)
    for id_ in ("V-Q4", "V-Q5", "V-Q6"):
        assert after[id_][0] == before[id_][0] == "N2"
    assert {one.visit_id for one in made.change.residents if one.disturbed} == {"V-Q1", "V-Q2", "V-Q3"}
    assert set(made.change.disturbed_staff) == {"N1"} | {after[f"V-Q{k}"][0] for k in (1, 2, 3)}
    assert "all 6 visits kept" in made.en
    assert "6 户全部保留" in made.zh
    assert publish_plan(store, made.plan.id, author="test", now=clock("07:25")).plan
    written = export_difference(store, plan_id, made.plan.id, tmp_path / "out", "en")
    rows = written.read_text(encoding="utf-8-sig").splitlines()
    assert sum(",resident," in row for row in rows) == 3
    assert sum(",staff," in row for row in rows) == len(made.change.disturbed_staff)
    store.close()


def test_scenario_10_visits_that_have_begun_do_not_move(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan_id = told(store)
    report_event(store, "C1", VisitStarted(clock("08:15"), "V-Q1"), author="test", now=clock("08:15"))
    made = replanned(store, plan_id, "08:20", StaffAbsent(clock("08:20"), "N1", clock("08:20")))
    assert where(made.plan)["V-Q1"] == ("N1", clock("08:15"))
    assert made.kept == 6
    assert {who for id_, (who, _) in where(made.plan).items() if id_ in ("V-Q2", "V-Q3")} <= {"N2", "N3"}
    assert publish_plan(store, made.plan.id, author="test", now=clock("08:25")).plan
    store.close()


def test_scenario_12_a_visit_that_runs_long_shifts_what_follows(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan_id = told(store)
    for event in (VisitStarted(clock("08:10"), "V-Q1"), VisitOverran(clock("09:00"), "V-Q1", clock("09:00"))):
        report_event(store, "C1", event, author="test", now=event.at)
    made = replanned(store, plan_id, "09:00", freeze_until=clock("09:00"))
    after = where(made.plan)
    assert after["V-Q1"] == ("N1", clock("08:10"))
    first = min(start for id_, (who, start) in after.items() if who == "N1" and id_ != "V-Q1")
    assert first >= clock("09:00") + timedelta(seconds=197 + 300)  # 400 m on, and a door
    assert made.kept == 6
    assert publish_plan(store, made.plan.id, author="test", now=clock("09:05")).plan
    store.close()


def test_scenario_12_not_checked_out_later_homes_turn_amber_and_somebody_is_called_once(tmp_path: Path) -> None:
    store = opened(tmp_path)
    routes = {
        "N1-08:00": [("V-Q1", "09:00"), ("V-Q2", "09:40"), ("V-Q3", "10:20")],
        "N2-08:00": [("V-Q4", "08:15"), ("V-Q5", "08:55"), ("V-Q6", "09:35")],
    }
    plan_id = drafted(store, routes, promised=True).id
    assert publish_plan(store, plan_id, author="test", now=NOW).plan
    begun = VisitStarted(clock("09:00"), "V-Q1")  # planned for 30 minutes
    report_event(store, "C1", begun, author="test", now=begun.at)
    assert watch_day(store, "C1", MONDAY, clock("09:40")).people[0].stops[1].colour == "green"
    seen = watch_day(store, "C1", MONDAY, clock("09:50"))
    mine = {stop.visit_id: stop for stop in seen.people[0].stops}
    way = timedelta(seconds=197 + 300)  # 400 m on, and a door
    assert mine["V-Q2"].start == clock("09:50") + way
    assert mine["V-Q3"].start == clock("10:20") + 2 * way
    (call,) = (one for one in seen.reminders if one.staff_id == "N1")
    assert (call.kind, call.visit_id, call.stage, call.since) == ("no_check_out", "V-Q1", "call", clock("09:50"))
    assert seen == watch_day(store, "C1", MONDAY, clock("09:50"))
    assert mine["V-Q2"].colour == "green"  # promised until 10:25
    late = watch_day(store, "C1", MONDAY, clock("10:20"))
    stops = {stop.visit_id: stop for stop in late.people[0].stops}
    assert (stops["V-Q2"].colour, stops["V-Q2"].misses) == ("amber", ("band",))
    (call,) = (one for one in late.reminders if one.staff_id == "N1")
    assert [stage for stage, _ in call.steps] == ["call", "coordinator", "alarm"]
    overran = VisitOverran(clock("10:21"), "V-Q1", clock("10:40"))
    assert report_event(store, "C1", overran, author="test", now=overran.at).touched == ("N1",)
    assert not [one for one in watch_day(store, "C1", MONDAY, clock("10:21")).reminders if one.staff_id == "N1"]
    made = replanned(store, plan_id, "10:21")
    assert made.kept == 6
    assert where(made.plan)["V-Q1"] == ("N1", clock("09:00"))
    store.close()


def test_scenario_13_nobody_at_home_keeps_the_travel_and_proposes_the_next_day(tmp_path: Path) -> None:
    asked = tuple(request(f"Q{k}", f"R{k}", last_day=MONDAY + timedelta(days=k == 1)) for k in range(1, 7))
    store = opened(tmp_path, dataset(requests=asked))
    plan_id = told(store)
    nobody = NobodyHome(clock("08:20"), "V-Q1", "no answer at the door")
    kept = report_event(store, "C1", nobody, author="test", now=clock("08:20"))
    assert kept.following is not None
    assert kept.following.first_day <= MONDAY + timedelta(days=1) <= kept.following.last_day
    with store.read() as session:
        (happened,) = care_records.happened(session, "C1", MONDAY)
    assert (happened.visit_id, happened.outcome, happened.staff_ids) == ("V-Q1", "nobody_home", {"N1"})
    made = replanned(store, plan_id, "08:20")
    stop = next(stop for _, stop in made.plan.stops() if stop.visit_id == "V-Q1")
    assert (stop.start, stop.end) == (clock("08:10"), clock("08:20"))
    assert stop.travel_seconds > 0
    assert made.change.disturbed_residents == ()
    assert publish_plan(store, made.plan.id, author="test", now=clock("08:25")).plan
    store.close()


def test_scenario_14_a_late_cancellation_is_accepted_and_its_time_goes_to_the_left_out(tmp_path: Path) -> None:
    data = dataset()
    only = tuple(replace(shift, end=clock("10:20"), latest_end=clock("10:20")) for shift in data.shifts[:1])
    asked = tuple(request(f"Q{k}", f"R{k}") for k in (1, 2, 3, 4))
    store = opened(tmp_path, dataset(shifts=only, requests=asked))
    plan_id = told(store, {"N1-08:00": GOOD["N1-08:00"]})
    assert [left.visit_id for left in read_plan(store, plan_id).left_out] == ["V-Q4"]
    early = report_event(store, "C1", VisitCancelled(clock("07:10"), "V-Q3"), author="test", now=clock("07:10"))
    assert early.late  # 09:30 less four hours was 05:30
    assert [(one.visit_id, one.staff_ids) for one in early.fits] == [("V-Q4", ("N1",))]
    made = replanned(store, plan_id, "07:10")
    assert set(where(made.plan)) == {"V-Q1", "V-Q2", "V-Q4"}
    assert made.plan.left_out == ()
    assert "1 more served" in made.en
    assert made.change.disturbed_residents == ()
    store.close()


def test_scenario_23_replan_by_command_twice_gives_the_same_plan(shell: Shell) -> None:
    store = opened(shell.database.parent)
    told(store)
    store.close()
    words = ("replan", "--date", MONDAY.isoformat(), "--freeze-until", "08:00", "--absent", "N1", "--max-changes", "5")
    words = (*words, "--iterations", str(STEPS), "--dry-run")
    first, second = shell.json(*words), shell.json(*words)
    assert first == second
    assert first["plan"]["left_out"] == []
    code, said, _ = shell(*words, "--lang", "en")
    assert code == 0
    assert "all 6 visits kept" in said
    store = opened_again(shell)
    assert len(plans_of(store, "C1", MONDAY)) == 1  # a dry run keeps nothing
    assert day_events(store, "C1", MONDAY) == ()
    store.close()


def test_scenario_23_impossible_locks_end_with_exit_code_4_and_are_printed(shell: Shell) -> None:
    store = opened(shell.database.parent)
    told(store)
    store.close()
    day = MONDAY.isoformat()
    assert shell("lock", "V-Q5", "--date", day, "--to", "N2", "--at", "10:00")[0] == 0
    assert shell("lock", "V-Q6", "--date", day, "--to", "N2", "--at", "10:10")[0] == 0
    code, said, _ = shell("replan", "--date", day, "--freeze-until", "08:00", "--iterations", "200", "--lang", "en")
    assert code == 4
    assert "V-Q5 part 1 is locked: N2 10:00" in said
    assert "V-Q6 part 1 is locked: N2 10:10" in said
    assert shell("lock", "V-Q5", "--date", day, "--release")[0] == 0
    assert shell("replan", "--date", day, "--freeze-until", "08:00", "--iterations", "200")[0] == 0


def test_an_urgent_request_is_served_and_everybody_keeps_person_and_band(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan_id = told(store)
    urgent = request("", "R6", service="EDU", received=clock("08:00"))
    number = add_request(store, "C1", urgent, author="test", now=clock("08:00")).number
    made = replanned(store, plan_id, "08:00", UrgentRequest(clock("08:00"), number))
    assert f"V-{number}" in where(made.plan)
    assert made.kept == 6
    assert made.change.disturbed_residents == ()
    assert publish_plan(store, made.plan.id, author="test", now=clock("08:05")).plan
    store.close()


def test_replaying_the_events_of_a_day_gives_the_same_plan(tmp_path: Path) -> None:
    events = (
        VisitStarted(clock("08:12"), "V-Q1"),
        VisitStarted(clock("08:15"), "V-Q4"),
        VisitFinished(clock("08:44"), "V-Q1"),
        VisitCancelled(clock("08:45"), "V-Q6"),
        StaffAbsent(clock("08:46"), "N1", clock("08:50")),
    )

    def day_of(folder: Path) -> Plan:
        store = opened(folder)
        plan_id = told(store)
        for event in events:
            report_event(store, "C1", event, author="test", now=event.at)
        made = replanned(store, plan_id, "08:50")
        store.close()
        return made.plan

    (tmp_path / "again").mkdir()
    assert day_of(tmp_path) == day_of(tmp_path / "again")


def test_what_was_recorded_without_an_event_counts_too(tmp_path: Path) -> None:
    store = opened(tmp_path)
    plan_id = told(store)
    with store.write() as session:
        off = Happened("V-Q3", "Q3", MONDAY, "cancelled", clock("07:00"), "test")
        care_records.save_happened(session, "C1", off)
    made = replanned(store, plan_id, "07:20")
    assert "V-Q3" not in where(made.plan)
    assert made.told == 5
    store.close()
