"""The order of homes on a route: newborns before infectious homes (H20), clean before infected (S9)."""

from __future__ import annotations

from scheduler.domain.care import Visit
from scheduler.domain.day import Day
from scheduler.domain.plan import Finding, Plan
from scheduler.problem.problem import Order
from scheduler.rules.draft import Draft
from scheduler.rules.findings import broken, priced
from scheduler.rules.rule import Rule
from scheduler.rules.served import Served, begun, served_on

PROTECTED, INFECTIOUS, NEITHER = 0, 1, -1


def infection_class(day: Day, visit: Visit) -> int:
    """The visit's class; at least H20.infectious_class at a home with one of H20.infectious_precautions."""
    codes = set(day.rulebook.rule_text("H20.infectious_precautions").split())
    infectious = day.rulebook.rule("H20.infectious_class") if codes & day.resident(visit).precautions else 0
    return max(visit.infection_class, infectious)


def kind_of_home(day: Day, visit: Visit) -> int:
    """INFECTIOUS from class H20.infectious_class on, else PROTECTED for a newborn visit or an immunosuppressed
    resident, else NEITHER. A home that is both counts as infectious: it goes last."""
    if infection_class(day, visit) >= day.rulebook.rule("H20.infectious_class"):
        return INFECTIOUS
    return PROTECTED if visit.protected or day.resident(visit).immunosuppressed else NEITHER


def lower_protection(day: Day, draft: Draft) -> None:
    """H20: on one route no protected home comes after an infectious one, but where that has happened already."""
    facts = begun(day)
    kinds = (kind_of_home(day, visit) for _, visit, _ in draft.each_part())
    past = (key in facts for key in draft.keys)
    classes = tuple(NEITHER if over and kind == PROTECTED else kind for kind, over in zip(kinds, past, strict=True))
    draft.orders.append(Order(draft.rule("H20"), classes, 0))


def find_protection(day: Day, plan: Plan) -> list[Finding]:
    """See `lower_protection`; the amount is 1 for each protected home after an infectious one. What has happened is
    told, it forbids nothing."""
    found: list[Finding] = []
    facts = begun(day)
    for route in plan.routes:
        before: Served | None = None
        for one in served_on(day, route):
            kind = kind_of_home(day, one.visit)
            if kind == INFECTIOUS:
                before = one
            elif kind == PROTECTED and before is not None:
                zh = f"{one.staff.id} 先去传染性住户 {before.visit.id}，后去需保护的 {one.visit.id}，次序相反。"
                en = f"{one.staff.id} goes to the protected home {one.visit.id} after the infectious {before.visit.id}."
                about = (before.visit.id, one.visit.id), (one.staff.id,)
                if (one.visit.id, one.part) in facts:
                    found += priced("H20", 1, "visit", 0, *about, zh, en)
                else:
                    found += broken("H20", 1, "visit", *about, zh, en)
    return found


def lower_clean_first(day: Day, draft: Draft) -> None:
    """S9: on one route each part that comes after one of a higher infection class costs S9.clean_after_infected."""
    price = day.rulebook.weight("S9.clean_after_infected")
    if price:
        classes = tuple(infection_class(day, visit) for _, visit, _ in draft.each_part())
        draft.orders.append(Order(draft.rule("S9"), classes, price))


def find_clean_first(day: Day, plan: Plan) -> list[Finding]:
    """See `lower_clean_first`; the amount is 1 for each such part."""
    price = day.rulebook.weight("S9.clean_after_infected")
    found: list[Finding] = []
    for route in plan.routes:
        worst: Served | None = None
        highest = 0
        for one in served_on(day, route):
            own = infection_class(day, one.visit)
            if worst is None or own >= highest:
                worst, highest = one, own
                continue
            zh = (
                f"{one.staff.id} 先去 {worst.visit.id}（感染等级 {highest}），后去较清洁的 {one.visit.id}（{own} 级）。"
            )
            en = f"{one.staff.id} goes to {one.visit.id} (class {own}) after {worst.visit.id} (class {highest})."
            found += priced("S9", 1, "visit", price, (worst.visit.id, one.visit.id), (one.staff.id,), zh, en)
    return found


INFECTION: tuple[Rule, ...] = (
    Rule(
        "H20",
        "hard",
        "visit",
        lower_protection,
        find_protection,
        "同一路线上，新生儿和免疫低下者不排在传染性住户之后。",
        "On one route no newborn or immunosuppressed resident comes after an infectious home.",
    ),
    Rule(
        "S9",
        "soft",
        "visit",
        lower_clean_first,
        find_clean_first,
        "尽量先清洁、后感染。",
        "Clean homes before infected ones.",
    ),
)
