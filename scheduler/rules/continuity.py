"""Known faces (S5), the own team first (S6), and whom the resident would like (S12)."""

from __future__ import annotations

from collections.abc import Iterable

from scheduler.domain.care import Visit
from scheduler.domain.day import Day
from scheduler.domain.people import Staff
from scheduler.rules.draft import Draft
from scheduler.rules.pairs import Charge, charging, pricing
from scheduler.rules.rule import Rule


def fitting(day: Day, visit: Visit, part: int, ids: Iterable[str]) -> list[str]:
    """Those of the people named who are of the day and have one of the part's roles."""
    return sorted(i for i in ids if i in day.staff and day.staff[i].role in visit.parts[part].roles)


def new_face(day: Day, visit: Visit, part: int, staff: Staff) -> list[Charge]:
    """S5: a part served by a face that the resident has not seen in the last 30 days, when some have been seen,
    costs S5.new_person."""
    resident = day.resident(visit)
    if not resident.seen_staff or staff.id in resident.seen_staff:
        return []
    said = (
        f"{visit.id}：居民 {resident.id} 近 30 天未见过 {staff.id}。",
        f"{visit.id}: resident {resident.id} has not seen {staff.id} in the last 30 days.",
    )
    return [Charge(day.rulebook.weight("S5.new_person"), said)]


def deputised(day: Day, visit: Visit, part: int, staff: Staff) -> list[Charge]:
    """S5: a part served by a deputy, when a person responsible with a role of the part is of the day, costs
    S5.deputy."""
    responsible = fitting(day, visit, part, visit.responsible_staff)
    if not responsible or staff.id in responsible:
        return []
    said = (
        f"{visit.id} 由 {staff.id} 代替责任人员 {'、'.join(responsible)}。",
        f"{visit.id} is served by {staff.id} as deputy of {', '.join(responsible)}.",
    )
    return [Charge(day.rulebook.weight("S5.deputy"), said)]


def unfamiliar(day: Day, visit: Visit, part: int, staff: Staff) -> list[Charge]:
    """S5: a new face, a deputy; both may fall due."""
    return new_face(day, visit, part, staff) + deputised(day, visit, part, staff)


def lower_familiar(day: Day, draft: Draft) -> None:
    """S5: `unfamiliar`; in a week a new face is counted once for all visits to the residents of the frame."""
    counted = draft.frame.faces if draft.frame is not None else frozenset()

    def charges(day: Day, visit: Visit, part: int, staff: Staff) -> list[Charge]:
        once = visit.resident_id in counted
        return deputised(day, visit, part, staff) if once else unfamiliar(day, visit, part, staff)

    pricing("S5", charges)(day, draft)


def from_elsewhere(day: Day, visit: Visit, part: int, staff: Staff) -> list[Charge]:
    """S6: a part served by somebody of another team than the resident's contract of that day names costs
    S6.other_team; people without a team belong to all."""
    contract = day.resident(visit).contract
    if contract is None or not contract.from_day <= day.day <= contract.until_day:
        return []
    if not staff.team_id or staff.team_id == contract.team_id:
        return []
    said = (
        f"{visit.id} 属 {contract.team_id} 团队，由 {staff.team_id} 团队的 {staff.id} 支援。",
        f"{visit.id} belongs to team {contract.team_id} and is served by {staff.id} of team {staff.team_id}.",
    )
    return [Charge(day.rulebook.weight("S6.other_team"), said)]


def unwished(day: Day, visit: Visit, part: int, staff: Staff) -> list[Charge]:
    """S12: a part served by somebody whom the resident has not wished for, when somebody wished for with a role
    of the part is of the day, costs S12.not_wished; each person who does not speak the resident's dialect, when
    there is one, costs S12.dialect."""
    resident, book = day.resident(visit), day.rulebook
    charges = []
    wished = fitting(day, visit, part, resident.wished_staff)
    if wished and staff.id not in wished:
        said = (
            f"{visit.id}：居民 {resident.id} 希望 {'、'.join(wished)} 上门，现为 {staff.id}。",
            f"{visit.id}: resident {resident.id} wishes for {', '.join(wished)}, {staff.id} comes.",
        )
        charges.append(Charge(book.weight("S12.not_wished"), said))
    if resident.dialect and resident.dialect not in staff.dialects:
        said = (
            f"{visit.id}：{staff.id} 不会居民 {resident.id} 的方言（{resident.dialect}）。",
            f"{visit.id}: {staff.id} does not speak the dialect of resident {resident.id} ({resident.dialect}).",
        )
        charges.append(Charge(book.weight("S12.dialect"), said))
    return charges


CONTINUITY: tuple[Rule, ...] = (
    Rule(
        "S5",
        "soft",
        "visit",
        lower_familiar,
        charging("S5", "visit", unfamiliar),
        "尽量由熟悉的人和责任医生、责任护士上门。",
        "Faces the resident knows, and the responsible doctor or nurse, come first.",
    ),
    Rule(
        "S6",
        "soft",
        "visit",
        pricing("S6", from_elsewhere),
        charging("S6", "visit", from_elsewhere),
        "本团队优先，跨团队支援计价。",
        "The own team comes first; help from another one is priced.",
    ),
    Rule(
        "S12",
        "soft",
        "visit",
        pricing("S12", unwished),
        charging("S12", "visit", unwished),
        "尽量满足居民希望的人员和方言。",
        "Wished people and the resident's dialect, where possible.",
    ),
)
