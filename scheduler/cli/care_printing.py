"""Care over time on a terminal: orders and what is due of them, beds, reminders."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text

from scheduler.cli.edge import Desk, out
from scheduler.cli.folding import print_folded
from scheduler.domain.care import Request
from scheduler.domain.orders import ByCalendar, CareOrder
from scheduler.usecases import BedView, MedicationView, NursingView, OrderView, Overdue, WorkList

SHOWN = 3  # so many of what is due next


def print_order(desk: Desk, view: OrderView) -> None:
    """One order in a line, and under it what is due next."""
    if desk.as_json:
        return
    order = view.order
    service = desk.store.rulebook.services[order.service].on_paper(desk.language)
    head = desk.word(
        "order",
        id=order.id,
        version=view.version,
        resident=order.resident_id,
        service=service,
        rhythm=_rhythm(desk, order),
        until=order.last_day or desk.word("without_end"),
    )
    out.print(Text(head, style="bold"))
    for request in view.following[:SHOWN]:
        print_request(desk, request)


def print_request(desk: Desk, request: Request) -> None:
    """When an occurrence may be done."""
    days = (
        str(request.first_day) if request.first_day == request.last_day else f"{request.first_day}–{request.last_day}"
    )
    best = desk.word("best_on", request.due) if request.due else ""
    print_folded(f"{request.id}  {days}{best}", indent=2)


def print_overdue(desk: Desk, late: Iterable[Overdue]) -> None:
    """What is past its latest day."""
    if desk.as_json:
        return
    rows = tuple(late)
    if not rows:
        desk.say("none_overdue")
    for one in rows:
        service = one.service_zh if desk.language == "zh" else one.service_en
        line = desk.word(
            "overdue", number=one.number, who=one.short_name, service=service, latest=one.latest, days=one.days
        )
        print_folded(line + (desk.word("overdue_held") if one.held else ""), indent=2)


def print_bed(desk: Desk, view: BedView) -> None:
    """One bed in a line, where it may go, and what is due next."""
    if desk.as_json:
        return
    bed = view.bed
    period = desk.word("bed_period", first=bed.from_day, last=bed.until_day) if bed.from_day else ""
    state = desk.word(f"bed_{bed.state}")
    told = {"id": bed.id, "version": view.version, "resident": bed.resident_id, "kind": desk.word(bed.kind)}
    out.print(Text(desk.word("bed", **told, state=state, period=period), style="bold"))
    if view.possible:
        print_folded(desk.word("possible", ", ".join(view.possible)), indent=2)
    if view.missing:
        print_folded(desk.word("bed_missing", ", ".join(view.missing)), indent=2)
    for request in view.following[:SHOWN]:
        print_request(desk, request)


def print_medication(desk: Desk, view: MedicationView) -> None:
    """One plan in a line, what to mind, and what is due next."""
    if desk.as_json:
        return
    plan = view.plan
    told = {"id": plan.id, "version": view.version, "resident": plan.resident_id, "medicines": plan.medicines}
    out.print(Text(desk.word("medication", **told, end=plan.supply_end or desk.word("no_supply")), style="bold"))
    for answer in view.answers:
        print_folded(answer.zh if desk.language == "zh" else answer.en, indent=2)
    for request in view.following[:SHOWN]:
        print_request(desk, request)


def print_nursing(desk: Desk, view: NursingView) -> None:
    """Where a nursing request stands and where it may go."""
    if desk.as_json:
        return
    way = view.nursing
    state = desk.word(f"nursing_{way.state}")
    late = desk.word("nursing_late") if way.moves[-1].late else ""
    out.print(Text(desk.word("nursing_request", id=way.id, version=view.version, state=state) + late, style="bold"))
    if view.planned_start:
        desk.say("nursing_planned", f"{view.planned_start:%Y-%m-%d %H:%M}")
    if view.possible:
        print_folded(desk.word("possible", ", ".join(view.possible)), indent=2)


def print_work_list(desk: Desk, found: WorkList) -> None:
    """Everything of the day, part by part."""
    if desk.as_json:
        return
    out.rule(Text(desk.word("worklist", day=found.day), style="bold"))
    hours = "  ".join(f"{one.start:%H:%M}–{one.end:%H:%M}" for one in found.open_hours)
    desk.say("worklist_open", hours) if hours else desk.say("worklist_closed")
    if found.empty:
        desk.say("worklist_none")
    if found.overdue:
        _part(desk, "worklist_overdue", ())
        print_overdue(desk, found.overdue)
    _part(desk, "worklist_called_off", [f"{one.day}  {one.visit_id}  {one.reason}" for one in found.called_off])
    _part(desk, "worklist_again", [f"{one.day}  {one.visit_id}  {one.reason}" for one in found.again])
    beds = [
        f"{bed.since}  {bed.bed_id}  {bed.resident_id}  {desk.word(f'bed_{bed.state}')}" for bed in found.beds_waiting
    ]
    _part(desk, "worklist_beds", beds)
    zh = desk.language == "zh"
    _part(desk, "worklist_reminders", [f"{one.due}  {one.zh if zh else one.en}" for one in found.reminders])


def _part(desk: Desk, title: str, lines: Iterable[str]) -> None:
    """A heading with its lines; nothing without lines, save for what is printed after it."""
    rows = tuple(lines)
    if rows or title == "worklist_overdue":
        out.print(Text(desk.word(title), style="bold yellow"))
    for line in rows:
        print_folded(line, indent=2)


def _rhythm(desk: Desk, order: CareOrder) -> str:
    rule = order.recurrence
    if isinstance(rule, ByCalendar):
        return rule.rule
    return desk.word("every_days", shortest=rule.shortest, usual=rule.usual, longest=rule.longest)
