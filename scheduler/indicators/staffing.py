"""Staff by the standard: so many general practitioners, public health doctors and nurses for so many residents."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from scheduler.errors import Fault, InputError
from scheduler.indicators.period import CarePeriod

ROLES = ("GP", "PH", "RN")
OWN = "centre"
CONFIGURED, REGISTERED, SIGNED = "configured", "registered", "signed"


@dataclass(frozen=True, slots=True)
class RoleNeed:
    """One profession: how many the standard asks for, how many there are, how many are missing."""

    role: str
    required: int
    have: int
    missing: int


@dataclass(frozen=True, slots=True)
class Staffing:
    """The standard applied to so many residents. `basis`: the number configured for the centre, the residents
    registered here, or (a team) those signed with it. Seconded people and nurses of hospitals do not count."""

    residents: int
    basis: str
    roles: tuple[RoleNeed, ...]

    @property
    def required(self) -> int:
        """Of all professions."""
        return sum(one.required for one in self.roles)

    @property
    def have(self) -> int:
        """Of all professions."""
        return sum(one.have for one in self.roles)

    @property
    def missing(self) -> int:
        """Of all professions; too many of one do not make up for too few of another."""
        return sum(one.missing for one in self.roles)


def staffing(period: CarePeriod) -> Staffing:
    """What the standard asks of the centre, or of a team as `of_team` sees it; each profession rounded up.

    Raises InputError when the standard is for 0 residents.
    """
    number = period.rulebook.rule
    unit = number("staffing.per_residents")
    if not unit:
        told = ("may not be zero", "write 10000", "不能为 0", "请写 10000")
        raise InputError([Fault("rules.toml [staffing.per_residents]", "value", "0", *told)])
    team = period.team is not None
    configured = 0 if team else number("staffing.residents")
    residents = configured or len(period.residents)
    basis = CONFIGURED if configured else SIGNED if team else REGISTERED
    have = Counter(person.role for person in period.own_staff() if person.employer == OWN)
    needs = []
    for role in ROLES:
        required = -(-residents * number(f"staffing.{role.lower()}") // unit)
        needs.append(RoleNeed(role, required, have[role], max(0, required - have[role])))
    return Staffing(residents, basis, tuple(needs))
