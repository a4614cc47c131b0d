"""Who may do what, and what must be in order on paper that day: H1, H2, H3, H10, H12."""

from __future__ import annotations

from datetime import date

from scheduler.domain.care import Visit
from scheduler.domain.day import Day
from scheduler.domain.people import Staff
from scheduler.intake.asked import ASSESSMENT, INFUSION, INTERNET
from scheduler.intake.negative import INFUSION_ITEM
from scheduler.rules.pairs import Said, forbidding, objecting
from scheduler.rules.rule import Rule


def unqualified(day: Day, visit: Visit, part: int, staff: Staff) -> list[Said]:
    """H1: the person has one of the part's roles, a certificate valid that day for every skill, and the title;
    a nurse is registered, and for internet nursing has a clean record, the training, the years and the title;
    a hospital's own people serve internet nursing only."""
    need = visit.parts[part]
    about_zh, about_en = f"{staff.id} 不能承担 {visit.id}", f"{staff.id} may not serve {visit.id}"
    said: list[Said] = []
    if staff.role not in need.roles:
        roles = "/".join(sorted(need.roles))
        said.append(
            (f"{about_zh}：岗位是 {staff.role}，需要 {roles}。", f"{about_en}: role {staff.role}, needed {roles}.")
        )
    said += [_missing(staff, skill, day.day, about_zh, about_en) for skill in _unproven(day, visit, part, staff)]
    if staff.title_level < need.title_level:
        said.append(
            (
                f"{about_zh}：职称等级 {staff.title_level}，需要 {need.title_level} 级及以上。",
                f"{about_en}: title level {staff.title_level}, needed at least {need.title_level}.",
            )
        )
    if staff.role == "RN":
        said += _nurse(day, visit, staff, about_zh, about_en)
    if staff.employer == "hospital" and visit.channel != INTERNET:
        said.append(
            (
                f"{about_zh}：医院护士只承担互联网护理，本次渠道是 {visit.channel}。",
                f"{about_en}: a hospital's nurse serves internet nursing only, this visit came by {visit.channel}.",
            )
        )
    return said


def _unproven(day: Day, visit: Visit, part: int, staff: Staff) -> list[str]:
    return [skill for skill in sorted(visit.parts[part].skills) if not staff.holds(skill, day.day)]


def _missing(staff: Staff, skill: str, day: date, about_zh: str, about_en: str) -> Said:
    """No certificate for the skill, or the day on which the latest one ended."""
    ended = max((c.until for c in staff.certificates if c.skill == skill), default=None)
    if ended is None:
        return f"{about_zh}：没有 {skill} 证书。", f"{about_en}: no certificate for {skill}."
    late = (day - ended).days
    return (
        f"{about_zh}：{skill} 证书有效期到 {ended}，已过期 {late} 天。",
        f"{about_en}: the certificate for {skill} ended on {ended}, {late} days before.",
    )


def _nurse(day: Day, visit: Visit, staff: Staff, about_zh: str, about_en: str) -> list[Said]:
    """A nurse's registration, and the further conditions of internet nursing, each by itself."""
    book = day.rulebook
    years, level = book.rule("H1.internet_years"), book.rule("H1.internet_title_level")
    said: list[Said] = []
    if not staff.registered:
        said.append((f"{about_zh}：护士执业注册无效。", f"{about_en}: not registered as a nurse."))
    if visit.channel != INTERNET:
        return said
    if not staff.clean_record:
        said.append((f"{about_zh}：有不良执业记录。", f"{about_en}: the practice record is not clean."))
    if not staff.trained:
        said.append((f"{about_zh}：未通过平台培训。", f"{about_en}: the platform's training is not passed."))
    if staff.years < years:
        said.append(
            (
                f"{about_zh}：临床护理 {staff.years} 年，互联网护理需满 {years} 年。",
                f"{about_en}: {staff.years} years of clinical nursing, internet nursing asks for {years}.",
            )
        )
    if staff.title_level < level:
        said.append(
            (
                f"{about_zh}：职称等级 {staff.title_level}，互联网护理需 {level} 级（护师）及以上。",
                f"{about_en}: title level {staff.title_level}, internet nursing asks for {level} (nurse practitioner).",
            )
        )
    return said


def without_papers(day: Day, visit: Visit, part: int, staff: Staff) -> list[Said]:
    """H2: the order, the consent and the first assessment that the service or the channel needs are valid that
    day, and in internet nursing (H2.check_permit) so are the person's permit and insurance. Internet nursing
    asks every service for consent and assessment (gate.*_internet_nursing), a first assessment for neither."""
    service, book = day.service(visit), day.rulebook
    internet, first = visit.channel == INTERNET, visit.service == ASSESSMENT
    consent = service.needs_consent or (internet and book.switched_on("gate.consent_internet_nursing"))
    assessed = service.needs_assessment or (internet and book.switched_on("gate.assessment_internet_nursing"))
    checked = internet and book.switched_on("H2.check_permit")
    papers = (
        (service.needs_order, visit.order_until, "医嘱", "doctor's order", visit.id),
        (consent and not first, visit.consent_until, "知情同意", "consent", visit.id),
        (assessed and not first, visit.assessment_until, "首诊评估", "first assessment", visit.id),
        (checked, staff.permit_until, "平台执业许可", "permit", staff.id),
        (checked, staff.insurance_until, "执业保险", "insurance", staff.id),
    )
    return [
        _paper(zh, en, until, day.day, whose, visit.id)
        for needed, until, zh, en, whose in papers
        if needed and (until is None or until < day.day)
    ]


