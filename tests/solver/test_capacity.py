"""A month's hours: what cannot be done is counted, what is lacking is named, and with it everything fits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.solver.capacity import Limit, Load, Share, Stretch, at_least, least_extra, undone

NURSE, PICC_NURSE = 0, 1  # profiles: the second may do what the first may


def load(visits: int, minutes: float, stretches: tuple[Stretch, ...], able: tuple[int, ...], **more: object) -> Load:
    """So many visits of one part each, all of which `able` stretches may carry, on the stretches' days."""
    days = tuple(sorted({stretch.day for stretch in stretches}))
    shares = tuple(Share(v, minutes, able, days, (NURSE, PICC_NURSE)) for v in range(visits))
    whole = Load((True,) * visits, (1.0,) * visits, shares, stretches, demands=(0, 1))
    return replace(whole, **more)


def test_what_fits_is_done_and_nothing_is_lacking() -> None:
    """Four visits of 60 minutes in 240 minutes."""
    fitting = load(4, 60, (Stretch(0, 240),), (0,))
    assert at_least(fitting, undone(fitting)) == 0
    assert least_extra(fitting) == {}


def test_what_does_not_fit_is_counted_in_whole_visits() -> None:
    """Of 5 visits of 60 minutes 230 minutes carry 3.83: 1.17 stay undone, so at least two visits do."""
    tight = load(5, 60, (Stretch(0, 230),), (0,))
    assert sum(undone(tight)) == pytest.approx(5 - 230 / 60)
    assert at_least(tight, undone(tight)) == 2


def test_the_least_hours_that_are_lacking_make_everything_fit_and_not_a_minute_less() -> None:
    tight = load(5, 60, (Stretch(0, 230),), (0,))
    extra = least_extra(tight)
    assert sum(extra.values()) == pytest.approx(5 * 60 - 230)
    assert at_least(tight, undone(tight, extra)) == 0
    assert at_least(tight, undone(tight, {lent: minutes - 1 for lent, minutes in extra.items()})) == 1


def test_of_two_profiles_that_help_alike_the_plainer_is_named() -> None:
    assert {q for q, _ in least_extra(load(5, 60, (Stretch(0, 230),), (0,)))} == {NURSE}


def test_hours_of_a_skill_that_nobody_else_can_free_are_asked_for_with_the_skill() -> None:
    """Two PICC visits that no stretch may carry, beside an idle nurse."""
    idle = load(2, 50, (Stretch(0, 240),), ())
    picc = replace(idle, shares=tuple(replace(share, profiles=(PICC_NURSE,)) for share in idle.shares))
    assert least_extra(picc) == {(PICC_NURSE, 0): pytest.approx(100)}


def test_a_plain_nurse_is_named_when_she_frees_the_certified_one() -> None:
    """The certified nurse's 120 minutes are just what the two PICC visits need; four dressings lack a plain nurse."""
    picc = [Share(v, 60, (0,), (0,), (PICC_NURSE,)) for v in range(2)]
    dressings = [Share(v, 30, (0,), (0,), (NURSE, PICC_NURSE)) for v in range(2, 6)]
    whole = Load((True,) * 6, (1.0,) * 6, (*picc, *dressings), (Stretch(0, 120),), demands=(0, 1))
    assert least_extra(whole) == {(NURSE, 0): pytest.approx(4 * 30)}


def test_a_daily_cap_binds_before_the_hours_do() -> None:
    """Seven visits of 30 minutes fit into 240 minutes, but the pharmacist makes five a day."""
    capped = load(7, 30, (Stretch(0, 240),), (0,), limits=(Limit((0,), 5),))
    assert at_least(capped, undone(capped)) == 2
    assert sum(least_extra(capped).values()) == pytest.approx(2 * 30)


def test_doctors_who_have_to_stay_in_the_clinic_are_no_hours_in_the_field() -> None:
    """Two doctors of 120 minutes, one of whom may be away: half of each is the same as one of them."""
    covered = load(4, 60, (Stretch(0, 120), Stretch(0, 120)), (0, 1), limits=(Limit((0, 1), 1, whole=True),))
    assert at_least(covered, undone(covered)) == 2


def test_two_people_come_on_one_day_or_the_visit_is_not_done() -> None:
    """The doctor works on the first day, the nurse on the second: nothing of it is done, and one day is lent."""
    shares = (Share(0, 60, (0,), (0, 1), (0,)), Share(0, 60, (1,), (0, 1), (1,)))
    apart = Load((True,), (1.0,), shares, (Stretch(0, 240), Stretch(1, 240)), demands=(0, 0))
    assert undone(apart) == (1.0,)
    assert sum(least_extra(apart).values()) == pytest.approx(60)


def test_who_may_wait_gives_way_and_is_not_counted() -> None:
    waiting = load(5, 60, (Stretch(0, 180),), (0,), must=(False, True, True, True, False))
    rest = undone(waiting)
    assert at_least(waiting, rest) == 0
    assert [round(part) for part in rest] == [1, 0, 0, 0, 1]


def test_the_less_urgent_stays_undone() -> None:
    rest = undone(load(2, 60, (Stretch(0, 60),), (0,), weights=(1.06, 1.0)))
    assert [round(part) for part in rest] == [0, 1]


@settings(max_examples=40, deadline=None)
@given(
    minutes=st.lists(st.sampled_from([20, 30, 45, 60]), min_size=1, max_size=12),
    able=st.lists(st.sets(st.integers(0, 3)), min_size=12, max_size=12),
    hours=st.lists(st.integers(20, 150), min_size=4, max_size=4),
    cap=st.integers(1, 4),
)
def test_the_hours_named_always_make_everything_fit(
    minutes: list[int], able: list[set[int]], hours: list[int], cap: int
) -> None:
    stretches = tuple(Stretch(s // 2, minute) for s, minute in enumerate(hours))
    shares = tuple(Share(v, m, tuple(sorted(able[v])), (0, 1), (v % 2, 1)[v % 2 :]) for v, m in enumerate(minutes))
    n = len(minutes)
    whole = Load((True,) * n, (1.0,) * n, shares, stretches, (Limit((0, 2), cap),), demands=(0, 1))
    extra = least_extra(whole)
    assert at_least(whole, undone(whole, extra)) == 0
    assert bool(extra) == bool(at_least(whole, undone(whole)))
