"""Readers that die as native code dies on a crafted file."""

import ctypes

from matinee.catalog.probe.records import Probed, ProbeOrder


def crash(order: ProbeOrder) -> Probed:
    ctypes.string_at(0)
    return Probed("done")


def eat_memory(order: ProbeOrder) -> Probed:
    held: list[bytearray] = []
    while True:
        held.append(bytearray(16 << 20))


def spin(order: ProbeOrder) -> Probed:
    while True:
        pass
