"""When people are absent, by what was told of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from scheduler.domain.events import Event, StaffAbsent, StaffBack

Absences = Mapping[str, tuple[tuple[datetime, datetime | None], ...]]


def absences_of(events: Iterable[Event]) -> Absences:
    """When each person is absent: (from, until), None: to the end of the day."""
    found: dict[str, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for event in events:
        if isinstance(event, StaffAbsent):
            found[event.staff_id].append((event.start, event.until))
        elif isinstance(event, StaffBack) and found[event.staff_id]:
            start, until = found[event.staff_id][-1]
            if event.at <= start:
                found[event.staff_id].pop()
            elif until is None or event.at < until:
                found[event.staff_id][-1] = (start, event.at)
    return {staff_id: tuple(spans) for staff_id, spans in found.items()}
