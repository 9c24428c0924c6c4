"""`make dev`: the server behind Vite, both begun and ended together."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from tests.server import free_port

ROOT = Path(__file__).parents[2]


def test_dev_serves_the_web_app_from_its_sources_and_asks_the_server_for_the_rest(tmp_path: Path) -> None:
    api, web = str(free_port()), str(free_port())
    settings = {"MATINEE_DATA_DIR": str(tmp_path / "data"), "MATINEE_PORT": api, "DEV_WEB_PORT": web}
    command = [sys.executable, "scripts/dev.py", "--no-worker"]
    running = subprocess.Popen(command, cwd=ROOT, env=os.environ | settings, start_new_session=True)
    try:
        page = answer(f"http://localhost:{web}/app/", running)
        reloading = answer(f"http://localhost:{web}/app/@vite/client", running)
        asked = answer(f"http://localhost:{web}/api/v1/setup", running)
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(60)
    assert "<!doctype html>" in page.text
    assert "WebSocket" in reloading.text, "the page hears of changes"
    assert asked.json()["needed"] is True
    for port in (api, web):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", int(port))) != 0, f"{port} is still served"


def answer(url: str, running: subprocess.Popen[bytes]) -> httpx.Response:
    """Ask until it answers."""
    end = time.monotonic() + 120
    while True:
        try:
            found = httpx.get(url, timeout=60)
        except httpx.TransportError:
            found = None
        if found is not None and found.status_code == 200:
            return found
        assert running.poll() is None, "it ended"
        assert time.monotonic() < end, f"{url} did not answer"
        time.sleep(0.1)
