"""Estates, homes and residents: about 900 signed residents within 4 km of the centre."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random

from stdnum.iso7064 import mod_11_2

from scheduler.domain.people import Contract, Hours, Place, Point, Resident

CENTRE = Point(113.72, 34.70)
COMMUNITIES = (
    ("锦程社区", "和畅社区"),
    ("朝云社区", "润泽社区"),
    ("向阳湖社区", "百合社区"),
    ("望潮社区", "杏林社区"),
    ("银杏社区", "滨河里社区"),
    ("安康社区", "长乐社区"),
)
_ROADS = (
    "航海东路",
    "经开第三大街",
    "经开第八大街",
    "经北二路",
    "经南三路",
    "朝凤路",
    "经南八北一路",
    "经开第十五大街",
)
_FIRST = (
    "锦绣",
    "祥和",
    "滨河",
    "翠竹",
    "金桂",
    "明月",
    "春晓",
    "碧水",
    "瑞景",
    "康宁",
    "福满",
    "星河",
    "紫荆",
    "临湖",
)
_SECOND = ("花园", "家园", "雅苑", "新村", "佳苑")
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_WOMEN = (
    "秀英",
    "桂兰",
    "玉珍",
    "淑芬",
    "凤英",
    "素梅",
    "秀兰",
    "玉兰",
    "春梅",
    "爱华",
    "丽华",
    "桂荣",
    "雪梅",
    "敏",
    "静",
    "慧",
)
_MEN = (
    "建国",
    "国强",
    "志明",
    "德福",
    "永安",
    "长福",
    "保国",
    "文斌",
    "金贵",
    "玉山",
    "海涛",
    "振华",
    "学义",
    "军",
    "勇",
    "平",
)
_METRES_PER_DEGREE = 111_195
_DAWN_TO_NIGHT = (Hours(time(7), time(21, 30)),)
_CARER_PATTERNS = (
    (6, _DAWN_TO_NIGHT),
    (2, (Hours(time(7), time(13)),)),
    (2, (Hours(time(7), time(10)), Hours(time(13, 30), time(21, 30)))),
)


@dataclass(frozen=True, slots=True)
class Estate:
    """A walled estate (小区): its address up to the building, where it lies, whether it has lifts."""

    name: str
    address: str
    team: int  # 0..5
    x: float  # metres east of the centre
    y: float  # metres north
    lift: bool


def point_at(x: float, y: float) -> Point:
    """WGS-84 of metres east and north of the centre, to 6 decimals (0.1 m)."""
    longitude = CENTRE.longitude + x / (_METRES_PER_DEGREE * math.cos(math.radians(CENTRE.latitude)))
    return Point(round(longitude, 6), round(CENTRE.latitude + y / _METRES_PER_DEGREE, 6))


def estates(random: Random) -> list[Estate]:
    """70 estates, seven in ten within 1.4 km; each team's area is a sector of 60 degrees."""
    names = [first + second for second in _SECOND for first in _FIRST]
    random.shuffle(names)
    found = []
    for i, name in enumerate(names):
        team = i % 6
        angle = math.radians(60 * team + random.uniform(4, 56))
        near = i % 10 < 7
        radius = 1400 * math.sqrt(random.uniform(0.04, 1)) if near else random.uniform(1550, 3800)
        community = COMMUNITIES[team][i // 6 % 2]
        street = "明湖街道" if team < 3 else "潮河街道"
        road = f"{_ROADS[i % len(_ROADS)]}{random.randrange(1, 260)}号"
        address = f"河南省郑州市经开区{street}{community}{road}{name}"
        found.append(
            Estate(name, address, team, radius * math.cos(angle), radius * math.sin(angle), random.random() < 0.4)
        )
    return found


def residents(random: Random, count: int, places: list[Estate]) -> list[Resident]:
    """Signed residents R0001 ...: 5 % share a building with the one before, most are old."""
    used: dict[str, int] = {}
    found: list[Resident] = []
    for k in range(1, count + 1):
        neighbour = bool(found) and random.random() < 0.05
        estate = places[(k - 2 if neighbour else k - 1) % len(places)]
        place = _beside(random, f"R{k:04d}", found[-1].place) if neighbour else _home(random, f"R{k:04d}", estate, used)
        team = int(found[-1].contract.team_id[1:]) - 1 if neighbour and found[-1].contract else estate.team
        found.append(_resident(random, k, place, team))
    return found


def _home(random: Random, identity: str, estate: Estate, used: dict[str, int]) -> Place:
    used[estate.address] = number = used.get(estate.address, 0) + 1
    x, y = estate.x + 45 * ((number - 1) % 4) - 70, estate.y + 40 * ((number - 1) // 4) - 70
    floor = random.randrange(1, 25 if estate.lift else 7)
    address = f"{estate.address}{number}号楼{random.randrange(1, 4)}单元{floor}{random.randrange(1, 4):02d}室"
    building = f"{estate.address.split('号', 1)[1]}{number}号楼"
    return Place(f"{identity}-HOME", point_at(x, y), building, 5 if estate.lift else 6, address)


def _beside(random: Random, identity: str, home: Place) -> Place:
    stem = home.address[: home.address.index("单元") - 1]
    address = f"{stem}{random.randrange(1, 4)}单元{random.randrange(1, 7)}{random.randrange(1, 4):02d}室"
    return Place(f"{identity}-HOME", home.point, home.building, home.access_minutes, address)


def _resident(random: Random, k: int, place: Place, team: int) -> Resident:
    age = random.choices((random.randrange(82, 96), random.randrange(65, 82), random.randrange(32, 65)), (20, 58, 22))[
        0
    ]
    born = date(2026, 3, 9) - timedelta(days=365 * age + random.randrange(20, 340))
    sex = random.choice("FM")
    first = date(2025, 1, 1) + timedelta(days=random.randrange(0, 360))
    return Resident(
        id=f"R{k:04d}",
        name=name(random, sex),
        sex=sex,
        born=born,
        id_type="resident_id",
        id_number=id_number(born, k, sex),
        phone=f"1990000{k:04d}",
        place=place,
        contract=Contract(f"T{team + 1}", first, first + timedelta(days=729)),
        key_groups=_groups(random, age),
        carer_hours=random.choices([hours for _, hours in _CARER_PATTERNS], [w for w, _ in _CARER_PATTERNS])[0],
    )


def _groups(random: Random, age: int) -> frozenset[str]:
    groups = {"age65"} if age >= 65 else set()
    groups |= {"age80"} if age >= 80 else set()
    for code, share in (("hypertension", 0.45), ("diabetes", 0.2), ("disabled", 0.08), ("poverty", 0.03)):
        if random.random() < share:
            groups.add(code)
    return frozenset(groups)


def name(random: Random, sex: str) -> str:
    """A name drawn from lists; like any name, somebody may bear it."""
    return random.choice(_SURNAMES) + random.choice(_WOMEN if sex == "F" else _MEN)


def id_number(born: date, k: int, sex: str) -> str:
    """An ID number of the region 410199, which does not exist, with its check digit."""
    order = 2 * (k % 499) + (1 if sex == "M" else 2)
    body = f"410199{born:%Y%m%d}{order:03d}"
    return body + str(mod_11_2.calc_check_digit(body))
