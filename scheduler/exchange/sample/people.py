"""The centre, its teams and 26 people with certificates; two seniors seconded, two nurses of a hospital."""

from __future__ import annotations

from datetime import date
from random import Random

from scheduler.domain.people import Centre, Certificate, Device, Place, Point, Staff, Team
from scheduler.exchange.sample.homes import CENTRE, COMMUNITIES, name, point_at

CENTRE_ADDRESS = "河南省郑州市经开区明湖街道锦程社区示范路1号（合成数据）"
HOSPITAL_ADDRESS = "河南省郑州市经开区潮河街道示范大道88号示范医院（合成数据）"
_EXPIRED = date(2026, 3, 8)  # the day before the week
_ABOUT_TO_EXPIRE = date(2026, 3, 11)  # in its middle
_VALID = date(2027, 6, 30)
# id, role, title level, years, team (0: whole centre), employer, mode, skills, minutes on the road this month
_STAFF = (
    ("S01", "GP", 3, 14, 1, "centre", "ebike", "", 620),
    ("S02", "GP", 3, 11, 2, "centre", "ebike", "child", 540),
    ("S03", "GP", 2, 7, 3, "centre", "ebike", "", 700),
    ("S04", "GP", 4, 22, 4, "centre", "car", "", 480),
    ("S05", "GP", 3, 12, 5, "centre", "ebike", "child", 560),
    ("S06", "GP", 2, 6, 6, "centre", "foot", "", 430),
    ("S07", "RN", 2, 8, 1, "centre", "ebike", "wound catheter picc tcm", 1120),
    ("S08", "RN", 3, 13, 2, "centre", "ebike", "wound stoma picc! tube port", 1060),
    ("S09", "RN", 2, 6, 3, "centre", "ebike", "catheter tube child", 1010),
    ("S10", "RN", 3, 10, 4, "centre", "ebike", "wound catheter port~ picc", 1290),
    ("S11", "RN", 2, 9, 5, "centre", "ebike", "stoma tcm child trach", 980),
    ("S12", "RN", 1, 3, 6, "centre", "foot", "wound", 900),
    ("S13", "RN", 3, 16, 0, "centre", "ebike", "wound catheter tube trach picc port", 1080),
    ("S14", "RN", 2, 7, 0, "centre", "ebike", "stoma catheter wound tcm", 1020),
    ("S15", "REHAB", 2, 8, 1, "centre", "ebike", "", 1000),
    ("S16", "REHAB", 3, 12, 3, "centre", "ebike", "", 1250),
    ("S17", "REHAB", 2, 5, 5, "centre", "ebike", "", 1040),
    ("S18", "PHARM", 3, 15, 0, "centre", "ebike", "", 610),
    ("S19", "PHARM", 2, 4, 0, "centre", "ebike", "", 220),
    ("S20", "PH", 3, 10, 0, "centre", "car", "", 640),
    ("S21", "PH", 2, 5, 0, "centre", "ebike", "", 310),
    ("S22", "TCM", 3, 18, 0, "centre", "ebike", "", 900),
    ("S23", "GP", 4, 20, 0, "lead_hospital", "car", "", 260),
    ("S24", "GP", 4, 25, 0, "lead_hospital", "car", "", 180),
    ("S25", "RN", 3, 11, 0, "hospital", "ebike", "wound catheter picc stoma", 480),
    ("S26", "RN", 2, 6, 0, "hospital", "car", "wound tube picc port stoma", 420),
)
_MEN = frozenset({"S01", "S04", "S06", "S09", "S16", "S19", "S20", "S24"})
_WITHOUT_PERMIT = frozenset({"S09", "S11", "S12"})


def centre() -> Centre:
    """The fictional centre; its laboratory is in the house."""
    place = _site(CENTRE, CENTRE_ADDRESS)
    return Centre(
        id="C01",
        name="示范社区卫生服务中心",
        name_en="Demonstration Community Health Centre",
        place=place,
        laboratory=place,
        language="zh",
        duty_phone="037100000001",
        service_radius_metres=4000,
        communities=tuple(name for pair in COMMUNITIES for name in pair),
    )


def teams() -> tuple[Team, ...]:
    """Six teams, each with its two communities."""
    return tuple(
        Team(f"T{i}", f"第{numeral}家庭医生团队", "、".join(pair))
        for i, (numeral, pair) in enumerate(zip("一二三四五六", COMMUNITIES, strict=True), start=1)
    )


def staff(random: Random) -> tuple[Staff, ...]:
    """26 people, no two of one name. A skill with ! has expired, one with ~ is about to."""
    hospital = _site(point_at(1900, -900), HOSPITAL_ADDRESS)
    home = centre().place
    spare = Random("names")  # for a name that somebody bears already: the draws of the rest stay as they are
    names: set[str] = set()
    found = []
    for identity, role, title, years, team, employer, mode, skills, month in _STAFF:
        sex = "M" if identity in _MEN else "F"
        called = name(random, sex)
        while called in names:
            called = name(spare, sex)
        names.add(called)
        allowed = role == "RN" and identity not in _WITHOUT_PERMIT
        found.append(
            Staff(
                id=identity,
                name=called,
                sex=sex,
                role=role,
                title_level=title,
                years=years,
                team_id=f"T{team}" if team else "",
                employer=employer,
                certificates=tuple(_certificate(skill) for skill in skills.split()),
                registered=True,
                clean_record=True,
                trained=allowed,
                permit_until=date(2026, 12, 31) if allowed else None,
                insurance_until=date(2026, 3, 10) if identity == "S07" else date(2026, 12, 31),
                mode=mode,
                base=hospital if employer == "hospital" else home,
                dialects=frozenset({"河南话"}) if int(identity[1:]) % 3 else frozenset(),
                refuses_residents=frozenset({"R0044"}) if identity == "S10" else frozenset(),
                month_minutes=month,
            )
        )
    return tuple(found)


def devices() -> tuple[Device, ...]:
    """One portable ECG for the whole centre."""
    return (Device("ecg", 1),)


def _certificate(skill: str) -> Certificate:
    until = {"!": _EXPIRED, "~": _ABOUT_TO_EXPIRE}.get(skill[-1], _VALID)
    return Certificate(skill.rstrip("!~"), until)


def _site(point: Point, address: str) -> Place:
    identity = f"SITE-{point.longitude:.5f}-{point.latitude:.5f}"
    return Place(identity, point, identity, 1, address)
