"""The sample as a `Dataset`: the same one on every machine and every day."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from scheduler.domain.dataset import Dataset
from scheduler.domain.people import Staff
from scheduler.exchange.sample import people
from scheduler.exchange.sample.beds import beds
from scheduler.exchange.sample.cases import special
from scheduler.exchange.sample.events import away, happened
from scheduler.exchange.sample.homes import Estate, estates, point_at, residents
from scheduler.exchange.sample.medicines import medication_plans
from scheduler.exchange.sample.needs import Book, ordinary, share_homes
from scheduler.exchange.sample.shifts import shifts
from scheduler.exchange.sample.standing import standing_orders
from scheduler.settings import default_rulebook

SEED = 20260309
RESIDENTS = 904  # 900 of them signed
BY_ESTATE = ("R0116", "R0328", "R0842")  # their rows hold no coordinates: only their estate is known


def dataset() -> Dataset:
    """One centre, its people, the requests of the week from 9 March 2026, and from the 14th on care over time."""
    random, staff, places = _begin()
    book = Book(random, default_rulebook().services, residents(random, RESIDENTS, places))
    special(book)
    ordinary(book)
    share_homes(book)
    family_beds = beds(book)
    orders = standing_orders(book, family_beds)
    for identity in BY_ESTATE:
        home = book.residents[identity].place
        estate = next(place for place in places if home.address.startswith(place.address))
        book.change(identity, place=replace(home, point=point_at(estate.x, estate.y)))
    return Dataset(
        centre=people.centre(),
        teams=people.teams(),
        staff=staff,
        shifts=shifts(),
        residents=tuple(book.residents.values()),
        devices=people.devices(),
        requests=tuple(book.requests),
        care_orders=orders,
        beds=family_beds,
        medication=medication_plans(book),
        happened=happened(orders, family_beds),
        away=away(family_beds),
    )


def gazetteer() -> list[Estate]:
    """The estates of the sample, by name."""
    return sorted(_begin()[2], key=lambda estate: estate.name)


def _begin() -> tuple[Random, tuple[Staff, ...], list[Estate]]:
    """What is drawn first; the source goes on with the residents."""
    random = Random(SEED)
    return random, people.staff(random), estates(random)
