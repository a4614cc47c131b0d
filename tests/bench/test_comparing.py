"""Engines in processes of their own: what they used, what they found, how far apart they are."""

from __future__ import annotations

import csv
import os
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
from bench.days import SOLOMON, generated, written_to

from scheduler.bench import cpu_clock
from scheduler.bench import generated as generated_problem
from scheduler.bench.comparing import BROKEN, ENDED, PLAN, REFUSED, Order, Run, compare, files_in, percent_above
from scheduler.bench.contenders import PEERS, Contender, contenders, recipe_with
from scheduler.bench.measuring import run_measured
from scheduler.bench.peers.answer import BALANCES, BREAKS, EARLY_DEPARTURE, PEAKS, PRICED_BREAKS, TRAVEL_RATE, used
from scheduler.bench.plot import gap_over_time, write_plot
from scheduler.bench.table import lines_of, losses_of, means_of, signed, write_table
from scheduler.errors import InputError
from scheduler.problem.problem import IDLE, Balance, Break, Peak
from scheduler.solver.kernel.recipe import STANDARD

PAUSE = {"window": [1500, 2000], "dur": 600}


def one_window_a_visit() -> dict[str, object]:
    """Visit 1 in the afternoon only: PyVRP knows one window."""
    day = generated()
    day["visits"][1]["tw"] = [[6000, 7000]]
    return day


def run_of(file: Path, solver: str, seconds: float = 0.3) -> Run:
    (run,) = compare(Order((file,), (Contender(solver),), seconds, 1), lambda _done, _next: None, lambda _runs: None)
    if "not installed" in run.note:
        pytest.skip(run.note)
    return run


@pytest.mark.parametrize("solver", PEERS)
def test_every_peer_finds_the_only_best_plan_of_a_tiny_day(tmp_path: Path, solver: str) -> None:
    run = run_of(written_to(tmp_path, "day.json", one_window_a_visit()), solver)
    # visit 0 by anyone, there and back 2 x 100; visit 1 needs N2, so person 0, 2 x 200 and 300 for the face
    assert (run.figure, run.left_out, run.note) == (900.0, 0, "")
    assert run.cpu_all >= run.cpu >= 0
    assert run.memory > 10
    assert run.known_here


@pytest.mark.parametrize("solver", PEERS)
def test_a_peer_leaves_out_what_costs_more_to_serve_than_to_leave(tmp_path: Path, solver: str) -> None:
    day = one_window_a_visit()
    day["visits"].append({**day["visits"][0], "id": 2, "need": [["nobody"]]})
    day["points"].append([0, 0])
    day["travel"] = [[0, 100, 200, 9], [100, 0, 150, 9], [200, 150, 0, 9], [9, 9, 9, 0]]
    run = run_of(written_to(tmp_path, "day.json", day), solver)
    assert (run.figure, run.left_out) == (900.0 + 3600, 1)


@pytest.mark.parametrize("solver", ["vroom", "ortools"])
def test_a_peer_that_knows_breaks_holds_them(tmp_path: Path, solver: str) -> None:
    day = one_window_a_visit()
    for person in day["staff"]:
        person["shifts"] = [[0, 9000]]
        person["breaks"] = [PAUSE]
    day["visits"][0]["tw"] = [[1400, 2050]]  # before the break or in its midst: both ends pay no wait
    run = run_of(written_to(tmp_path, "day.json", day), solver)
    # person 0 alone would ride 100 + 150 + 200 and wait: cheaper by far than two ways
    assert (run.figure, run.left_out) == (100 + 150 + 200 + 300.0, 0)


@pytest.mark.parametrize(("solver", "word"), [("pyvrp", "break"), ("vroom", "links"), ("ortools", "links")])
def test_a_peer_says_what_it_cannot_say(tmp_path: Path, solver: str, word: str) -> None:
    day = one_window_a_visit()
    if word == "links":
        day["visits"][0]["need"] = [["N1"], ["N1"]]
    else:
        day["staff"][0]["breaks"] = [PAUSE]
    run = run_of(written_to(tmp_path, "day.json", day), solver)
    assert run.figure is None
    assert run.gap is None
    assert word in run.note
    assert (run.outcome, run.wrong) == (REFUSED, False)


@pytest.mark.parametrize("solver", PEERS)
def test_capacity_binds_a_peer_and_the_distance_is_solomons(tmp_path: Path, solver: str) -> None:
    run = run_of(written_to(tmp_path, "T1.txt", SOLOMON), solver)
    assert run.figure == pytest.approx(2 * 5.0 + 2 * 1.4)


