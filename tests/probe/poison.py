"""Readers that die as native code dies on a crafted file."""

import ctypes

import msgspec


class ProbeOrder(msgspec.Struct):
    """The same on the wire as the probe's own, without loading it."""

    path: bytes


def crash(order: ProbeOrder) -> bool:
    ctypes.string_at(0)
    return True


def eat_memory(order: ProbeOrder) -> bool:
    held: list[bytearray] = []
    while True:
        held.append(bytearray(16 << 20))


def spin(order: ProbeOrder) -> bool:
    while True:
        pass
