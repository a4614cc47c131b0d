"""What is wrong with a standing order before it is kept, and what it is as a whole with its bed and device."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise

from scheduler.domain.care import LONGEST_MINUTES, Service
from scheduler.domain.orders import ByCalendar, CareOrder, Interval
from scheduler.domain.rulebook import Rulebook
from scheduler.errors import Fault
from scheduler.intake.devices import interval_of, known_devices
from scheduler.intake.recurrence import longest_gap, rule_faults
from scheduler.units import at

MARKS = "#~"  # they part the number and the try from an order's id
MOST_TIMES = 6
LONGEST_INTERVAL = 3660


def check_order(order: CareOrder, rulebook: Rulebook, others: Iterable[CareOrder] = ()) -> list[Fault]:
    """Everything that makes an order unusable, in order of its fields; `others`: the orders kept beside it."""
    service = rulebook.services.get(order.service)
    found = _Faults(f"order {order.id}")
    _check_identity(order, others, found)
    if service is None:
        told = "use a code of the service catalogue (config/services.toml)"
        found.add("service", order.service, "unknown service", told, "未知的服务代码", "请用服务目录中的代码")
        return found.faults
    if order.channel not in service.channels:
        told = ", ".join(service.channels)
        found.add("channel", order.channel, f"{service.code} is not given by it", told, "该服务没有此渠道", told)
    _check_days(order, found)
    if isinstance(order.recurrence, Interval):
        _check_interval(order, order.recurrence, service, rulebook, found)
    else:
        _check_rule(order, order.recurrence, service, rulebook, found)
    _check_times(order, service, found)
    _check_changes(order, found)
    return found.faults


class _Faults:
    """The faults of one order, as they are found."""

    def __init__(self, where: str) -> None:
        self._where = where
        self.faults: list[Fault] = []

    def add(self, field: str, value: object, message: str, remedy: str, zh: str, remedy_zh: str) -> None:
        """Note one."""
        self.faults.append(Fault(self._where, field, str(value)[:200], message, remedy, zh, remedy_zh))


def _check_identity(order: CareOrder, others: Iterable[CareOrder], found: _Faults) -> None:
    if not order.id or any(mark in order.id for mark in MARKS):
        found.add(
            "id",
            order.id,
            f"may not be empty or hold {MARKS}",
            "choose another id",
            f"不能为空或含 {MARKS}",
            "请换编号",
        )
    if order.follows == order.id:
        found.add("follows", order.follows, "it follows itself", "leave it empty", "不能接续自己", "请留空")
    for other in others:
        if other is not order and other.id == order.id:
            found.add("id", order.id, "another order has this id", "choose another id", "编号已被使用", "请换编号")
        elif other is not order and _repeats(order, other):
            found.add(
                "service",
                order.service,
                f"the resident already has order {other.id} for it at these times",
                f"change or end {other.id}, or give other times",
                f"该居民在这些时刻已有医嘱 {other.id}",
                f"请修改或结束 {other.id}，或换时刻",
            )


def _repeats(order: CareOrder, other: CareOrder) -> bool:
    """Same resident, service and days, at hours that meet, and neither carries the other on."""
    if (order.resident_id, order.service) != (other.resident_id, other.service):
        return False
    if order.follows == other.id or other.follows == order.id:
        return False
    if (order.last_day or date.max) < other.first_day or (other.last_day or date.max) < order.first_day:
        return False
    pairs = [(a, z) for a in order.times for z in other.times]
    return not pairs or any(a[0] <= z[1] and z[0] <= a[1] for a, z in pairs)


def _check_days(order: CareOrder, found: _Faults) -> None:
    if order.last_day is not None and order.last_day < order.first_day:
        first = order.first_day
        found.add(
            "last_day",
            order.last_day,
            f"lies before the first day {first}",
            "swap them",
            f"早于开始日期 {first}",
            "请对调",
        )
    if order.count < 0:
        found.add(
            "count",
            order.count,
            "a course has at least one",
            "1 or more; 0: no end",
            "疗程至少一次",
            "填 1 以上；0 为不限",
        )
    if order.last_done is not None and order.last_done > order.first_day + timedelta(days=LONGEST_INTERVAL):
        found.add("last_done", order.last_done, "lies far behind the order", "correct it", "日期过晚", "请更正")
    if order.device is not None and order.device.placed > order.first_day + timedelta(days=LONGEST_INTERVAL):
        found.add(
            "device", order.device.placed, "was placed far behind the order", "correct it", "置入日期过晚", "请更正"
        )


def _check_interval(order: CareOrder, interval: Interval, service: Service, rulebook: Rulebook, found: _Faults) -> None:
    days = f"{interval.shortest} {interval.usual} {interval.longest}"
    if not 0 < interval.shortest <= interval.usual <= interval.longest <= LONGEST_INTERVAL:
        found.add(
            "recurrence",
            days,
            "shortest, usual and longest are not rising days from 1",
            "write them in order, e.g. 14 28 30: the minimum may not lie over the maximum",
            "最短、通常、最长天数没有从小到大",
            "请按顺序填写，如 14 28 30；最短不能大于最长",
        )
        return
    limit, whose, whose_zh = service.interval_max_days, "the service", "该服务"
    if order.device is not None:
        device = interval_of(order.device, rulebook)
        if device is None:
            _unknown_device(order, rulebook, found)
            return
        limit, whose, whose_zh = device.longest, "the device placed", "所置装置"
    if limit and interval.longest > limit:
        en = f"the longest is {interval.longest} days, {whose} allows {limit}"
        found.add(
            "recurrence",
            days,
            en,
            f"{limit} at most",
            f"最长 {interval.longest} 天，{whose_zh}只允许 {limit} 天",
            f"最多 {limit}",
        )
    if limit and not interval.hard:
        en = f"the limit of {whose} ({limit} days) is hard"
        found.add("recurrence", days, en, "set hard", f"{whose_zh}的 {limit} 天是硬性期限", "请设为硬性")


def _unknown_device(order: CareOrder, rulebook: Rulebook, found: _Faults) -> None:
    assert order.device is not None
    told = "; ".join(known_devices(rulebook))
    value = f"{order.device.kind} {order.device.material}"
    found.add("device", value, "unknown kind or material", f"use one of: {told}", "未知的装置或材质", f"可用：{told}")


def _check_rule(order: CareOrder, rule: ByCalendar, service: Service, rulebook: Rulebook, found: _Faults) -> None:
    faults = rule_faults(rule.rule, order.first_day, rulebook, f"order {order.id}")
    found.faults += faults
    if order.device is not None and interval_of(order.device, rulebook) is None:
        _unknown_device(order, rulebook, found)
    if min(rule.days_before, rule.days_after) < 0 or max(rule.days_before, rule.days_after) > LONGEST_INTERVAL:
        value = f"{rule.days_before} {rule.days_after}"
        found.add(
            "recurrence",
            value,
            "days before and after start at 0",
            "write 0 or more",
            "提前、推后天数从 0 起",
            "填 0 或更大",
        )
    elif not faults and service.interval_max_days:
        gap = longest_gap(rule.rule, order.first_day, rulebook)
        if gap > service.interval_max_days:
            found.add(
                "rule",
                rule.rule,
                f"it leaves {gap} days between two, {service.code} allows {service.interval_max_days}",
                "add days to the rule, or keep it by the interval since last done",
                f"两次之间有 {gap} 天，{service.code} 最多 {service.interval_max_days} 天",
                "请增加规则中的日子，或改为按上次完成的间隔",
            )


def _check_times(order: CareOrder, service: Service, found: _Faults) -> None:
    day = order.first_day
    try:
        times = [(at(day, start), at(day, end)) for start, end in order.times]
    except (ValueError, TypeError):
        found.add(
            "times", order.times, "not pairs of clock times", "write 07:00-09:00", "不是成对的时刻", "请写 07:00-09:00"
        )
        return
    if len(times) > MOST_TIMES:
        found.add(
            "times", len(times), f"more than {MOST_TIMES} a day", "use fewer", f"一天超过 {MOST_TIMES} 次", "请减少"
        )
    if any(end < start for start, end in times) or times != sorted(times):
        found.add("times", order.times, "not in order", "earlier before later", "时刻没有先后排列", "请按先后填写")
        return
    hours = [(at(day, start), at(day, end)) for start, end in service.start_windows]
    if hours and not all(any(a <= start and end <= z for a, z in hours) for start, end in times):
        within = " ".join(f"{start}-{end}" for start, end in service.start_windows)
        en, zh = f"{service.code} starts within {within}", f"{service.code} 只能在 {within} 开始"
        found.add("times", order.times, en, "stay inside these hours", zh, "请在该时段内")
    _check_gaps(order, service, times, found)
    if order.minutes and not service.minutes_min <= order.minutes <= min(service.minutes_max, LONGEST_MINUTES):
        en = f"{service.code} takes {service.minutes_min} to {service.minutes_max} minutes"
        zh = f"{service.code} 需 {service.minutes_min} 到 {service.minutes_max} 分钟"
        found.add("minutes", order.minutes, en, "stay inside, or 0", zh, "请在范围内，或填 0")


def _check_gaps(order: CareOrder, service: Service, times: list[tuple[datetime, datetime]], found: _Faults) -> None:
    """The gap must fit between neighbouring times, the visit's own minutes counted."""
    if order.gap_minutes < 0 or (order.gap_minutes and len(times) < 2):
        told = order.gap_minutes
        found.add(
            "gap_minutes",
            told,
            "a gap needs several times a day",
            "add times, or 0",
            "一天多次才有间隔",
            "请加时刻或填 0",
        )
    minutes = order.minutes or service.minutes
    for before, after in pairwise(times):
        most = int((after[1] - before[0]).total_seconds()) // 60 - minutes
        if order.gap_minutes > most:
            en = f"between {before[0]:%H:%M} and {after[1]:%H:%M} lie at most {most} minutes"
            zh = f"{before[0]:%H:%M} 到 {after[1]:%H:%M} 之间最多 {most} 分钟"
            found.add(
                "gap_minutes", order.gap_minutes, en, "widen the times or shorten the gap", zh, "请放宽时刻或缩短间隔"
            )


def _check_changes(order: CareOrder, found: _Faults) -> None:
    numbers: Mapping[int, int] = {change.number: change.number for change in order.changes}
    if len(numbers) != len(order.changes) or any(number < 1 for number in numbers):
        told = [change.number for change in order.changes]
        found.add(
            "changes",
            told,
            "an occurrence is changed once, numbers from 1",
            "keep one",
            "同一次只能改一处，序号从 1 起",
            "只留一条",
        )
    hard = isinstance(order.recurrence, Interval) and order.recurrence.hard
    for change in order.changes:
        if change.skipped and hard:
            found.add(
                "changes",
                change.number,
                "a hard interval cannot be skipped",
                "record it as done where it was done, or end the order",
                "硬性间隔不能跳过",
                "请登记在何处已完成，或结束医嘱",
            )
        if change.skipped and (change.day or change.windows):
            found.add("changes", change.number, "skipped and moved at once", "keep one", "不能又跳过又改期", "只留一种")
