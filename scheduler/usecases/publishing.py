"""Tell people: a plan passes the validator's gate and replaces the one they were told before. Or take it back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from scheduler.domain.day import Day
from scheduler.domain.plan import Finding, Plan
from scheduler.errors import ConflictError, Fault, InputError, StaleError
from scheduler.publish import gate, overdue_visits
from scheduler.store import plans, records
from scheduler.store.engine import Session, Store
from scheduler.store.tables import PlanRow
from scheduler.usecases.comparing import differences_between
from scheduler.usecases.day import day_of_plan

FEW = 5  # ids named in one sentence
STATES_ZH = {"draft": "还是草案", "published": "已发布", "replaced": "已被替换", "recalled": "已撤回"}


@dataclass(frozen=True, slots=True)
class Published:
    """The published plan, or None and what stood in the way. `new_visits`: asked for since the plan was made."""

    plan: Plan | None
    broken: tuple[Finding, ...]
    to_acknowledge: tuple[str, ...]
    new_visits: tuple[str, ...]


def publish_plan(store: Store, plan_id: str, *, author: str, now: datetime, acknowledged_by: str = "") -> Published:
    """Judge the plan on what is known now and publish it, in one transaction.

    ConflictError when the plan is not a draft, was made against another published plan than today's, or holds
    visits that another day's published plan has taken over since;
    InputError when `acknowledged_by` is nobody of the centre.
    """
    with store.write() as session:
        row = plans.plan_row(session, plan_id)
        _named(session, row.centre_id, acknowledged_by)
        if row.state != "draft":
            raise ConflictError(
                f"plan {plan_id} is {row.state}: only a draft can be published, plan the day anew",
                f"计划 {plan_id} {STATES_ZH[row.state]}，不能再发布：请重新排班",
            )
        before = plans.published_row(session, row.centre_id, row.day)
        if (before.id if before else None) != row.baseline_id:
            now_told = before.id if before else "no plan"
            raise StaleError(
                f"people have been told {now_told} since plan {plan_id} was made: plan the day anew",
                f"排出 {plan_id} 之后，已发布的计划变了（现为 {before.id if before else '无'}）：请重新排班",
                differences_between(session, row.baseline_id, before.id if before else None),
            )
        plan, day, unplanned = day_of_plan(session, store.rulebook, row)
        _refuse_what_another_day_took(session, plan, day)
        beside = plans.placed_beside(session, row)
        new_visits = tuple(visit_id for visit_id in unplanned if visit_id not in beside)
        answer = gate(day, plan, acknowledged_by)
        if not answer.open:
            rules = sorted({finding.rule for finding in answer.broken})
            about = {"rules": rules, "to_acknowledge": answer.to_acknowledge}
            records.write_audit(session, row.centre_id, author, now, "plan.refused", plan_id, **about)
            return Published(None, answer.broken, answer.to_acknowledge, new_visits)
        _replace(session, row, before)
        acknowledged = overdue_visits(day, plan) if acknowledged_by else ()
        about = {"acknowledged_by": acknowledged_by if acknowledged else "", "overdue": acknowledged}
        records.write_audit(session, row.centre_id, author, now, "plan.published", plan_id, **about)
        return Published(replace(plan, state="published"), (), (), new_visits)


def recall_plan(store: Store, plan_id: str, *, author: str, now: datetime) -> Plan:
    """Take a published plan back; nobody has a route from it any more. ConflictError unless it is published."""
    with store.write() as session:
        row = plans.plan_row(session, plan_id)
        if row.state != "published":
            raise ConflictError(
                f"plan {plan_id} is {row.state}: only a published plan can be recalled",
                f"计划 {plan_id} {STATES_ZH[row.state]}，只能撤回已发布的计划",
            )
        row.state = "recalled"
        records.write_audit(session, row.centre_id, author, now, "plan.recalled", plan_id)
        return plans.plan_from(row)


def _named(session: Session, centre_id: str, staff_id: str) -> None:
    """Whoever answers for overdue visits is one of the centre's people."""
    if staff_id and staff_id not in records.staff_of(session, centre_id):
        message, remedy = "is nobody of this centre", "give the id of who answers for the overdue visits"
        fault = Fault(
            "/acknowledged_by",
            "acknowledged_by",
            staff_id[:40],
            message,
            remedy,
            "本中心没有这个工号",
            "请写确认人的工号",
        )
        raise InputError([fault])


def _refuse_what_another_day_took(session: Session, plan: Plan, day: Day) -> None:
    """Drafts of two days made apart may both hold a visit that is possible on either: it is told once.

    What follows it moves too: with one visit gone to another day, all that the day no longer asks for is named.
    """
    gone = sorted({stop.visit_id for _, stop in plan.stops() if stop.kind == "visit"} - day.visits.keys())
    if plans.published_days(session, plan.centre_id, {plan.day}).keys() & set(gone):
        shown, more = ", ".join(gone[:FEW]), len(gone) - FEW
        en = f" and {more} more" if more > 0 else ""
        zh = f"等 {len(gone)} 项" if more > 0 else ""
        raise ConflictError(
            f"since plan {plan.id} was made, another day was published with its visits ({shown}{en}): "
            "plan the day anew",
            f"排出 {plan.id} 之后，其中的上门已随别的日期发布（{shown}{zh}）：请重新排班",
        )


def _replace(session: Session, row: PlanRow, before: PlanRow | None) -> None:
    if before is not None:
        before.state = "replaced"
        session.flush()  # at most one is published at any moment, the database holds that too
    row.state = "published"
    session.flush()
