"""A viewing from its beginning to its end."""

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, select, update

from matinee.catalog.tables import file, part, state
from matinee.kit.events.tables import outbox
from matinee.libraries.tables import root
from matinee.playback.tables import playback
from tests.playback.conftest import Theatre
from tests.shelf import Shelf

CHROMIUM = {"containers": ["mp4", "webm", "matroska"], "video": ["h264", "vp9", "av1"], "audio": ["aac", "opus"]}


async def position(theatre: Theatre, item_id: UUID) -> int | None:
    async with theatre.database.reading() as reading:
        found = await reading.execute(select(state.c.position_ms).where(state.c.entity_id == item_id))
        return found.scalar()


async def beat(theatre: Theatre, playback_id: str, at: int, who: str = "anna", what: str = "playing") -> int:
    answer = await theatre.client.post(
        f"/api/v1/playback/{playback_id}/heartbeat",
        json={"position_ms": at, "state": what},
        headers={"authorization": who},
    )
    return answer.status_code


async def test_a_film_that_the_browser_decodes_plays_directly(theatre: Theatre) -> None:
    item_id, file_id = await theatre.film()
    await theatre.streams(file_id, {"kind": "video", "codec": "h264"}, {"kind": "audio", "codec": "aac"})
    answer = await theatre.play(item_id, capabilities=CHROMIUM)
    assert answer.status_code == 201
    body = answer.json()
    assert (body["method"], body["reasons"], body["file_id"]) == ("direct", [], str(file_id))
    assert (body["position_ms"], body["duration_ms"], body["next"]) == (0, 6_000_000, None)
    assert [each["codec"] for each in body["tracks"]["audio"]] == ["aac"]


async def test_what_it_cannot_decode_is_said_in_words(theatre: Theatre) -> None:
    item_id, file_id = await theatre.film()
    await theatre.streams(file_id, {"kind": "video", "codec": "hevc"}, {"kind": "audio", "codec": "ac3"})
    body = (await theatre.play(item_id, capabilities=CHROMIUM)).json()
    assert body["method"] == "unsupported"
    assert [each["code"] for each in body["reasons"]] == ["video_codec_unsupported", "audio_codec_unsupported"]
    assert "HEVC" in body["reasons"][0]["text"]


async def test_it_resumes_where_it_stopped(theatre: Theatre) -> None:
    item_id, _ = await theatre.film()
    first = (await theatre.play(item_id)).json()
    assert await beat(theatre, first["id"], 60_000) == 204
    assert await beat(theatre, first["id"], 90_000, what="paused") == 204
    assert await position(theatre, item_id) == 90_000
    answer = await theatre.client.delete(
        f"/api/v1/playback/{first['id']}", params={"position_ms": 95_000}, headers={"authorization": "anna"}
    )
    assert answer.status_code == 204
    assert (await theatre.play(item_id)).json()["position_ms"] == 95_000
    async with theatre.database.reading() as reading:
        names = (await reading.execute(select(outbox.c.name).order_by(outbox.c.id))).scalars().all()
    progress = ["playback.progress", "playback.progress"]
    assert names == ["playback.started", *progress, "playback.stopped", "playback.started"]


async def test_player_that_waits_for_data_goes_on_and_one_that_says_stopped_has_ended(theatre: Theatre) -> None:
    item_id, _ = await theatre.film()
    body = (await theatre.play(item_id)).json()
    assert await beat(theatre, body["id"], 60_000, what="buffering") == 204
    assert await beat(theatre, body["id"], 70_000, what="stopped") == 204
    assert await position(theatre, item_id) == 70_000
    assert await beat(theatre, body["id"], 80_000) == 404
    assert (await theatre.client.get(body["url"])).json()["code"] == "signature_expired"


async def test_its_urls_end_with_it(theatre: Theatre) -> None:
    item_id, _ = await theatre.film()
    body = (await theatre.play(item_id)).json()
    await theatre.client.delete(f"/api/v1/playback/{body['id']}", headers={"authorization": "anna"})
    assert (await theatre.client.get(body["url"])).json()["code"] == "signature_expired"
    assert await beat(theatre, body["id"], 1) == 404


