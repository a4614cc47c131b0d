"""Who is compared: this project's engine, peers, and the engine with a choice of its search left out or changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from math import isfinite

from scheduler.errors import Fault, InputError
from scheduler.solver.kernel.recipe import STANDARD, Recipe

MODULES = {
    "engine": "scheduler.bench.peers.engine",
    "vroom": "scheduler.bench.peers.vroom_peer",
    "pyvrp": "scheduler.bench.peers.pyvrp_peer",
    "ortools": "scheduler.bench.peers.ortools_peer",
}
ENGINE = "engine"
PEERS = tuple(name for name in MODULES if name != ENGINE)
SEEDLESS = {"vroom", "ortools"}  # the same plan whatever the seed: they run once


@dataclass(frozen=True, slots=True)
class Contender:
    """An engine and what is changed of the search's recipe (only ever of this project's engine)."""

    solver: str
    changes: tuple[tuple[str, float], ...] = ()

    @property
    def name(self) -> str:
        """As it stands in the table."""
        words = [f"without {name}" if value == 0 else f"{name} {value:g}" for name, value in self.changes]
        return " ".join([self.solver, *words])

    @property
    def seeds_count(self) -> bool:
        """Whether another seed may give another plan."""
        return self.solver not in SEEDLESS


def contenders(peers: Sequence[str], without: Sequence[str] = (), changed: Sequence[str] = ()) -> tuple[Contender, ...]:
    """The engine whole, the peers named, the engine without each choice named and with each change (`hot=3`).

    InputError for a name that is not known and for a value that it cannot have.
    """
    for name in peers:
        if name not in PEERS:
            raise _unknown("--peers", name, ", ".join(PEERS))
    choices = [name for name in _names() if _can_be_off(name)]
    for name in without:
        if name not in choices:
            raise _unknown("--without", name, ", ".join(choices))
    variants = [((name, 0.0),) for name in without] + [(_change(text),) for text in changed]
    return (
        Contender(ENGINE),
        *(Contender(name) for name in dict.fromkeys(peers)),
        *(Contender(ENGINE, changes) for changes in dict.fromkeys(variants)),
    )


def recipe_with(changes: Sequence[tuple[str, float]]) -> Recipe:
    """The standard recipe with these changes; whole numbers and switches stay what they are."""
    values = {field.name: getattr(STANDARD, field.name) for field in fields(Recipe)}
    return Recipe(**values | {name: type(values[name])(value) for name, value in changes})


def _names() -> list[str]:
    return [field.name for field in fields(Recipe)]


def _can_be_off(name: str) -> bool:
    """Whether a choice is one of whether, not of how much: shares and switches, but no counts and temperatures."""
    return type(getattr(STANDARD, name)) is not int and not name.startswith(("hot", "cold"))


def _change(text: str) -> tuple[str, float]:
    """`hot=3` as (name, value)."""
    name, _, number = text.partition("=")
    if name not in _names():
        raise _unknown("--with", name, ", ".join(_names()))
    try:
        value = float(number)
    except ValueError:
        value = -1.0
    if not isfinite(value) or value < 0 or (value == 0 and not _can_be_off(name)):
        raise _unknown("--with", text, f"{name}={getattr(STANDARD, name):g}")
    return name, value


def _unknown(option: str, name: str, known: str) -> InputError:
    return InputError([Fault(option, "", name[:20], "is not known", known, "没有这一项", known)])