def test_the_clock_of_a_preloaded_process_stands_still_while_it_sleeps(tmp_path: Path) -> None:
    library = cpu_clock.built_in(tmp_path)
    if library is None:
        pytest.skip("no C compiler here")
    script = (
        "import time; a = time.monotonic(); time.sleep(0.3); b = time.monotonic(); raise SystemExit(int(b - a > 0.1))"
    )
    used = run_measured(
        (sys.executable, "-c", script), {**os.environ, "LD_PRELOAD": str(library)}, tmp_path / "log", 30
    )
    assert used.code == 0
    assert used.wall >= 0.3


def test_cpu_and_memory_of_children_are_counted(tmp_path: Path) -> None:
    below = "x = bytearray(60 << 20)\nimport time\na = time.process_time()\nwhile time.process_time() - a < 0.4: pass"
    script = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {below!r}])"
    used = run_measured((sys.executable, "-c", script), os.environ, tmp_path / "log", 60)
    assert used.code == 0
    assert used.cpu >= 0.4
    assert used.memory >= 60


def test_what_never_ends_is_ended(tmp_path: Path) -> None:
    used = run_measured((sys.executable, "-c", "import time; time.sleep(60)"), os.environ, tmp_path / "log", 0.3)
    assert used.code is None
    assert used.wall < 30


def test_an_unknown_name_and_an_empty_folder_are_bad_input(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="vroom, pyvrp, ortools"):
        contenders(["gurobi"])
    with pytest.raises(InputError, match="strings"):
        contenders([], ["luck"])
    for impossible in ("hot", "hot=0", "hot=warm", "hot=-1", "hot=inf", "luck=1"):
        with pytest.raises(InputError, match="hot"):
            contenders([], [], [impossible])
    written_to(tmp_path, "notes.txt", "nothing here")
    with pytest.raises(InputError, match="no instance"):
        files_in(tmp_path)


def test_a_choice_is_left_out_by_a_share_of_zero_and_a_switch_by_being_off() -> None:
    whole, peer, without, off, other = contenders(["vroom"], ["strings", "choice"], ["trials=2"])
    assert [one.name for one in (whole, peer)] == ["engine", "vroom"]
    assert (without.name, recipe_with(without.changes)) == ("engine without strings", replace(STANDARD, strings=0.0))
    assert recipe_with(off.changes) == replace(STANDARD, choice=False)
    assert (other.name, recipe_with(other.changes)) == ("engine trials 2", replace(STANDARD, trials=2))
    assert recipe_with(whole.changes) == STANDARD


def test_files_are_chosen_by_name(tmp_path: Path) -> None:
    for name in ("T1.txt", "T2.txt"):
        written_to(tmp_path, name, SOLOMON)
    assert [file.name for file in files_in(tmp_path, "*2.txt")] == ["T2.txt"]


def made_run(solver: str, figure: float | None, curve: tuple[tuple[float, float], ...], seed: int = 1) -> Run:
    return Run(
        instance="X",
        visits=20,
        solver=solver,
        seed=seed,
        figure=figure,
        gap=None if figure is None else percent_above(figure, 100.0),
        known=100.0,
        known_here=False,
        left_out=0,
        bound=None,
        cpu=1.0,
        cpu_all=1.5,
        wall=2.0,
        memory=50.0,
        iterations=10,
        clock="cpu",
        judge="own",
        outcome=PLAN,
        note="",
        curve=curve,
    )


def test_a_line_is_the_median_over_seeds_with_its_spread() -> None:
    runs = [made_run("engine", figure, (), seed) for seed, figure in enumerate((110.0, 101.0, 105.0))]
    (line,) = lines_of(runs)
    assert (line.figure, line.best, line.worst) == (105.0, 101.0, 110.0)
    assert line.gap == pytest.approx(5.0)
    (mean,) = means_of([line])
    assert (mean.solver, mean.visits, mean.gap, mean.count) == ("engine", None, pytest.approx(5.0), 1)


def test_means_are_taken_by_size_and_over_all() -> None:
    runs = [
        replace(made_run("engine", figure, ()), instance=name, visits=size)
        for name, size, figure in (("A", 20, 102.0), ("B", 20, 104.0), ("C", 40, 90.0))
    ]
    means = {mean.visits: (mean.gap, mean.count) for mean in means_of(lines_of(runs))}
    overall = pytest.approx((2 + 4 - 10) / 3)
    assert means == {20: (pytest.approx(3.0), 2), 40: (pytest.approx(-10.0), 1), None: (overall, 3)}


