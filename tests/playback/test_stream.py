"""A file's bytes go to those who may see it, and to no one else."""

import os
from uuid import uuid4

from sqlalchemy import delete, update

from matinee.access.tables import account, account_library
from matinee.catalog.tables import file, part
from matinee.libraries.tables import root
from tests.playback.conftest import Theatre

CONTENT = b"0123456789" * 1000


async def test_bytes_by_range(theatre: Theatre) -> None:
    _, file_id = await theatre.film()
    answer = await theatre.stream(file_id, "anna", range="bytes=3-6")
    assert (answer.status_code, answer.content) == (206, b"3456")
    assert answer.headers["content-type"] == "video/x-matroska"
    whole = await theatre.stream(file_id, "anna")
    assert whole.content == CONTENT
    head = await theatre.client.head(f"/api/v1/files/{file_id}/stream", headers={"authorization": "anna"})
    assert (head.headers["content-length"], head.content) == (str(len(CONTENT)), b"")


async def test_h20_without_sign_in_401_and_hidden_is_exactly_like_absent(theatre: Theatre) -> None:
    _, file_id = await theatre.film()
    assert (await theatre.stream(file_id)).json()["code"] == "unauthenticated"
    hidden, absent = await theatre.stream(file_id, "otto"), await theatre.stream(uuid4(), "otto")
    assert (hidden.status_code, hidden.content) == (404, absent.content)
    assert {k: v for k, v in hidden.headers.items() if k != "date"} == {
        k: v for k, v in absent.headers.items() if k != "date"
    }


async def test_h23_an_age_limit_holds_for_bytes(theatre: Theatre) -> None:
    _, adult = await theatre.film("Adult", minimum_age=18)
    _, fit = await theatre.film("Fit", minimum_age=6)
    assert (await theatre.stream(adult, "kim")).status_code == 404
    assert (await theatre.stream(fit, "kim")).status_code == 200
    assert (await theatre.stream(adult, "anna")).status_code == 200


async def test_a_file_in_the_inbox_is_for_those_who_manage(theatre: Theatre) -> None:
    _, file_id = await theatre.film()
    await theatre.change(delete(part).where(part.c.file_id == file_id))
    assert (await theatre.stream(file_id, "anna")).status_code == 404
    assert (await theatre.stream(file_id, "max")).status_code == 200


async def test_subtitles_and_notes_are_no_streams(theatre: Theatre) -> None:
    _, file_id = await theatre.film()
    await theatre.change(update(file).where(file.c.id == file_id).values(kind="nfo"))
    assert (await theatre.stream(file_id, "anna")).status_code == 404


async def test_b17_a_missing_file_and_an_absent_disk_say_so(theatre: Theatre) -> None:
    _, gone = await theatre.film("Gone")
    (theatre.media / f"{gone.hex}.mkv").unlink()
    answer = await theatre.stream(gone, "anna")
    assert (answer.status_code, answer.json()["code"]) == (404, "file_missing")
    here = root.c.id == theatre.root_of[theatre.library]
    await theatre.change(update(root).where(here).values(path=b"/nowhere"))
    answer = await theatre.stream(gone, "anna")
    assert (answer.status_code, answer.json()["code"]) == (503, "root_offline")
    assert "retry-after" in answer.headers
    assert "/nowhere" not in answer.text


async def test_h2_a_file_that_became_a_link_out_of_the_library_is_no_file(theatre: Theatre) -> None:
    _, file_id = await theatre.film()
    path = theatre.media / f"{file_id.hex}.mkv"
    path.unlink()
    path.symlink_to("/etc/passwd")
    answer = await theatre.stream(file_id, "anna")
    assert (answer.status_code, answer.json()["code"]) == (404, "file_not_found")


async def test_b12_h4_odd_names_play(theatre: Theatre) -> None:
    for name in (b"caf\xe9.mkv", b'-i "x" file:concat:|.mp4', b"a\nb\r\nx: y.mkv", "\u202egnp.mkv".encode()):
        _, file_id = await theatre.film()
        (theatre.media / f"{file_id.hex}.mkv").rename(os.fsdecode(os.fsencode(theatre.media) + b"/" + name))
        await theatre.change(update(file).where(file.c.id == file_id).values(path=name))
        answer = await theatre.stream(file_id, "anna", range="bytes=0-9")
        assert (answer.status_code, answer.content) == (206, b"0123456789")
        assert "x" not in answer.headers


async def test_a_signed_url_needs_no_session_and_follows_the_persons_rights(theatre: Theatre) -> None:
    item_id, file_id = await theatre.film()
    playback = (await theatre.play(item_id)).json()
    url = playback["url"]
    assert (await theatre.client.get(url)).content == CONTENT
    _, other = await theatre.film("Other")
    answer = await theatre.client.get(url.replace(str(file_id), str(other)))
    assert (answer.status_code, answer.json()["code"]) == (403, "signature_wrong")
    answer = await theatre.client.get(url[:-3] + "xyz")
    assert (answer.status_code, answer.json()["code"]) == (403, "signature_wrong")
    await theatre.change(delete(account_library).where(account_library.c.account_id == theatre.people["anna"].user_id))
    assert (await theatre.client.get(url)).status_code == 404


async def test_a_disabled_account_receives_nothing(theatre: Theatre) -> None:
    item_id, _ = await theatre.film()
    url = (await theatre.play(item_id)).json()["url"]
    who = account.c.id == theatre.people["anna"].user_id
    await theatre.change(update(account).where(who).values(disabled_at=theatre.clock.now()))
    assert (await theatre.client.get(url)).json()["code"] == "signature_expired"
