"""Whatever happens in a month: a share's misses are what it lacks, and teams add up to the centre."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from periods import FIRST, bed, march, period, signed, visit

from scheduler.domain.orders import OUTCOMES, Away, CareOrder, Interval
from scheduler.indicators.period import NOT_RECORDED, CarePeriod, LeftOutOnDay, of_team
from scheduler.indicators.report import programme
from scheduler.indicators.turns import Round, turns
from scheduler.intake.spans import Absence
from tests import builders as a

SERVICES = ("BED_ROUND", "BED_NURSE", "BED_SUPER", "PICC", "PHARM_HOME", "HTN_FU")
HOMES = ("R1", "R2", "R3")
IN_TIME = (
    "assessed_in_time", "rounds_in_time", "nurse_in_time", "senior_in_time", "follow_ups", "intervals_kept",
    "old_signed_covered", "known_faces",
)  # fmt: skip
NOT_ADDED = ("travel_share",)  # whole minutes are rounded for each scope

days = st.integers(1, 31).map(march)
visits = st.builds(
    visit,
    st.sampled_from(HOMES),
    st.sampled_from(SERVICES),
    days,
    st.sampled_from((*OUTCOMES, NOT_RECORDED)),
    staff_ids=st.frozensets(st.sampled_from(("N1", "N2")), max_size=2),
)
beds = st.builds(
    lambda home, at, stay: bed(
        home, ("submitted", march(1)), ("open", at), ("suspended", at + stay), ("open", at + stay)
    ),
    st.sampled_from(HOMES),
    days,
    st.integers(0, 9).map(lambda n: timedelta(days=n)),
)
orders = st.builds(
    lambda home, longest, start: CareOrder(
        f"O-{home}-{start}", home, "PICC", "clinic_phone", start, Interval(1, longest, longest)
    ),
    st.sampled_from(HOMES),
    st.integers(1, 14),
    days,
)
away = st.builds(
    lambda home, start, n: Away(home, start, start + timedelta(days=n), "hospital"),
    st.sampled_from(HOMES),
    days,
    st.integers(0, 9),
)
left_out = st.builds(
    lambda home, day, priority, more: LeftOutOnDay(
        f"V-{home}-{day}", day, home, "EDU", priority, day + timedelta(days=more)
    ),
    st.sampled_from(HOMES),
    days,
    st.integers(1, 7),
    st.integers(0, 5),
)


@st.composite
def months(draw: st.DrawFn) -> CarePeriod:
    """R1 is of the first team, R2 of the second, R3 of none."""
    went = draw(st.lists(visits, max_size=25))
    unique = {(one.visit_id, one.day): one for one in went}
    return period(
        over=draw(days),
        residents={"R1": signed("R1"), "R2": signed("R2", "T2"), "R3": a.resident("R3", contract=None)},
        visits=tuple(sorted(unique.values(), key=lambda one: (one.day, one.visit_id))),
        beds=tuple({one.id: one for one in draw(st.lists(beds, max_size=3))}.values()),
        orders=tuple({one.id: one for one in draw(st.lists(orders, max_size=4))}.values()),
        away=tuple(draw(st.lists(away, max_size=2))),
        left_out=tuple({one.visit_id: one for one in draw(st.lists(left_out, max_size=6))}.values()),
    )


@given(months())
def test_the_misses_of_a_share_are_what_it_lacks(month: CarePeriod) -> None:
    for figure in programme(month):
        if figure.id in IN_TIME:
            assert figure.denominator == figure.numerator + len(figure.missed), figure
        if figure.denominator is not None:
            assert figure.numerator >= 0
            assert (figure.value is None) == (figure.denominator == 0)
        if figure.unit == "percent" and figure.value is not None:
            assert 0 <= figure.value <= 100


@given(months())
def test_the_teams_and_those_of_none_add_up_to_the_centre(month: CarePeriod) -> None:
    parts = [programme(of_team(month, team)) for team in ("T1", "T2", "")]
    for number, figure in enumerate(programme(month)):
        if figure.id in NOT_ADDED:
            continue
        mine = [part[number] for part in parts]
        assert figure.numerator == sum(one.numerator for one in mine), figure
        assert (figure.denominator or 0) == sum(one.denominator or 0 for one in mine), figure
        assert sorted(map(str, figure.missed)) == sorted(str(miss) for one in mine for miss in one.missed)


@given(st.lists(st.integers(0, 30), max_size=6), st.integers(1, 10), st.integers(0, 20), st.integers(0, 9))
def test_one_more_visit_never_makes_an_overdue_turn(gaps: list[int], within: int, start: int, extra: int) -> None:
    of = Round("O", FIRST, within, within, absences=(Absence(march(1 + start), march(1 + start) + timedelta(days=3)),))
    done = [FIRST + timedelta(days=n) for n in gaps]
    over = march(31)
    before = [turn for turn in turns(of, done, FIRST, over) if turn.done is None]
    after = [turn for turn in turns(of, [*done, over - timedelta(days=extra)], FIRST, over) if turn.done is None]
    assert len(after) <= len(before) or extra >= within
