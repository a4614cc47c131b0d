"""The work list of a day: what is overdue, what waits, and what ends within the days ahead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.domain.beds import FamilyBed
from scheduler.domain.people import Resident, Staff
from scheduler.domain.reminders import KINDS, Reminder, Secondment
from scheduler.domain.rulebook import Rulebook
from scheduler.intake.bed_states import ACTIVE, doctors_load, opened_on
from scheduler.intake.calendar import Calendar
from scheduler.intake.medicines import judged_plan, review_needed
from scheduler.intake.standing import Care, due_within


@dataclass(frozen=True, slots=True)
class _About:
    """Everything that a kind of reminder may look at; `ahead` is the last day told."""

    day: date
    ahead: date
    care: Care
    residents: Mapping[str, Resident]
    staff: Mapping[str, Staff]
    secondments: tuple[Secondment, ...]
    rulebook: Rulebook
    calendar: Calendar | None
    promised: Mapping[str, date]

    def told(self, end: date | None) -> bool:
        """Whether an end has come into sight; one long gone is told until it is mended."""
        return end is not None and end <= self.ahead


def reminders(
    day: date,
    care: Care,
    residents: Mapping[str, Resident],
    staff: Mapping[str, Staff],
    rulebook: Rulebook,
    horizon_days: int | None = None,
    *,
    calendar: Calendar | None = None,
    promised: Mapping[str, date] | None = None,
    secondments: Iterable[Secondment] = (),
) -> tuple[Reminder, ...]:
    """Everything to be told on a day, the soonest first; by kind in the order of KINDS, then by id.

    `horizon_days`: so far ahead (reminder.days_ahead when not given). A bed's end is told
    reminder.period_end_days before.
    """
    days = rulebook.rule("reminder.days_ahead") if horizon_days is None else horizon_days
    ahead = day + timedelta(days=days)
    about = _About(day, ahead, care, residents, staff, tuple(secondments), rulebook, calendar, promised or {})
    found = [one for look in LOOKS for one in look(about)]
    return tuple(sorted(found, key=lambda one: (one.due, KINDS.index(one.kind), one.about, one.en)))


def _overdue(about: _About) -> Iterator[Reminder]:
    """Occurrences past their latest day, and dates of a rule that lapsed in the last days."""
    due = due_within(about.care, about.residents, about.day, about.day, about.rulebook, about.calendar, about.promised)
    for occurrence in due.occurrences:
        request, latest = occurrence.request, occurrence.latest
        if latest >= about.day or request.id in about.promised:
            continue
        service = about.rulebook.services[request.service]
        days = (about.day - latest).days
        zh = f"{request.id} {service.name_zh}：最晚 {latest}，已逾期 {days} 天。"
        yield Reminder("overdue", request.id, latest, zh, f"{request.id} {service.name_en}: {days} d past {latest}.")
    since = about.day - timedelta(days=about.rulebook.rule("reminder.lapsed_days"))
    for lapsed in due.lapsed:
        if lapsed.latest >= since:
            name = f"{lapsed.order.id}#{lapsed.number}"
            zh = f"{name} 应于 {lapsed.latest} 前完成，未做。"
            yield Reminder("lapsed", name, lapsed.latest, zh, f"{name} was due by {lapsed.latest} and was not done.")


def _declined(about: _About) -> Iterator[Reminder]:
    """Visits that a resident refused in the last days: they come again, and somebody should ask why."""
    since = about.day - timedelta(days=about.rulebook.rule("reminder.lapsed_days"))
    latest = {record.visit_id: record for record in sorted(about.care.happened, key=lambda one: one.recorded)}
    for record in latest.values():
        if record.outcome == "refused" and since <= record.day <= about.day:
            name = record.request_id
            zh = f"{name} 于 {record.day} 被拒绝，请联系居民确认是否继续。"
            en = f"{name} was refused on {record.day}: ask the resident whether it goes on."
            yield Reminder("declined", name, record.day, zh, en)


def _beds(about: _About) -> Iterator[Reminder]:
    """Applications that wait, openings, ends of periods and reviews of the plan."""
    rule = about.rulebook.rule
    for bed in about.care.beds:
        if bed.state == "submitted":
            by = bed.applied + timedelta(days=rule("bed.assess_days"))
            zh = f"家庭病床申请 {bed.id} 待评估，最晚 {by}。"
            yield Reminder("bed_waiting", bed.id, by, zh, f"Application {bed.id} waits for its assessment, by {by}.")
        elif bed.state == "registered":
            by = bed.moves[-1].at.date() + timedelta(days=rule("bed.open_days"))
            zh = f"家庭病床 {bed.id} 已登记，待建床，最晚 {by}。"
            yield Reminder(
                "bed_opening", bed.id, by, zh, f"Bed {bed.id} is registered and waits to be opened, by {by}."
            )
        elif bed.state in ACTIVE:
            yield from _open_bed(bed, about)


def _open_bed(bed: FamilyBed, about: _About) -> Iterator[Reminder]:
    end = bed.until_day
    before = timedelta(days=about.rulebook.rule("reminder.period_end_days"))
    if end is not None and end - before <= about.day:
        zh = f"家庭病床 {bed.id} 周期 {end} 结束：评估后续期，或撤床；之后不再安排服务。"
        en = f"The period of bed {bed.id} ends on {end}: assess and renew it, or close it; no visit is planned after."
        yield Reminder("bed_period_end", bed.id, end, zh, en)
    opened = opened_on(bed)
    if opened is not None and bed.state == "open":
        every = about.rulebook.rule("bed.plan_review_days")
        reviews = max(1, -(-(about.day - opened).days // every))
        due = opened + timedelta(days=every * reviews)
        if about.told(due) and (end is None or due <= end):
            zh = f"家庭病床 {bed.id} 第 {reviews} 次护理计划评价，{due}。"
            yield Reminder(
                "bed_plan_review", bed.id, due, zh, f"Review {reviews} of the care plan of bed {bed.id}, {due}."
            )


def _doctors(about: _About) -> Iterator[Reminder]:
    """Doctors with more beds than is good."""
    soft = about.rulebook.rule("bed.doctor_soft")
    for doctor in sorted({bed.responsible_doctor for bed in about.care.beds if bed.responsible_doctor}):
        load = doctors_load(doctor, about.care.beds)
        if load > soft:
            zh = f"{doctor} 负责 {load} 张家庭病床，建议不超过 {soft} 张。"
            yield Reminder(
                "doctor_load", doctor, about.day, zh, f"{doctor} has {load} family beds; {soft} are advised."
            )


def _papers(about: _About) -> Iterator[Reminder]:
    """Assessment, consent and doctor's order of each standing order that still runs."""
    for order in about.care.orders:
        service = about.rulebook.services.get(order.service)
        if service is None or (order.last_day is not None and order.last_day < about.day):
            continue
        internet = order.channel == "internet_nursing"
        for kind, needed, end, zh, en in (
            (
                "assessment",
                service.needs_assessment or internet,
                order.assessment_until,
                "首诊评估",
                "first assessment",
            ),
            ("consent", service.needs_consent or internet, order.consent_until, "知情同意", "consent"),
            ("order", service.needs_order, order.order_until, "医嘱", "doctor's order"),
        ):
            needed_until = order.last_day or date.max
            if needed and end is None:
                by = max(about.day, order.first_day)
                yield Reminder(kind, order.id, by, f"{order.id} 尚无{zh}。", f"{order.id} has no {en} yet.")
            elif needed and end is not None and end < needed_until and about.told(end):
                yield Reminder(
                    kind, order.id, end, f"{order.id} 的{zh} {end} 到期。", f"The {en} of {order.id} ends on {end}."
                )


