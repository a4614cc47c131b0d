"""The child process of one centre in the night run: `python -m scheduler.usecases.night_child ORDER PARENT` (JSON, id).

Its last line is its answer, whatever happened.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

from scheduler.errors import ConflictError, SchedulerError
from scheduler.store import engine, plans
from scheduler.store.documents import as_document, from_document
from scheduler.store.engine import Session, Store
from scheduler.usecases.night import (
    BAD_DATA,
    CONFLICT,
    FAILED,
    REPLANNED,
    CentreNight,
    Order,
    look,
)
from scheduler.usecases.replanning import Bought, Impossible, replan_day
from scheduler.usecases.trouble import record_trouble

MEMORY_BYTES = 8 * 2**30  # address space, of which the compiled search and OR-Tools only touch a part
LOOK_SECONDS = 0.5  # between two looks whether the night run is still there


def answer_to(order: Order) -> CentreNight:
    """What became of the centre; an error nobody expected goes to errors.log."""
    began = time.monotonic()
    path = Path(order.database)
    try:
        database = engine.connect(path)
        with Session(database) as session:
            rulebook = plans.rulebook_of(session, order.rulebook_id)
        answer = _replanned(Store(path, rulebook, database), order)
    except SchedulerError as error:
        result = CONFLICT if isinstance(error, ConflictError) else BAD_DATA
        answer = CentreNight(order.centre_id, result, error.said_in("zh"), error.said_in("en"))
    except Exception as error:
        id_ = record_trouble(path.parent, error, order.now)
        zh, en = f"意外错误，见 errors.log 中的 {id_}", f"an unexpected error, kept in errors.log as {id_}"
        answer = CentreNight(order.centre_id, FAILED, zh, en)
    return replace(answer, seconds=round(time.monotonic() - began, 2))


def _replanned(store: Store, order: Order) -> CentreNight:
    found = look(store, order)
    if found.result:
        return found
    made = replan_day(store, found.plan_id, order.choice, author=order.author, now=order.now)
    if isinstance(made, Impossible):
        locks = ", ".join(f"{lock.visit_id}→{lock.staff_id}" for lock in made.locks)
        zh, en = f"以下锁定不能同时成立：{locks}", f"these locks cannot all hold: {locks}"
        return replace(found, result=CONFLICT, zh=zh, en=en)
    return _bought(found, made)


def _bought(found: CentreNight, made: Bought) -> CentreNight:
    return replace(
        found,
        result=REPLANNED,
        zh=made.zh,
        en=made.en,
        plan_id=made.plan.id,
        residents=len(made.change.disturbed_residents),
        staff=len(made.change.disturbed_staff),
        kept=made.kept,
        told=made.told,
        left_out=len(made.plan.left_out),
        cost=made.plan.cost,
        nothing_cost=made.nothing_cost,
    )


def end_with(parent: int) -> None:
    """End this session of processes once that one is there no more: nobody would read the answer."""
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os.killpg(os.getpgrp(), signal.SIGKILL)


def main() -> None:
    """Answer the order on the command line."""
    threading.Thread(target=end_with, args=(int(sys.argv[2]),), daemon=True).start()
    with contextlib.suppress(ValueError, OSError):  # a lower limit may be set already
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    order = from_document(Order, json.loads(sys.argv[1]))
    sys.stdout.write(json.dumps(as_document(answer_to(order)), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
