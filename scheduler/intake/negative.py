"""The negative list: what is never done at home. One function a line, NEG-1 to NEG-7, and what belongs beside."""

from __future__ import annotations

from collections.abc import Callable

from scheduler.domain.care import GateAnswer
from scheduler.domain.people import Hours
from scheduler.intake.asked import ASSESSMENT, BED_OPENING, INFUSION, INTERNET, Asked, refuse, words

INFUSION_ITEM = "infusion"
ONLY_IN_THE_INSTITUTION = frozenset({"skin_test", "transfusion", "chemotherapy"})
VACCINATION = frozenset({"vaccination"})
FIRST_PLACEMENTS = frozenset({"picc_placement", "tracheostomy_first_change"})
KNOWN_ITEMS = ONLY_IN_THE_INSTITUTION | VACCINATION | FIRST_PLACEMENTS | {INFUSION_ITEM}


def infusion(asked: Asked) -> GateAnswer | None:
    """NEG-1: unless the centre has switched it on (H3.infusion_on) and a doctor has ordered it."""
    if asked.service.code != INFUSION and INFUSION_ITEM not in asked.request.order_items:
        return None
    if not asked.rulebook.switched_on("H3.infusion_on"):
        return refuse(
            "NEG-1",
            "本中心未开展居家静脉输液：请到中心或医院输液，或请医生改为口服、肌注方案。",
            "This centre gives no infusions at home: come to the centre or hospital, or ask the doctor to change it.",
        )
    if asked.request.order_until is None or asked.request.order_until < asked.day:
        return refuse(
            "NEG-1",
            "居家静脉输液须有当日有效的医嘱：请先请医生开具医嘱。",
            "An infusion at home needs a doctor's order valid that day: have it written first.",
        )
    return None


def only_in_the_institution(asked: Asked) -> GateAnswer | None:
    """NEG-2."""
    found = sorted(asked.request.order_items & ONLY_IN_THE_INSTITUTION)
    if not found:
        return None
    return refuse(
        "NEG-2",
        f"皮试、输血、化疗不得上门进行（{'、'.join(found)}）：请到医疗机构。",
        f"Skin tests, transfusions and chemotherapy are not done at home ({', '.join(found)}): come to us.",
    )


def vaccination(asked: Asked) -> GateAnswer | None:
    """NEG-3."""
    if not asked.request.order_items & VACCINATION:
        return None
    return refuse(
        "NEG-3",
        "预防接种只能在批准的接种门诊进行：请预约接种门诊。",
        "Vaccination is given at approved sites only: book the vaccination clinic.",
    )


def first_placement(asked: Asked) -> GateAnswer | None:
    """NEG-4."""
    found = sorted(asked.request.order_items & FIRST_PLACEMENTS)
    if not found:
        return None
    return refuse(
        "NEG-4",
        f"首次 PICC 置管、首次更换气管套管须在医院进行（{'、'.join(found)}）：之后的维护可以上门。",
        f"A first PICC placement or tracheostomy change is for the hospital ({', '.join(found)}); later care at home.",
    )


def danger(asked: Asked) -> GateAnswer | None:
    """NEG-5: binds paid nurse orders only; public-health follow-ups have rules of their own."""
    if asked.request.channel != INTERNET:
        return None
    resident, request = asked.resident, asked.request
    aggressive = resident.precautions & words(asked.rulebook, "H13.two_staff_precautions")
    risky = resident.risk_level >= asked.rulebook.rule("H13.two_staff_risk_level")
    infectious = resident.precautions & words(asked.rulebook, "H20.infectious_precautions")
    classed = asked.service.infection_class >= asked.rulebook.rule("H20.infectious_class")
    if not (aggressive or risky or infectious or classed or request.infected):
        return None
    return refuse(
        "NEG-5",
        "有攻击性、易产生过激反应或具有传染性的，不在互联网护理范围内：请联系家庭医生团队另行安排。",
        "Internet nursing does not serve where there is danger or infection: ask the family-doctor team instead.",
    )


def no_order(asked: Asked) -> GateAnswer | None:
    """NEG-6: nobody has ordered what needs an order. An order that has ended only waits (H2.order)."""
    if not asked.service.needs_order or asked.request.order_until is not None:
        return None
    return refuse(
        "NEG-6",
        f"{asked.service.name_zh}须有医嘱：请先请医生开具医嘱后再申请。",
        f"{asked.service.name_en} needs a doctor's order: have it written, then ask again.",
    )


def no_carer(asked: Asked) -> GateAnswer | None:
    """NEG-7: a carer is at home during the whole of an invasive service."""
    if not asked.service.invasive:
        return None
    minutes = asked.request.minutes or asked.service.minutes
    if any(_minutes(hours) >= minutes for hours in asked.resident.carer_hours):
        return None
    return refuse(
        "NEG-7",
        f"{asked.service.name_zh}全程须有家属或照护者在场（{minutes} 分钟）：请登记在家时间，或到中心就诊。",
        f"{asked.service.name_en} needs a carer at home for all of its {minutes} minutes: give the hours, or come in.",
    )


def _minutes(hours: Hours) -> int:
    return (hours.end.hour - hours.start.hour) * 60 + hours.end.minute - hours.start.minute


def listed(asked: Asked) -> GateAnswer | None:
    """H3.listed: a service that the catalogue itself puts on the negative list, or an unknown code of an order."""
    unknown = sorted(asked.request.order_items - KNOWN_ITEMS)
    if unknown:
        return refuse(
            "H3.listed",
            f"医嘱项目代码不认识：{'、'.join(unknown)}；可用：{'、'.join(sorted(KNOWN_ITEMS))}。",
            f"Unknown code in the order: {', '.join(unknown)}; use {', '.join(sorted(KNOWN_ITEMS))}.",
        )
    if asked.service.listed != "negative" or asked.service.code == INFUSION:
        return None
    return refuse(
        "H3.listed",
        f"{asked.service.name_zh}在居家服务负面清单内：请到医疗机构。",
        f"{asked.service.name_en} is on the negative list for homes: come to the institution.",
    )


def first_dose(asked: Asked) -> GateAnswer | None:
    """H3.first_dose: a medicine is given for the first time where help is near."""
    if not asked.request.first_dose or asked.service.code in (ASSESSMENT, BED_OPENING):
        return None
    return refuse(
        "H3.first_dose",
        "首剂不得在家使用：请先在医疗机构用药并观察，之后可上门。",
        "A first dose is never given at home: take it in the institution first; later doses may be at home.",
    )


NEGATIVE: tuple[Callable[[Asked], GateAnswer | None], ...] = (
    infusion,
    only_in_the_institution,
    vaccination,
    first_placement,
    danger,
    no_order,
    no_carer,
    listed,
    first_dose,
)
