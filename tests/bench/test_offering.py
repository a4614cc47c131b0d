"""Offers are measured on a published week: every kind of call once."""

from __future__ import annotations

from scheduler.bench.offering import measured, published_week
from tests.conftest import PROJECT


def test_every_kind_of_call_is_measured_on_a_published_week() -> None:
    done: list[None] = []
    with published_week(PROJECT / "sample_data", 1, lambda: done.append(None), days=2) as week:
        rows = {row.kind: row for row in measured(week, 1)}
    assert len(done) == 2
    assert list(rows) == ["day", "week", "hold", "confirm"]
    assert (rows["week"].days, rows["day"].days) == (2, 1)
    assert 0 < rows["day"].offers <= 3
    assert all(row.longest >= row.median > 0 and row.cpu_median > 0 for row in rows.values())
