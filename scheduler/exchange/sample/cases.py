"""Residents R0001 to R0066: one case for each rule and gate, so that the week shows all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

from scheduler.domain.care import Window
from scheduler.domain.people import Hours, Resident
from scheduler.exchange.sample.homes import point_at
from scheduler.exchange.sample.needs import Book
from scheduler.exchange.sample.shifts import WEEK
from scheduler.units import at

MON, TUE, WED, THU, FRI = WEEK
_ALL_DAY = (Hours(time(7), time(21, 30)),)


def special(book: Book) -> None:
    """Every case."""
    gates(book)
    holds(book)
    daily_insulin(book)
    risks(book)
    infections(book)
    dated_limits(book)
    people_chosen(book)
    crowded_wednesday(book)
    evenings(book)
    full_bag(book)


def _at_home(book: Book, k: int, **values: object) -> Resident:
    """Resident k with a carer at home all day."""
    return book.change(f"R{k:04d}", **{"carer_hours": _ALL_DAY, **values})


def _window(day: date, earliest: str, latest: str) -> Window:
    return Window(at(day, earliest), at(day, latest))


def gates(book: Book) -> None:
    """Refused at the door, each for another reason; and the one without a contract who is served with a warning."""
    book.ask("INFUSION", "clinic_phone", _at_home(book, 1), TUE, order_items=frozenset({"infusion"}))
    book.ask("INJ_IM_SC", "clinic_phone", _at_home(book, 7), MON, order_items=frozenset({"skin_test"}))
    aggressive = _at_home(book, 8, precautions=frozenset({"aggression"}))
    book.ask("WOUND", "internet_nursing", aggressive, TUE)
    book.ask("WOUND", "clinic_phone", _at_home(book, 9), THU, order_until=None)
    book.ask("CATH_CHANGE", "clinic_phone", _at_home(book, 10, carer_hours=()), FRI, last_done=FRI - timedelta(days=27))
    far = _at_home(book, 11)
    far = _at_home(book, 11, place=replace(far.place, point=point_at(4900, 300)))
    book.ask("EDU", "clinic_phone", far, WED)
    book.ask("PHARM_HOME", "clinic_phone", _at_home(book, 12, contract=None), MON)
    book.ask("HTN_FU", "public_health", _at_home(book, 13, contract=None), TUE, last_done=TUE - timedelta(days=90))
    book.ask("STOMA", "signed_team", _at_home(book, 14), THU, last_done=THU - timedelta(days=5))
    book.ask("STOMA", "clinic_phone", _at_home(book, 14), THU, last_done=THU - timedelta(days=5))
    book.ask("BLADDER_IRR", "family_bed", _at_home(book, 15), FRI, consent_until=MON - timedelta(days=3))
    lapsed = _at_home(book, 43)
    if lapsed.contract is not None:
        lapsed = _at_home(book, 43, contract=replace(lapsed.contract, until_day=date(2026, 2, 28)))
    book.ask("RX_LONG", "signed_team", lapsed, THU, supply_end=THU + timedelta(days=4))


def holds(book: Book) -> None:
    """Invasive care without a valid first assessment: the assessment is planned, the treatment waits."""
    for k, day, service, until in (
        (2, MON, "PICC", None),
        (3, TUE, "CATH_CHANGE", MON - timedelta(days=3)),
        (4, WED, "BLOOD_ANY", None),
        (5, THU, "BLADDER_IRR", None),
        (6, FRI, "NGT_CHANGE", MON - timedelta(days=10)),
    ):
        channel = "internet_nursing" if k in (2, 3) else "clinic_phone"
        resident = _at_home(book, k, contract=None) if k in (2, 3) else _at_home(book, k)
        book.ask(service, channel, resident, day, assessment_until=until, last_day=min(day + timedelta(days=1), FRI))


def daily_insulin(book: Book) -> None:
    """Two mornings and one evening every day, and injections eight hours apart on two days."""
    for day in WEEK:
        for k, earliest, latest in ((16, "07:00", "07:40"), (17, "07:00", "07:40"), (18, "17:00", "18:10")):
            resident = _at_home(book, k, seen_staff=frozenset({"S13", "S14"}))
            windows = (_window(day, earliest, latest),)
            book.ask("INSULIN", "signed_team", resident, day, windows=windows, last_done=day - timedelta(days=1))
    for day in (TUE, THU):
        resident = _at_home(book, 19)
        first = book.ask("INJ_IM_SC", "family_bed", resident, day, windows=(_window(day, "07:30", "08:30"),))
        gap = {"after_request": first.id, "gap_min_minutes": 450, "gap_max_minutes": 510}
        book.ask("INJ_IM_SC", "family_bed", resident, day, **gap)


def risks(book: Book) -> None:
    """Severe mental disorder with and without word to the community; a home of unknown risk in the evening."""
    for k, day, level, told in ((20, MON, 4, True), (21, WED, 4, False), (22, TUE, 1, False), (23, THU, 2, True)):
        resident = _at_home(book, k, risk_level=level, key_groups=frozenset({"smi"}))
        last = day - timedelta(days=14 if level >= 3 else 90)
        book.ask("SMI_FU", "public_health", resident, day, community_notified=told, last_done=last)
    unknown = _at_home(book, 36, precautions=frozenset({"unknown_risk"}))
    book.ask("WOUND", "internet_nursing", unknown, WED, windows=(_window(WED, "18:10", "20:30"),))
    for k, day in ((41, TUE), (42, THU)):
        heavy = _at_home(book, k, precautions=frozenset({"heavy_transfer"}))
        book.ask("PRESSURE", "family_bed", heavy, day, last_done=day - timedelta(days=2))


def infections(book: Book) -> None:
    """Tuberculosis at home on days with newborns; an infected wound and a weakened neighbour in one team's area."""
    for k, day in ((25, MON), (26, WED)):
        resident = _at_home(book, k, key_groups=frozenset({"tb"}), precautions=frozenset({"droplet"}))
        book.ask("TB_FU", "public_health", resident, day, infected=True)
    for infected, weak, day in ((27, 28, TUE), (45, 46, THU)):
        wounded = _at_home(book, infected, precautions=frozenset({"contact"}))
        book.ask("WOUND", "signed_team", wounded, day, infected=True, windows=(_window(day, "08:00", "09:30"),))
        weakened = _at_home(book, weak, place=_next_door(wounded, weak), immunosuppressed=True)
        book.ask("INJ_IM_SC", "signed_team", weakened, day)


