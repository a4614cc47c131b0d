"""Seeded random small days that touch every rule: the whole catalogue, odd shifts, locks, a published plan.

The same seed gives the same day. Limits are drawn tight, so that they bind in days of a dozen visits.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from scheduler.domain.care import CHANNELS, Gap, GateAnswer, Lock, PartNeed, Service, Visit, Window
from scheduler.domain.day import Day
from scheduler.domain.people import Certificate, Contract, Device, Hours, Place, Resident, Shift, Staff, Team
from scheduler.domain.plan import Plan
from scheduler.domain.rulebook import Rulebook
from tests.builders import CENTRE_PLACE, FAR, MONDAY, centre, clock, hours, place, point, standard

SKILLS = ("wound", "stoma", "catheter", "tube", "picc", "port", "trach", "tcm", "child")
PRECAUTIONS = ("contact", "droplet", "aggression", "dog", "heavy_transfer", "unknown_risk")
DIALECTS = ("河南话", "普通话", "上海话")
HOSPITAL = place("HOSPITAL", 1500, -900, access=3)
NEVER = date(2025, 1, 1)

Promise = Callable[[Day, int], Plan]  # a plan of the day that people could have been told


def random_day(seed: int, promise: Promise | None = None, calm: bool = False) -> Day:
    """A day of 2 to 6 people and 3 to 9 visits; with `promise`, sometimes with locks and a published plan.

    On a calm day what is odd is rare and limits are those of the project: most visits can be served.
    """
    return _Drawing(random.Random(f"day {seed}"), calm).day(seed, promise)


class _Drawing:
    def __init__(self, draw: random.Random, calm: bool) -> None:
        self.draw = draw
        self.calm = calm
        self.services = list(standard().services.values())

    def chance(self, share: float) -> bool:
        return self.draw.random() < share

    def odd(self, share: float) -> bool:
        """Something that makes serving harder happens: on a calm day one eighth as often."""
        return self.draw.random() < (share / 8 if self.calm else share)

    def valid_until(self, share: float) -> date | None:
        """The last day of a paper: far ahead, or oddly that day, the day before, or no paper."""
        return self.draw.choice([MONDAY, MONDAY - timedelta(days=1), None]) if self.odd(share) else FAR

    def day(self, seed: int, promise: Promise | None) -> Day:
        draw = self.draw
        people = [self.staff(k) for k in range(draw.randint(4 if self.calm else 2, 6))]
        shifts = [shift for person in people for shift in self.shifts(person)]
        homes = self.homes()
        residents = [self.resident(k, homes, people) for k in range(draw.randint(2, 6))]
        visits = [self.visit(k, residents, people) for k in range(draw.randint(3, 9))]
        day = Day(
            MONDAY,
            centre(),
            {"T1": Team("T1", "第一团队", "A区"), "T2": Team("T2", "第二团队", "B区")},
            {one.id: one for one in people},
            {one.id: one for one in shifts},
            {one.id: one for one in residents},
            {one.id: one for one in self.followers(visits)},
            {kind: Device(kind, draw.randint(0, 1)) for kind in sorted({s.device for s in self.services if s.device})},
            self.rulebook(),
            weather=draw.choice(["fair", "fair", "rain", "snow"]),
        )
        if promise is not None and self.odd(0.5):
            day = replace(day, published=replace(promise(day, seed), state="published", version=1))
        if promise is not None and self.odd(0.3):
            day = replace(day, locks=self.locks(promise(day, seed + 1)))
        return day

    def rulebook(self) -> Rulebook:
        """The project's numbers, some of them tight."""
        draw, book = self.draw, standard()
        rules, services = dict(book.rules), dict(book.services)
        tight = {
            "H15.max_work_minutes": [90, 240, 480, 480, 480],
            "H15.max_travel_minutes": [30, 60, 180, 180],
            "H17.bag_capacity": [2, 4, 14],
            "H18.doctors_in_clinic": [2, 1, 0],
            "H19.nurse_visits": [2, 4, 12],
            "H19.doctor_visits": [1, 2, 8],
            "H19.pharmacist_visits": [1, 5],
            "H19.rehab_visits": [1, 7],
            "H19.internet_visits": [1, 6],
            "S7.day_minutes": [30, 60, 240],
            "S7.tolerance_minutes": [0, 60],
            "H3.infusion_on": [False, True],
        }
        for key, values in tight.items():
            rules[key] = replace(rules[key], value=values[-1] if self.calm else draw.choice(values))
        return replace(book, rules=rules, services=services)

    def staff(self, k: int) -> Staff:
        draw = self.draw
        role = draw.choice(["RN", "RN", "RN", "GP", "GP", "TCM", "PHARM", "PH", "REHAB"])
        role = ["RN", "GP", "RN", "GP"][k] if self.calm and k < 4 else role  # so that two can go together
        employer = draw.choice(["centre", "centre", "centre", "centre", "centre", "lead_hospital", "hospital"])
        return Staff(
            f"{role}{k}",
            f"测试{k}",
            draw.choice("FFM"),
            role,
            draw.choice([1, 2, 3, 3, 4, 5]),
            draw.choice([3, 5, 9, 20]),
            draw.choice(["T1", "T2", ""]),
            employer,
            tuple(Certificate(skill, self.valid_until(0.2) or FAR) for skill in SKILLS if not self.odd(0.15)),
            not self.odd(0.03),
            not self.odd(0.03),
            not self.odd(0.03),
            self.valid_until(0.2),
            self.valid_until(0.2),
            draw.choice(["foot", "ebike", "ebike", "car"]),
            HOSPITAL if employer == "hospital" else CENTRE_PLACE,
            frozenset(d for d in DIALECTS if self.chance(0.4)),
            frozenset({"R0"} if self.odd(0.05) else ()),
            draw.choice([2900, 3000, 3100] if self.calm else [0, 600, 3000, 6000]),
        )

    def shifts(self, person: Staff) -> list[Shift]:
        """A morning, a whole day with lunch, a split day, clinic duty and the road, leave across the shift."""
        kinds = [
            [("field", "08:00", "12:00", "12:30", None)],
            [("field", "07:00", "17:30", "18:00", ("11:30", "13:00", 45))],
            [("field", "08:00", "12:00", "12:00", None), ("field", "14:00", "17:30", "18:00", None)],
            [("clinic", "08:00", "12:00", "12:00", None), ("field", "13:30", "17:00", "17:30", None)],
            [("field", "08:00", "17:00", "17:00", ("12:00", "13:00", 30)), ("leave", "15:00", "17:00", "17:00", None)],
            [("leave", "08:00", "09:30", "09:30", None), ("field", "08:30", "12:00", "12:20", None)],
        ]
        return [
            Shift(
                f"{person.id}-{n}",
                person.id,
                kind,
                clock(start),
                clock(end),
                clock(latest),
                clock(lunch[0]) if lunch else None,
                clock(lunch[1]) if lunch else None,
                lunch[2] if lunch else 0,
            )
            for n, (kind, start, end, latest, lunch) in enumerate(self.draw.choice(kinds))
        ]

    def homes(self) -> list[Place]:
        """Four doors, two of them in one building."""
        draw = self.draw
        doors = [place(f"HOME-{k}", draw.randint(-2000, 2000), draw.randint(-2000, 2000)) for k in range(4)]
        doors = [replace(door, access_minutes=draw.randint(0, 8)) for door in doors]
        return [*doors, replace(doors[0], id="HOME-4", access_minutes=draw.randint(0, 8), point=point(40, 40))]

    def resident(self, k: int, homes: list[Place], people: list[Staff]) -> Resident:
        draw = self.draw
        some = frozenset(one.id for one in people if self.chance(0.3))
        return Resident(
            f"R{k}",
            f"测试{k}",
            draw.choice("FM"),
            date(1940, 1, 1),
            "none",
            "",
            "",
            draw.choice(homes),
            Contract(draw.choice(["T1", "T2"]), NEVER, FAR) if self.chance(0.8) else None,
            frozenset(),
            self.carer_hours(),
            draw.choice([1, 3, 4]) if self.odd(0.3) else 0,
            frozenset(p for p in PRECAUTIONS if self.odd(0.03)),
            self.chance(0.15),
            frozenset(one.id for one in people if self.odd(0.05)),
            frozenset(one.id for one in people if self.chance(0.2)),
            draw.choice("FM") if self.odd(0.1) else "",
            draw.choice(["", *DIALECTS]),
            some,
        )

    def carer_hours(self) -> tuple[Hours, ...]:
        if self.odd(0.02):
            return ()
        if self.odd(0.3):
            return hours("08:00", "10:00"), hours("13:00", "16:00")
        return (hours("00:00", "23:59"),)

    def visit(self, k: int, residents: list[Resident], people: list[Staff]) -> Visit:
        draw = self.draw
        service = self.service(people)
        resident = draw.choice(residents)
        parts = service.parts
        risky = resident.risk_level >= 3 or resident.precautions & {"aggression", "dog", "heavy_transfer"}
        if risky and len(parts) == 1 and self.chance(0.8):
            parts = (*parts, PartNeed(frozenset(one.role for one in people)))
        begins = [a for a, _ in service.start_windows] * 9
        start = draw.choice([*begins, "08:00", "09:00", "10:30", "14:00"])
        wide = timedelta(minutes=draw.choice([0, 20, 60, 180, 300]))
        agreed = (Window(clock(start), clock(start) + wide),) if self.odd(0.3) else ()
        wished = Window(clock(start), clock(start) + timedelta(minutes=30)) if self.chance(0.4) else None
        left = -1 if self.odd(0.12) else draw.choice([0, 0, 1, 2, 3, 9])
        since = draw.choice([1, 6, 7, 8, 15, 30]) if self.odd(0.25) else None
        supply = draw.choice([-1, 0, 1, 2, 4, 7, 8, 30]) if self.odd(0.1) else None
        warned = GateAnswer("H9", "warn", "超期", "overdue")
        return Visit(
            f"V{k}",
            f"Q{k}",
            resident.id,
            service.code,
            self.channel(service, people),
            draw.choice([service.minutes_min, service.minutes]),
            parts,
            agreed,
            service.priority,
            NEVER,
            MONDAY + timedelta(days=left),
            MONDAY + timedelta(days=draw.choice([-2, 0, 1, 5])) if self.chance(0.4) else None,
            wished,
            "start" if len(parts) > len(service.parts) else service.sync,
            responsible_staff=frozenset(one.id for one in people if self.chance(0.2)),
            infection_class=draw.choice([service.infection_class] * 3 + [1, 2, 3]),
            protected=service.protected,
            episode_from=draw.choice([MONDAY, MONDAY + timedelta(days=1)]) if self.odd(0.06) else None,
            episode_until=self.valid_until(0.06),
            last_done=None if since is None else MONDAY - timedelta(days=since),
            supply_end=None if supply is None else MONDAY + timedelta(days=supply),
            community_notified=self.chance(0.7),
            order_until=self.valid_until(0.05),
            consent_until=self.valid_until(0.05),
            assessment_until=self.valid_until(0.05),
            order_items=frozenset({draw.choice(["infusion", "skin_test"])} if self.odd(0.02) else ()),
            warnings=(warned,) if self.chance(0.5) else (),
        )

    def channel(self, service: Service, people: list[Staff]) -> str:
        """Internet nursing is rare unless a hospital nurse is there."""
        if self.odd(0.05):
            return self.draw.choice(CHANNELS)
        usual = [c for c in service.channels if c != "internet_nursing"]
        if "internet_nursing" in service.channels and any(one.employer == "hospital" for one in people):
            usual.append("internet_nursing")
        return self.draw.choice(usual or list(service.channels))

    def service(self, people: list[Staff]) -> Service:
        """Mostly one that somebody's role fits; those with a rule of their own more often."""
        roles = {one.role for one in people if one.employer != "hospital"}
        asked = [s for s in self.services if s.listed != "negative" or self.odd(0.1)]
        fitting = [s for s in asked if all(need.roles & roles for need in s.parts)] or self.services
        special = [s for s in fitting if s.lab_minutes or s.device or len(s.parts) > 1 or s.protected]
        if special and self.chance(0.3):
            return self.draw.choice(special)
        return self.draw.choice(self.services if self.odd(0.05) else fitting)

    def followers(self, visits: list[Visit]) -> list[Visit]:
        """Some visits follow the one before within a gap."""
        result = visits[:1]
        for before, one in pairwise(visits):
            gap = Gap(before.id, self.draw.choice([0, 30]), self.draw.choice([60, 240]))
            result.append(replace(one, gap=gap) if self.odd(0.1) else one)
        return result

    def locks(self, plan: Plan) -> tuple[Lock, ...]:
        """Persons, starts or both of some stops; some of them begun."""
        found = []
        for route, stop in plan.stops():
            if stop.kind == "visit" and self.chance(0.4):
                person, moment, started = self.draw.choice(
                    [(True, False, False), (False, True, False), (True, True, False), (True, True, True)]
                )
                who = route.staff_id if person else ""
                found.append(Lock(stop.visit_id, stop.part, who, stop.start if moment else None, started))
        return tuple(found)
