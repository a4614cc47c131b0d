"""May it be a home visit? Each gate is one small function; `judge` asks them all and keeps every answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from scheduler.domain.care import GateAnswer, Request, Service
from scheduler.domain.people import Centre, Resident
from scheduler.domain.rulebook import Rulebook
from scheduler.errors import Fault, InputError
from scheduler.intake.asked import (
    ASSESSMENT,
    BED_OPENING,
    FAMILY_BED,
    INTERNET,
    SIGNED,
    Asked,
    hold,
    refuse,
    two_staff_level,
    warn,
)
from scheduler.intake.negative import NEGATIVE
from scheduler.travel.coordinates import metres_between

Gate = Callable[[Asked], GateAnswer | None]


def judge(
    request: Request, resident: Resident, others: Iterable[Request], day: date, rulebook: Rulebook, centre: Centre
) -> tuple[GateAnswer, ...]:
    """Everything the gates say of a request on a day, in the order of `GATES`; empty: accepted without a word.

    `others` are the open requests of the resident (the request itself among them is passed over).
    Raises InputError for a service that the catalogue does not have.
    """
    service = rulebook.services.get(request.service)
    if service is None:
        remedy = "use a code of the service catalogue (config/services.toml)"
        raise InputError([Fault(f"request {request.id}", "service", request.service, "unknown service", remedy)])
    rest = tuple(o for o in others if o.resident_id == resident.id and o.id != request.id)
    asked = Asked(request, service, resident, rest, day, rulebook, centre)
    answers = (gate(asked) for gate in GATES)
    return tuple(answer for answer in answers if answer is not None)


def _received(request: Request) -> tuple[object, str]:
    return request.received, request.id


def channel(asked: Asked) -> GateAnswer | None:
    """A service comes by some channels only."""
    if asked.request.channel in asked.service.channels:
        return None
    possible = asked.service.channels
    return refuse(
        "gate.channel",
        f"{asked.service.name_zh}不能从渠道 {asked.request.channel} 申请：可用 {'、'.join(possible)}。",
        f"{asked.service.name_en} cannot be asked for by {asked.request.channel}: use {', '.join(possible)}.",
    )


def order(asked: Asked) -> GateAnswer | None:
    """H2.order: an order that has ended is renewed first; none at all is NEG-6."""
    until = asked.request.order_until
    if not asked.service.needs_order or until is None or until >= asked.day:
        return None
    return hold(
        "H2.order",
        f"医嘱有效期到 {until}，须由医生续开后才能安排。",
        f"The doctor's order ended on {until}: it waits until the order is renewed.",
    )


def consent(asked: Asked) -> GateAnswer | None:
    """H2.consent: signed and valid; in internet nursing for every service."""
    if not _needed(asked, asked.service.needs_consent, "gate.consent_internet_nursing"):
        return None
    until = asked.request.consent_until
    if until is not None and until >= asked.day:
        return None
    state_zh, state_en = ("未签署", "is not signed") if until is None else (f"已于 {until} 到期", f"ended on {until}")
    return hold(
        "H2.consent",
        f"知情同意书{state_zh}：签署后才能安排。",
        f"The consent {state_en}: it waits until the resident or guardian signs.",
    )


def assessment(asked: Asked) -> GateAnswer | None:
    """H2.assessment: the first assessment comes before the treatment, and is planned instead of it."""
    if not _needed(asked, asked.service.needs_assessment, "gate.assessment_internet_nursing"):
        return None
    until = asked.request.assessment_until
    if until is not None and until >= asked.day:
        return None
    valid = asked.rulebook.rule("gate.assessment_valid_days")
    state_zh, state_en = ("未做", "has not been made") if until is None else (f"已于 {until} 到期", f"ended on {until}")
    return hold(
        "H2.assessment",
        f"首诊评估{state_zh}：先安排首诊评估（有效 {valid} 天），之后再安排{asked.service.name_zh}。",
        f"The first assessment {state_en}: it is planned first (valid {valid} days), then {asked.service.name_en}.",
        ASSESSMENT,
    )


def _needed(asked: Asked, by_service: bool, by_channel: str) -> bool:
    """Looked up by service and channel; the assessment itself needs nothing before it."""
    if asked.service.code == ASSESSMENT:
        return False
    return by_service or (asked.request.channel == INTERNET and asked.rulebook.switched_on(by_channel))


def area(asked: Asked) -> GateAnswer | None:
    """Straight metres from the centre to the home against the centre's radius."""
    metres = metres_between(asked.centre.place.point, asked.resident.place.point)
    radius = asked.centre.service_radius_metres
    if metres <= radius:
        return None
    return refuse(
        "gate.area",
        f"住处距中心 {metres:.0f} 米，超出服务半径 {radius} 米：请联系住处所在的社区卫生服务中心。",
        f"The home is {metres:.0f} m from the centre, beyond its {radius} m: ask the health centre of that area.",
    )


