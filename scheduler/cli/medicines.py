"""Commands about medication plans: add, renew the supply, list."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from scheduler import usecases
from scheduler.cli import edge
from scheduler.cli.asking import codes, optional_day
from scheduler.cli.care_printing import print_medication
from scheduler.cli.edge import AsJson, CentreId, Database, Language, desk
from scheduler.domain.medication import MedicationPlan

app = typer.Typer(help="用药计划 / Medication plans")

Day = Annotated[str, typer.Option(help="YYYY-MM-DD")]
Weeks = Annotated[int, typer.Option(help="长处方周数，0 为没有 / weeks of the long prescription, 0: none")]


@app.command("add")
def medication_add(
    resident: Annotated[str, typer.Option(help="居民编号 / the resident's id")],
    medicines: Annotated[int, typer.Option(help="常用药种数 / how many regular medicines")],
    weeks: Weeks = 0,
    supply_end: Day = "",
    classes: Annotated[str, typer.Option(help="特殊药品类别，逗号分隔 / classes that matter (config/care.toml)")] = "",
    reviewed: Day = "",
    pharmacist_seen: Day = "",
    changed: Day = "",
    order_until: Day = "",
    consent_until: Day = "",
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """登记用药计划 / Keep a resident's regular medicines, by number and class only."""
    with desk(database, centre_id, language, as_json) as here:
        plan = MedicationPlan(
            id="",
            resident_id=resident,
            medicines=medicines,
            weeks=weeks,
            supply_end=optional_day(supply_end, "--supply-end"),
            drug_classes=codes(classes),
            reviewed=optional_day(reviewed, "--reviewed"),
            pharmacist_seen=optional_day(pharmacist_seen, "--pharmacist-seen"),
            changed=optional_day(changed, "--changed"),
            order_until=optional_day(order_until, "--order-until"),
            consent_until=optional_day(consent_until, "--consent-until"),
        )
        view = usecases.add_medication(here.store, here.centre.id, plan, author=edge.AUTHOR, now=edge.now())
        here.answer(view)
        print_medication(here, view)


@app.command("renew")
def medication_renew(
    plan_id: Annotated[str, typer.Argument(help="用药计划编号 / the plan's id")],
    weeks: Weeks,
    handed: Annotated[str, typer.Option(help="发药日期 / handed over on, YYYY-MM-DD; today without it")] = "",
    reviewed: Annotated[bool, typer.Option("--reviewed", help="医生已评估 / reviewed by a doctor")] = False,
    seen: Annotated[int, typer.Option("--version", help="看到的版本 / the version you saw", min=0)] = 0,
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """续药 / Medicines for so many weeks were handed over."""
    with desk(database, centre_id, language, as_json) as here:
        day = edge.day_of(handed, "--handed") if handed else edge.now().date()
        about: dict[str, Any] = {"seen": seen or None, "author": edge.AUTHOR, "now": edge.now(), "reviewed": reviewed}
        view = usecases.renew_supply(here.store, here.centre.id, plan_id, weeks, day, **about)
        here.answer(view)
        print_medication(here, view)


@app.command("list")
def medication_list(
    resident: Annotated[str, typer.Option(help="居民编号 / of one resident")] = "",
    day: Annotated[str, typer.Option("--date", help="YYYY-MM-DD, today without it")] = "",
    centre_id: CentreId = "",
    database: Database = edge.DATABASE,
    language: Language = "",
    as_json: AsJson = False,
) -> None:
    """用药计划一览 / The plans, with what is due of them."""
    with desk(database, centre_id, language, as_json) as here:
        on = edge.day_of(day) if day else edge.now().date()
        views = usecases.medication_of(here.store, here.centre.id, on, resident)
        here.answer(views)
        for view in views:
            print_medication(here, view)