async def test_a_film_paused_overnight_goes_on(theatre: Theatre) -> None:
    item_id, _ = await theatre.film()
    body = (await theatre.play(item_id)).json()
    asleep = update(playback).values(heartbeat_at=func.now() - timedelta(hours=14))
    await theatre.change(asleep)
    theatre.clock.pass_(hours=14)
    assert (await theatre.client.get(body["url"], headers={"range": "bytes=0-1"})).status_code == 206
    await theatre.change(update(playback).values(heartbeat_at=func.now() - timedelta(days=5)))
    assert (await theatre.client.get(body["url"])).json()["code"] == "signature_expired"
    assert await beat(theatre, body["id"], 1000) == 204  # the person is back
    assert (await theatre.client.get(body["url"], headers={"range": "bytes=0-1"})).status_code == 206


async def test_another_persons_playback_is_not_there(theatre: Theatre) -> None:
    item_id, _ = await theatre.film()
    body = (await theatre.play(item_id)).json()
    assert await beat(theatre, body["id"], 1, who="kim") == 404
    assert await beat(theatre, str(uuid4()), 1) == 404


async def test_h22_a_hidden_title_is_like_none(theatre: Theatre) -> None:
    item_id, _ = await theatre.film()
    hidden, absent = await theatre.play(item_id, "otto"), await theatre.play(uuid4(), "otto")
    assert (hidden.status_code, hidden.content) == (404, absent.content)


async def test_b39_positions_are_clamped_and_the_end_marks_it_watched(theatre: Theatre) -> None:
    item_id, _ = await theatre.film()
    body = (await theatre.play(item_id)).json()
    assert await beat(theatre, body["id"], 2**53) == 204
    async with theatre.database.reading() as reading:
        found = (await reading.execute(select(state.c.watched, state.c.position_ms))).one()
    assert tuple(found) == (True, 0)
    assert await beat(theatre, body["id"], -5) == 422


async def test_the_version_that_plays_is_taken(theatre: Theatre) -> None:
    item_id, first = await theatre.film()
    await theatre.streams(first, {"kind": "video", "codec": "hevc"})
    async with theatre.database.transaction() as tx:
        shelf = Shelf(tx)
        shelf.roots = theatre.root_of
        second = await shelf.file(item_id, theatre.library)
    await theatre.streams(second, {"kind": "video", "codec": "h264"})
    assert (await theatre.play(item_id, capabilities=CHROMIUM)).json()["file_id"] == str(second)
    answer = await theatre.play(item_id, version_id=str(uuid4()))
    assert (answer.status_code, answer.json()["code"]) == (404, "version_not_found")


async def test_b17_what_is_not_here_says_why(theatre: Theatre) -> None:
    item_id, file_id = await theatre.film()
    await theatre.change(update(file).where(file.c.id == file_id).values(missing_since=theatre.clock.now()))
    assert (await theatre.play(item_id)).json()["code"] == "file_missing"
    await theatre.change(update(root).values(state="offline"))
    answer = await theatre.play(item_id)
    assert (answer.status_code, answer.json()["code"]) == (503, "root_offline")


async def test_the_next_episode_comes_along(theatre: Theatre) -> None:
    async with theatre.database.transaction() as tx:
        shelf = Shelf(tx)
        shelf.roots = theatre.root_of
        series = await shelf.series("Show", theatre.library)
        season = await shelf.season(series, 1, theatre.library)
        first = await shelf.episode(series, season, 1, 1, theatre.library)
        second = await shelf.episode(series, season, 1, 2, theatre.library)
    assert (await theatre.play(first)).json()["next"]["id"] == str(second)
    assert (await theatre.play(second)).json()["next"] is None
    assert (await theatre.play(series)).json()["code"] == "version_not_found"


async def test_a_film_in_two_parts_resumes_in_the_right_one(theatre: Theatre) -> None:
    item_id, first = await theatre.film()
    async with theatre.database.transaction() as tx:
        shelf = Shelf(tx)
        shelf.roots = theatre.root_of
        second = await shelf.file(item_id, theatre.library)
        version_id = (await tx.execute(select(part.c.version_id).where(part.c.file_id == first))).scalar_one()
        moved = update(part).where(part.c.file_id == second).values(version_id=version_id, ordinal=2)
        await tx.execute(moved)
    body = (await theatre.play(item_id)).json()
    assert [(each["part"], each["start_ms"]) for each in body["parts"]] == [(1, 0), (2, 6_000_000)]
    assert (body["duration_ms"], body["file_id"]) == (12_000_000, str(first))
    assert await beat(theatre, body["id"], 7_000_000) == 204
    again = (await theatre.play(item_id)).json()
    assert (again["part"], again["file_id"], again["position_ms"]) == (2, str(second), 7_000_000)
    assert (await theatre.play(item_id, part=1)).json()["position_ms"] == 0
    assert (await theatre.play(item_id, part=3)).status_code == 404