def dated_limits(book: Book) -> None:
    """Intervals, orders and family beds that end within the week."""
    book.ask("PICC", "family_bed", _at_home(book, 29), TUE, last_done=date(2026, 3, 2))
    book.ask("PICC", "signed_team", _at_home(book, 30), MON, last_day=THU, last_done=date(2026, 3, 3))
    ending = {"episode_from": date(2026, 1, 11), "episode_until": WED, "last_day": FRI}
    book.ask("BED_ROUND", "family_bed", _at_home(book, 31), TUE, last_done=date(2026, 3, 4), **ending)
    book.ask("WOUND", "clinic_phone", _at_home(book, 32), MON, order_until=TUE, last_day=THU)
    book.ask("RX_LONG", "signed_team", _at_home(book, 47), MON, last_day=FRI, supply_end=WED)


def people_chosen(book: Book) -> None:
    """Who is refused, required, wished for; a couple behind one door; what is spoken at home."""
    book.ask("WOUND", "signed_team", _at_home(book, 33, refuses_staff=frozenset({"S07"})), MON)
    book.ask("CATH_CHANGE", "signed_team", _at_home(book, 34, required_staff_sex="F"), TUE, last_done=date(2026, 2, 12))
    man = _at_home(book, 35, required_staff_sex="M")
    book.ask("BLADDER_IRR", "signed_team", man, THU)
    wishing = _at_home(book, 37, wished_staff=frozenset({"S11"}), seen_staff=frozenset({"S11"}))
    book.ask("TCM_NURSE", "signed_team", wishing, MON, last_done=date(2026, 3, 6))
    book.ask("REHAB", "signed_team", _at_home(book, 38, dialect="河南话", wished_staff=frozenset({"S15"})), FRI)
    wife, husband = _at_home(book, 39), book.residents["R0040"]
    husband = _at_home(book, 40, place=replace(wife.place, id=husband.place.id), contract=wife.contract)
    for day, hers, his in ((MON, "WOUND", "EDU"), (WED, "BED_NURSE", "WOUND")):
        book.ask(hers, "family_bed", wife, day)
        book.ask(his, "signed_team", husband, day)
    book.ask("PRESSURE", "signed_team", _at_home(book, 44, precautions=frozenset({"dog"})), WED)


def crowded_wednesday(book: Book) -> None:
    """More than Wednesday's people can do: one ECG for three homes at one hour, no nurse for an evening's tube."""
    for k in (48, 49, 50):
        book.ask("ECG", "clinic_phone", _at_home(book, k), WED, windows=(_window(WED, "08:20", "08:40"),))
    tube = _at_home(book, 51)
    evening = (_window(WED, "18:30", "20:00"),)
    book.ask("NGT_CHANGE", "internet_nursing", tube, WED, windows=evening, last_done=WED - timedelta(days=28))


