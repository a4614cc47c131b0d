"""The running day on a page that a coordinator leaves open: who is where, what is late, what to do next."""

from __future__ import annotations

from datetime import date

from rich.table import Table
from rich.text import Text

from scheduler.cli import edge
from scheduler.cli.edge import Desk
from scheduler.units import clock
from scheduler.usecases import Watch

STYLES = {"grey": "bright_black", "green": "green", "amber": "yellow", "red": "bold red"}


def print_watch(here: Desk, seen: Watch, on: date) -> None:
    """Whom to call first, then every person with the stops, then the next step."""
    word = here.word
    here.say("now_head", plan=seen.plan_id, now=clock(seen.now))
    for reminder in seen.reminders:
        said = reminder.zh if here.language == "zh" else reminder.en
        stage = word(f"now_stage_{reminder.stage}")
        edge.out.print(Text(f"! {stage} {clock(reminder.since)} {said}", style="bold red"))
    for person in seen.people:
        where = word(f"now_{person.state}", person.visit_id or word("now_home"))
        back = word("now_back_at", clock(person.back)) if person.back else ""
        late = word("now_late_home", person.late_home) if person.late_home else ""
        edge.out.print(Text.assemble((person.staff_id, "bold"), f"  {where}{back}", (late, "bold red")))
        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
        for stop in person.stops:
            what = stop.visit_id or word("drop")
            state = word(f"now_stop_{stop.state}")
            misses = ", ".join(word(f"now_misses_{one}") for one in stop.misses)
            band = f"{clock(stop.band[0])}–{clock(stop.band[1])}" if stop.kind == "visit" else ""
            moved = f"{clock(stop.planned)}→{clock(stop.start)}" if stop.start != stop.planned else clock(stop.start)
            table.add_row("  " + what, moved, band, f"{state} {misses}".strip(), style=STYLES[stop.colour])
        edge.out.print(table)
    here.say("now_counts", amber=len(seen.amber), red=len(seen.red), calls=len(seen.reminders))
    here.say("event_replan" if seen.replan else "now_next", day=on)
