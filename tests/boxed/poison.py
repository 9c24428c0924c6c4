"""Tasks that behave as hostile files make native code behave. They run in the box only."""

import ctypes
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import msgspec


class Order(msgspec.Struct):
    """What to do."""

    word: str = ""
    number: int = 0


def echo(order: Order) -> Order:
    return order


def crash(order: Order) -> Order:
    ctypes.string_at(0)
    return order


def hang(order: Order) -> Order:
    time.sleep(3600)
    return order


def hang_with_child(order: Order) -> Order:
    subprocess.Popen(["/bin/sleep", str(order.number)])
    time.sleep(3600)
    return order


def spin(order: Order) -> Order:
    while True:
        pass


def eat_memory(order: Order) -> Order:
    held = []
    while True:
        held.append(bytearray(16 << 20))


def flood(order: Order) -> bytes:
    return b"x" * order.number


def fail(order: Order) -> Order:
    raise ValueError(order.word)


def connect(order: Order) -> Order:
    try:
        socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    except OSError as error:
        return Order(word=type(error).__name__)
    return Order(word="connected")


def write_file(order: Order) -> Order:
    try:
        with Path(order.word).open("wb") as target:
            target.write(b"x" * 10)
    except OSError as error:
        return Order(word=type(error).__name__)
    return Order(word="written")


def loaded(order: Order) -> Order:
    return Order(word=" ".join(sorted(name for name in sys.modules if name.startswith(("matinee", "sqlalchemy")))))


def process_id(order: Order) -> Order:
    return Order(number=os.getpid())
