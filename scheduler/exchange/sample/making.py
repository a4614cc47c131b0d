"""The sample as a `Dataset`: the same one on every machine and every day."""

from __future__ import annotations

from random import Random

from scheduler.domain.dataset import Dataset
from scheduler.exchange.sample import people
from scheduler.exchange.sample.cases import special
from scheduler.exchange.sample.homes import residents
from scheduler.exchange.sample.needs import Book, ordinary, share_homes
from scheduler.exchange.sample.shifts import shifts
from scheduler.settings import default_rulebook

SEED = 20260309
RESIDENTS = 904  # 900 of them signed


def dataset() -> Dataset:
    """One centre, its people and the requests of the working week 9 to 13 March 2026."""
    random = Random(SEED)
    staff = people.staff(random)
    book = Book(random, default_rulebook().services, residents(random, RESIDENTS))
    special(book)
    ordinary(book)
    share_homes(book)
    return Dataset(
        centre=people.centre(),
        teams=people.teams(),
        staff=staff,
        shifts=shifts(),
        residents=tuple(book.residents.values()),
        devices=people.devices(),
        requests=tuple(book.requests),
    )
