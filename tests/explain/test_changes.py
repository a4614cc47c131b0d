"""Each kind of change by itself, on a day made for it; what cannot be asked; what is loaded."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from scheduler.domain.care import Lock, PartNeed
from scheduler.domain.day import Day
from scheduler.domain.people import Certificate, Device
from scheduler.domain.plan import Plan
from scheduler.errors import InputError, NotFoundError
from scheduler.explain.changes import Change, changes_for, price_of, with_change
from scheduler.explain.loosening import bare, loosens, loosest
from scheduler.explain.smallest import smallest_change
from scheduler.translate import draft_of
from scheduler.validator import judge
from tests import builders as a

NURSE = PartNeed(frozenset({"RN"}))
PICC = a.service("PICC", parts=(PartNeed(frozenset({"RN"}), frozenset({"picc"})),))
NEAR = a.resident("R1", a.place("H1", 300))


def test_a_window_that_closes_too_early_is_opened_as_far_as_the_ride_needs() -> None:
    far = a.resident("R1", a.place("FAR", 2000))
    day = a.day([a.visit(windows=(a.window("07:40", "08:05"),))], residents=[far])
    told = smallest_change(day, a.plan(day), "V1")
    ride = next(r for r in a.plan(day, {"N1-08:00": [("V1", "09:00")]}).routes).stops[0]
    late = (ride.travel_seconds + ride.access_seconds) / 60 - 5  # 08:05 is five minutes after the shift begins
    assert (told.kind, told.minutes, told.price) == ("window", 5 * -(-late // 5), 5 * -(-late // 5))
    assert told.change.end == "later"
    assert "放宽" in told.zh


def test_a_certificate_is_the_change_where_only_that_is_lacking() -> None:
    day = a.day([a.visit(of=PICC)], services=[PICC], residents=[NEAR])
    told = smallest_change(day, a.plan(day), "V1")
    assert (told.kind, told.staff_id, told.change.skill) == ("certificate", "N1", "picc")
    assert told.price == day.rulebook.rule("change.certificate")
    assert told.proven


def test_a_colleague_who_could_take_over_is_certified_where_the_visit_itself_needs_nothing() -> None:
    """N1 alone may do PICC; N2 may do nothing else today than what N1 does, if N2 is certified for it."""
    stoma = a.service("STOMA", 90, (PartNeed(frozenset({"RN"}), frozenset({"stoma"})),))
    picc = replace(PICC, minutes=90)
    people = [
        a.staff("N1", certificates=(Certificate("picc", a.FAR), Certificate("stoma", a.FAR))),
        a.staff("N2"),
    ]
    visits = [a.visit("V1", "R1", of=picc), a.visit("V2", "R2", of=stoma)]
    shifts = [a.shift(one.id, "08:00", "10:30") for one in people]
    day = a.day(visits, services=[picc, stoma], people=people, shifts=shifts,
                numbers={"change_shift_most": 30})  # fmt: skip
    told = smallest_change(day, a.plan(day, {"N1-08:00": [("V1", "08:30")]}), "V2")
    assert (told.kind, told.staff_id, told.change.skill) == ("certificate", "N2", "stoma")
    other_way = smallest_change(day, a.plan(day, {"N1-08:00": [("V2", "08:30")]}), "V1")
    assert (other_way.kind, other_way.change.skill) == ("certificate", "picc")


def locked_day(*locks: Lock) -> tuple[Day, Plan]:
    """V1 is held at an hour at which it stands in the way of V2, which has no other."""
    homes = [a.resident(f"R{k}", a.place(f"H{k}", 200 * k)) for k in (1, 2)]
    visits = [a.visit("V1", "R1"), a.visit("V2", "R2", windows=(a.window("09:00", "09:00"),))]
    day = a.day(visits, residents=homes, locks=locks, numbers={"change_window_minute": 50})
    return day, a.plan(day, {"N1-08:00": [("V1", "08:50")]})


def test_a_lock_that_stands_in_the_way_is_taken_back_where_that_is_worth_least() -> None:
    lock = Lock("V1", 0, "", a.clock("08:50"))
    day, plan = locked_day(lock)
    told = smallest_change(day, plan, "V2")
    assert (told.kind, told.change.visit_id, told.price) == ("lock", "V1", day.rulebook.rule("change.lock"))
    assert told.moved == ("V1",)
    assert with_change(day, told.change).locks == ()


def test_what_has_begun_is_no_lock_to_be_taken_back() -> None:
    day, plan = locked_day(Lock("V1", 0, "N1", a.clock("08:50"), started=True))
    assert all(one[0].kind != "lock" for one in changes_for(day, day.visits["V2"]) if one)
    assert smallest_change(day, plan, "V2").kind == "window"


def test_lunch_may_begin_at_another_time_where_that_makes_room() -> None:
    """The visit can begin at 11:30 only, half an hour long, and lunch must begin by 11:50."""
    shift = a.shift("N1", "11:00", "14:00", lunch=("11:15", "11:50", 45))
    visit = a.visit(windows=(a.window("11:30", "11:30"),))
    day = a.day([visit], residents=[NEAR], shifts=[shift], numbers={"change_window_minute": 30})
    told = smallest_change(day, a.plan(day), "V1")
    assert (told.kind, told.change.end, told.minutes) == ("lunch", "later", 10)  # free at 12:00
    assert told.price == 10 * day.rulebook.rule("change.lunch_minute")


def test_two_people_who_are_never_on_duty_together_need_one_longer_shift() -> None:
    pair = a.service("PAIR", 30, (NURSE, NURSE), sync="start")
    people = [a.staff("N1"), a.staff("N2")]
    shifts = [a.shift("N1", "08:00", "09:00"), a.shift("N2", "09:00", "11:00")]
    day = a.day([a.visit(of=pair)], services=[pair], people=people, shifts=shifts, residents=[NEAR])
    told = smallest_change(day, a.plan(day), "V1")
    assert told.kind == "shift"
    assert told.plan is not None
    assert judge(with_change(day, told.change), told.plan).legal
    less = with_change(day, replace(told.change, minutes=told.minutes - 5))
    assert not judge(less, told.plan).legal


def test_bands_that_people_were_told_are_kept() -> None:
    homes = [a.resident(f"R{k}", a.place(f"H{k}", 200 * k)) for k in (1, 2)]
    visits = [a.visit("V1", "R1"), a.visit("V2", "R2", windows=(a.window("09:00", "09:00"),))]
    day = a.day(visits, residents=homes, numbers={"change_window_minute": 1})
    stop = a.stop(day, "V1", "08:50")
    plan = a.plan(day, {"N1-08:00": [replace(stop, band=(a.clock("08:45"), a.clock("08:55")))]})
    assert smallest_change(day, plan, "V2").kind == "none"  # a draft: nobody was told
    told = smallest_change(day, replace(plan, state="published"), "V2")
    assert told.kind == "window"
    assert told.plan is not None
    (kept,) = [one for _, one in told.plan.stops() if one.visit_id == "V1"]
    assert kept.band[0] <= kept.start <= kept.band[1]


def test_a_visit_that_fits_as_it_is_needs_no_change() -> None:
    day = a.day([a.visit()])
    told = smallest_change(day, a.plan(day), "V1")
    assert (told.kind, told.price, told.proven) == ("none", 0, True)
    assert told.plan is not None


def test_a_colleague_who_could_take_another_visit_is_seen_though_five_minutes_would_do() -> None:
    """V1 keeps N1 busy until 09:20; V2 could begin some minutes after its window, or in it if N2 took V1."""
    homes = [a.resident("R1", a.place("H1", 200)), a.resident("R2", a.place("H2", 400), refuses_staff={"N2"})]
    at_ten_to_nine, from_nine = (a.window("08:50", "08:50"),), (a.window("09:00", "09:24"),)
    visits = [a.visit("V1", "R1", windows=at_ten_to_nine), a.visit("V2", "R2", windows=from_nine)]
    day = a.day(visits, residents=homes, people=[a.staff("N1"), a.staff("N2")])
    plan = a.plan(day, {"N1-08:00": [("V1", "08:50")]})
    told = smallest_change(day, plan, "V2")
    assert (told.kind, told.moved, told.proven) == ("none", ("V1",), True)
    alone = replace(day, shifts={"N1-08:00": day.shifts["N1-08:00"]})
    assert smallest_change(alone, plan, "V2").price == day.rulebook.rule("change.grid_minutes")


def test_papers_that_are_missing_are_no_matter_of_minutes() -> None:
    ordered = a.service("INJ", needs_order=True)
    day = a.day([a.visit(of=ordered)], services=[ordered])
    told = smallest_change(day, a.plan(day), "V1")
    assert (told.plan, told.proven) == (None, True)
    assert "no single change" in told.en


def test_what_cannot_be_asked_is_named() -> None:
    day = a.day([a.visit()])
    plan = a.plan(day, {"N1-08:00": [("V1", "09:00")]})
    with pytest.raises(InputError, match="is placed in plan"):
        smallest_change(day, plan, "V1")
    with pytest.raises(NotFoundError, match="V9"):
        smallest_change(day, a.plan(day), "V9")
    with pytest.raises(InputError, match="is not of"):
        smallest_change(day, replace(a.plan(day), day=a.FAR), "V1")


def test_a_shift_is_never_longer_than_the_persons_other_duties_allow() -> None:
    clinic = a.shift("N1", "12:10", "16:00", kind="clinic")
    day = a.day([a.visit()], shifts=[a.shift("N1", "08:00", "12:00"), clinic])
    later = [one for one in changes_for(day, day.visits["V1"]) if one and one[0].end == "later"]
    assert [change.minutes for change in later[0]] == [5, 10]


def test_a_change_that_loosens_is_told_from_one_that_also_closes_something() -> None:
    ecg = a.service("ECG", device="ecg")
    people = [a.staff("N1"), a.staff("N2")]
    shifts = [a.shift("N1", "08:00", "10:00"), a.shift("N2", "10:00", "12:00")]
    day = a.day([a.visit(of=ecg)], services=[ecg], people=people, shifts=shifts, devices=[Device("ecg", 1)])
    now, longer, earlier = (
        bare(draft_of(one).problem())
        for one in (
            day,
            with_change(day, Change("shift", 30, "later", staff_id="N1", shift_id="N1-08:00")),
            with_change(day, Change("shift", 30, "earlier", staff_id="N1", shift_id="N1-08:00")),
        )
    )
    assert loosens(now, earlier)
    assert not loosens(earlier, now)
    assert not loosens(now, longer)  # both shifts then share the one device
    assert loosens(now, loosest(longer, [now, longer]))


def test_prices_come_from_the_config() -> None:
    day = a.day([a.visit()], numbers={"change_shift_minute": 7})
    assert price_of(day, Change("shift", 15)) == 7 * 15
    assert price_of(day, Change("none")) == 0


def test_light_reasons_load_no_solver() -> None:
    script = (
        "import json, sys, scheduler.explain.smallest\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert not {"ortools", "numba"} & set(json.loads(answer.stdout))
