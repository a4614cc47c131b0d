"""What every gate looks at: the request, whose it is, what else is open for the resident, and the centre's numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scheduler.domain.care import GateAnswer, Request, Service
from scheduler.domain.people import Centre, Resident
from scheduler.domain.rulebook import Rulebook

ASSESSMENT = "ASSESS_FIRST"
BED_OPENING = "BED_SETUP"
INFUSION = "INFUSION"
INTERNET = "internet_nursing"
SIGNED = "signed_team"
FAMILY_BED = "family_bed"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request judged on one day. `others`: the resident's other open requests, in any order."""

    request: Request
    service: Service
    resident: Resident
    others: tuple[Request, ...]
    day: date
    rulebook: Rulebook
    centre: Centre


def two_staff_level(service: Service, rulebook: Rulebook) -> int:
    """From this risk level two people go: its own number for the first assessment."""
    return rulebook.rule("gate.risk_assessment_two_staff" if service.code == ASSESSMENT else "H13.two_staff_risk_level")


def words(rulebook: Rulebook, key: str) -> frozenset[str]:
    """The codes that a number of unit "words" lists."""
    return frozenset(rulebook.rule_text(key).split())


def refuse(rule: str, zh: str, en: str) -> GateAnswer:
    """It is not done at home, or not by this request; the sentence carries the advice."""
    return GateAnswer(rule, "refuse", zh, en)


def hold(rule: str, zh: str, en: str, release: str = "") -> GateAnswer:
    """Not yet: the sentence says what is missing, `release` the service that brings it."""
    return GateAnswer(rule, "hold", zh, en, release)


def warn(rule: str, zh: str, en: str) -> GateAnswer:
    """It is planned, and somebody should know."""
    return GateAnswer(rule, "warn", zh, en)
