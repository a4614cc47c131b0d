"""Reasons on a terminal: person by person, the smallest change, what a move by hand changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from scheduler.cli.edge import Desk, out
from scheduler.cli.folding import print_folded
from scheduler.cli.live_line import live_line
from scheduler.cli.printing import print_findings, print_reasons
from scheduler.domain.plan import Reason
from scheduler.units import clock
from scheduler.usecases import Moved, Why


def print_why(here: Desk, why: Why) -> None:
    """Every reason; for a visit left out the smallest change, the plan that proves it, and what to do next."""
    print_reasons(here, _together(why.reasons))
    if why.change is None:
        here.say("next_move", why.visit_id)
        return
    out.print()
    style = "bold green" if why.change.plan else "bold yellow"
    print_folded(why.change.zh if here.language == "zh" else why.change.en, style=style)
    if why.change.plan is None:
        return
    if why.change.price:
        here.say("change_price", price=why.change.price)
    if why.change.moved:
        print_folded(here.word("change_moved", " ".join(why.change.moved)))
    here.say(f"next_{why.change.kind}", visit=why.visit_id, staff=why.change.staff_id)


def _together(reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """People of whom the same is said in the same words stand in one line."""
    same: dict[tuple[str, str], list[Reason]] = defaultdict(list)
    for reason in reasons:
        same[reason.rule, reason.zh].append(reason)
    return tuple(replace(group[0], staff_id=" ".join(one.staff_id for one in group)) for group in same.values())


def print_moved(here: Desk, moved: Moved) -> None:
    """What it breaks or became, every term that changes, and better places where it is refused."""
    if moved.plan is None:
        here.say("refused_move")
        print_findings(here, moved.broken)
    elif moved.saved:
        here.say("moved", plan=moved.plan.id, cost=f"{moved.plan.cost:,}")
    else:
        here.say("move_trial", cost=f"{moved.plan.cost:,}")
    if moved.terms:
        here.say("terms")
    for term in moved.terms:
        sentence = (term.zh if here.language == "zh" else term.en).removeprefix(f"{term.rule} ")
        print_folded(f"{term.rule}  {term.old:,} → {term.new:,}（{term.change:+,}） {sentence}", indent=2)
    if moved.alternatives:
        here.say("alternatives")
    for other in moved.alternatives:
        here.say("alternative", staff=other.staff_id, start=clock(other.start), change=other.cost_change)


@contextmanager
def watching_questions(here: Desk) -> Iterator[Callable[[int], None]]:
    """What hears how many questions the solvers have been asked."""
    with live_line() as live:

        def hear(questions: int) -> None:
            live.show(here.word("looking_for_change", questions))

        hear(0)
        yield hear
