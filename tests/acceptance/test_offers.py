"""Scenario 11: a blocked catheter at ten past two; and what two coordinators do with the same hour."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from scheduler.usecases import (
    Store,
    check_plan,
    confirm_offer,
    export_difference,
    find_offers,
    hold_offer,
    read_plan,
)
from tests import builders
from tests.builders import clock
from tests.shell import Shell
from tests.usecases.offering import called, told, where
from tests.usecases.small_centre import MONDAY, dataset, opened

AFTERNOON = {
    "N1-08:00": [("V-Q1", "14:45"), ("V-Q2", "15:25"), ("V-Q3", "16:05")],
    "N2-08:00": [("V-Q4", "14:50"), ("V-Q5", "15:30"), ("V-Q6", "16:10")],
}


def in_the_afternoon(folder: Path) -> tuple[Store, str]:
    """Two nurses out until a quarter past five, their plan published; nobody else works."""
    shifts = tuple(
        replace(shift, start=clock("13:30"), end=clock("17:15"), latest_end=clock("17:45"))
        for shift in dataset().shifts[:2]
    )
    people = tuple(builders.staff(f"N{k}", skills=("wound", "catheter")) for k in (1, 2))
    store = opened(folder, dataset(shifts=shifts, staff=people))
    store = replace(store, rulebook=builders.standard())
    return store, told(store, AFTERNOON)


def blocked_catheter(store: Store, resident: str = "R6") -> str:
    """The number of the call at ten past two."""
    papers = dict.fromkeys(("consent_until", "assessment_until"), builders.FAR)
    return called(store, resident, clock("14:10"), service="CATH_CHANGE", minutes=25, **papers)


def test_scenario_11_an_urgent_catheter_has_three_places_with_arrival_and_who_is_delayed(tmp_path: Path) -> None:
    store, plan_id = in_the_afternoon(tmp_path)
    number = blocked_catheter(store)
    found = find_offers(store, number, author="first", now=clock("14:10"), urgent=True)
    assert len(found.offers) == 3
    for kept in found.offers:
        offer = kept.offer
        assert (offer.day, offer.plan_id) == (MONDAY, plan_id)
        assert clock("14:40") <= offer.start <= clock("17:45")  # half an hour is frozen
        assert offer.band[0] <= offer.start <= offer.band[1]
    soonest = found.offers[0].offer
    # 25 minutes at R6, then back to R4: 300 m + 1.3 x 800 m at 15 km/h take 322 s, and five minutes to the door. So the
    # visit of 14:50 begins at 14:40 + 25 min + 622 s, 1522 s later.
    assert (soonest.parts[0].staff_id, f"{soonest.start:%H:%M}") == ("N2", "14:40")
    first = soonest.delayed[0]
    assert (first.visit_id, first.resident_id, first.staff_id) == ("V-Q4", "R4", "N2")
    assert first.seconds == 1522
    assert not first.touched  # told until 15:35
    assert [late.visit_id for late in soonest.delayed] == ["V-Q4", "V-Q5", "V-Q6"]


def test_scenario_11_choosing_one_notifies_just_those_persons(tmp_path: Path) -> None:
    store, plan_id = in_the_afternoon(tmp_path)
    number = blocked_catheter(store)
    before = where(read_plan(store, plan_id))
    chosen = find_offers(store, number, author="first", now=clock("14:10"), urgent=True).offers[0]
    assert hold_offer(store, chosen.id, author="first", now=clock("14:11")).until == clock("14:26")
    done = confirm_offer(store, chosen.id, author="first", now=clock("14:12"), publish=True)
    assert done.published is not None
    assert done.published.plan is not None
    after = where(done.plan)
    delayed = {late.visit_id: (late.staff_id, f"{late.after:%H:%M}") for late in chosen.offer.delayed}
    who = chosen.offer.parts[0].staff_id
    assert after == before | delayed | {f"V-{number}": (who, f"{chosen.offer.start:%H:%M}")}
    assert {one.visit_id for one in done.change.residents} == {f"V-{number}", *delayed}
    assert set(done.change.disturbed_residents) == set(chosen.offer.touched)
    assert done.change.disturbed_staff == (who,)
    assert check_plan(store, done.plan.id).legal
    written = export_difference(store, plan_id, done.plan.id, tmp_path / "out", "en")
    rows = written.read_text(encoding="utf-8-sig").splitlines()
    assert sum(",staff," in row for row in rows) == 1
    store.close()


def test_scenario_11_by_command(shell: Shell) -> None:
    store, plan_id = in_the_afternoon(shell.database.parent)
    number = blocked_catheter(store)
    store.close()
    code, said, _ = shell("offers", number, "--day", "2026-03-09", "--at", "14:10", "--urgent", "--lang", "en")
    assert code == 0
    assert f"{number}~1  Monday 2026-03-09 14:40  N2" in said
    assert "V-Q4 R4 (N2)" in said
    assert f"Next: scheduler offers hold {number}~1" in said
    code, said, _ = shell("offers", "hold", f"{number}~1", "--at", "14:10", "--as", "first")
    assert (code, "保留" in said, "14:25" in said) == (0, True, True)
    code, _, complained = shell("offers", "hold", f"{number}~2", "--at", "14:11", "--as", "second", "--lang", "en")
    assert code == 4
    assert "held by first until 14:25" in complained
    code, said, _ = shell(
        "offers", "confirm", f"{number}~1", "--at", "14:12", "--as", "first", "--publish", "--lang", "en"
    )
    assert code == 0, said
    assert "only those above need to be told" in said
    again = shell.json("offers", number, "--day", "2026-03-09", "--lang", "en")
    assert "is planned on 2026-03-09 already" in again["error"]
    for words in (("offers", "R-none"), ("offers", number, "--day", "soon"), ("offers", "hold", "none")):
        assert shell(*words)[0] == 2, words
    newer = shell.json("route", "--staff", "N2", "--date", "2026-03-09")
    assert {one["plan_id"] for one in newer} != {plan_id}
