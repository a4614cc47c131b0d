"""Commands for the telephone: where a request could go, keep one place while the family is asked, take it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from scheduler import usecases
from scheduler.cli import edge
from scheduler.cli.edge import AsJson, Database, Desk, Language, desk
from scheduler.cli.folding import say_folded
from scheduler.cli.offers_words import OFFERS_WORDS
from scheduler.cli.printing import print_findings
from scheduler.cli.replan import print_difference
from scheduler.cli.words import weekday
from scheduler.units import MINUTE, at, clock
from scheduler.usecases import Confirmed, Offers


class _Offers(TyperGroup):
    """`offers NUMBER` is short for `offers find NUMBER`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        short = args and args[0] not in self.commands and args[0] not in ("--help", "-h")
        return super().parse_args(ctx, ["find", *args] if short else args)


app = typer.Typer(
    cls=_Offers, no_args_is_help=True, help="可选时间 / Places for a request: offers NUMBER, hold, confirm"
)

OfferId = Annotated[str, typer.Argument(help="可选时间编号 / an offer's number")]
AtClock = Annotated[str, typer.Option("--at", help="按当天几点 HH:MM 计 / as if it were then, HH:MM; default: now")]
Coordinator = Annotated[str, typer.Option("--as", help="协调员 / whoever decides")]


@app.command("find")
def offers_find(
    number: Annotated[str, typer.Argument(help="申请编号 / the request's number")],
    day: Annotated[
        str, typer.Option("--day", help="从哪天起，默认今天 / from this day on, YYYY-MM-DD; default: today")
    ] = "",
    most: Annotated[int, typer.Option("--k", min=0, help="几个 / how many; 0: as configured")] = 0,
    urgent: Annotated[bool, typer.Option("--urgent", help="急：等待也计价 / urgent: waiting is weighed too")] = False,
    at_clock: AtClock = "",
    coordinator: Coordinator = edge.AUTHOR,
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """一个申请可以排在哪里 / The best places for a request: day, band, person, who is delayed."""
    with desk(database, "", language, as_json) as here:
        on = edge.day_of(day, "--day") if day else edge.now().date()
        choice: dict[str, Any] = {"day": on, "most": most or None, "urgent": urgent}
        found = usecases.find_offers(here.store, number, author=coordinator, now=_moment(on, at_clock), **choice)
        here.answer(usecases.offers_document(found))
        if not as_json:
            _print_offers(here, found)


@app.command("hold")
def offers_hold(
    offer_id: OfferId,
    at_clock: AtClock = "",
    coordinator: Coordinator = edge.AUTHOR,
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """保留一个时间，不给别人 / Keep a place against others while the family is asked."""
    with desk(database, "", language, as_json) as here:
        now = _moment(usecases.offered_on(here.store, offer_id), at_clock)
        held = usecases.hold_offer(here.store, offer_id, author=coordinator, now=now)
        here.answer(usecases.offer_document(held))
        _say(here, "held", id=held.id, holder=held.holder, until=clock(held.until) if held.until else "")
        _say(here, "next_confirm", id=held.id)


@app.command("confirm")
def offers_confirm(
    offer_id: OfferId,
    publish: Annotated[bool, typer.Option("--publish", help="同时发布 / publish the new version at once")] = False,
    acknowledge: Annotated[
        str, typer.Option("--acknowledge", help="确认超期项目的人 / who answers for what is overdue")
    ] = "",
    at_clock: AtClock = "",
    coordinator: Coordinator = edge.AUTHOR,
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """照此安排 / Make the next version of the day with the visit exactly as offered."""
    with desk(database, "", language, as_json) as here:
        now = _moment(usecases.offered_on(here.store, offer_id), at_clock)
        about: dict[str, Any] = {"author": coordinator, "now": now, "acknowledged_by": acknowledge}
        done = usecases.confirm_offer(here.store, offer_id, publish=publish, **about)
        here.answer(done)
        if not as_json:
            _print_confirmed(here, done)
    if done.published is not None and done.published.plan is None:
        raise typer.Exit(edge.CONFLICT)


def _moment(on: date, text: str) -> datetime:
    """Now; on a day that is over, or where a clock time is given, that moment of the day (midnight without one)."""
    now = edge.now()
    if text:
        return edge.moment_of(on, text, "--at")
    return now if now.date() <= on else at(on, "00:00")


def _say(here: Desk, key: str, *values: object, **named: object) -> None:
    say_folded(here, OFFERS_WORDS[here.language][key].format(*values, **named))


def _print_offers(here: Desk, found: Offers) -> None:
    _say(here, "offers", found.number)
    for kept in found.offers:
        offer = kept.offer
        staff = "+".join(part.staff_id for part in offer.parts)
        when = {"day": offer.day, "weekday": weekday(here.language, offer.day.weekday()), "start": clock(offer.start)}
        told = {"early": clock(offer.band[0]), "late": clock(offer.band[1])}
        travel = round(offer.travel_seconds / MINUTE)
        _say(here, "offer", id=kept.id, staff=staff, travel=travel, cost=offer.cost, **when, **told)
        if offer.cost_by_rule:
            _say(here, "costs", ", ".join(f"{rule} {cost:+d}" for rule, cost in offer.cost_by_rule.items()))
        for late in offer.delayed:
            who = {"visit": late.visit_id, "resident": late.resident_id, "staff": late.staff_id}
            times = {"before": clock(late.before), "after": clock(late.after), "minutes": -(-late.seconds // MINUTE)}
            _say(here, "beyond" if late.touched else "within", **who, **times)
        if not offer.delayed:
            _say(here, "nobody")
    if not found.offers:
        _say(here, "none")
    for one in found.without:
        _say(here, "without", day=one.day, why=one.zh if here.language == "zh" else one.en)
    if found.offers:
        minutes = here.store.rulebook.rule("offers.hold_minutes")
        _say(here, "next_hold", id=found.offers[0].id, minutes=minutes)
    else:
        _say(here, "next_none")


def _print_confirmed(here: Desk, done: Confirmed) -> None:
    print_difference(here, done.change)
    _say(here, "confirmed", id=done.offer.id, plan=done.offer.made)
    if done.published is None:
        _say(here, "next_publish", done.offer.made)
    elif done.published.plan is not None:
        here.say("published", done.offer.made)
        _say(here, "next_tell")
    else:
        if done.published.broken:
            here.say("refused_publish")
            print_findings(here, done.published.broken)
        if done.published.to_acknowledge:
            here.say("acknowledge", ", ".join(done.published.to_acknowledge))
