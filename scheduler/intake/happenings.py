"""What became of the occurrences of each order: records of the day, and what published plans promise."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from scheduler.domain.care import assessment_id_of
from scheduler.domain.orders import Happened

ID = re.compile(r"(?P<base>.+?)(?:~(?P<attempt>[1-9]\d*))?")
OCCURRENCE = re.compile(r"(?P<order>.+)#(?P<number>[1-9]\d*)(?P<letter>[a-z]?)")


@dataclass(slots=True)
class Tries:
    """All tries of one request: of an occurrence (`O#3`, `O#3~2` ...) or of what is asked for once."""

    done: date | None = None
    failed: list[date] = field(default_factory=list)  # nobody home, cancelled, refused; by day
    promised: date | None = None  # the day on which a published plan places the open try

    @property
    def suffix(self) -> str:
        """ "" for the first try, ~2 for the second ..."""
        return f"~{len(self.failed) + 1}" if self.failed else ""


NOTHING = Tries()


@dataclass(frozen=True, slots=True)
class History:
    """Tries by the id of the first try (`O#3`, `O#3a`), and the numbers of each order that have any."""

    tries: Mapping[str, Tries]
    numbers: Mapping[str, tuple[int, ...]]  # order id -> numbers, ascending

    def of(self, first_id: str) -> Tries:
        """The tries of one request; empty when nothing happened."""
        return self.tries.get(first_id) or NOTHING


def occurrence_id(order_id: str, number: int, letter: str = "") -> str:
    """The id of an occurrence's first try."""
    return f"{order_id}#{number}{letter}"


def order_of(request_id: str) -> tuple[str, int] | None:
    """The standing order and the number that a request's id names; None for what is asked for once."""
    base, _ = _split(request_id)
    match = OCCURRENCE.fullmatch(base)
    return (match["order"], int(match["number"])) if match else None


def history_of(happened: Iterable[Happened], promised: Mapping[str, date]) -> History:
    """Read records and promises; the latest record of a visit counts, and a record voids the promise.

    An assessment made in place of a visit that waits for it is not that visit.
    """
    latest: dict[str, Happened] = {}
    for record in happened:
        if record.visit_id == assessment_id_of(record.request_id):
            continue
        before = latest.get(record.visit_id)
        if before is None or before.recorded <= record.recorded:
            latest[record.visit_id] = record
    tries: dict[str, Tries] = defaultdict(Tries)
    told = set()
    for record in sorted(latest.values(), key=lambda r: (r.day, r.request_id)):
        base, _ = _split(record.request_id)
        told.add(record.request_id)
        one = tries[base]
        if record.outcome == "done":
            one.done = max(one.done or record.day, record.day)
        else:
            one.failed.append(record.day)
    for request_id, day in promised.items():
        base, attempt = _split(request_id)
        if request_id not in told and attempt == len(tries[base].failed) + 1:
            tries[base].promised = day
    return History(tries, _numbers(tries))


def _split(request_id: str) -> tuple[str, int]:
    match = ID.fullmatch(request_id)
    return (match["base"], int(match["attempt"] or 1)) if match else (request_id, 1)


def _numbers(tries: Iterable[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = defaultdict(set)
    for first_id in tries:
        if match := OCCURRENCE.fullmatch(first_id):
            found[match["order"]].add(int(match["number"]))
    return {order: tuple(sorted(numbers)) for order, numbers in found.items()}