def _people(about: _About) -> Iterator[Reminder]:
    """Certificates, permits and insurance of the staff; secondments; contracts of the residents."""
    for person in about.staff.values():
        for certificate in person.certificates:
            yield from _ends(
                about,
                "certificate",
                person.id,
                certificate.until,
                f"{certificate.skill} 证书",
                f"certificate {certificate.skill}",
            )
        yield from _ends(about, "permit", person.id, person.permit_until, "平台执业许可", "permit")
        yield from _ends(about, "insurance", person.id, person.insurance_until, "保险", "insurance")
    for one in about.secondments:
        yield from _ends(about, "secondment", one.staff_id, one.until_day, "派驻", "secondment")
    needed = {order.resident_id for order in about.care.orders} | {plan.resident_id for plan in about.care.medication}
    needed |= {bed.resident_id for bed in about.care.beds if bed.state in ACTIVE}
    for resident_id in sorted(needed & about.residents.keys()):
        contract = about.residents[resident_id].contract
        if contract is not None:
            yield from _ends(about, "contract", resident_id, contract.until_day, "签约", "contract")


def _ends(about: _About, kind: str, whose: str, end: date | None, zh: str, en: str) -> Iterator[Reminder]:
    if end is not None and about.told(end):
        gone = end < about.day
        told_zh, told_en = (f"已于 {end} 到期", f"ended on {end}") if gone else (f"{end} 到期", f"ends on {end}")
        yield Reminder(kind, whose, end, f"{whose} 的{zh}{told_zh}。", f"The {en} of {whose} {told_en}.")


def _medicines(about: _About) -> Iterator[Reminder]:
    """Prescriptions that may not be long ones, and those that a doctor reviews before they are renewed."""
    for plan in about.care.medication:
        if plan.supply_end is None or not about.told(plan.supply_end):
            continue
        for answer in judged_plan(plan, about.rulebook):
            yield Reminder(
                "prescription_refused", plan.id, plan.supply_end, f"{plan.id}：{answer.zh}", f"{plan.id}: {answer.en}"
            )
        if review := review_needed(plan, about.rulebook):
            yield Reminder(
                "prescription_review", plan.id, plan.supply_end, f"{plan.id}：{review.zh}", f"{plan.id}: {review.en}"
            )


LOOKS: tuple[Callable[[_About], Iterator[Reminder]], ...] = (
    _overdue,
    _declined,
    _beds,
    _doctors,
    _papers,
    _people,
    _medicines,
)
