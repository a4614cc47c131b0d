"""The work list of a day: what is to be told, what is overdue, which beds wait, which published visits fell out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scheduler import settings
from scheduler.domain.care import visit_id_of
from scheduler.domain.orders import Happened
from scheduler.domain.people import Hours
from scheduler.domain.reminders import Reminder
from scheduler.intake.bed_states import legal_moves
from scheduler.intake.new_year import import_year
from scheduler.intake.opening_hours import opening_hours
from scheduler.intake.reminders import reminders
from scheduler.store import plans, records
from scheduler.store.engine import Session, Store
from scheduler.usecases.beds import beds_in
from scheduler.usecases.care import calendar_of, care_of, ended, promises, residents_in_care
from scheduler.usecases.overdue import Overdue, overdue_of

WAITING = ("draft", "submitted", "returned", "assessed", "registered", "suspended", "pre_close")


@dataclass(frozen=True, slots=True)
class BedWaiting:
    """A bed that waits for somebody: since when it stands where it stands, and where it may go."""

    bed_id: str
    resident_id: str
    state: str
    since: date
    possible: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VisitToTell:
    """A visit of which people have to be told: it is called off in a published plan, or nobody was at home."""

    visit_id: str
    day: date
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class WorkList:
    """Everything a coordinator looks at in the morning of a day.

    `called_off`: in a published plan of that day or later. `again`: asked for once, nobody was at home, still open.
    """

    day: date
    open_hours: tuple[Hours, ...]  # of the centre on that day, by season; none: closed
    reminders: tuple[Reminder, ...]
    overdue: tuple[Overdue, ...]
    beds_waiting: tuple[BedWaiting, ...]
    called_off: tuple[VisitToTell, ...]
    again: tuple[VisitToTell, ...]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.reminders or self.overdue or self.beds_waiting or self.called_off or self.again)


def work_list(store: Store, centre_id: str, day: date) -> WorkList:
    """The list of a day. InputError names the missing calendar of an unknown year."""
    with store.read() as session:
        records.centre_of(session, centre_id)
        calendar = calendar_of()
        calendar.is_workday(day)
        care = care_of(session, centre_id)
        residents = residents_in_care(session, centre_id, care)
        told = reminders(
            day,
            care,
            residents,
            records.staff_of(session, centre_id),
            store.rulebook,
            calendar=calendar,
            promised=promises(session, centre_id, ()),
        )
        return WorkList(
            day=day,
            open_hours=opening_hours(day, store.rulebook, calendar),
            reminders=tuple(one for one in told if one.kind != "overdue"),
            overdue=overdue_of(session, store, centre_id, day),
            beds_waiting=_beds_waiting(session, centre_id),
            called_off=_called_off(session, centre_id, day, care.happened),
            again=_again(session, centre_id, care.happened),
        )


def import_calendar(file: Path, *, replace: bool = False) -> Path:
    """Take a new year's working days over into config/; InputError with every fault, ConflictError when it is there."""
    return import_year(file, settings.config_folder() / "calendar", replace)


def _beds_waiting(session: Session, centre_id: str) -> tuple[BedWaiting, ...]:
    beds = [kept.record for kept in beds_in(session, centre_id).values() if kept.record.state in WAITING]
    return tuple(
        BedWaiting(bed.id, bed.resident_id, bed.state, bed.moves[-1].at.date(), legal_moves(bed)) for bed in beds
    )


def _called_off(session: Session, centre_id: str, day: date, happened: tuple[Happened, ...]) -> tuple[VisitToTell, ...]:
    """What a published plan of that day or later still places although it will not take place."""
    over = {(one.day, one.visit_id): one for one in happened if one.outcome == "cancelled" and one.day >= day}
    placed = {
        (row.day, stop.visit_id)
        for row in (plans.published_since(session, centre_id, day) if over else ())
        for _, stop in plans.plan_from(row).stops()
    }
    return tuple(_to_tell(over[key]) for key in sorted(over.keys() & placed))


def _again(session: Session, centre_id: str, happened: tuple[Happened, ...]) -> tuple[VisitToTell, ...]:
    """The last word on each request asked for once, where it is that nobody was at home."""
    over = ended(session, centre_id, happened)
    latest = {one.request_id: one for one in happened if one.visit_id == visit_id_of(one.request_id)}
    promised = promises(session, centre_id, ())
    return tuple(
        _to_tell(one)
        for id_, one in sorted(latest.items())
        if one.outcome == "nobody_home"
        and id_ not in over
        and id_ not in promised
        and records.has_request(session, centre_id, id_)
    )


def _to_tell(one: Happened) -> VisitToTell:
    return VisitToTell(one.visit_id, one.day, one.outcome, one.reason)
