"""Files by range, through a real server: what is asked is what comes, byte by byte."""

import http.client
import json
import os
import random
import resource
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from matinee.kit.web.asgi import Message, Receive, Scope, Send
from matinee.kit.web.problems import MEDIA_TYPE
from matinee.kit.web.protocol import EXTENSION, Protocol
from matinee.kit.web.ranges import FileAnswer, disposition, entity_of, send_file
from tests.web.conftest import Running, parse, read_all

SIZE = 3_000_017


class Files:
    """An ASGI application that answers every path with one file."""

    def __init__(self, path: Path, *, sendfile: bool = True) -> None:
        self.path, self.sendfile = path, sendfile
        self.key: str | None = None
        self.messages: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def noted(message: Message) -> None:
            self.messages.append(message["type"])
            await send(message)

        if not self.sendfile:
            scope["extensions"].pop(EXTENSION)
        descriptor = os.open(self.path, os.O_RDONLY)
        try:
            answer = FileAnswer(descriptor, entity_of(descriptor), "video/mp4", name="Ä film.mp4", key=self.key)
            await send_file(scope, receive, noted, answer)
        finally:
            os.close(descriptor)


@pytest.fixture
def content() -> bytes:
    return random.Random(7).randbytes(SIZE)


@pytest.fixture
def film(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "film.mp4"
    path.write_bytes(content)
    return path


@pytest.fixture(params=[True, False], ids=["sendfile", "read-ahead"])
def files(request: pytest.FixtureRequest, film: Path) -> Files:
    return Files(film, sendfile=request.param)


@pytest.fixture
def server(serve: Callable[..., Running], files: Files) -> Running:
    return serve(files)


def test_the_whole_file_comes_with_its_validators(server: Running, files: Files, content: bytes) -> None:
    status, headers, body = server.get()
    assert (status, body) == (200, content)
    assert headers["accept-ranges"] == "bytes"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-length"] == str(SIZE)
    assert headers["etag"].startswith('"')
    assert "last-modified" in headers
    assert (EXTENSION in files.messages) is files.sendfile


@pytest.mark.parametrize(
    ("asked", "first", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-", 0, SIZE),
        ("bytes=100-199", 100, 200),
        ("bytes=-5", SIZE - 5, SIZE),
        ("bytes=-99999999999999999999999999", 0, SIZE),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE),
        (f"bytes=5-{'9' * 4000}", 5, SIZE),
        ("Bytes = 7-9", 7, 10),
    ],
)
def test_one_range_comes_as_asked(server: Running, content: bytes, asked: str, first: int, end: int) -> None:
    status, headers, body = server.get(range=asked)
    assert status == 206
    assert headers["content-range"] == f"bytes {first}-{end - 1}/{SIZE}"
    assert body == content[first:end]


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", "bytes=-0", f"bytes={'9' * 5000}-", "bytes=99999999-100000000"])
def test_h37_range_beyond_the_end_is_416_with_the_size(server: Running, asked: str) -> None:
    status, headers, body = server.get(range=asked)
    assert (status, headers["content-range"]) == (416, f"bytes */{SIZE}")
    assert (headers["content-type"], json.loads(body)["code"]) == (MEDIA_TYPE, "range_not_satisfiable")


def test_a_condition_that_failed_is_a_problem_with_the_validators_that_hold_now(server: Running) -> None:
    status, headers, body = server.get(if_match='"other"')
    assert (status, headers["content-type"], headers["cache-control"]) == (412, MEDIA_TYPE, "no-store")
    assert json.loads(body)["code"] == "precondition_failed"
    assert server.get(if_match=headers["etag"], range="bytes=0-0")[0] == 206
    status, headers, body = server.get(method="HEAD", if_match='"other"')
    assert (status, headers["content-type"], body) == (412, MEDIA_TYPE, b"")


