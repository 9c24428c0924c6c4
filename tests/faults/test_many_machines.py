"""DESIGN §3: the same program on several machines, on one PostgreSQL; none of them is special, any may die."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.server import TRUSTED, Server, serving, until_done
from tests.streaming import streaming

KEY = "the one key that all machines of this house share"


class Machines:
    """Two that serve and two that work, each with a data folder of its own."""

    def __init__(self, webs: list[Server], workers: "list[subprocess.Popen[bytes]]", url: str) -> None:
        self.webs, self.workers, self.url = webs, workers, url

    def beating(self) -> int:
        with psycopg.connect(self.url) as connection:
            row = connection.execute("select count(*) from job_worker where not alone").fetchone()
        return row[0] if row else 0


@contextmanager
def working(data: Path, url: str, surroundings: Mapping[str, str] | None = None) -> Iterator["subprocess.Popen[bytes]"]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MATINEE_")} | dict(surroundings or {})
    environment |= {"MATINEE_DATA_DIR": str(data), "MATINEE_DATABASE_URL": url, "MATINEE_SECRET_KEY": KEY}
    process = subprocess.Popen([sys.executable, "-m", "matinee", "worker"], env=environment)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


@pytest.fixture(scope="module")
def machines(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("create database elsewhere")
    url = postgres_url.replace("/postgres?", "/elsewhere?")
    folder = tmp_path_factory.mktemp("machines")
    with ExitStack() as held:
        settings = {"MATINEE_DATABASE_URL": url, "MATINEE_SECRET_KEY": KEY}
        first = held.enter_context(serving(folder / "web1", settings, worker=False))
        second = held.enter_context(serving(folder / "web2", settings, worker=False))
        workers = [held.enter_context(working(folder / f"worker{number}", url)) for number in (1, 2)]
        yield Machines([first, second], workers, url)


@pytest.fixture(scope="module")
def anna(machines: Machines) -> Iterator[httpx.Client]:
    """The administrator, signed in on the first machine. The link of the last start counts, wherever it is opened."""
    with machines.webs[1].set_up() as client:
        client.base_url = httpx.URL(f"{machines.webs[0].url}/api/v1/")
        yield client


def on(machine: Server, client: httpx.Client) -> httpx.Client:
    return httpx.Client(base_url=f"{machine.url}/api/v1", headers=client.headers, timeout=60, verify=TRUSTED)


def scanned(client: httpx.Client, name: str, folder: Path) -> None:
    (folder / f"{name} (2019)").mkdir(parents=True)
    (folder / f"{name} (2019)" / f"{name} (2019).mkv").write_bytes(b"x" * 1000)
    library = client.post("/libraries", json={"name": name, "kind": "movies", "paths": [str(folder)]}).json()
    asked = client.post(f"/libraries/{library['id']}/scan", json={})
    assert until_done(client, asked.json()["job_id"])["state"] == "completed"


@contextmanager
def deaf(url: str) -> Iterator[None]:
    """Cut every connection that listens, again and again, as long as this lasts. Those of the pool have a name."""
    over = threading.Event()
    cut = (
        "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database()"
        " and pid <> pg_backend_pid() and application_name <> 'matinee'"
        " and (query ilike 'listen %' or query = 'select 1')"
    )

    def work() -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            while not over.is_set():
                connection.execute(cut.encode())
                over.wait(0.02)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def eventually(is_true: Callable[[], bool], within_s: float = 90) -> None:
    end = time.monotonic() + within_s
    while not is_true():
        assert time.monotonic() < end, "it never came true"
        threading.Event().wait(0.05)


def refused_within_a_second(client: httpx.Client) -> None:
    """Ask until the token is refused: what is begun over a second after the act is never admitted, however slow it is.

    A machine counts from when it begins to look: what it heard must be half a second old at most, else it reads.
    """
    ended = time.monotonic()
    while True:
        began = time.monotonic()
        if client.get("/me").status_code == 401:
            return
        assert began < ended + 1


def test_what_one_machine_is_told_the_others_know(machines: Machines, anna: httpx.Client, tmp_path: Path) -> None:
    eventually(lambda: machines.beating() == 2)
    scanned(anna, "Blue Harbour", tmp_path)
    with on(machines.webs[1], anna) as elsewhere:
        movie = elsewhere.get("/movies").json()["items"][0]
        assert movie["title"] == "Blue Harbour"
        assert elsewhere.put(f"/items/{movie['id']}/watched").status_code == 204
    assert anna.get(f"/items/{movie['id']}").json()["state"]["watched"] is True


def test_a_session_ended_on_one_machine_is_dead_on_the_other_within_a_second(
    machines: Machines, anna: httpx.Client
) -> None:
    with machines.webs[0].log_in("anna") as here, on(machines.webs[1], here) as there:
        assert there.get("/me").status_code == 200
        assert here.post("/auth/logout").status_code == 204
        refused_within_a_second(there)
    assert anna.get("/me").status_code == 200


def test_h26_session_ended_on_one_machine_is_dead_on_another_that_hears_nothing(
    machines: Machines, anna: httpx.Client
) -> None:
    with machines.webs[0].log_in("anna") as here, on(machines.webs[1], here) as there:
        assert there.get("/me").status_code == 200
        with deaf(machines.url):
            assert here.post("/auth/logout").status_code == 204
            refused_within_a_second(there)
    assert anna.get("/me").status_code == 200


def test_event_of_one_machine_reaches_streams_of_both_also_when_their_listeners_are_cut(
    machines: Machines, anna: httpx.Client
) -> None:
    item = anna.get("/movies").json()["items"][0]["id"]
    with on(machines.webs[1], anna) as elsewhere, streaming(anna) as here, streaming(elsewhere) as there:
        with deaf(machines.url):
            told = ["item.unwatched", "item.watched"] * 5
            for name in told:
                answer = (
                    anna.delete(f"/items/{item}/watched") if "un" in name else elsewhere.put(f"/items/{item}/watched")
                )
                assert answer.status_code == 204
            for stream in (here, there):
                for name in told:
                    stream.until(name)
        for stream in (here, there):
            assert [each.name for each in stream.all if each.name.startswith("item.")] == told


def test_jobs_are_listed_run_retried_and_cancelled_on_the_command_line(machines: Machines, anna: httpx.Client) -> None:
    def jobs(*words: str) -> str:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("MATINEE_")}
        environment |= {"MATINEE_DATA_DIR": str(machines.webs[0].data), "MATINEE_DATABASE_URL": machines.url}
        command = [sys.executable, "-m", "matinee", "jobs", *words]
        ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    assert anna.post("/queues/low/pause").status_code == 204
    number = jobs("run", "accounts.cleanup").split()[1]
    assert "waiting" in next(line for line in jobs("list", "--kind", "accounts.cleanup").splitlines() if number in line)
    jobs("cancel", number)
    assert anna.get(f"/jobs/{number}").json()["state"] == "cancelled"
    jobs("retry", number)
    assert anna.get(f"/jobs/{number}").json()["state"] == "waiting"
    jobs("resume", "low")
    eventually(lambda: anna.get(f"/jobs/{number}").json()["state"] == "completed")


def test_work_goes_on_when_a_worker_and_a_web_machine_die(
    machines: Machines, anna: httpx.Client, tmp_path: Path
) -> None:
    machines.workers[0].kill()
    os.killpg(machines.webs[0].process.pid, signal.SIGKILL)
    with on(machines.webs[1], anna) as elsewhere:
        scanned(elsewhere, "Late Ferry", tmp_path)
        assert {each["title"] for each in elsewhere.get("/movies").json()["items"]} >= {"Late Ferry"}


def test_a_machine_with_another_key_says_so_and_does_not_start(machines: Machines, tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MATINEE_")}
    environment |= {"MATINEE_DATA_DIR": str(tmp_path), "MATINEE_DATABASE_URL": machines.url}
    command = [sys.executable, "-m", "matinee", "serve", "--no-worker"]
    third = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert third.returncode == 1
    assert "The secrets in the database were encrypted with another secret.key" in third.stderr
    assert "Traceback" not in third.stderr
