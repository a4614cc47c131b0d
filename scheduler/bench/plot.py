"""Mean gap over time, a line per engine, as SVG written by hand."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from scheduler.bench.comparing import Run, percent_above
from scheduler.bench.table import signed

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 880, 440, 60, 190, 30, 50
COLOURS = ("#0b6e4f", "#c8553d", "#3d5a98", "#8a6d1d", "#6b4c9a")
STEPS = 120
EARLIEST = 0.05  # seconds, where the plot begins
HIGHEST = 60.0  # percent, where it is cut


def gap_over_time(runs: Sequence[Run], seconds: float) -> dict[str, list[tuple[float, float]]]:
    """Per solver (seconds, mean gap in percent), from the moment on at which each of its runs had a plan."""
    times = [EARLIEST * (seconds / EARLIEST) ** (k / STEPS) for k in range(STEPS + 1)]
    own: dict[str, list[list[tuple[float, float]]]] = defaultdict(list)
    for run in runs:
        if run.figure is not None and run.known is not None and run.curve:
            own[run.solver].append([(second, percent_above(figure, run.known)) for second, figure in run.curve])
    lines = {}
    for solver, curves in own.items():
        begun = max(curve[0][0] for curve in curves)
        points = [t for t in times if t >= begun] or [times[-1]]
        lines[solver] = [(t, sum(_at(curve, t) for curve in curves) / len(curves)) for t in points]
    return lines


def _at(curve: list[tuple[float, float]], moment: float) -> float:
    """The gap a run had reached by a moment."""
    return curve[max(0, bisect_right([second for second, _ in curve], moment) - 1)][1]


def _round_steps(low: float, top: float) -> list[float]:
    """Four to ten round numbers from `low` to `top`."""
    power = 10.0 ** math.floor(math.log10((top - low) / 4))
    step = max(f * power for f in (1, 2, 5) if f * power <= (top - low) / 4)
    return [round(k * step, 10) for k in range(math.ceil(low / step), math.floor(top / step) + 1)]


def write_plot(runs: Sequence[Run], seconds: float, file: Path) -> None:
    """The plot; time is logarithmic."""
    lines = gap_over_time(runs, seconds)
    seen = [gap for line in lines.values() for _, gap in line]
    top, low = min(HIGHEST, max([1.0, *seen])), min([0.0, *seen])

    def x(second: float) -> float:
        share = math.log(second / EARLIEST) / math.log(seconds / EARLIEST)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(gap: float) -> float:
        return HEIGHT - BOTTOM - (min(gap, top) - low) / (top - low) * (HEIGHT - TOP - BOTTOM)

    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        'font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for second in (t for t in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300) if EARLIEST < t <= seconds):
        drawn.append(f'<path d="M{x(second):.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#ddd"/>')
        drawn.append(f'<text x="{x(second):.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{second:g}</text>')
    for gap in _round_steps(low, top):
        drawn.append(f'<path d="M{LEFT} {y(gap):.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        drawn.append(f'<text x="{LEFT - 6}" y="{y(gap) + 4:.1f}" text-anchor="end">{gap:g}</text>')
    drawn.append(f'<text x="{LEFT}" y="{TOP - 12}">mean gap to the best known, %</text>')
    drawn.append(f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 12}" text-anchor="end">CPU seconds</text>')
    for k, (solver, line) in enumerate(lines.items()):
        colour, corners = COLOURS[k % len(COLOURS)], " ".join(f"{x(t):.1f},{y(gap):.1f}" for t, gap in line)
        drawn.append(f'<polyline points="{corners}" fill="none" stroke="{colour}" stroke-width="2"/>')
        place = TOP + 18 * (k + 1)
        drawn.append(
            f'<text x="{WIDTH - RIGHT + 12}" y="{place}" fill="{colour}">{solver} {signed(line[-1][1])} %</text>'
        )
    file.write_text("\n".join([*drawn, "</svg>", ""]), "utf-8")