@pytest.mark.parametrize("asked", ["bytes=0-," * 500 + "0-", "bytes=0-1,5-9", "bytes=9-5", "bytes=-", "lines=1-2", "x"])
def test_h37_many_ranges_and_nonsense_get_the_file_once(server: Running, content: bytes, asked: str) -> None:
    status, _, body = server.get(range=asked)
    assert (status, body) == (200, content)


def test_head_says_the_length_and_sends_nothing(server: Running) -> None:
    status, headers, body = server.get(method="HEAD", range="bytes=0-9")
    assert (status, headers["content-length"], body) == (200, str(SIZE), b"")


def test_conditions(server: Running, film: Path) -> None:
    _, headers, _ = server.get(method="HEAD")
    etag, modified = headers["etag"], headers["last-modified"]
    assert server.get(if_none_match=etag)[0] == 304
    assert server.get(if_none_match=f'"x", W/{etag}')[0] == 304
    assert server.get(if_modified_since=modified)[0] == 304
    assert server.get(if_none_match='"other"', if_modified_since=modified)[0] == 200
    assert server.get(if_match='"other"')[0] == 412
    assert server.get(if_unmodified_since="Thu, 01 Jan 1970 00:00:00 GMT")[0] == 412
    assert server.get(if_range=etag, range="bytes=0-9")[0] == 206
    assert server.get(if_range=modified, range="bytes=0-9")[0] == 206
    assert server.get(if_range='"other"', range="bytes=0-9")[0] == 200
    film.write_bytes(b"another film")
    assert server.get(if_range=etag, range="bytes=0-3")[2] == b"another film"


def test_empty_file(server: Running, film: Path) -> None:
    film.write_bytes(b"")
    assert server.get()[::2] == (200, b"")
    assert server.get(range="bytes=0-")[0] == 416


def test_random_ranges_on_one_connection(server: Running, content: bytes) -> None:
    dice = random.Random(3)
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    for _ in range(200):
        first = dice.randrange(SIZE)
        last = min(SIZE - 1, first + dice.randrange(1, 400_000))
        connection.request("GET", "/", headers={"Range": f"bytes={first}-{last}"})
        assert connection.getresponse().read() == content[first : last + 1]
    connection.close()


def test_many_clients_at_once(server: Running, content: bytes) -> None:
    wrong: list[int] = []

    def fetch() -> None:
        wrong.extend(1 for _ in range(4) if server.get()[2] != content)

    threads = [threading.Thread(target=fetch) for _ in range(16)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert wrong == []


@pytest.fixture
def large(film: Path) -> Path:
    """A film of 200 MB with holes: more than socket buffers hold."""
    os.truncate(film, 200_000_000)
    return film


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))


def until(fact: Callable[[], bool]) -> bool:
    """Wait for what other threads bring about."""
    pause = threading.Event()
    for _ in range(2000):
        if fact():
            return True
        pause.wait(0.01)
    return False


def ask_slowly(server: Running) -> socket.socket:
    """Ask, read the first bytes, and stop reading."""
    raw = server.connect(receive_buffer=4096)
    raw.sendall(b"GET / HTTP/1.1\r\nhost: t\r\n\r\n")
    assert raw.recv(100).startswith(b"HTTP/1.1 200")
    return raw


def test_clients_that_go_leave_no_descriptor(server: Running, large: Path) -> None:
    server.get(range="bytes=0-9")
    before = open_files()
    for _ in range(60):
        ask_slowly(server).close()
    assert until(lambda: open_files() <= before)


def test_slow_clients_cost_no_memory_and_no_thread(serve: Callable[..., Running], large: Path, content: bytes) -> None:
    server = serve(Files(large))
    server.get(range="bytes=0-9")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    slow = [ask_slowly(server) for _ in range(150)]  # more than there are threads
    assert server.get(range="bytes=10-99")[2] == content[10:100]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000
    for each in slow:
        each.close()


