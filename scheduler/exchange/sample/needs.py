"""What the week asks for: how many of each service on each day, to whom, through which channel, with which papers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from scheduler.domain.care import Request, Service, Window
from scheduler.domain.people import Resident
from scheduler.exchange.sample.shifts import WEEK
from scheduler.units import at

FRIDAY_BEFORE = date(2026, 3, 6)
# Visits that begin on Monday, Tuesday ... Friday.
COUNTS = {
    "ASSESS_FIRST": (1, 1, 1, 1, 1),
    "BLOOD_FAST": (3, 3, 4, 3, 3),
    "BLOOD_ANY": (1, 1, 1, 1, 1),
    "INJ_IM_SC": (1, 1, 1, 1, 1),
    "WOUND": (3, 2, 3, 2, 3),
    "PRESSURE": (2, 1, 1, 1, 2),
    "STOMA": (1, 1, 1, 1, 1),
    "SUTURE_OUT": (1, 1, 1, 0, 1),
    "CATH_CHANGE": (2, 1, 1, 2, 1),
    "BLADDER_IRR": (1, 1, 1, 1, 0),
    "NGT_CHANGE": (1, 1, 1, 1, 1),
    "PICC": (1, 1, 1, 1, 1),
    "PORT": (0, 1, 0, 1, 0),
    "TRACH": (0, 1, 1, 0, 1),
    "ENEMA": (1, 0, 1, 0, 1),
    "NEB": (1, 1, 1, 1, 1),
    "REHAB": (5, 5, 8, 5, 5),
    "ACU": (3, 3, 3, 3, 3),
    "TCM_NURSE": (1, 1, 1, 1, 1),
    "BED_SETUP": (1, 1, 1, 1, 1),
    "BED_ROUND": (3, 3, 4, 3, 3),
    "BED_NURSE": (2, 2, 2, 2, 2),
    "BED_SUPER": (1, 1, 1, 1, 0),
    "BED_CLOSE": (0, 0, 1, 0, 1),
    "PHARM_HOME": (2, 2, 3, 6, 2),
    "RX_LONG": (2, 1, 1, 1, 2),
    "HTN_FU": (1, 1, 1, 1, 2),
    "DM_FU": (1, 1, 1, 1, 1),
    "ELDER_CHECK": (1, 1, 1, 1, 1),
    "NEWBORN": (1, 1, 1, 1, 1),
    "HOSPICE": (1, 1, 1, 1, 1),
    "ECG": (2, 2, 1, 2, 0),
    "EDU": (1, 1, 0, 1, 1),
}
_CHANNELS = (("signed_team", 8), ("family_bed", 5), ("clinic_phone", 4), ("public_health", 3), ("internet_nursing", 2))
_MAY_WAIT = frozenset({"HTN_FU", "DM_FU", "EDU", "PHARM_HOME", "RX_LONG", "BED_NURSE", "TCM_NURSE", "BED_ROUND"})
# Their hour follows from the laboratory, from meals or from the few who can come together.
_NO_WISH = frozenset(
    {"BLOOD_FAST", "BLOOD_ANY", "DM_FU", "ELDER_CHECK", "BED_SUPER", "BED_SETUP", "HOSPICE", "ACU", "INSULIN"}
)
_EVENINGS = frozenset({"WOUND", "INJ_IM_SC", "STOMA", "EDU", "NEB"})  # what both nurses of the hospital can do
_AFTERNOONS = frozenset({"GP", "PHARM", "PH"})  # doctors and pharmacists go out mostly after clinic
_MORNING_WINDOWS = (("08:00", "10:00"), ("09:00", "11:00"))
_AFTERNOON_WINDOWS = (("14:00", "15:30"), ("14:30", "16:30"))
_GROUP = {
    "HTN_FU": "hypertension",
    "DM_FU": "diabetes",
    "INSULIN": "diabetes",
    "PHARM_HOME": "age80",
    "ELDER_CHECK": "age65",
}


class Book:
    """The requests so far, and residents nobody has asked for yet."""

    def __init__(self, random: Random, services: Mapping[str, Service], residents: list[Resident]) -> None:
        self.random = random
        self.services = services
        self.residents = {resident.id: resident for resident in residents}
        self.requests: list[Request] = []
        # The first 66 residents are kept for the hand-made cases.
        self._free = [resident.id for resident in residents[66:]]
        random.shuffle(self._free)

    def free(self, wanted: Callable[[Resident], bool]) -> Resident:
        """The next resident without a request who is as wanted; nobody is asked for twice by chance."""
        identity = next(i for i in self._free if wanted(self.residents[i]))
        self._free.remove(identity)
        return self.residents[identity]

    def change(self, resident_id: str, **values: Any) -> Resident:
        """Give a resident other values."""
        self.residents[resident_id] = replace(self.residents[resident_id], **values)
        return self.residents[resident_id]

    def ask(self, service: str, channel: str, resident: Resident, day: date, **values: Any) -> Request:
        """A request for that day with every paper its service needs, unless `values` say otherwise."""
        catalogue = self.services[service]
        standard: dict[str, Any] = {"first_day": day, "last_day": day}
        received = at(day - timedelta(days=self.random.randrange(2, 8)), "08:00")
        standard["received"] = received + timedelta(minutes=5 * self.random.randrange(0, 110))
        for needed, name, least, most in (
            (catalogue.needs_order, "order_until", 5, 40),
            (catalogue.needs_consent, "consent_until", 20, 180),
            (catalogue.needs_assessment, "assessment_until", 8, 80),
        ):
            standard[name] = day + timedelta(days=self.random.randrange(least, most)) if needed else None
        if channel == "internet_nursing":
            standard["consent_until"] = day + timedelta(days=90)
            standard["assessment_until"] = day + timedelta(days=self.random.randrange(8, 80))
            standard["order_until"] = day + timedelta(days=20)
        if channel == "family_bed" and service != "BED_SETUP":
            standard["episode_from"] = day - timedelta(days=self.random.randrange(9, 40))
            standard["episode_until"] = standard["episode_from"] + timedelta(days=59)
            standard["responsible_staff"] = responsible(resident)
        request = Request(f"Q{len(self.requests) + 1:04d}", resident.id, service, channel, **standard | values)
        self.requests.append(request)
        return request


def ordinary(book: Book) -> None:
    """The table above, day by day."""
    for service, counts in COUNTS.items():
        for day, count in zip(WEEK, counts, strict=True):
            for _ in range(count):
                _one(book, service, day)


def share_homes(book: Book) -> None:
    """The yearly check of the one who cares for the day's hospice patient: doctor and nurse are there anyway."""
    patients = {r.first_day: book.residents[r.resident_id] for r in book.requests if r.service == "HOSPICE"}
    for check in (r for r in book.requests if r.service == "ELDER_CHECK"):
        patient, carer = patients[check.first_day], book.residents[check.resident_id]
        home = replace(patient.place, id=carer.place.id)
        book.change(carer.id, place=home, contract=patient.contract, seen_staff=frozenset())


