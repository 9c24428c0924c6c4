"""What files say of themselves, read in a box; and files that are something else (H6-H9, B1-B6, B8, B10)."""

import os
import shutil
import struct
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from matinee.catalog.probe import DEADLINE, PROBE, Probed, ProbeOrder
from matinee.kit.boxed import BoxPool
from tests.media import media


@pytest.fixture
async def pool() -> AsyncIterator[BoxPool]:
    async with BoxPool(size=1) as opened:
        yield opened


async def look(pool: BoxPool, path: Path) -> Probed:
    found = await pool.run(PROBE, ProbeOrder(os.fsencode(path)), deadline=DEADLINE)
    assert isinstance(found, Probed), found
    return found


async def test_video_and_sound_are_described(pool: BoxPool) -> None:
    found = await look(pool, media("h264.mkv"))
    assert (found.state, found.container) == ("done", "matroska")
    assert abs((found.duration_ms or 0) - 3000) < 150
    video, sound = found.streams
    assert (video.kind, video.codec, video.width, video.height, video.bit_depth) == ("video", "h264", 320, 180, 8)
    assert video.frame_rate == 24
    assert video.hdr is None
    assert (sound.codec, sound.channels, sound.language, sound.title) == ("ac3", 1, "ger", "Kommentar")


@pytest.mark.parametrize("name", ["h264.mp4", "h264.mkv", "h264.ts", "moov-at-end.mp4"])
async def test_keyframes_are_listed_whatever_the_container(pool: BoxPool, name: str) -> None:
    found = await look(pool, media(name))
    assert found.keyframes is not None
    times = struct.unpack(f"<{len(found.keyframes) // 8}q", found.keyframes)
    assert len(times) == 3
    assert [round((each - times[0]) / 1_000_000) for each in times] == [0, 1, 2]


@pytest.mark.parametrize(("name", "kind"), [("hdr10.mkv", "hdr10"), ("hlg.mkv", "hlg")])
async def test_hdr_is_told_apart(pool: BoxPool, name: str, kind: str) -> None:
    video = (await look(pool, media(name))).streams[0]
    assert (video.hdr, video.bit_depth) == (kind, 10)


async def test_b8_odd_shapes_are_told(pool: BoxPool) -> None:
    anamorphic = (await look(pool, media("anamorphic.mkv"))).streams[0]
    assert anamorphic.details["sample_aspect_ratio"] == "4:3"
    interlaced = (await look(pool, media("interlaced.mkv"))).streams[0]
    assert interlaced.details.get("interlaced") is True
    assert (await look(pool, media("tiny.mp4"))).state == "done"


async def test_b1_an_empty_file_is_incomplete(pool: BoxPool, tmp_path: Path) -> None:
    (tmp_path / "film.mkv").write_bytes(b"")
    (tmp_path / "zeros.mkv").write_bytes(bytes(5000))
    assert (await look(pool, tmp_path / "film.mkv")).state == "incomplete"
    assert (await look(pool, tmp_path / "zeros.mkv")).state == "incomplete"


async def test_b3_a_film_that_is_cut_lasts_as_long_as_it_has_packets(pool: BoxPool, tmp_path: Path) -> None:
    whole = media("h264.mkv").read_bytes()
    (tmp_path / "cut.mkv").write_bytes(whole[: len(whole) // 2])
    found = await look(pool, tmp_path / "cut.mkv")
    assert found.state == "done"
    assert 500 < (found.duration_ms or 0) < 2600
    assert found.keyframes


async def test_b4_an_mp4_without_its_index_is_unreadable(pool: BoxPool, tmp_path: Path) -> None:
    whole = media("moov-at-end.mp4").read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: whole.rindex(b"moov") - 4])
    assert (await look(pool, tmp_path / "cut.mp4")).state == "unreadable"


async def test_b5_what_is_not_a_video_is_said_to_be_none(pool: BoxPool, tmp_path: Path) -> None:
    (tmp_path / "text.mkv").write_text("Dear diary\n" * 100)
    shutil.copy("/bin/ls", tmp_path / "program.mkv")
    with zipfile.ZipFile(tmp_path / "zip.mkv", "w") as archive:
        archive.writestr("film.mkv", b"x" * 1000)
    for name in ("text.mkv", "program.mkv", "zip.mkv"):
        assert (await look(pool, tmp_path / name)).state == "not_video", name
    assert (await look(pool, media("sound-only.mkv"))).state == "not_video"


async def test_h7_a_playlist_is_not_a_video_and_nothing_it_names_is_opened(pool: BoxPool, tmp_path: Path) -> None:
    """H7: the playlist is not interpreted at all, so the pipe it names is never opened (opening would hang)."""
    os.mkfifo(tmp_path / "trap.ts")
    lines = f"#EXTM3U\n#EXTINF:10,\nfile://{tmp_path}/trap.ts\n#EXT-X-ENDLIST\n"
    for name in ("film.mkv", "film.m3u8"):
        (tmp_path / name).write_text(lines)
        assert (await look(pool, tmp_path / name)).state == "not_video"


async def test_b6_hundreds_of_tracks_are_bounded_and_named(pool: BoxPool) -> None:
    found = await look(pool, media("many-tracks.mkv"))
    assert found.state == "done"
    assert sum(stream.kind == "audio" for stream in found.streams) == 300
    assert found.tags["left_out"] == "10 audio"


async def test_b10_encrypted_streams_are_said_to_be(pool: BoxPool) -> None:
    assert (await look(pool, media("encrypted.mp4"))).state == "encrypted"
