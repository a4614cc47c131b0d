"""A roster on a terminal: by team and person, then what was left out, the cost by rule, the verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby

from rich.table import Table
from rich.text import Text

from scheduler.cli.edge import Desk, out
from scheduler.cli.folding import print_folded
from scheduler.cli.words import weekday
from scheduler.domain.plan import Finding, Reason
from scheduler.exchange.views import Line, Person, Trip
from scheduler.usecases import Roster

STATES = {"draft": "draft", "published": "published_state", "replaced": "replaced", "recalled": "recalled_state"}


def print_roster(desk: Desk, roster: Roster) -> None:
    """The whole of it."""
    title = desk.word(
        "roster",
        centre=roster.centre,
        day=roster.day,
        weekday=weekday(desk.language, roster.weekday),
        version=roster.version,
        state=desk.word(STATES[roster.state]),
    )
    out.rule(Text(title, style="bold"))
    if not roster.calendar_verified:
        out.print(Text(desk.word("calendar_not_verified"), style="bold yellow"))
    for team, people in groupby(roster.people, key=lambda person: person.team):
        out.print()
        out.print(Text(f"■ {team}", style="bold cyan"))
        for person in people:
            print_person(desk, person)
    out.print()
    desk.say("summary", people=len(roster.people), visits=roster.visits, left=len(roster.left_out))
    _print_left_out(desk, roster)
    _print_waiting(desk, roster)
    _print_costs(desk, roster)
    _print_verdict(desk, roster)


def print_person(desk: Desk, person: Person) -> None:
    """One person's day, trip by trip."""
    for trip in person.trips:
        name = desk.word("person", name=person.name, id=person.staff_id, role=person.role, mode=person.mode)
        way = desk.word("trip", departure=trip.departure, back=trip.back, travel=trip.travel)
        out.print(Text.assemble((f"  {name}", "bold"), f"  {way}"))
        out.print(_stops(desk, trip))


def _stops(desk: Desk, trip: Trip) -> Table:
    table = Table(box=None, padding=(0, 1), show_header=False, pad_edge=False)
    table.add_column("", width=2)
    table.add_column("", no_wrap=True)  # from, until
    table.add_column("", no_wrap=True, min_width=6)  # who
    table.add_column("", min_width=18, overflow="fold")  # what, and under it with whom and what to mind
    table.add_column("", no_wrap=True, justify="right")  # the way
    table.add_column("", no_wrap=True)  # the band told
    table.add_column("", overflow="fold", style="dim")  # the visit's id, for explain, lock and move
    for line in trip.lines:
        told = f"{line.band[0]}–{line.band[1]}" if line.kind == "visit" else ""
        notes = desk.word("and").join((*line.together, *line.precautions))
        what = Text.assemble(_what(desk, line), (f"\n{notes}" if notes else "", "dim"))
        table.add_row("", f"{line.start}–{line.end}", line.who, what, _way(desk, line), told, line.visit_id)
    return table


def _what(desk: Desk, line: Line) -> str:
    return line.what if line.kind == "visit" else desk.word("lunch" if line.kind == "break" else "drop")


def _way(desk: Desk, line: Line) -> str:
    if line.kind == "break":
        return ""
    return desk.word("same_building") if line.same_building else desk.word("minutes", line.ride + line.access)


def _print_left_out(desk: Desk, roster: Roster) -> None:
    out.print()
    if not roster.left_out:
        desk.say("none_left_out")
        return
    out.print(Text(desk.word("left_out"), style="bold yellow"))
    for left in roster.left_out:
        head = f"  {left.visit_id}  {left.short_name}  {left.service}  {desk.word('priority')} {left.priority}"
        out.print(Text(head, style="yellow"))
        for line in _in_short(desk, left.reasons):
            print_folded(line, indent=6)
    desk.say("explain", roster.plan_id)


def _print_waiting(desk: Desk, roster: Roster) -> None:
    if not roster.waiting:
        return
    out.print()
    out.print(Text(desk.word("waiting"), style="bold yellow"))
    for held in roster.waiting:
        out.print(Text(f"  {held.number}  {held.short_name}  {held.service}", style="yellow"))
        for answer in held.answers:
            sentence = answer.zh if desk.language == "zh" else answer.en
            print_folded(f"{desk.word(answer.answer)}  {answer.rule}  {sentence}", indent=6)
        if held.instead:
            out.print(Text(f"      {desk.word('instead', held.instead)}"))


def _in_short(desk: Desk, reasons: tuple[Reason, ...]) -> Iterator[str]:
    """What holds for the visit as a whole, then each rule once with the people it keeps away."""
    by_rule: dict[str, list[Reason]] = defaultdict(list)
    for reason in reasons:
        if reason.staff_id:
            by_rule[reason.rule].append(reason)
        else:
            yield _said(reason.rule, reason.zh if desk.language == "zh" else reason.en)
    for rule, same in sorted(by_rule.items(), key=lambda one: (-len(one[1]), one[0])):
        first = _said(rule, same[0].zh if desk.language == "zh" else same[0].en)
        others = " ".join(reason.staff_id for reason in same[1:])
        yield first + (desk.word("likewise", others) if others else "")


def _print_costs(desk: Desk, roster: Roster) -> None:
    out.print()
    table = Table(title=desk.word("cost_by_rule"), title_justify="left", box=None, padding=(0, 1))
    table.add_column(desk.word("rule"), no_wrap=True)
    table.add_column(desk.word("cost"), justify="right", no_wrap=True)
    table.add_column("")
    for line in roster.costs:
        table.add_row(line.rule, f"{line.cost:,}", line.sentence)
    table.add_row(desk.word("total"), f"{roster.cost:,}", bound_words(desk, roster.cost, roster.bound), style="bold")
    out.print(table)


def bound_words(desk: Desk, cost: int, bound: int | None) -> str:
    """How far from the best possible, as far as that is proven."""
    if bound is None:
        return desk.word("no_bound")
    return desk.word("gap", bound=f"{bound:,}", gap=100 * (cost - bound) / max(1, cost))


def _print_verdict(desk: Desk, roster: Roster) -> None:
    out.print()
    if not roster.broken:
        out.print(Text(desk.word("legal"), style="bold green"))
        if roster.state == "draft":
            desk.say("next_publish", roster.plan_id)
        return
    out.print(Text(desk.word("illegal", len(roster.broken)), style="bold red"))
    print_findings(desk, roster.broken)
    desk.say("next_check")


def print_reasons(desk: Desk, reasons: tuple[Reason, ...]) -> None:
    """Each reason with its rule and, where it is about somebody, the person."""
    for reason in reasons:
        sentence = (reason.zh if desk.language == "zh" else reason.en).removeprefix(f"{reason.rule} ")
        print_folded("  ".join(word for word in (reason.rule, reason.staff_id, sentence) if word))


def print_findings(desk: Desk, findings: tuple[Finding, ...]) -> None:
    """Each broken rule with its sentence."""
    for finding in findings:
        print_folded(_said(finding.rule, finding.zh if desk.language == "zh" else finding.en), indent=2)


def _said(rule: str, sentence: str) -> str:
    """The sentence after its rule's name, which some sentences begin with themselves."""
    return sentence if sentence.startswith(f"{rule} ") else f"{rule}  {sentence}"
