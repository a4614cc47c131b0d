"""What a home asks of every visit to it: how many go, and whether it is clean."""

from __future__ import annotations

from scheduler.domain.care import PartNeed, Request, Service
from scheduler.domain.people import Resident
from scheduler.domain.rulebook import Rulebook
from scheduler.intake.asked import two_staff_level, words


def people_for(
    request: Request, service: Service, resident: Resident, rulebook: Rulebook
) -> tuple[tuple[PartNeed, ...], bool]:
    """The people of the service, one more where the home asks for two; and whether they start together."""
    dangerous = resident.precautions & words(rulebook, "H13.two_staff_precautions")
    risk = bool(dangerous) or resident.risk_level >= two_staff_level(service, rulebook)
    together = risk or service.sync == "start" or (service.sync == "first" and request.last_done is None)
    if len(service.parts) > 1:
        return service.parts, together
    if service.second is not None and service.second_if & (resident.precautions | ({"risk"} if risk else frozenset())):
        return (*service.parts, service.second), True
    if risk:
        return (*service.parts, PartNeed(words(rulebook, "H13.second_roles"))), True
    return service.parts, False


def infection_class_of(request: Request, service: Service, resident: Resident, rulebook: Rulebook) -> int:
    """0 clean .. 3 infectious; a home under infection precautions is infectious for every service."""
    if request.infected or resident.precautions & words(rulebook, "H20.infectious_precautions"):
        return max(service.infection_class, rulebook.rule("H20.infectious_class"))
    return service.infection_class
