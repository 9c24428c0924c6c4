"""Direct play against nginx: throughput, and CPU for each gigabyte, in the same run on the same file.

`python -m bench.direct_play`. Needs nginx (Debian: `apt-get install nginx-light`); without it only our own figures.
"""

import contextlib
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NAME = "direct play against nginx"
FILE_BYTES = 1 << 30
ROUNDS = 5
TARGETS = "throughput within 10 % of nginx, CPU a byte within 1.3x"

_NGINX = """
daemon off; master_process off; worker_processes 1; pid {home}/nginx.pid; error_log /dev/null;
events {{ worker_connections 256; }}
http {{ access_log off; sendfile on; tcp_nopush on; client_body_temp_path {home}/b; proxy_temp_path {home}/p;
fastcgi_temp_path {home}/f; uwsgi_temp_path {home}/u; scgi_temp_path {home}/s;
server {{ listen 127.0.0.1:{port}; root {home}; }} }}
"""

_OURS = """
import os, sys, uvicorn
from matinee.kit.web import FileAnswer, entity_of, send_file, server_options
async def app(scope, receive, send):
    descriptor = os.open(sys.argv[1], os.O_RDONLY)
    try:
        await send_file(scope, receive, send, FileAnswer(descriptor, entity_of(descriptor), "video/mp4"))
    finally:
        os.close(descriptor)
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), lifespan="off", **server_options())
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """One server, one number of connections; medians over the rounds."""

    server: str
    connections: int
    mb_per_s: float
    cpu_s_per_gb: float


def run() -> list[dict[str, object]]:
    """Measure both servers in turns; rows for the table."""
    with tempfile.TemporaryDirectory(prefix="matinee-bench") as home:
        film = Path(home) / "film.mp4"
        with film.open("wb") as file:
            for _ in range(FILE_BYTES >> 20):
                file.write(os.urandom(1 << 20))
        film.read_bytes()  # into the page cache: the disk is not what is measured
        with contextlib.ExitStack() as stack:
            servers = [("matinee", *stack.enter_context(_ours(film)))]
            if shutil.which("nginx"):
                servers.append(("nginx", *stack.enter_context(_nginx(Path(home)))))
            rows = [each for connections in (1, 8) for each in _compare(servers, connections)]
    return [_row(each, rows) for each in rows]


def _compare(servers: list[tuple[str, int, int]], connections: int) -> list[Measured]:
    found: dict[str, list[tuple[float, float]]] = {name: [] for name, _, _ in servers}
    for number in range(ROUNDS + 1):
        for name, port, process in servers if number % 2 else servers[::-1]:
            before, began = _cpu_s(process), time.monotonic()
            _download(port, connections)
            took, used = time.monotonic() - began, _cpu_s(process) - before
            if number:  # the first is a warm-up
                total = FILE_BYTES * connections
                found[name].append((total / took / 1e6, used / (total / 1e9)))
    return [
        Measured(name, connections, statistics.median(a for a, _ in each), statistics.median(b for _, b in each))
        for name, each in found.items()
    ]


def _row(one: Measured, rows: list[Measured]) -> dict[str, object]:
    nginx = next((each for each in rows if each.server == "nginx" and each.connections == one.connections), None)
    row: dict[str, object] = {
        "server": one.server,
        "connections": one.connections,
        "MB/s": round(one.mb_per_s),
        "CPU s/GB": round(one.cpu_s_per_gb, 3),
    }
    if nginx is not None:
        row["MB/s of nginx"] = f"{one.mb_per_s / nginx.mb_per_s:.2f}x"
        row["CPU of nginx"] = f"{one.cpu_s_per_gb / nginx.cpu_s_per_gb:.2f}x"
    return row


def _download(port: int, connections: int) -> None:
    threads = [threading.Thread(target=_fetch, args=(port,)) for _ in range(connections)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()


def _fetch(port: int) -> None:
    """Ask for the file and let the kernel throw the bytes away (MSG_TRUNC): the client costs next to nothing."""
    with socket.create_connection(("127.0.0.1", port)) as raw:
        raw.sendall(b"GET /film.mp4 HTTP/1.1\r\nhost: bench\r\nrange: bytes=0-\r\nconnection: close\r\n\r\n")
        left = FILE_BYTES
        buffer = bytearray(1 << 20)
        while left > 0:
            got = raw.recv_into(buffer, 1 << 20, socket.MSG_TRUNC)
            if got == 0:
                break
            left -= got
    assert left <= 0, f"{left} bytes are missing"


def _cpu_s(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def _ours(film: Path) -> Iterator[tuple[int, int]]:
    port = _free_port()
    with _running([sys.executable, "-c", _OURS, str(film), str(port)], port) as process:
        yield port, process


@contextlib.contextmanager
def _nginx(home: Path) -> Iterator[tuple[int, int]]:
    port = _free_port()
    home.chmod(0o755)
    (home / "nginx.conf").write_text(_NGINX.format(home=home, port=port))
    with _running(["nginx", "-c", str(home / "nginx.conf")], port) as process:
        yield port, process


@contextlib.contextmanager
def _running(arguments: list[str], port: int) -> Iterator[int]:
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(500):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.02)
        yield process.pid
    finally:
        process.terminate()
        process.wait(10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    for line in run():
        print(line)
    print(TARGETS)
