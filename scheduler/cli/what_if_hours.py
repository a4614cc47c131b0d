"""`scheduler what-if --hours ROLE`: how many more hours until everything that can be done is done."""

from __future__ import annotations

from scheduler import usecases
from scheduler.cli.edge import Desk
from scheduler.cli.folding import print_folded
from scheduler.cli.what_if_line import watching
from scheduler.cli.what_if_words import SAID
from scheduler.errors import Fault, InputError
from scheduler.units import clock
from scheduler.usecases import Hours, Lacking, Way


def refuse_kept(keep: str, bound_seconds: float) -> None:
    """InputError for options that this question does not know."""
    given = (("--keep", bool(keep)), ("--bound-seconds", bool(bound_seconds)))
    zh = ("不与 --hours 同用", "先问工时，再用 --longer 或 --extra 保存方案")
    remedy = "ask for hours first, then keep a scenario of --longer or --extra"
    told = ("does not go with --hours", remedy, *zh)
    if faults := [Fault(option, "", "", *told) for option, there in given if there]:
        raise InputError(faults)


def show_hours(here: Desk, plan_id: str, asked: Lacking) -> None:
    """Work it out and print it: what is left out, both ways, what no hours serve, and what comes next."""
    with watching(here) as hears:
        answer = usecases.hours_lacking(here.store, plan_id, asked, progress=hears)
    here.answer(answer)
    if here.as_json:
        return
    words, zh = SAID[here.language], here.language == "zh"
    assumed = answer.assumed_zh if zh else answer.assumed_en
    title = words["hours_title"].format(plan=answer.plan_id, role=answer.role)
    print_folded(words["and"].join((title, *assumed)), style="bold")
    print_folded(answer.zh if zh else answer.en)
    if answer.left_out:
        print_folded(words["lacking"].format(", ".join(answer.left_out)))
    for way in answer.ways:
        _show_way(here, way, answer.like)
    for one in answer.never:
        reason = one.reasons[0].zh if zh else one.reasons[0].en
        print_folded(words["never"].format(visit=one.visit_id, reason=reason))
    print_folded(_next(here, answer))


def _show_way(here: Desk, way: Way, like: str) -> None:
    words = SAID[here.language]
    print_folded(words[f"way_{way.kind}"].format(minutes=way.minutes, like=like))
    for one in way.people:
        hours = f"{clock(one.start)}–{clock(one.end)}"
        print_folded(words["way_person"].format(staff=one.staff_id, minutes=one.minutes, hours=hours), indent=2)
    if way.left_out:
        print_folded(words["way_short"].format(", ".join(way.left_out)), indent=2)
    elif way.proven:
        print_folded(words["way_proven"], indent=2)
    elif way.at_least:
        print_folded(words["way_between"].format(way.at_least), indent=2)
    else:
        print_folded(words["way_found"], indent=2)


def _next(here: Desk, answer: Hours) -> str:
    """The cheapest way as a scenario to be kept."""
    words = SAID[here.language]
    whole = [way for way in answer.ways if not way.left_out]
    if not answer.left_out:
        return words["hours_none"]
    if not whole:
        return words["hours_no_next"].format(answer.plan_id)
    best = min(whole, key=lambda way: way.minutes)
    if best.kind == "longer":
        options = [f"--longer {one.staff_id}:{one.minutes}" for one in best.people]
    else:
        options = [f"--extra {answer.like}:{clock(one.start)}-{clock(one.end)}" for one in best.people]
    said = words["hours_next"].format(plan=answer.plan_id, options=" ".join(options))
    return said + (words["hours_same"] if answer.assumed_en else "")