def _one(book: Book, service: str, day: date) -> None:
    random = book.random
    group = _GROUP.get(service, "age65" if service != "NEWBORN" else "")
    resident = book.free(lambda r: group in r.key_groups if group else 25 < r.age_on(day) < 45)
    if service == "NEWBORN":
        resident = _newborn(book, resident, day)
    channel = _channel(book, service)
    values: dict[str, Any] = _dates(book, service, day)
    if channel == "internet_nursing":
        values |= _evening(book.services[service], resident, day)
    elif service not in _NO_WISH:
        values |= _wishes(random, book.services[service], day)
    if service == "ELDER_CHECK":
        values["minutes"] = book.services[service].minutes_min
    if service == "HOSPICE":
        values["windows"] = (Window(at(day, "08:00"), at(day, "09:30")),)
    if service in _MAY_WAIT and random.random() < 0.3 and "last_day" not in values and "windows" not in values:
        values["last_day"] = min(day + timedelta(days=1), WEEK[-1])
    team = int(resident.contract.team_id[1:]) if resident.contract else 1
    if random.random() < 0.4:
        book.change(resident.id, seen_staff=frozenset({f"S{team:02d}", f"S{team + 6:02d}", f"S{15 + (team - 1) // 2}"}))
    book.ask(service, channel, resident, day, **values)


def _channel(book: Book, service: str) -> str:
    allowed = [(name, weight) for name, weight in _CHANNELS if name in book.services[service].channels]
    if service not in _EVENINGS:
        allowed = [pair for pair in allowed if pair[0] != "internet_nursing"]
    if service in ("NEWBORN", "HTN_FU", "DM_FU", "ELDER_CHECK"):
        allowed = [("public_health", 2), ("signed_team", 1)]
    return book.random.choices([name for name, _ in allowed], [weight for _, weight in allowed])[0]


def _dates(book: Book, service: str, day: date) -> dict[str, Any]:
    """When it was last done, so that the day is about right; when the medicines end."""
    random = book.random
    since = {
        "PICC": (day - FRIDAY_BEFORE).days, "PORT": 24, "CATH_CHANGE": random.randrange(23, 26),
        "BED_ROUND": random.randrange(6, 10),
        "BED_NURSE": random.randrange(6, 10), "HTN_FU": random.randrange(84, 92), "DM_FU": random.randrange(84, 92),
        "REHAB": 2, "ACU": 2, "WOUND": random.randrange(1, 3), "STOMA": random.randrange(4, 6), "PHARM_HOME": 90,
        "HOSPICE": 7, "NGT_CHANGE": 28, "PRESSURE": 2,
    }  # fmt: skip
    values: dict[str, Any] = {}
    if service in since:
        values["last_done"] = day - timedelta(days=since[service])
    if service == "RX_LONG":
        values["supply_end"] = day + timedelta(days=random.randrange(6, 8))
    return values


def _wishes(random: Random, service: Service, day: date) -> dict[str, Any]:
    """Some homes agree a window, some only wish for an hour."""
    roles = {role for part in service.parts for role in part.roles}
    late = roles & _AFTERNOONS and "RN" not in roles
    choices = _AFTERNOON_WINDOWS if late else _MORNING_WINDOWS + _AFTERNOON_WINDOWS
    earliest, latest = random.choice(choices)
    window = Window(at(day, earliest), at(day, latest))
    chance = random.random()
    if chance < 0.15 and len(service.parts) == 1:
        return {"windows": (window,)}
    return {"wished": window} if chance < 0.5 else {}


def _evening(service: Service, resident: Resident, day: date) -> dict[str, Any]:
    """Internet nursing is asked for the evening, when the family is back, unless it must be done by day."""
    if service.daylight or service.start_windows or resident.carer_hours[-1].end.hour < 20:
        return {}
    return {"windows": (Window(at(day, "18:10"), at(day, "20:30")),)}


def _newborn(book: Book, mother: Resident, day: date) -> Resident:
    """A newborn at the mother's home, without an ID number yet."""
    return book.change(
        mother.id,
        name=f"{mother.name[0]}宝宝",
        born=day - timedelta(days=book.random.randrange(6, 10)),
        id_type="birth_certificate",
        id_number="",
        key_groups=frozenset({"child"}),
    )


def responsible(resident: Resident) -> frozenset[str]:
    """Doctor and nurse of the resident's team."""
    team = int(resident.contract.team_id[1:]) if resident.contract else 1
    return frozenset({f"S{team:02d}", f"S{team + 6:02d}"})
