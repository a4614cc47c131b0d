"""Learn from check-ins how far work strays from plans, and write it down as a centre's own numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.domain.care import Service
from scheduler.domain.events import VisitStarted
from scheduler.domain.rulebook import Number, Rulebook
from scheduler.errors import Fault, InputError
from scheduler.store import plans
from scheduler.store.engine import Session, Store
from scheduler.store.events import days_with_events, events_on
from scheduler.usecases.day import day_as_planned

if TYPE_CHECKING:
    from scheduler.simulate.day.checkins import Observed
    from scheduler.simulate.day.estimating import Learned
    from scheduler.simulate.day.reliability import Decile

SEED = 1
JUDGED_DAYS = 30  # the last ones: chances are held against what happened on so many days at most


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What check-ins of `days` days taught: `rows` by service and mode, `written` where the numbers stand; `before` and
    `after` hold chances, told with the configured numbers and with the learned ones, against what happened."""

    days: int
    observed: int
    rows: tuple[Learned, ...]
    written: str
    before: tuple[Decile, ...]
    after: tuple[Decile, ...]


def calibrate(
    store: Store,
    centre_id: str,
    first: date,
    last: date,
    out: Path,
    *,
    planning: bool = False,
    progress: Callable[[date], None] | None = None,
) -> Calibrated:
    """From the check-ins of the days from `first` to `last` (inclusive) and the plans that people were told.

    Writes a file of a centre's own numbers: the simulator reads them from then on; with `planning` the usual minutes
    of services are changed too, so that plans are made with what was learned. InputError without check-ins, for days
    in the wrong order, and when the file cannot be written.
    """
    from scheduler.simulate.day.estimating import learned  # loads the simulation, which only this needs
    from scheduler.simulate.day.reliability import deciles

    if last < first:
        told = ("ends before it begins", "swap the two days", "末日早于首日", "请交换两个日期")
        raise InputError([Fault("--until", "", last.isoformat(), *told)])
    with store.read() as session:
        days = days_with_events(session, centre_id, first, last)
        observed = [one for day in days for one in _observed(session, centre_id, day)]
    if not observed:
        told = ("nobody checked in and out", "name other days", "没有签到和签退记录", "请选别的日期")
        raise InputError([Fault("--from", "", first.isoformat(), *told)])
    rows = learned(store.rulebook, observed)
    changed = _changed(store.rulebook, rows)
    outcomes = list(_outcomes(store, centre_id, days[-JUDGED_DAYS:], changed, progress))
    _write(out, toml_of(store.rulebook, rows, f"check-ins {days[0]} to {days[-1]}", planning))
    before, after = (deciles([pair for each in outcomes for pair in each[k]]) for k in (0, 1))
    return Calibrated(len(days), len(observed), rows, str(out), before, after)


def _observed(session: Session, centre_id: str, day: date) -> tuple[Observed, ...]:
    from scheduler.simulate.day.checkins import observed_of

    row = plans.published_row(session, centre_id, day)
    if row is None:
        return ()
    return observed_of(plans.planned_for(row)[0], plans.plan_from(row), events_on(session, centre_id, day))


Pairs = list[tuple[float, bool]]


def _outcomes(
    store: Store, centre_id: str, days: Sequence[date], changed: Rulebook, progress: Callable[[date], None] | None
) -> list[tuple[Pairs, Pairs]]:
    """Of each day: (the chance to be in time if somebody comes, whether it was so), with the old and new numbers."""
    from scheduler.simulate.day.chances import chances_of

    found = []
    for on in days:
        if progress is not None:
            progress(on)
        with store.read() as session:
            row = plans.published_row(session, centre_id, on)
            begun = {e.visit_id: e.at for e in events_on(session, centre_id, on) if isinstance(e, VisitStarted)}
            if row is None or not begun:
                continue
            plan, day = day_as_planned(session, store.rulebook, row)
        both: list[Pairs] = []
        for book in (store.rulebook, changed):
            stops = chances_of(replace(day, rulebook=book), plan, book.rule("robust.samples"), SEED).stops
            both.append([(1 - s.late, begun[s.visit_id] <= s.band[1]) for s in stops if s.visit_id in begun])
        found.append((both[0], both[1]))
    return found


def _changed(book: Rulebook, rows: Sequence[Learned]) -> Rulebook:
    return replace(book, rules={**book.rules, **numbers_of(rows, "check-ins")})


def numbers_of(rows: Sequence[Learned], source: str) -> Mapping[str, Number]:
    """The numbers learned, by key; none for what keeps the configured ones."""
    found = {}
    for row in rows:
        name = ".".join(part for part in ("day", row.what, row.which) if part)
        note = f"learned from {row.count} of them; before: {row.before.factor:.3f}, {row.before.sigma:.3f}"
        for kind, value in (("factor", row.after.factor), ("spread", row.after.sigma)):
            if not row.kept:
                found[f"{name}.{kind}"] = Number(round(value, 4), "ratio", False, f"[{source}]", False, note)
    return found


def toml_of(book: Rulebook, rows: Sequence[Learned], source: str, planning: bool) -> str:
    """The centre's own file; with `planning` the usual minutes of services too, and factors against these."""
    numbers = dict(numbers_of(rows, source))
    lines = ["# A centre's own numbers, learned from check-ins: name this file in SCHEDULER_OVERRIDE."]
    if planning:
        for row in rows:
            service = book.services.get(row.which) if row.what == "service" and not row.kept else None
            if service is None:
                continue
            minutes = max(1, round(service.minutes * row.after.factor))
            key = f"day.service.{service.code}.factor"
            numbers[key] = replace(numbers[key], value=round(row.after.factor * service.minutes / minutes, 4))
            lines += ["", f"[services.{service.code}]", f"minutes = {_minutes(service, minutes)}"]
    for key, number in numbers.items():
        lines += ["", f'[simulate."{key}"]', f"value = {number.value}", f'unit = "{number.unit}"', "hard = false"]
        lines += [f'source = "{number.source}"', "verified = false", f'note = "{number.note}"']
    return "\n".join(lines) + "\n"


def _minutes(service: Service, usual: int) -> list[int]:
    return [min(service.minutes_min, usual), usual, max(service.minutes_max, usual)]


def _write(out: Path, text: str) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, "utf-8")
    except OSError as error:
        message, zh = f"cannot be written: {error.strerror}", f"无法写入：{error.strerror}"
        raise InputError([Fault("--out", "", str(out), message, "name another file", zh, "请换一个文件")]) from error
