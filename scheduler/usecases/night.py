"""The night run: every centre of the database is re-planned in a process of its own.

Bad data, a conflict, a crash or a run without end is the answer of that centre and nobody else's.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime

from scheduler.errors import InputError
from scheduler.store import plans, records
from scheduler.store.documents import as_document, from_document
from scheduler.store.engine import Store
from scheduler.store.night import events_since
from scheduler.usecases.replanning import Choice

REPLANNED, QUIET, UNPLANNED = "replanned", "quiet", "unplanned"
CONFLICT, BAD_DATA, FAILED, ENDED, TOO_LONG = "conflict", "bad_data", "failed", "ended", "too_long"
GRAVEST_FIRST = (FAILED, ENDED, TOO_LONG, BAD_DATA, CONFLICT)
"""The program is to be repaired before the data, and these before a coordinator can decide anything."""


@dataclass(frozen=True, slots=True)
class Order:
    """What one child is to do. `even_without_events`: also where nothing was told since the plan was made."""

    database: str
    rulebook_id: str
    centre_id: str
    day: date
    choice: Choice
    author: str
    now: datetime
    even_without_events: bool


@dataclass(frozen=True, slots=True)
class CentreNight:
    """What became of one centre. `result`: replanned, quiet (nothing told since), unplanned (no published plan),
    conflict, bad_data, failed (an error nobody expected), ended (by a signal), too_long.

    `plan_id`: the new draft, or the published version; `residents` and `staff` are disturbed, `kept` of `told` visits
    stay; `nothing_cost` None: doing nothing is not possible. The sentences say why, or what it bought.
    """

    centre_id: str
    result: str
    zh: str = ""
    en: str = ""
    plan_id: str = ""
    events: int = 0
    residents: int = 0
    staff: int = 0
    kept: int = 0
    told: int = 0
    left_out: int = 0
    cost: int | None = None
    nothing_cost: int | None = None
    seconds: float = 0.0

    @property
    def fine(self) -> bool:
        """Whether nobody has to look at it."""
        return self.result in (REPLANNED, QUIET, UNPLANNED)


@dataclass(frozen=True, slots=True)
class Night:
    """Every centre, by id. `gravest` is the result that most wants somebody, empty when all are fine."""

    day: date
    centres: tuple[CentreNight, ...]
    gravest: str


def replan_all(
    store: Store,
    day: date,
    choice: Choice,
    *,
    author: str,
    now: datetime,
    even_without_events: bool = False,
    at_once: int | None = None,
    seconds: float | None = None,
    each: Callable[[CentreNight, int, int], None] | None = None,
) -> Night:
    """Re-plan the day of every centre that has a published plan of it and news since.

    `at_once` processes, each at most `seconds` long (None: as configured); `each` hears of every centre as it is
    over, with how many are, of how many.
    """
    with store.write() as session:
        ids = records.centre_ids(session)
        rulebook_id = plans.keep_rulebook(session, store.rulebook)
    path = str(store.path.absolute())
    orders = [Order(path, rulebook_id, id_, day, choice, author, now, even_without_events) for id_ in ids]
    book = store.rulebook
    cap = book.rule("night.centre_seconds") if seconds is None else seconds
    found: list[CentreNight] = []

    def take(one: CentreNight) -> None:
        found.append(one)
        if each:
            each(one, len(found), len(ids))

    for order in tuple(orders):
        if idle := _idle(store, order):
            orders.remove(order)
            take(idle)
    _run_all(orders, at_once or book.rule("night.at_once"), cap, take)
    results = {one.result for one in found}
    gravest = next((result for result in GRAVEST_FIRST if result in results), "")
    return Night(day, tuple(sorted(found, key=lambda one: one.centre_id)), gravest)


def _run_all(orders: Sequence[Order], at_once: int, cap: float, take: Callable[[CentreNight], None]) -> None:
    """So many centres at once, each taken as its process is over."""
    # ended in this order: first the processes, so that nobody waits for them, then the threads that read them
    with ThreadPoolExecutor(at_once) as pool, _processes() as run:
        waiting = [pool.submit(run, order, cap) for order in orders]
        try:
            for over in as_completed(waiting):
                take(over.result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def look(store: Store, order: Order) -> CentreNight:
    """The published plan and the news since, with the result of a centre that has nothing to be planned."""
    with store.read() as session:
        row = plans.published_row(session, order.centre_id, order.day)
        if row is None:
            return CentreNight(order.centre_id, UNPLANNED, "当天没有已发布的计划", "no published plan of the day")
        news = events_since(session, order.centre_id, order.day, row.id)
    if news or order.even_without_events:
        return CentreNight(order.centre_id, "", plan_id=row.id, events=news)
    zh, en = "排出之后没有新的事件", "nothing was told since it was made"
    return CentreNight(order.centre_id, QUIET, zh, en, row.id)


def _idle(store: Store, order: Order) -> CentreNight | None:
    """The same without a process of its own, which would only load the engine for nothing."""
    try:
        found = look(store, order)
    except (ValueError, KeyError, TypeError):  # rows that cannot be read: its own process says so
        return None
    return found if found.result else None


@contextmanager
def _processes() -> Iterator[Callable[[Order, float], CentreNight]]:
    """Runs orders, each in a session of its own; whatever still runs at the end is ended."""
    running: set[subprocess.Popen[str]] = set()
    pen = threading.Lock()
    over = threading.Event()

    def run(order: Order, cap: float) -> CentreNight:
        began = time.monotonic()
        with pen:
            if over.is_set():
                return _unlucky(order, ENDED, began, "已中断", "interrupted")
            process = _start(order)
            running.add(process)
        try:
            told, _ = process.communicate(timeout=cap)
        except subprocess.TimeoutExpired:
            _end(process)
            process.communicate()
            return _unlucky(order, TOO_LONG, began, f"超过 {cap:g} 秒，已终止", f"ended after {cap:g} seconds")
        finally:
            with pen:
                running.discard(process)
        return _read(order, process.returncode, told, began)

    try:
        yield run
    finally:
        over.set()
        with pen:
            for process in running:
                _end(process)


def _start(order: Order) -> subprocess.Popen[str]:
    sent = json.dumps(as_document(order))
    command = [sys.executable, "-m", "scheduler.usecases.night_child", sent, str(os.getpid())]
    return subprocess.Popen(
        command,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def _end(process: subprocess.Popen[str]) -> None:
    """End it with the solving process that it may have started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _read(order: Order, code: int, told: str, began: float) -> CentreNight:
    """The child's answer: its last line, if it came to one."""
    if code < 0:
        name = signal.Signals(-code).name
        return _unlucky(order, ENDED, began, f"进程被 {name} 终止", f"its process was ended by {name}")
    lines: Sequence[str] = told.splitlines()
    try:
        return from_document(CentreNight, json.loads(lines[-1]))
    except (IndexError, ValueError, InputError):
        message = f"its process ended with code {code} and no answer"
        return _unlucky(order, FAILED, began, f"进程以代码 {code} 结束，没有答复", message)


def _unlucky(order: Order, result: str, began: float, zh: str, en: str) -> CentreNight:
    return CentreNight(order.centre_id, result, zh, en, seconds=round(time.monotonic() - began, 2))
