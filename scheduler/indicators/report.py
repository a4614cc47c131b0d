"""The whole report of a period: figures and staffing for the centre and each team, secondment week by week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scheduler.domain.indicators import Indicator, Miss
from scheduler.domain.people import Centre
from scheduler.indicators.beds import bed_figures
from scheduler.indicators.period import CarePeriod, of_team
from scheduler.indicators.residents import follow_ups, intervals_kept, old_signed_covered
from scheduler.indicators.road import continuity, left_out_by_priority, outcomes, travel_share
from scheduler.indicators.secondment import Cycle, SecondmentWeek, cycle, mondays, secondment_week
from scheduler.indicators.staffing import Staffing, staffing

CENTRE, TEAM, NO_TEAM = "centre", "team", "no_team"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom figures are about: the whole centre, one team, or those who belong to no team."""

    kind: str  # centre, team or no_team
    id: str
    name: str
    indicators: tuple[Indicator, ...]
    staffing: Staffing | None  # None for those of no team


@dataclass(frozen=True, slots=True)
class Report:
    """A period of one centre in figures. `strange`: visits of which a record tells and nothing else.
    `calendar_verified` is false when working days of the period were assumed by the week."""

    centre_id: str
    name_zh: str
    name_en: str
    first: date
    last: date
    over: date  # the last day that counts as over
    scopes: tuple[Scope, ...]  # the centre first
    staffing_rule: tuple[str, str]  # Chinese, English, as quoted
    secondment_rule: tuple[str, str]
    weeks: tuple[SecondmentWeek, ...]
    cycle: Cycle
    strange: tuple[Miss, ...]
    calendar_verified: bool


def programme(period: CarePeriod) -> tuple[Indicator, ...]:
    """Every figure of the programme, always the same ones in the same order."""
    return (
        *bed_figures(period),
        old_signed_covered(period),
        follow_ups(period),
        intervals_kept(period),
        *continuity(period),
        travel_share(period),
        *outcomes(period),
        *left_out_by_priority(period),
    )


def report(centre: Centre, period: CarePeriod, strange: tuple[Miss, ...] = ()) -> Report:
    """Put it together. Secondment is the centre's; its shifts are to be known for whole weeks."""
    scopes = [Scope(CENTRE, centre.id, centre.name, programme(period), staffing(period))]
    for team in period.teams.values():
        own = of_team(period, team.id)
        scopes.append(Scope(TEAM, team.id, team.name, programme(own), staffing(own)))
    rest = of_team(period, "")
    if rest.residents or rest.own_staff():
        scopes.append(Scope(NO_TEAM, "", "", programme(rest), None))
    weeks = mondays(period.first, period.last)
    text = period.rulebook.rule_text
    return Report(
        centre_id=centre.id,
        name_zh=centre.name,
        name_en=centre.name_en,
        first=period.first,
        last=period.last,
        over=period.over,
        scopes=tuple(scopes),
        staffing_rule=(text("staffing.rule_zh"), text("staffing.rule_en")),
        secondment_rule=(text("secondment.rule_zh"), text("secondment.rule_en")),
        weeks=tuple(secondment_week(period, monday) for monday in weeks),
        cycle=cycle(period.rulebook, period.over),
        strange=strange,
        calendar_verified=all(period.calendar.is_verified(day) for day in (period.first, period.last)),
    )
