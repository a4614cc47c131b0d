"""Placed devices: how long one may lie belongs to its kind and material, not to the service."""

from __future__ import annotations

from scheduler.domain.orders import CareOrder, Interval, PlacedDevice
from scheduler.domain.rulebook import Rulebook

ANY = "any"  # whatever it is made of


def interval_of(device: PlacedDevice, rulebook: Rulebook) -> Interval | None:
    """Shortest, usual and longest days since it was placed or changed (hard); None when it is not known."""
    for material in (device.material, ANY):
        number = rulebook.rules.get(f"device.{device.kind}.{material}")
        if number is not None:
            shortest, usual, longest = (int(days) for days in str(number.value).split())
            return Interval(shortest, usual, longest)
    return None


def known_devices(rulebook: Rulebook) -> tuple[str, ...]:
    """`kind material` of every device that config/care.toml knows."""
    return tuple(" ".join(key.split(".")[1:]) for key in rulebook.rules if key.startswith("device."))


def effective_interval(order: CareOrder, rulebook: Rulebook) -> Interval | None:
    """The interval that binds an order: its own, unless the device placed allows fewer days; None by calendar."""
    own = order.recurrence
    if not isinstance(own, Interval):
        return None
    device = interval_of(order.device, rulebook) if order.device is not None else None
    return device if device is not None and device.longest < own.longest else own
