"""A folder of a centre's files -> a `Dataset`, all of it checked, or every fault at once.

CSV (UTF-8 with or without BOM, GBK, GB18030) and xlsx, headers in Chinese or English. A folder holds
one table per CSV file or sheet; `columns.py` lists them, and which a centre may leave out. A home without
coordinates is looked up by its address in the folder's gazetteer.csv.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from scheduler.domain.beds import BedMove
from scheduler.domain.care import Service
from scheduler.domain.dataset import Dataset
from scheduler.domain.orders import OccurrenceChange
from scheduler.domain.people import Certificate, Shift
from scheduler.domain.rulebook import Rulebook
from scheduler.errors import Fault, InputError
from scheduler.exchange import bed_rows, care_rows, events_rows, order_rows, people_rows
from scheduler.exchange.addresses import AddressBook
from scheduler.exchange.columns import TABLES
from scheduler.exchange.faults import CellError, Words, fault
from scheduler.exchange.row import Row
from scheduler.exchange.tables import read_sheets
from scheduler.exchange.values import choice
from scheduler.settings import default_rulebook

Thing = TypeVar("Thing")
Kept = list[tuple[Row, Thing]]

_IDS = {
    "centre": "centre_id", "teams": "team_id", "staff": "staff_id", "certificates": "", "shifts": "shift_id",
    "residents": "resident_id", "devices": "kind", "requests": "request_id", "care_orders": "order_id",
    "order_changes": "", "beds": "bed_id", "bed_moves": "", "medication": "plan_id", "happened": "", "away": "",
}  # fmt: skip


def read_folder(folder: Path, crs: str | None = None, partial: bool = False) -> tuple[Dataset, tuple[Fault, ...]]:
    """The folder's dataset and the faults of the rows left out (none unless `partial`).

    `crs` (wgs84, gcj02, bd09) is for rows that do not say theirs. Raises InputError with every fault of
    every file; with `partial` only when the folder or the centre itself cannot be read.
    """
    if not folder.is_dir():
        remedy = Words("写出存放各表的文件夹", "name the folder that holds the tables")
        raise InputError([fault(folder.name, Words("没有这个文件夹", "there is no such folder"), remedy)])
    reading = _Reading(folder)
    dataset = reading.dataset(_system(crs), partial)
    if dataset is None or (reading.faults and not partial):
        raise InputError(reading.faults)
    return dataset, tuple(reading.faults)


def _system(crs: str | None) -> str | None:
    try:
        return None if crs is None else choice(crs, "crs")
    except CellError as error:
        raise InputError([fault("crs", error.message, error.remedy, "crs", crs or "")]) from error


class _Reading:
    """One reading of one folder: its rows, the ids that stand in them, and every fault."""

    def __init__(self, folder: Path) -> None:
        found = read_sheets(folder)
        self.faults = found.faults
        self.addresses = AddressBook(folder, self.faults)
        self.lines = {
            name: [Row(sheet, line, self.faults) for line in sheet.lines] for name, sheet in found.sheets.items()
        }
        # Ids of faulty rows count as known: a fault is told once, where it is.
        self.ids = {
            name: frozenset(row.raw(key) for row in self.lines.get(name, [])) - {""}
            for name, key in _IDS.items()
            if key
        }
        for table in TABLES:
            if table.en not in found.present and not table.optional:
                message = Words(f"没有“{table.zh}”表", f"the table {table.en} is missing")
                remedy = Words(f"加上 {table.en}.csv，或同名工作表", f"add {table.en}.csv, or a sheet of that name")
                self.faults.append(fault(folder.name, message, remedy))

    def dataset(self, crs: str | None, partial: bool) -> Dataset | None:
        """What can be built; None without exactly one sound centre."""
        rulebook = default_rulebook()
        services = rulebook.services
        centres = self._kept("centre", lambda row: people_rows.centre(row, crs))
        residents, staff, requests = (self.ids[name] for name in ("residents", "staff", "requests"))
        found = self._people(crs, services)
        found["requests"] = self._kept(
            "requests", lambda row: care_rows.request(row, residents, staff, requests, services)
        )
        found |= self._over_time(rulebook)
        if partial:
            self._drop_spoiled(found)
            self._drop_orphans(found)
        if len(centres) > 1:
            centres[1][0].wrong("centre_id", *_ONE_CENTRE)
        if len(centres) != 1:
            return None
        return Dataset(centres[0][1], **{name: tuple(thing for _, thing in kept) for name, kept in found.items()})

    def _people(self, crs: str | None, services: Mapping[str, Service]) -> dict[str, Kept[Any]]:
        """Who visits with what and when, and who is visited."""
        teams, staff, residents = (self.ids[name] for name in ("teams", "staff", "residents"))
        skills = {skill for service in services.values() for part in service.parts for skill in part.skills}
        kinds = {service.device for service in services.values()} - {""}
        held: dict[str, list[Certificate]] = defaultdict(list)
        for _, (holder, one) in self._kept("certificates", lambda row: people_rows.certificate(row, staff, skills)):
            held[holder].append(one)
        shifts: Kept[Shift] = self._kept("shifts", lambda row: people_rows.shift(row, staff))
        people_rows.overlapping(shifts)
        return {
            "teams": self._kept("teams", people_rows.team),
            "staff": self._kept(
                "staff", lambda row: people_rows.staff(row, teams, tuple(held[row.raw("staff_id")]), residents, crs)
            ),
            "residents": self._kept(
                "residents", lambda row: people_rows.resident(row, teams, staff, crs, self.addresses)
            ),
            "devices": self._kept("devices", lambda row: people_rows.device(row, kinds)),
            "shifts": _sound(shifts),
        }

    def _over_time(self, rulebook: Rulebook) -> dict[str, Kept[Any]]:
        """Standing orders, family beds, medicines, what happened, and who is away."""
        residents, staff, beds, orders = (self.ids[name] for name in ("residents", "staff", "beds", "care_orders"))
        changes: dict[str, list[OccurrenceChange]] = defaultdict(list)
        for _, (order_id, change) in self._kept("order_changes", lambda row: order_rows.change(row, orders)):
            changes[order_id].append(change)
        moves: dict[str, list[BedMove]] = defaultdict(list)
        for _, (bed_id, move) in self._kept("bed_moves", lambda row: bed_rows.move(row, beds)):
            moves[bed_id].append(move)
        known = order_rows.Known(residents, staff, beds, orders, rulebook, changes)
        kept_beds = self._kept("beds", lambda row: bed_rows.bed(row, residents, staff, moves))
        bed_rows.overlapping(kept_beds)
        kept_away = self._kept("away", lambda row: events_rows.away(row, residents))
        events_rows.overlapping(kept_away)
        asked = self.ids["requests"] | orders | beds | self.ids["medication"]
        return {
            "care_orders": self._kept("care_orders", lambda row: order_rows.order(row, known)),
            "beds": _sound(kept_beds),
            "medication": self._kept("medication", lambda row: events_rows.medication(row, residents)),
            "happened": self._kept("happened", lambda row: events_rows.happened(row, asked, staff)),
            "away": _sound(kept_away),
        }

    def _kept(self, table: str, build: Callable[[Row], Thing | None]) -> Kept[Thing]:
        """The sound rows of a table with what they say; the second row with one id is a fault."""
        kept: Kept[Thing] = []
        seen: set[str] = set()
        for row in self.lines.get(table, []):
            thing = build(row)
            identity = row.raw(_IDS[table]) if _IDS[table] else ""
            if identity in seen:
                row.wrong(_IDS[table], *_TWICE)
            seen |= {identity} - {""}
            if thing is not None and not row.bad:
                kept.append((row, thing))
        return kept

    def _drop_spoiled(self, found: dict[str, Kept[Any]]) -> None:
        """Leave out, with a fault, the bed or order of which a step or a change was refused: half of it misleads."""
        for table, key, of_table in (("bed_moves", "bed_id", "beds"), ("order_changes", "order_id", "care_orders")):
            spoiled = {row.raw(key) for row in self.lines.get(table, []) if row.bad}
            for row, thing in found[of_table]:
                if thing.id in spoiled:
                    row.wrong(key, *_SPOILED)
            found[of_table] = _sound(found[of_table])

    def _drop_orphans(self, found: dict[str, Kept[Any]]) -> None:
        """Leave out, with a fault, what names a row that was refused: nobody is planned for half."""
        changed = True
        while changed:
            changed = False
            sound = {name: {thing.id for _, thing in found[name]} for name in {named for *_, named in _NAMED}}
            for table, column, of_table in _NAMED:
                for row, _ in list(found[table]):
                    named = row.raw(column)
                    if named and named in self.ids[of_table] and named not in sound[of_table]:
                        row.wrong(column, *_ORPHAN)
                        changed = True
                found[table] = _sound(found[table])


def _sound(kept: Kept[Thing]) -> Kept[Thing]:
    """Without the rows that were found to be wrong since."""
    return [(row, thing) for row, thing in kept if not row.bad]


_ONE_CENTRE = (
    Words("只能有一个中心", "there can be only one centre"),
    Words("每个中心一个文件夹", "one folder per centre"),
)
_TWICE = Words("编号重复", "this id stands there twice"), Words("每行用自己的编号", "give each row its own id")
_ORPHAN = Words("所指的那一行未被接受", "the row it names was refused"), Words("先改正那一行", "correct that row first")
_SPOILED = (
    Words("它的一行经过或变更未被接受", "a row of its steps or changes was refused"),
    Words("先改正那一行", "correct that row first"),
)
# Which column of which table names a row of which table.
_NAMED = (
    ("staff", "team_id", "teams"),
    ("residents", "team_id", "teams"),
    ("shifts", "staff_id", "staff"),
    ("requests", "resident_id", "residents"),
    ("requests", "after_request", "requests"),
    ("beds", "resident_id", "residents"),
    ("care_orders", "resident_id", "residents"),
    ("care_orders", "bed_id", "beds"),
    ("care_orders", "follows", "care_orders"),
    ("medication", "resident_id", "residents"),
    ("away", "resident_id", "residents"),
)