def test_the_loss_of_a_choice_is_counted_seed_by_seed_against_the_whole_engine() -> None:
    runs = [made_run("engine", 100.0, (), 1), made_run("engine", 200.0, (), 2)]
    runs += [made_run("engine without strings", 110.0, (), 1), made_run("engine without strings", 260.0, (), 2)]
    runs += [made_run("engine hot 3", 100.0, (), 1), made_run("engine hot 3", None, (), 2), made_run("vroom", 90.0, ())]
    strings, hot = losses_of(runs)
    assert (strings.change, strings.percent, strings.count) == ("without strings", pytest.approx(20.0), 2)
    assert strings.error == pytest.approx(10.0)  # 10 and 30: deviation 10 * sqrt(2), over sqrt(2) runs
    assert (hot.change, hot.percent, hot.count) == ("hot 3", 0.0, 1)


def test_only_what_is_wrong_is_called_so() -> None:
    assert not made_run("engine", 100.0, ()).wrong
    assert replace(made_run("vroom", None, ()), outcome=BROKEN).wrong
    assert replace(made_run("engine hot 3", None, ()), outcome=ENDED).wrong
    assert not replace(made_run("vroom", None, ()), outcome=ENDED).wrong


def test_a_gap_to_a_negative_best_known_is_positive_when_worse() -> None:
    assert percent_above(-90.0, -100.0) == pytest.approx(10.0)


def test_the_plot_holds_the_mean_gap_from_the_moment_all_runs_have_a_plan(tmp_path: Path) -> None:
    runs = [
        made_run("engine", 100.0, ((0.1, 120.0), (1.0, 100.0))),
        made_run("engine", 110.0, ((0.5, 130.0), (2.0, 110.0)), seed=2),
    ]
    line = gap_over_time(runs, 5.0)["engine"]
    assert line[0][0] >= 0.5
    assert line[0][1] == pytest.approx((20 + 30) / 2)
    assert line[-1][1] == pytest.approx((0 + 10) / 2)
    write_plot(runs, 5.0, tmp_path / "plot.svg")
    assert "engine +5.00 %" in (tmp_path / "plot.svg").read_text("utf-8")
    ET.parse(tmp_path / "plot.svg")


def test_a_plot_of_gaps_below_the_best_known_is_marked_in_round_steps(tmp_path: Path) -> None:
    write_plot([made_run("engine", 97.0, ((0.1, 101.0), (1.0, 97.0)))], 5.0, tmp_path / "plot.svg")
    text = (tmp_path / "plot.svg").read_text("utf-8")
    assert "engine -3.00 %" in text
    assert [mark in text for mark in (">-3<", ">-2<", ">-1<", ">0<", ">1<", ">-4<")] == [True] * 5 + [False]


def test_what_rounds_to_nothing_has_no_minus() -> None:
    assert (signed(-0.001), signed(-0.006), signed(0.5)) == ("+0.00", "-0.01", "+0.50")


def test_a_plot_without_a_single_plan_is_still_a_picture(tmp_path: Path) -> None:
    write_plot([made_run("engine", None, ())], 5.0, tmp_path / "plot.svg")
    ET.parse(tmp_path / "plot.svg")


def test_the_table_has_a_row_for_every_run(tmp_path: Path) -> None:
    write_table([made_run("engine", 100.0, ()), made_run("vroom", None, ())], tmp_path / "table.csv")
    with (tmp_path / "table.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    assert [(row["solver"], row["figure"]) for row in rows] == [("engine", "100.0"), ("vroom", "")]


def test_what_is_measured_is_kept_run_by_run(tmp_path: Path) -> None:
    file = written_to(tmp_path, "T1.txt", SOLOMON)
    seen: list[list[str]] = []

    def kept(runs: list[Run]) -> None:
        seen.append([run.solver for run in runs])
        write_table(runs, tmp_path / "table.csv")
        if len(runs) == 2:
            raise KeyboardInterrupt

    order = Order((file,), (Contender("pyvrp"), Contender("ortools"), Contender("vroom")), 0.1, 1)
    with pytest.raises(KeyboardInterrupt):
        compare(order, lambda _done, _next: None, kept)
    assert seen == [["pyvrp"], ["pyvrp", "ortools"]]
    with (tmp_path / "table.csv").open(encoding="utf-8", newline="") as table:
        assert [row["solver"] for row in csv.DictReader(table)] == ["pyvrp", "ortools"]


def test_a_problem_says_which_primitives_it_uses() -> None:
    day = generated_problem.problem_of(one_window_a_visit())
    assert used(day) == set()
    peak, pause = Peak(0, IDLE, 1, (), (0,)), Break(0, 0, 100, 10, price=5)
    assert used(replace(day, peaks=(peak,), balances=(Balance(0, 1, ((0,),)),), breaks=(pause,))) == {
        PEAKS,
        BALANCES,
        BREAKS,
        PRICED_BREAKS,
    }
    dear, early = day.route_travel_rate * 2, ~day.route_leaves_early
    assert used(replace(day, route_travel_rate=dear, route_leaves_early=early)) == {TRAVEL_RATE, EARLY_DEPARTURE}
