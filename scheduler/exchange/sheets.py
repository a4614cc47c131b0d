"""Paper: a route sheet per person and the centre's roster, as A4 pages in HTML that ask nothing of any network."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from scheduler.domain.day import Day
from scheduler.domain.plan import Finding, Plan, Reason
from scheduler.exchange import wording
from scheduler.exchange.masking import short_name
from scheduler.exchange.timeline import timeline
from scheduler.exchange.views import Waiting, people_out
from scheduler.rules import RULES
from scheduler.units import clock
from scheduler.validator import Verdict

PAGES = Environment(
    loader=PackageLoader("scheduler.exchange"),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def route_sheets(day: Day, plan: Plan) -> str:
    """One page or more per person who goes out, numbered so that every sheet can be collected again."""
    return PAGES.get_template("sheets.html").render(_common(day, plan))


def roster(day: Day, plan: Plan, verdict: Verdict | None, waiting: Sequence[Waiting] = ()) -> str:
    """Who goes where when, what is left out and why, what waits, cost by rule and the validator's word."""
    page = _common(day, plan)
    page |= {
        "timeline": timeline(page["people"]),
        "teams": [(team, list(members)) for team, members in groupby(page["people"], key=lambda person: person.team)],
        "left_out": [_left_out(day, plan, number) for number in range(len(plan.left_out))],
        "waiting": waiting,
        "costs": _costs(day, plan),
        "verdict": verdict,
        "calendar_verified": day.calendar_verified,
        "hard": [_sentence(day, finding) for finding in verdict.findings if finding.hard] if verdict else [],
        "at_the_centre": _at_the_centre(day),
    }
    return PAGES.get_template("roster.html").render(page)


def _common(day: Day, plan: Plan) -> dict[str, Any]:
    language = day.centre.language
    people = people_out(day, plan)
    return {
        "t": wording.LABELS[language],
        "language": "en" if language == "en" else "zh-CN",
        "centre": day.centre.name_en if language == "en" else day.centre.name,
        "date": plan.day.isoformat(),
        "weekday": wording.WEEKDAYS[language][plan.day.weekday()],
        "plan": plan,
        "state": wording.STATES[language].get(plan.state, plan.state),
        "made": f"{plan.made.date().isoformat()} {clock(plan.made)}",
        "people": people,
        "homes": len({stop.visit_id for _, stop in plan.stops() if stop.kind == "visit"}),
        "duty_phone": day.centre.duty_phone,
        "emergency_phone": day.rulebook.rule_text("sheet.emergency_phone"),
    }


def _left_out(day: Day, plan: Plan, number: int) -> dict[str, Any]:
    left = plan.left_out[number]
    visit = day.visits[left.visit_id]
    language = day.centre.language
    return {
        "visit": left.visit_id,
        "who": short_name(day.resident(visit).name),
        "what": day.service(visit).on_paper(language),
        "priority": visit.priority,
        "last_day": visit.last_day.isoformat(),
        "reasons": _reasons(language, left.reasons),
    }


def _reasons(language: str, reasons: Sequence[Reason]) -> list[str]:
    """One line a rule: its first sentence, and how many more people it keeps away. All of them are in plan.json."""
    said: dict[str, list[str]] = {}
    for reason in reasons:
        said.setdefault(reason.rule, []).append(reason.en if language == "en" else reason.zh)
    more = wording.LABELS[language]["more_people"]
    return [lines[0] + (more.format(len(lines) - 1) if len(lines) > 1 else "") for lines in said.values()]


def _costs(day: Day, plan: Plan) -> list[tuple[str, str, int]]:
    """Rule, what it says, cost; the dearest first."""
    said = {rule.name: rule.en if day.centre.language == "en" else rule.zh for rule in RULES}
    paid = sorted(plan.cost_by_rule.items(), key=lambda entry: (-entry[1], entry[0]))
    return [(name, said.get(name, ""), cost) for name, cost in paid if cost]


def _sentence(day: Day, finding: Finding) -> str:
    return f"{finding.rule}: {finding.en if day.centre.language == 'en' else finding.zh}"


def _at_the_centre(day: Day) -> list[tuple[str, str]]:
    """Clinic duty and leave: name, then what from when until when."""
    words = wording.DUTIES[day.centre.language]
    said: dict[str, list[str]] = {}
    for shift in day.shifts.values():
        if shift.kind in words:
            hours = f"{words[shift.kind]} {clock(shift.start)}–{clock(shift.end)}"
            said.setdefault(shift.staff_id, []).append(hours)
    return [(f"{day.staff[staff_id].name} {staff_id}", " ".join(hours)) for staff_id, hours in said.items()]
