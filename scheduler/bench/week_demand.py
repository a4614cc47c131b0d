"""Generated weeks of home care: families of recurring visits over a town's communities. Synthetic; the same seed gives
the same week.

Steady demand: first possible days are spread over the week and the two days before it. The staff's hours are filled
to about five sixths, nurses' most.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from scheduler.domain.care import DayGap, Visit, Window
from scheduler.domain.day import Day
from scheduler.domain.people import (
    Centre,
    Certificate,
    Contract,
    Device,
    Hours,
    Place,
    Point,
    Resident,
    Shift,
    Staff,
    Team,
)
from scheduler.domain.rulebook import Rulebook
from scheduler.domain.week import Week, days_from
from scheduler.settings import default_rulebook
from scheduler.units import at

MONDAY = date(2026, 3, 16)
FAR, LONG_AGO = date(2027, 12, 31), date(2025, 1, 1)
CENTRE_POINT = Point(113.72, 34.70)
METRES_PER_DEGREE = 111_195.0
REACH_METRES, COMMUNITY_METRES, COMMUNITIES = 3200, 350, 12
ALL_DAY = (Hours(at(MONDAY, "00:00").time(), at(MONDAY, "23:59").time()),)
SKILLS = ("wound", "stoma", "catheter", "tube", "picc", "tcm")
# of 25 people so many have the role; the rest of the shares follows
ROLES = (("RN", 12), ("GP", 6), ("REHAB", 3), ("PH", 2), ("PHARM", 1), ("TCM", 1))


@dataclass(frozen=True, slots=True)
class Family:
    """Visits that recur: days between two (shortest, usual, longest), how many days the first may move, and how many
    of 100 drawn families are of this kind. Without an interval a visit comes once."""

    service: str
    share: int
    interval: tuple[int, int, int] = (0, 0, 0)
    leeway: int = 0
    priority: int = 0  # 0: the service's


FAMILIES = (
    Family("INSULIN", 2, (1, 1, 1)),
    Family("INJ_IM_SC", 6, (1, 1, 2), 0),
    Family("WOUND", 11, (1, 2, 3), 1),
    Family("PRESSURE", 8, (1, 2, 3), 1),
    Family("STOMA", 4, (4, 5, 7), 3),
    Family("PICC", 4, (5, 7, 7), 2, 2),
    Family("CATH_CHANGE", 4, (0, 0, 0), 9),
    Family("BLOOD_FAST", 6, (0, 0, 0), 0),
    Family("BED_NURSE", 11, (0, 0, 0), 5),
    Family("BED_ROUND", 8, (0, 0, 0), 5, 0),
    Family("HTN_FU", 9, (0, 0, 0), 18),
    Family("EDU", 4, (0, 0, 0), 12),
    Family("REHAB", 9, (1, 2, 3), 1),
    Family("ACU", 3, (1, 2, 4), 1),
    Family("TB_FU", 4, (0, 0, 0), 4),
    Family("PHARM_HOME", 3, (0, 0, 0), 25),
    Family("SMI_FU", 2, (0, 0, 0), 20),
)


def week_of_demand(seed: int, visits: int = 600, staff: int = 25, days: int = 5, first: date = MONDAY) -> Week:
    """About so many visits that are possible in the days from `first` on, and so many people."""
    return _Drawing(Random(f"week of demand {seed}"), default_rulebook(), first, days).week(visits, staff)


class _Drawing:
    def __init__(self, draw: Random, book: Rulebook, first: date, days: int) -> None:
        self.draw, self.book, self.first = draw, book, first
        self.dates = days_from(first, days)
        self.centre_place = Place("CENTRE", CENTRE_POINT, "CENTRE", 1, "示范路1号（合成数据）")
        angles = [2 * math.pi * (k + draw.random() / 2) / COMMUNITIES for k in range(COMMUNITIES)]
        radii = [REACH_METRES * math.sqrt(0.1 + 0.9 * draw.random()) for _ in angles]
        self.communities = [(r * math.cos(a), r * math.sin(a)) for a, r in zip(angles, radii, strict=True)]
        self.teams = {f"T{k}": Team(f"T{k}", f"第{k}团队", f"片区{k}") for k in range(1, 1 + COMMUNITIES // 2)}

    def week(self, visits: int, staff: int) -> Week:
        """Draw families until there are enough visits."""
        people = {person.id: person for person in self.people(staff)}
        residents: dict[str, Resident] = {}
        asked: list[Visit] = []
        shares = [family.share for family in FAMILIES]
        while len(asked) < visits:
            family = self.draw.choices(FAMILIES, shares)[0]
            resident = self.resident(len(residents) + 1, people)
            residents[resident.id] = resident
            asked += self.visits(family, resident, people)
        days = tuple(self.day(today, people, residents, asked[:visits]) for today in self.dates)
        return Week(days)

    def possible(self, visit: Visit) -> bool:
        """Whether a day of the week is one of the visit's."""
        return visit.first_day <= self.dates[-1] and visit.last_day >= self.first

    def people(self, count: int) -> Iterator[Staff]:
        """The roles in their shares; every nurse has some skills, every skill has several nurses."""
        roles = [role for role, share in ROLES for _ in range(max(1, round(share * count / 25)))]
        roles += ["RN"] * (count - len(roles))
        for k, role in enumerate(roles[:count]):
            team = f"T{1 + k % len(self.teams)}" if role in ("RN", "GP", "REHAB") else ""
            own = {SKILLS[k % len(SKILLS)], "wound"} | {s for s in SKILLS if self.draw.random() < 0.45}
            certificates = tuple(Certificate(s, FAR) for s in SKILLS if role == "RN" and s in own)
            yield Staff(
                f"S{k + 1:02}", f"合成{k + 1}", "F", role, 3, 8, team, "centre", certificates, True, True, True,
                FAR, FAR, "ebike", self.centre_place, month_minutes=self.draw.randint(2200, 2800),
            )  # fmt: skip

    def resident(self, number: int, people: dict[str, Staff]) -> Resident:
        """Somebody in one of the communities, who knows two or three of the staff."""
        draw, community = self.draw, self.draw.randrange(COMMUNITIES)
        east, north = (c + draw.uniform(-COMMUNITY_METRES, COMMUNITY_METRES) for c in self.communities[community])
        team = f"T{1 + community // 2}"
        own = [person.id for person in people.values() if person.team_id in (team, "")]
        seen = frozenset(draw.sample(own, min(len(own), 4))) if draw.random() < 0.8 else frozenset()
        place = Place(f"HOME-{number}", _point(east, north), f"B-{number}", draw.randint(2, 6), "合成地址")
        contract = Contract(team, LONG_AGO, FAR)
        return Resident(
            f"R{number:04}", f"合成居民{number}", draw.choice("FM"), date(1944, 5, 1), "none", "", "", place, contract,
            carer_hours=ALL_DAY, seen_staff=seen,
        )  # fmt: skip

    def visits(self, family: Family, resident: Resident, people: dict[str, Staff]) -> Iterator[Visit]:
        """The occurrences of one family that the week may see, each after the one before it."""
        shortest, usual, longest = family.interval
        service = self.book.services[family.service]
        begin = self.first + timedelta(days=self.draw.randint(-2, len(self.dates) - 1))
        last = begin + timedelta(days=self.draw.randint(family.leeway // 2, family.leeway))
        due = begin + (last - begin) // 2
        hours = self.hours(service.start_windows) if service.code != "INSULIN" else service.start_windows[:1]
        responsible = self.responsible(service.code, resident, people)
        before = ""
        for k in range(1 + (len(self.dates) // usual if usual else 0)):
            id_ = f"V-{family.service}-{resident.id}#{k + 1}"
            ends = last + timedelta(days=k * longest)
            starts = min(begin + timedelta(days=k * shortest), ends)
            visit = Visit(
                id_, id_.removeprefix("V-"), resident.id, service.code, "family_bed", service.minutes, service.parts,
                tuple(Window(at(self.first, a), at(self.first, b)) for a, b in hours),
                family.priority or service.priority, starts, ends, due + timedelta(days=k * usual), sync=service.sync,
                responsible_staff=responsible, order_until=FAR, consent_until=FAR, assessment_until=FAR,
                episode_from=LONG_AGO, episode_until=FAR,
                after_days=DayGap(before, shortest, longest) if before else None,
            )  # fmt: skip
            if self.possible(visit):
                before = id_
                yield visit

    def hours(self, usual: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        """Sometimes a home has hours of its own; else those of the service."""
        if usual or self.draw.random() > 0.25:
            return ()
        start = self.draw.choice([8, 9, 10, 14, 15])
        return ((f"{start:02}:00", f"{start + 2:02}:00"),)

    def responsible(self, service: str, resident: Resident, people: dict[str, Staff]) -> frozenset[str]:
        """Rounds of a family bed have a doctor or nurse of their own, of the resident's team where there is one."""
        if not service.startswith("BED_") or resident.contract is None:
            return frozenset()
        role = "GP" if service == "BED_ROUND" else "RN"
        of_team = [p.id for p in people.values() if p.role == role and p.team_id == resident.contract.team_id]
        return frozenset(self.draw.sample(of_team, min(1, len(of_team))))

    def day(self, today: date, people: dict[str, Staff], residents: dict[str, Resident], asked: list[Visit]) -> Day:
        """One day with whoever is on duty and every visit possible on it."""
        own = [visit for visit in asked if visit.first_day <= today <= visit.last_day]
        by = today - self.first
        moved = [replace(v, windows=tuple(Window(w.earliest + by, w.latest + by) for w in v.windows)) for v in own]
        duty = [
            shift for person in people.values() for shift in shifts_of(person, today, list(people).index(person.id))
        ]
        return Day(
            today, Centre("C1", "合成中心", "Synthetic Centre", self.centre_place, self.centre_place, "zh", "", 5000),
            self.teams, people, {shift.id: shift for shift in duty}, residents, {v.id: v for v in moved},
            {"ecg": Device("ecg", 1)}, self.book,
        )  # fmt: skip


def shifts_of(person: Staff, today: date, number: int) -> Iterator[Shift]:
    """A whole day with lunch; doctors go out in the afternoon of three days in five and sit in the clinic else. At the
    weekend every third person has a morning."""

    def on(kind: str, start: str, end: str, latest: str, lunch: bool = False) -> Shift:
        pause: tuple[datetime, datetime] | None = (at(today, "11:30"), at(today, "13:15")) if lunch else None
        return Shift(
            f"{person.id}-{today:%m%d}-{start}", person.id, kind, at(today, start), at(today, end), at(today, latest),
            pause[0] if pause else None, pause[1] if pause else None, 45 if pause else 0,
        )  # fmt: skip

    weekday = today.weekday()
    if weekday >= 5:
        if (number + weekday) % 3 == 0:
            yield on("field", "08:00", "12:00", "12:30")
    elif person.role != "GP":
        yield on("field", "07:00" if person.role == "RN" and number % 2 == 0 else "08:00", "17:00", "17:30", True)
    else:
        yield on("clinic", "08:00", "12:00", "12:00")
        yield on("field" if (number + weekday) % 5 < 3 else "clinic", "14:00", "17:30", "18:00")


def _point(east: float, north: float) -> Point:
    across = METRES_PER_DEGREE * math.cos(math.radians(CENTRE_POINT.latitude))
    return Point(CENTRE_POINT.longitude + east / across, CENTRE_POINT.latitude + north / METRES_PER_DEGREE)
