"""The work list: what is overdue, and what ends within thirty days, told once and by id."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from scheduler.domain.people import Contract
from scheduler.domain.reminders import KINDS, Reminder, Secondment
from scheduler.intake.reminders import reminders
from scheduler.intake.standing import Care
from tests import builders as b
from tests.intake.asking import BOOK
from tests.intake.caring import MONDAY, by_rule, calendar, days, happened, march, order


def told(care: Care, *people: Any, of: Any = None, day: Any = MONDAY, **more: Any) -> list[tuple[str, str, Any]]:
    staff = {person.id: person for person in people}
    residents = {"R1": of or b.resident()}
    found = reminders(day, care, residents, staff, BOOK, calendar=calendar(), **more)
    assert all(one.kind in KINDS and one.zh and one.en for one in found)
    assert list(found) == sorted(found, key=lambda one: one.due)
    return [(one.kind, one.about, one.due) for one in found]


def test_what_ends_is_told_thirty_days_ahead_and_until_it_is_mended() -> None:
    ends = MONDAY + days(30)
    nurse = b.staff(permit_until=ends, insurance_until=ends + days(1))
    assert told(Care(), nurse) == [("permit", "N1", ends)]
    assert ("permit", "N1", ends) in told(Care(), nurse, day=ends + days(9))
    assert told(Care(), nurse, horizon_days=7) == []


def test_certificates_contracts_and_secondments_are_told() -> None:
    nurse = b.staff(certificates=(b.Certificate("picc", march(20)),))
    signed = b.resident(contract=Contract("T1", march(1), march(25)))
    sent = [Secondment("D9", march(1), march(22))]
    assert told(Care((order(last_done=march(8)),)), nurse, of=signed, secondments=sent) == [
        ("certificate", "N1", march(20)),
        ("secondment", "D9", march(22)),
        ("contract", "R1", march(25)),
    ]


def test_papers_of_an_order_are_told_when_they_end_before_it_or_are_missing() -> None:
    ends = order(last_done=march(8), assessment_until=march(30), consent_until=march(12), last_day=march(25))
    assert told(Care((ends,))) == [("consent", "O1", march(12))]
    assert told(Care((order(last_done=march(8), assessment_until=None),))) == [("assessment", "O1", MONDAY)]


def test_overdue_and_lapsed_occurrences_are_on_the_list_until_they_are_done() -> None:
    rehab = by_rule("FREQ=WEEKLY;BYDAY=MO", id="O2")
    care = Care((order(), rehab))
    assert told(care, day=march(12)) == [("lapsed", "O2#1", march(9)), ("overdue", "O1#1", march(10))]
    done = (happened("O1#1", march(11)), happened("O2#1", march(9)))
    assert told(Care(care.orders, happened=done), day=march(12)) == []
    assert ("lapsed", "O2#1", march(9)) not in told(care, day=march(9) + timedelta(days=8))


def test_a_refusal_is_told_unless_it_was_corrected() -> None:
    refused = happened("O1#1", march(9), "refused")
    care = Care((order(),), happened=(refused,))
    assert ("declined", "O1#1", march(9)) in told(care, day=march(10))
    mended = Care((order(),), happened=(refused, happened("O1#1", march(9), hour="18:00")))
    assert told(mended, day=march(10)) == []


def test_a_reminder_names_ids_and_no_people() -> None:
    (one, *_) = reminders(march(12), Care((order(),)), {"R1": b.resident()}, {}, BOOK)
    expected_en = "O1#1 PICC maintenance: 2 d past 2026-03-10."
    assert one == Reminder("overdue", "O1#1", march(10), "O1#1 PICC维护：最晚 2026-03-10，已逾期 2 天。", expected_en)
