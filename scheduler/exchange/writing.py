"""A plan as files: for the phone calls, the map, a spreadsheet, another program, and paper."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from scheduler.domain.day import Day
from scheduler.domain.plan import Plan, Route, Stop
from scheduler.exchange.geojson import routes_geojson
from scheduler.exchange.masking import masked_phone, short_name
from scheduler.exchange.sheets import roster, route_sheets
from scheduler.exchange.spreadsheet import write_table
from scheduler.exchange.views import Waiting
from scheduler.exchange.wording import ROLES
from scheduler.units import clock
from scheduler.validator import Verdict

ROUTE_COLUMNS = (
    "day", "staff_id", "shift_id", "number", "kind", "visit_id", "part", "resident_id", "resident", "service",
    "place_id", "start", "end", "band_from", "band_until", "travel_seconds", "access_seconds",
)  # fmt: skip
CALL_COLUMNS = ("day", "from", "until", "visit_id", "resident_id", "resident", "phone", "service", "who_comes")


def write_all(
    folder: Path, day: Day, plan: Plan, verdict: Verdict | None = None, waiting: Sequence[Waiting] = ()
) -> list[Path]:
    """Write routes.csv, routes.geojson, plan.json, calls.csv, sheets.html and roster.html; return their paths.

    Whatever stood there under these names is replaced. Personal data is masked as domain's paper rules say.
    """
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "routes.geojson": json.dumps(routes_geojson(day, plan), ensure_ascii=False, indent=1),
        "plan.json": json.dumps(asdict(plan), ensure_ascii=False, indent=1, default=lambda moment: moment.isoformat()),
        "sheets.html": route_sheets(day, plan),
        "roster.html": roster(day, plan, verdict, waiting),
    }
    written = [
        write_table(folder / "routes.csv", ROUTE_COLUMNS, _route_rows(day, plan)),
        write_table(
            folder / "calls.csv", CALL_COLUMNS, sorted(_call_rows(day, plan), key=lambda row: (row[1], row[3]))
        ),
    ]
    for name, text in texts.items():
        path = folder / name
        path.write_text(text + "\n", encoding="utf-8")
        written.append(path)
    return written


def _route_rows(day: Day, plan: Plan) -> Iterator[tuple[object, ...]]:
    for route in plan.routes:
        for number, stop in enumerate(route.stops, 1):
            yield _route_row(day, route, number, stop)


def _route_row(day: Day, route: Route, number: int, stop: Stop) -> tuple[object, ...]:
    visit = day.visits[stop.visit_id] if stop.kind == "visit" else None
    return (
        day.day.isoformat(),
        route.staff_id,
        route.shift_id,
        number,
        stop.kind,
        stop.visit_id,
        stop.part,
        visit.resident_id if visit else "",
        short_name(day.resident(visit).name) if visit else "",
        day.service(visit).on_paper(day.centre.language) if visit else "",
        stop.place_id,
        stop.start.isoformat(),
        stop.end.isoformat(),
        stop.band[0].isoformat() if visit else "",
        stop.band[1].isoformat() if visit else "",
        stop.travel_seconds,
        stop.access_seconds,
    )


def _call_rows(day: Day, plan: Plan) -> Iterator[tuple[str, ...]]:
    """One row per home visited: the band of its first part, and everybody who comes."""
    parts: dict[str, list[tuple[Route, Stop]]] = {}
    for route, stop in plan.stops():
        if stop.kind == "visit":
            parts.setdefault(stop.visit_id, []).append((route, stop))
    language = day.centre.language
    full = day.rulebook.switched_on("sheet.full_phone_in_calls")
    for visit_id, coming in parts.items():
        coming.sort(key=lambda pair: (pair[1].start, pair[1].part))
        visit = day.visits[visit_id]
        resident = day.resident(visit)
        people = [day.staff[route.staff_id] for route, _ in coming]
        band = coming[0][1].band
        yield (
            day.day.isoformat(),
            clock(band[0]),
            clock(band[1]),
            visit_id,
            resident.id,
            short_name(resident.name),
            resident.phone if full else masked_phone(resident.phone),
            day.service(visit).on_paper(language),
            "、".join(f"{person.name}({ROLES[language].get(person.role, person.role)})" for person in people),
        )