def evenings(book: Book) -> None:
    """Internet nursing when the family is back from work: for the hospital's nurses."""
    for k, day, service in (
        (52, MON, "WOUND"), (53, MON, "INJ_IM_SC"), (54, TUE, "WOUND"), (55, TUE, "STOMA"), (56, WED, "INJ_IM_SC"),
        (57, THU, "WOUND"), (58, THU, "INJ_IM_SC"), (59, FRI, "PICC"), (60, FRI, "WOUND"),
    ):  # fmt: skip
        home = _at_home(book, k, carer_hours=(Hours(time(17, 30), time(21, 30)),))
        last = {"last_done": day - timedelta(days=7)} if service == "PICC" else {}
        book.ask(service, "internet_nursing", home, day, windows=(_window(day, "18:10", "20:30"),), **last)


def full_bag(book: Book) -> None:
    """Five recordings in one house for the elderly on Friday morning: one ECG, and paper for four in a bag."""
    house = book.residents["R0061"].place
    for k in range(61, 66):
        place = replace(house, id=f"R{k:04d}-HOME", address=f"{house.address.split('单元')[0]}单元{k - 60}01室")
        resident = _at_home(book, k, place=place, contract=book.residents["R0061"].contract)
        book.ask("ECG", "signed_team", resident, FRI, windows=(_window(FRI, "09:00", "11:00"),))


def _next_door(neighbour: Resident, k: int) -> object:
    """A home one building on."""
    place = neighbour.place
    moved = replace(place.point, longitude=round(place.point.longitude + 0.0006, 6))
    return replace(place, id=f"R{k:04d}-HOME", point=moved, building=f"{place.building}东")


# What the README tells of the hand-made cases: residents, Chinese, English.
CASES = (
    ("R0001", "静脉输液：负面清单，拒绝", "infusion: on the negative list, refused (NEG-1)"),
    ("R0002-R0006", "首诊评估缺失或过期：先安排评估", "no valid first assessment: the assessment is planned instead"),
    (
        "R0007-R0010",
        "皮试、攻击性、无医嘱、无照护人：拒绝",
        "skin test, aggression, no order, no carer: refused (NEG-2, 5, 6, 7)",
    ),
    ("R0011", "住处超出服务半径：拒绝", "the home is outside the service area: refused"),
    (
        "R0012, R0013",
        "未签约：签约服务拒绝；随访照常并提醒",
        "no contract: refused for a signed service; else served with a warning",
    ),
    ("R0014", "重复申请：后一条被拒绝", "asked for twice: the later request is refused"),
    ("R0015", "知情同意已过期：待补签", "the consent has ended: held"),
    ("R0016-R0018", "每日胰岛素（早、晚）", "insulin every day, mornings and an evening (H7)"),
    ("R0019", "每 8 小时注射", "injections eight hours apart (H6, gap)"),
    (
        "R0020-R0023",
        "严重精神障碍：双人；R0021 未通知社区，暂缓",
        "severe mental disorder, two people; R0021: community not told, held (H13)",
    ),
    ("R0025, R0026", "肺结核家庭与新生儿同日", "tuberculosis on days with newborns (H20)"),
    (
        "R0027, R0028, R0045, R0046",
        "感染伤口与隔壁免疫低下居民",
        "an infected wound and a weakened neighbour (H20, S9)",
    ),
    ("R0029", "PICC 已超期：须确认后发布", "PICC overdue: acknowledged before publishing (H9)"),
    ("R0030", "PICC 3 月 3 日维护：最晚 10 日", "PICC done on 3 March: by 10 March (H9)"),
    ("R0031, R0032", "家庭病床、医嘱在周中到期", "family bed and order end within the week (H10, H2)"),
    (
        "R0033-R0035, R0044",
        "拒绝某人、要求同性、人员回避",
        "refuses a person, needs the same sex, is avoided by one (H12)",
    ),
    ("R0036", "晚间首次上门、风险未知：单人不可", "evening, unknown risk: nobody goes alone (H13)"),
    ("R0037, R0038", "希望某人、说方言", "wishes for somebody, speaks a dialect (S12)"),
    ("R0039, R0040", "同一门内的夫妻", "a couple behind one door (S13)"),
    ("R0041, R0042", "翻身搬运需两人", "heavy transfer: two people"),
    ("R0043", "签约已到期：拒绝", "the contract has ended: refused"),
    ("R0047", "药品周三用完：周二前送到", "medicines end on Wednesday: there by Tuesday (H9)"),
    ("R0048-R0050", "一台心电图机，三户同一时刻", "one ECG, three homes at one hour (H14)"),
    ("R0051", "当晚无鼻胃管技能人员", "no nurse with the skill that evening (H1)"),
    ("R0052-R0060", "互联网+护理晚间申请", "internet nursing in the evening"),
    ("R0061-R0065", "养老院五人心电，一台机、一包耗材", "five recordings in one house, one ECG, one bag (H17)"),
    (
        "R0116, R0328, R0842",
        "没有经纬度：按小区查 gazetteer.csv",
        "no coordinates: found by the estate in gazetteer.csv",
    ),
)
