"""A plan as the coordinator reads it, in one language; and the same as files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from scheduler.domain.care import GateAnswer, assessment_id_of
from scheduler.domain.day import Day
from scheduler.domain.plan import Finding, Plan, Reason
from scheduler.errors import Fault, InputError
from scheduler.exchange.masking import short_name
from scheduler.exchange.views import Person, Waiting, people_out
from scheduler.rules import RULES
from scheduler.store import plans, records
from scheduler.store.engine import Store
from scheduler.usecases.care import calendar_of, requests_between
from scheduler.usecases.day import day_as_planned, day_to_plan
from scheduler.validator import judge


@dataclass(frozen=True, slots=True)
class LeftOutView:
    """A visit without a stop: whose, what, how urgent, why."""

    visit_id: str
    resident_id: str
    short_name: str
    service: str
    priority: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class WaitingView:
    """A request for the day that the gates do not let through yet; `instead` is the visit planned to release it."""

    number: str
    resident_id: str
    short_name: str
    service: str
    answers: tuple[GateAnswer, ...]
    instead: str


@dataclass(frozen=True, slots=True)
class CostLine:
    """What one rule costs in the plan, in cost units, with the rule's sentence."""

    rule: str
    cost: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Roster:
    """A whole plan to be read: masked, in one language. `broken` is what the validator forbids.

    `calendar_verified` is false when the plan was made on assumed working days.
    """

    plan_id: str
    version: int
    state: str
    day: str
    weekday: int
    centre: str
    language: str
    seed: int
    iterations: int
    cost: int
    bound: int | None
    visits: int
    people: tuple[Person, ...]
    left_out: tuple[LeftOutView, ...]
    waiting: tuple[WaitingView, ...]
    costs: tuple[CostLine, ...]
    broken: tuple[Finding, ...]
    calendar_verified: bool


def roster_of(store: Store, plan_id: str, language: str = "") -> Roster:
    """The plan in the centre's language or the one asked for."""
    plan, day = _shown(store, plan_id, language)
    zh = day.centre.language == "zh"
    sentences: Mapping[str, str] = {rule.name: rule.zh if zh else rule.en for rule in RULES}
    costs = sorted(plan.cost_by_rule.items(), key=lambda one: (-one[1], one[0]))
    return Roster(
        plan_id=plan.id,
        version=plan.version,
        state=plan.state,
        day=plan.day.isoformat(),
        weekday=plan.day.weekday(),
        centre=day.centre.name if zh else day.centre.name_en,
        language=day.centre.language,
        seed=plan.seed,
        iterations=plan.iterations,
        cost=plan.cost,
        bound=plan.bound,
        visits=len({stop.visit_id for _, stop in plan.stops() if stop.kind == "visit"}),
        people=people_out(day, plan),
        left_out=tuple(_left_out(day, one.visit_id, one.reasons) for one in plan.left_out),
        waiting=_waiting(store, plan, day),
        costs=tuple(CostLine(rule, cost, sentences.get(rule, "")) for rule, cost in costs if cost),
        broken=judge(day, plan).hard,
        calendar_verified=day.calendar_verified,
    )


def export_plan(store: Store, plan_id: str, folder: Path, language: str = "") -> tuple[Path, ...]:
    """Write the plan's files into a folder and give their paths; InputError when it cannot be written to."""
    from scheduler.exchange.writing import write_all  # loads the sheets' templates, which only this needs

    plan, day = _shown(store, plan_id, language)
    try:
        return tuple(write_all(folder, day, plan, judge(day, plan), _waiting_on_paper(store, plan, day)))
    except OSError as error:
        message, zh = f"cannot be written to: {error.strerror}", f"无法写入：{error.strerror}"
        fault = Fault("--out", "", str(folder), message, "name another folder", zh, "请换一个文件夹")
        raise InputError([fault]) from error


def _waiting_on_paper(store: Store, plan: Plan, day: Day) -> tuple[Waiting, ...]:
    zh = day.centre.language == "zh"
    return tuple(
        Waiting(
            held.number,
            held.short_name,
            held.service,
            tuple(answer.zh if zh else answer.en for answer in held.answers),
            held.instead,
        )
        for held in _waiting(store, plan, day)
    )


def _shown(store: Store, plan_id: str, language: str) -> tuple[Plan, Day]:
    with store.read() as session:
        plan, day = day_as_planned(session, store.rulebook, plans.plan_row(session, plan_id))
    if language:
        day = replace(day, centre=replace(day.centre, language=language))
    return plan, day


def _waiting(store: Store, plan: Plan, day: Day) -> tuple[WaitingView, ...]:
    """What the gates hold back or refuse on the day, as known now."""
    with store.read() as session:
        assumed = not day.calendar_verified
        _, answers = day_to_plan(session, store.rulebook, plan.centre_id, plan.day, day.weather, assumed)
        kept = {id_: tuple(a for a in said if a.answer != "warn") for id_, said in answers.items()}
        asked_for = (plan.centre_id, plan.day, plan.day, calendar_of(assumed), {plan.day})
        requests = requests_between(session, store.rulebook, *asked_for)
        asked = {id_: requests[id_] for id_, said in kept.items() if said}
        residents = records.residents_of(session, plan.centre_id, {r.resident_id for r in asked.values()})
    views = []
    for id_, request in asked.items():
        service = store.rulebook.services[request.service].on_paper(day.centre.language)
        name = short_name(residents[request.resident_id].name)
        instead = assessment_id_of(id_) if assessment_id_of(id_) in day.visits else ""
        views.append(WaitingView(id_, request.resident_id, name, service, kept[id_], instead))
    return tuple(views)


def _left_out(day: Day, visit_id: str, reasons: tuple[Reason, ...]) -> LeftOutView:
    visit = day.visits[visit_id]
    resident, service = day.resident(visit), day.service(visit)
    name = service.on_paper(day.centre.language)
    return LeftOutView(visit_id, resident.id, short_name(resident.name), name, visit.priority, reasons)
