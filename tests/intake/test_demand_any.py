"""The visits of a day, of any requests: sound, and the same in whatever order they came."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scheduler.units import at
from tests import builders as b
from tests.intake.asking import BOOK, MONDAY, demand, request


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(BOOK.services)),
            st.sampled_from(["family_bed", "signed_team", "internet_nursing", "public_health", "clinic_phone"]),
            st.integers(-5, 5),
            st.integers(0, 8),
            st.one_of(st.none(), st.integers(-40, 3)),
            st.one_of(st.none(), st.integers(-3, 20)),
            st.booleans(),
        ),
        max_size=8,
    ),
    st.permutations(range(8)),
)
def test_any_requests_give_sound_visits_whatever_their_order(
    drawn: list[tuple[str, str, int, int, int | None, int | None, bool]], order: list[int]
) -> None:
    asked = []
    for k, (service, channel, first, length, done, supply, assessed) in enumerate(drawn):
        begin = MONDAY + timedelta(days=first)
        asked.append(
            request(
                service,
                id=f"Q{k}",
                resident_id=f"R{k % 3}",
                channel=channel,
                received=at(date(2026, 2, 1), "09:00") + timedelta(minutes=k),
                first_day=begin,
                last_day=begin + timedelta(days=length),
                last_done=None if done is None else MONDAY + timedelta(days=done),
                supply_end=None if supply is None else MONDAY + timedelta(days=supply),
                assessment_until=b.FAR if assessed else None,
            )
        )
    people = [b.resident(f"R{k}") for k in range(3)]
    found = demand(*asked, residents=people)
    assert demand(*(asked[k] for k in order if k < len(asked)), residents=people) == found
    for visit in found.visits.values():
        said = found.answers[visit.request_id]
        assert visit.first_day <= visit.last_day
        assert visit.first_day <= MONDAY
        assert visit.due is None or visit.first_day <= visit.due <= visit.last_day
        assert (visit.last_day < MONDAY) == any(answer.rule == "H9.overdue" for answer in visit.warnings)
        assert visit.id.endswith("-ASSESS") == any(answer.release for answer in said)
        assert not any(answer.answer == "refuse" for answer in said)