def test_a_slow_client_gets_every_byte_when_it_reads_on(serve: Callable[..., Running], large: Path) -> None:
    server = serve(Files(large))
    raw = ask_slowly(server)
    assert server.get(range="bytes=0-9")[0] == 206
    got = 0
    while got < 199_000_000 and (chunk := raw.recv(1 << 20)):
        got += len(chunk)
    raw.close()
    assert got >= 199_000_000


def test_a_stalled_client_is_let_go(
    serve: Callable[..., Running], large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Protocol, "stall_timeout_s", 0.2)
    server = serve(Files(large))
    before = open_files()
    raw = ask_slowly(server)
    assert until(lambda: open_files() <= before + 1)
    raw.close()


def test_a_file_that_shrinks_ends_the_connection(server: Running, large: Path) -> None:
    raw = ask_slowly(server)
    os.truncate(large, 1_000_000)
    assert len(read_all(raw)) < 200_000_000
    raw.close()
    assert server.get(range="bytes=0-9")[0] == 206


def test_stopping_the_server_does_not_wait_for_a_film(serve: Callable[..., Running], large: Path) -> None:
    server = serve(Files(large))
    raw = ask_slowly(server)
    server.server.should_exit = True
    server.thread.join(10)
    assert not server.thread.is_alive()
    raw.close()


def test_h37_of_many_seeks_the_newest_wins(server: Running, files: Files, large: Path, content: bytes) -> None:
    files.key = "person:file"
    server.get(range="bytes=0-9")
    before = open_files()
    raw = [ask_slowly(server) for _ in range(100)]
    assert until(lambda: open_files() <= before + 100 + 4 * 8)
    status, _, body = server.get(range="bytes=500-599")
    assert (status, body) == (206, content[500:600])
    for each in raw:
        each.close()
    assert until(lambda: open_files() <= before)


def test_the_kernel_refusing_means_reading(
    serve: Callable[..., Running], film: Path, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(22, "no sendfile here")

    monkeypatch.setattr(os, "sendfile", refuse)
    assert serve(Files(film)).get()[::2] == (200, content)


def test_a_dying_disk_ends_the_connection_and_not_the_server(
    serve: Callable[..., Running], film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> int:
        raise OSError(5, "Input/output error")

    server = serve(Files(film))
    monkeypatch.setattr(os, "sendfile", fail)
    assert read_all_of(server) == b""
    monkeypatch.undo()
    assert server.get(range="bytes=0-9")[0] == 206


def read_all_of(server: Running) -> bytes:
    return parse(server.ask(b"GET / HTTP/1.1\r\nhost: t\r\n\r\n"))[2]


def test_pipelined_requests_come_in_order(server: Running, content: bytes) -> None:
    ask = b"GET / HTTP/1.1\r\nhost: t\r\nrange: bytes=%d-%d\r\n%s\r\n"
    answer = server.ask(ask % (0, 9, b"") + ask % (10, 19, b"") + ask % (20, 29, b"connection: close\r\n"))
    assert [part.partition(b"\r\n\r\n")[2][:10] for part in answer.split(b"HTTP/1.1 206")[1:]] == [
        content[0:10],
        content[10:20],
        content[20:30],
    ]


@pytest.mark.parametrize(
    "name", ['a"; x=y', "a\r\nset-cookie: x", "../../etc/passwd", "\u202egpj.exe", "", "..", "😀" * 300]
)
def test_no_name_breaks_out_of_the_header(name: str) -> None:
    line = disposition(name, download=True)
    assert line.isascii()
    assert line.isprintable()
    assert line.count('"') == 2
    assert "/" not in line
    assert line.split('"')[1].strip(".")


@pytest.fixture(autouse=True)
def no_thread_left_broken() -> Iterator[None]:
    """A test adds no more threads than the pool of transfers may hold, whatever other tests left in this process."""
    before = threading.active_count()
    yield
    assert threading.active_count() < before + 80