def _paper(zh: str, en: str, until: date | None, day: date, whose: str, visit_id: str) -> Said:
    if until is None:
        return f"{visit_id} 不能安排：{whose} 没有{zh}。", f"{visit_id} may not be planned: {whose} has no {en}."
    late = (day - until).days
    return (
        f"{visit_id} 不能安排：{whose} 的{zh}有效期到 {until}，已过期 {late} 天。",
        f"{visit_id} may not be planned: the {en} of {whose} ended on {until}, {late} days before.",
    )


def on_negative_list(day: Day, visit: Visit, part: int, staff: Staff) -> list[Said]:
    """H3: no service of the negative list and no order with an item of it is served at home; infusion is,
    where the centre has switched it on (H3.infusion_on) and a doctor's order is valid that day."""
    infusion = {INFUSION, INFUSION_ITEM}
    found = set(visit.order_items)
    if day.service(visit).listed == "negative" or visit.service in infusion:
        found.add(visit.service)
    switched_on = day.rulebook.switched_on("H3.infusion_on")
    if switched_on and visit.order_until is not None and visit.order_until >= day.day:
        found -= infusion
    said: list[Said] = []
    for item in sorted(found):
        if switched_on and item in infusion:
            zh, en = "居家输液须有当日有效的医嘱", "home infusion needs a doctor's order valid that day"
        else:
            zh, en = f"{item} 在居家服务负面清单内", f"{item} is on the negative list for homes"
        said.append((f"{visit.id} 不能安排：{zh}。", f"{visit.id} may not be planned: {en}."))
    return said


def outside_episode(day: Day, visit: Visit, part: int, staff: Staff) -> list[Said]:
    """H10: the day lies within the family bed or course, both days inclusive; a missing day is no limit."""
    opened, ends, today = visit.episode_from, visit.episode_until, day.day
    if opened is not None and today < opened:
        days = (opened - today).days
        return [
            (
                f"{visit.id} 不能安排：家庭病床（疗程）{opened} 才开始，早 {days} 天。",
                f"{visit.id} may not be planned: the family bed or course opens on {opened}, {days} days later.",
            )
        ]
    if ends is not None and today > ends:
        days = (today - ends).days
        return [
            (
                f"{visit.id} 不能安排：家庭病床（疗程）{ends} 已结束，晚 {days} 天，续期后才能安排。",
                f"{visit.id} may not be planned: the family bed or course ended on {ends}, {days} days before.",
            )
        ]
    return []


def kept_apart(day: Day, visit: Visit, part: int, staff: Staff) -> list[Said]:
    """H12: neither has refused the other, and the person has the sex the resident requires."""
    resident = day.resident(visit)
    about_zh, about_en = f"{staff.id} 不能上门 {visit.id}", f"{staff.id} may not go to {visit.id}"
    said: list[Said] = []
    if staff.id in resident.refuses_staff:
        said.append((f"{about_zh}：居民 {resident.id} 拒绝此人。", f"{about_en}: resident {resident.id} refuses."))
    if resident.id in staff.refuses_residents:
        said.append(
            (f"{about_zh}：本人因安全原因拒绝居民 {resident.id}。", f"{about_en}: refuses resident {resident.id}.")
        )
    required = resident.required_staff_sex
    if required and staff.sex != required:
        zh = {"F": "女性", "M": "男性"}.get(required, required)
        en = {"F": "a woman", "M": "a man"}.get(required, required)
        said.append(
            (f"{about_zh}：居民 {resident.id} 要求{zh}人员。", f"{about_en}: resident {resident.id} requires {en}.")
        )
    return said


QUALIFICATIONS: tuple[Rule, ...] = (
    Rule(
        "H1",
        "hard",
        "condition",
        forbidding("H1", unqualified),
        objecting("H1", "condition", unqualified),
        "岗位、技能证书（当日有效）、职称须符合；护士须注册；互联网护理另需记录、培训、年限和职称。",
        "Role, certificates valid that day and title fit; internet nursing adds record, training, years and title.",
    ),
    Rule(
        "H2",
        "hard",
        "paper",
        forbidding("H2", without_papers),
        objecting("H2", "paper", without_papers),
        "医嘱、知情同意、首诊评估当日有效；互联网护理的许可和保险当日有效。",
        "Order, consent and first assessment are valid that day; in internet nursing also permit and insurance.",
    ),
    Rule(
        "H3",
        "hard",
        "item",
        forbidding("H3", on_negative_list),
        objecting("H3", "item", on_negative_list),
        "负面清单内的项目不上门。",
        "Nothing on the negative list is done at home.",
    ),
    Rule(
        "H10",
        "hard",
        "visit",
        forbidding("H10", outside_episode),
        objecting("H10", "visit", outside_episode),
        "家庭病床或疗程在当日有效。",
        "The family bed or course is open that day.",
    ),
    Rule(
        "H12",
        "hard",
        "refusal",
        forbidding("H12", kept_apart),
        objecting("H12", "refusal", kept_apart),
        "尊重双方的拒绝和居民对人员性别的硬性要求。",
        "Refusals by either side and a required sex are respected.",
    ),
)
