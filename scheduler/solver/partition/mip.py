"""A mixed-integer program as plain lists, so that it can be handed to another process."""

from __future__ import annotations

from dataclasses import dataclass, field

INFINITY = float("inf")
TAKEN = 0.5  # a binary variable above this is meant as 1


@dataclass(frozen=True, slots=True)
class Row:
    """lower <= sum of coefficient x variable <= upper."""

    lower: float
    upper: float
    terms: dict[int, float]


@dataclass(slots=True)
class Mip:
    """Minimise sum of cost x variable; every variable is at least 0."""

    costs: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    integral: list[bool] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def variable(self, cost: float, upper: float = INFINITY, *, integral: bool = False) -> int:
        """A new variable in [0, upper]; its index."""
        self.costs.append(cost)
        self.upper.append(upper)
        self.integral.append(integral)
        return len(self.costs) - 1

    def row(self, lower: float, terms: dict[int, float], upper: float) -> None:
        """A new row."""
        self.rows.append(Row(lower, upper, terms))
