"""Subset-row cuts over three parts: of them, at most one taken route holds two (Jepsen et al. 2008)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

VIOLATION = 0.05
CUTS_A_ROUND = 30
CUTS_A_PART = 5  # in one round


def violated_triples(taken: Sequence[tuple[Sequence[int], float]], known: set[frozenset[int]]) -> list[frozenset[int]]:
    """The most violated triples of parts at a fractional point: (stops, value) of each column taken."""
    parts = sorted({p for stops, value in taken if value < 1 - 1e-6 for p in stops})
    if len(parts) < 3:
        return []
    at = {p: i for i, p in enumerate(parts)}
    held = np.zeros((len(taken), len(parts)))
    for c, (stops, _) in enumerate(taken):
        for p in stops:
            if p in at:
                held[c, at[p]] += 1
    value = np.array([x for _, x in taken])
    together = (np.minimum(held, 1) * value[:, None]).T @ np.minimum(held, 1)
    found: list[tuple[float, tuple[int, int, int]]] = []
    for i in range(len(parts) - 2):
        row = together[i, i + 1 :]
        j, k = np.nonzero(np.triu(row[:, None] + row[None, :] + together[i + 1 :, i + 1 :] > 1 + VIOLATION, 1))
        for a, b in zip(j + i + 1, k + i + 1, strict=True):
            over = float(value @ ((held[:, i] + held[:, a] + held[:, b]) // 2)) - 1
            if over > VIOLATION:
                found.append((over, (i, int(a), int(b))))
    found.sort(key=lambda pair: (-pair[0], pair[1]))
    chosen: list[frozenset[int]] = []
    uses = dict.fromkeys(parts, 0)
    for _, triple in found:
        named = frozenset(parts[i] for i in triple)
        if named in known or any(uses[p] >= CUTS_A_PART for p in named):
            continue
        chosen.append(named)
        for p in named:
            uses[p] += 1
        if len(chosen) == CUTS_A_ROUND:
            break
    return chosen
