"""Through every layer of the application: bytes go by the kernel, and signatures into no log."""

import logging
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import insert, select, update

from matinee.access import MediaUrlKeys
from matinee.access.tables import account_library
from matinee.app import open_resources
from matinee.catalog.tables import part, version
from matinee.kit.db import Database
from matinee.kit.resources import Resources
from matinee.kit.signing import UrlGrant, Verb, sign
from matinee.libraries.tables import root
from matinee.settings import Settings
from matinee.web import create_web
from tests.playback.conftest import serving
from tests.shelf import Shelf


async def test_h21_bytes_by_the_kernel_and_no_signature_in_the_log(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sent: list[int] = []
    by_kernel = os.sendfile

    def counted(sock: int, source: int, offset: int, count: int) -> int:
        done = by_kernel(sock, source, offset, count)
        sent.append(done)
        return done

    monkeypatch.setattr(os, "sendfile", counted)
    caplog.set_level(logging.DEBUG)
    (tmp_path / "data").mkdir()
    settings = Settings(data_dir=tmp_path / "data")
    async with Resources() as resources:
        await open_resources(settings, database_url, resources)
        file_id, url = await signed_film(resources, tmp_path)
        async with (
            serving(create_web(settings, resources)) as port,
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
        ):
            caplog.clear()
            monkeypatch.setattr(logging.getLogger("httpx"), "disabled", True)
            answer = await client.get(url, headers={"range": "bytes=5-8"})
            refused = await client.get(f"/api/v1/files/{file_id}/stream")
    assert (answer.status_code, answer.content) == (206, b"5678")
    assert sum(sent) == 4
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert refused.status_code == 401
    assert url.partition("sig=")[2] not in caplog.text


async def signed_film(resources: Resources, folder: Path) -> tuple[object, str]:
    async with resources.get(Database).transaction() as tx:
        shelf = Shelf(tx)
        library = await shelf.library()
        await tx.execute(update(root).values(path=os.fsencode(folder), state="online"))
        viewer = await shelf.viewer(library)
        await tx.execute(insert(account_library).values(account_id=viewer.user_id, library_id=library))
        item_id = await shelf.movie("Film", library)
        found = await tx.execute(select(part.c.file_id).join(version).where(version.c.item_id == item_id))
        file_id = found.scalar_one()
    (folder / f"{file_id.hex}.mkv").write_bytes(b"0123456789")
    assert viewer.user_id is not None
    grant = UrlGrant(viewer.user_id, file_id, Verb.STREAM, datetime.now(UTC) + timedelta(hours=1))
    return file_id, f"/api/v1/files/{file_id}/stream?sig={sign(resources.get(MediaUrlKeys), grant)}"
