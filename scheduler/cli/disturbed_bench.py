"""`scheduler bench-replan`: re-planning with the least disturbance, measured on generated disturbed days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scheduler import usecases
from scheduler.cli import edge
from scheduler.cli.disturbed_words import HEADS, LINES, WORDS
from scheduler.cli.edge import AsJson, Language
from scheduler.cli.live_line import counting_bar
from scheduler.errors import Fault, InputError

if TYPE_CHECKING:
    from scheduler.bench.disturbed import Row, Total, Tried
    from scheduler.bench.disturbed_days import Disturbed
    from scheduler.bench.disturbed_proof import Proof

app = typer.Typer()

KINDS = "all", "absence", "nothing"
SMALL = 30  # visits of a day on which CP-SAT can prove what is least


@app.command("bench-replan")
def bench_replan(
    days: Annotated[int, typer.Option("--days", min=1, help="几天 / generated days, seeds 1, 2 ...")] = 50,
    visits: Annotated[str, typer.Option("--visits", help="每天上门数，轮流 / visits of a day, in turn")] = "60,90,120",
    iterations: Annotated[int, typer.Option("--iterations", min=0, help="步数 / steps; 0: as configured")] = 0,
    events: Annotated[str, typer.Option("--events", help="发生什么 / what happens: all, absence, nothing")] = "all",
    prices: Annotated[str, typer.Option("--prices", help="依次试 / try S11.other_person:told_gain, 900:300,...")] = "",
    prove: Annotated[bool, typer.Option("--prove", help="30 户的小日子，由 CP-SAT 证明 / small days, proved")] = False,
    effort: Annotated[float, typer.Option("--effort", min=0.1, help="每个证明的确定秒 / for each proof")] = 20.0,
    most: Annotated[int, typer.Option("--max-changes", min=0, help="证明用的上限 / the cap that is proved")] = 1,
    out: Annotated[Path, typer.Option("--out", help="CSV 的文件夹 / folder for the CSV")] = Path("out/bench"),
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """在途重排与全部重排比较 / Re-plan disturbed days with the least disturbance, and plan them anew."""
    words = WORDS[edge.checked_language(language) or "zh"]
    sizes, tried = _whole(visits, "--visits"), [_whole(pair, "--prices", ":") for pair in _listed(prices)]
    if any(len(pair) != 2 for pair in tried):
        raise InputError([_fault("--prices", prices)])
    if events not in KINDS:
        remedy, zh = ", ".join(KINDS), "没有这种"
        raise InputError([Fault("--events", "", events[:20], "is not known", remedy, zh, remedy)])
    from scheduler.settings import default_rulebook

    book = default_rulebook()
    steps, planned = iterations or book.rule("replan.iterations"), book.rule("plan.iterations")
    _folder(out)
    if prove:
        small = list(_days(days, [SMALL], planned, events, words))
        rows = list(_proofs(small, steps, most, effort, words["proving"]))
        _say_proofs(rows, out, words, as_json)
        return
    own = [book.weight("S11.other_person"), book.rule("replan.told_gain")]
    totals = _measured(list(_days(days, sizes, planned, events, words)), tried or [own], steps, out, words, as_json)
    if as_json:
        edge.out.print_json(data=usecases.as_document(totals))
    if any(one.total.legal < days for one in totals):
        raise typer.Exit(edge.CONFLICT)


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _whole(text: str, option: str, mark: str = ",") -> list[int]:
    parts = [part.strip() for part in text.split(mark)]
    if not all(part.isdecimal() for part in parts) or (option == "--visits" and not all(int(part) for part in parts)):
        raise InputError([_fault(option, text)])
    return [int(part) for part in parts]


def _fault(option: str, text: str) -> Fault:
    remedy, zh = "give whole numbers, as in the help", "请按帮助写成整数"
    return Fault(option, "", text[:40], "cannot be read", remedy, "无法识别", zh)


def _folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        remedy, zh = "name a folder that may be written", "请给出可写的文件夹"
        raise InputError([Fault("--out", "", out.name, "cannot be written", remedy, "无法写入", zh)]) from error


def _days(count: int, sizes: list[int], planned: int, events: str, words: dict[str, str]) -> Iterator[Disturbed]:
    """Seeds 1, 2 ..., the sizes in turn."""
    from scheduler.bench.disturbed_days import disturbed_day  # loads the engine

    with counting_bar() as bar:
        for number in bar.track(range(count), description=words["making"]):
            yield disturbed_day(number + 1, sizes[number % len(sizes)], planned, events)


def _measured(
    days: list[Disturbed], tried: list[list[int]], steps: int, out: Path, words: dict[str, str], as_json: bool
) -> list[Tried]:
    from scheduler.bench.disturbed import Tried, compare, total_of, write_table
    from scheduler.bench.disturbed_days import with_prices

    compare(days[0], 1)  # what is loaded once is not measured
    totals: list[Tried] = []
    for other_person, told_gain in tried:
        rows: list[Row] = []
        with counting_bar() as bar:
            for day in bar.track(days, description=words["comparing"]):
                rows.append(compare(with_prices(day, other_person, told_gain), steps))
        write_table(rows, out / f"replan-{other_person}-{told_gain}.csv")
        total = total_of(rows)
        totals.append(Tried(other_person, told_gain, total, tuple(rows)))
        if not as_json:
            if len(tried) == 1:
                _say_rows(rows, words)
            _say_total(total, words, other_person, told_gain)
    if not as_json:
        edge.out.print(words["files"].format(out / "replan-*.csv"), markup=False)
    return totals


def _say_rows(rows: Iterable[Row], words: dict[str, str]) -> None:
    edge.out.print(LINES["day"].format(*HEADS["day"]), markup=False, soft_wrap=True)
    for row in rows:
        people = f"{row.people}/{row.nothing_people}/{row.anew_people}"
        left = f"{row.left_out}/{row.nothing_left_out}/{row.anew_left_out}"
        events = f"{row.absent} {row.cancelled} {row.urgent} {row.nobody_home} {row.overran}"
        told = (row.seed, row.visits, row.now, events, people, left, row.lost, f"{row.above_percent:+.1f}")
        legal = words["yes" if row.legal else "no"]
        edge.out.print(LINES["day"].format(*told, f"{row.seconds:.1f}", legal), markup=False, soft_wrap=True)


def _say_total(total: Total, words: dict[str, str], other_person: int, told_gain: int) -> None:
    edge.out.print(words["total"].format(total=total, other_person=other_person, told_gain=told_gain), markup=False)


def _proofs(days: list[Disturbed], steps: int, most: int, effort: float, said: str) -> Iterator[Proof]:
    from scheduler.bench.disturbed_proof import prove

    with counting_bar() as bar:
        for day in bar.track(days, description=said):
            yield prove(day, steps, most, effort)


def _say_proofs(rows: list[Proof], out: Path, words: dict[str, str], as_json: bool) -> None:
    from scheduler.bench.disturbed import write_table
    from scheduler.bench.disturbed_proof import proved

    write_table(rows, out / "replan-proofs.csv")
    total = proved(rows)
    if as_json:
        edge.out.print_json(data=usecases.as_document({"days": rows, "total": total}))
        return
    edge.out.print(LINES["proof"].format(*HEADS["proof"]), markup=False, soft_wrap=True)
    for row in rows:
        fewest, cheapest = (
            f"{'-' if best is None else best}>={bound}"
            for best, bound in ((row.fewest, row.fewest_bound), (row.cheapest, row.cheapest_bound))
        )
        told = row.seed, row.visits, row.now, row.people, fewest, row.capped_cost, cheapest
        edge.out.print(LINES["proof"].format(*told), markup=False, soft_wrap=True)
    edge.out.print(words["proved"].format(total=total), markup=False)
    edge.out.print(words["files"].format(out / "replan-proofs.csv"), markup=False)