def contract(asked: Asked) -> GateAnswer | None:
    """Without a valid contract a warning; for services of the signed team a refusal."""
    signed = asked.resident.contract
    if signed is not None and signed.from_day <= asked.day <= signed.until_day:
        return None
    if asked.service.needs_signed or asked.request.channel == SIGNED:
        return refuse(
            "gate.contract",
            f"{asked.service.name_zh}只为签约居民提供：请先签约或续约。",
            f"{asked.service.name_en} is for signed residents: sign or renew the contract first.",
        )
    return warn(
        "gate.contract",
        "居民未签约或签约已到期：仍可服务，请提醒签约。",
        "No valid contract: served all the same; invite to sign.",
    )


def carer_for_bed(asked: Asked) -> GateAnswer | None:
    """A family bed is opened only where an adult carer is at home."""
    needed = asked.service.code == BED_OPENING and asked.rulebook.switched_on("gate.carer_for_bed")
    if not needed or asked.resident.carer_hours:
        return None
    return refuse(
        "gate.carer_for_bed",
        "建立家庭病床须有成年照护者在家：请登记照护者在家时间。",
        "A family bed needs an adult carer at home: give the hours at which one is there.",
    )


def duplicate(asked: Asked) -> GateAnswer | None:
    """The same service asked for twice: the later one is refused with the number of the first."""
    found = [other for other in asked.others if _repeats(asked.request, other) or _bed_open(asked, other)]
    if not found:
        return None
    first = min(found, key=_received)
    return refuse(
        "gate.duplicate",
        f"该居民已有相同的申请 {first.id}，请勿重复申请。",
        f"The resident already has the open request {first.id} for it.",
    )


def _repeats(request: Request, other: Request) -> bool:
    """Same service, days that meet, hours that meet, not one after the other by order, and received later."""
    if other.service != request.service or (request.order_id and request.order_id == other.order_id):
        return False
    if _received(other) > _received(request):
        return False
    if request.id == other.after_request or other.id == request.after_request:
        return False
    if other.last_day < request.first_day or request.last_day < other.first_day:
        return False
    if not (request.windows and other.windows):
        return True
    return any(a.earliest <= b.latest and b.earliest <= a.latest for a in request.windows for b in other.windows)


def _bed_open(asked: Asked, other: Request) -> bool:
    """A second family bed while one is open: any other request of the bed's episode stands for it."""
    if asked.service.code != BED_OPENING or other.channel != FAMILY_BED or other.episode_from is None:
        return False
    return other.episode_from <= asked.day <= (other.episode_until or asked.day)


def community(asked: Asked) -> GateAnswer | None:
    """H13.community: from the risk level of H13 on, police or community committee know before anyone goes."""
    if asked.resident.risk_level < two_staff_level(asked.service, asked.rulebook) or asked.request.community_notified:
        return None
    return hold(
        "H13.community",
        f"居民风险等级 {asked.resident.risk_level}：须先通知社区居委会和民警，并由两人同往。",
        f"Risk level {asked.resident.risk_level}: police or community are told first, and two people go.",
    )


def episode(asked: Asked) -> GateAnswer | None:
    """H10.episode: the family bed or course is open that day; a missing end is no limit."""
    opened, ends = asked.request.episode_from, asked.request.episode_until
    if opened is not None and asked.day < opened:
        return hold("H10.episode", f"家庭病床（疗程）{opened} 才开始。", f"The family bed or course opens on {opened}.")
    if ends is not None and asked.day > ends:
        return hold(
            "H10.episode",
            f"家庭病床（疗程）已于 {ends} 结束：评估续期后才能安排。",
            f"The family bed or course ended on {ends}: it waits until it is reviewed and renewed.",
        )
    return None


def too_early(asked: Asked) -> GateAnswer | None:
    """H9.early: all days asked for lie before the least interval since it was last done, or before a refill is due."""
    opens = opens_on(asked.request, asked.service, asked.rulebook)
    if opens <= max(asked.day, asked.request.last_day):
        return None
    return hold("H9.early", f"未到时间：{opens} 起可安排。", f"Too early: it can be planned from {opens} on.")


def opens_on(request: Request, service: Service, rulebook: Rulebook) -> date:
    """The first day it may be done: as asked, after the least interval, and not before a refill is due."""
    opens = request.first_day
    if request.last_done is not None and service.interval_min_days and not request.order_id:
        opens = max(opens, request.last_done + timedelta(days=service.interval_min_days))
    if request.supply_end is not None:
        opens = max(opens, request.supply_end - timedelta(days=rulebook.rule("H9.supply_earliest_days")))
    return opens


def long_prescription(asked: Asked) -> GateAnswer | None:
    """No prescription supplies for longer than the longest one (weeks from the last supply, else from today)."""
    ends = asked.request.supply_end
    weeks = asked.rulebook.rule("gate.long_prescription_max_weeks")
    supplied = asked.request.last_done or asked.day
    if ends is None or ends - supplied <= timedelta(weeks=weeks):
        return None
    return refuse(
        "gate.long_prescription",
        f"处方用量到 {ends}，超过长期处方最长 {weeks} 周：请核对用完日期，由医生重新开具。",
        f"The supply lasts to {ends}, over the {weeks} weeks of a long prescription: check the date or prescribe anew.",
    )


GATES: tuple[Gate, ...] = (
    channel,
    *NEGATIVE,
    order,
    consent,
    assessment,
    area,
    contract,
    carer_for_bed,
    duplicate,
    community,
    episode,
    too_early,
    long_prescription,
)
