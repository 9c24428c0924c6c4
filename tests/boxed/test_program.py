"""Foreign programs: behind walls, bounded, and told apart by how they ended."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from matinee.kit.boxed import (
    FfmpegUnusable,
    ProgramLimits,
    ffmpeg_capabilities,
    input_arguments,
    locate_ffmpeg,
    run_program,
)


async def test_output_and_status_come_back() -> None:
    result = await run_program(["/bin/sh", "-c", "echo out; echo err >&2; exit 3"], ProgramLimits())
    assert (result.returncode, result.output, result.errors, result.is_success) == (3, b"out\n", "err\n", False)


async def test_a_program_that_does_not_end_is_stopped() -> None:
    result = await run_program(["/bin/sleep", "600"], ProgramLimits(deadline=timedelta(seconds=1)))
    assert result.died is not None
    assert result.died.reason == "deadline"


async def test_output_is_bounded() -> None:
    result = await run_program(["/bin/sh", "-c", "yes"], ProgramLimits(output_bytes=1 << 20))
    assert result.died is not None
    assert result.died.reason == "output"


async def test_a_missing_program_is_told() -> None:
    result = await run_program(["/nonexistent/ffmpeg"], ProgramLimits())
    assert result.returncode == 127
    assert "/nonexistent/ffmpeg" in result.errors


async def test_the_wheels_ffmpeg_runs_and_has_what_we_use() -> None:
    path, source = locate_ffmpeg(None, {})
    found = await ffmpeg_capabilities(path, source)
    assert {"libx264", "libx265", "aac", "ac3"} <= found.encoders
    assert {"drawtext", "overlay", "subtitles"} <= found.filters


def test_the_setting_wins_over_the_environment() -> None:
    assert locate_ffmpeg("/a/ffmpeg", {"MATINEE_FFMPEG": "/b/ffmpeg"}) == ("/a/ffmpeg", "setting")
    assert locate_ffmpeg(None, {"MATINEE_FFMPEG": "/b/ffmpeg"}) == ("/b/ffmpeg", "MATINEE_FFMPEG")


async def test_a_program_that_is_no_ffmpeg_is_refused_by_name() -> None:
    with pytest.raises(FfmpegUnusable, match="/nonexistent/ffmpeg"):
        await ffmpeg_capabilities("/nonexistent/ffmpeg", "setting")


async def test_h4_a_hostile_name_is_one_argument(tmp_path: Path) -> None:
    """H4: names that look like options or protocols are files, and only files."""
    path, _ = locate_ffmpeg(None, {})
    for name in ('a" -i /etc/passwd -f mp3 "b.srt', "-i", "concat:a|b", "subfile,,start,0,end,9,,:/etc/passwd"):
        target = tmp_path / name.replace("/", "_")
        target.write_bytes(b"1\n00:00:01,000 --> 00:00:02,000\nHello\n")
        command = [os.fsencode(path), b"-v", b"error", b"-f", b"srt", *input_arguments(os.fsencode(target))]
        result = await run_program([*command, b"-f", b"webvtt", b"-"], ProgramLimits())
        assert result.is_success, result.errors
        assert b"Hello" in result.output


async def test_h7_a_playlist_cannot_reach_the_network_or_other_files(tmp_path: Path) -> None:
    """H7: a playlist in the library that includes other files or addresses fails closed."""
    secret = tmp_path / "secret.ts"
    secret.write_bytes(b"top secret")
    for line in ("http://169.254.169.254/", "tcp://127.0.0.1:1", f"file://{secret}", "concat:/etc/passwd"):
        playlist = tmp_path / "film.m3u8"
        playlist.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{line}\n#EXT-X-ENDLIST\n")
        path, _ = locate_ffmpeg(None, {})
        command = [os.fsencode(path), b"-v", b"error", *input_arguments(os.fsencode(playlist))]
        result = await run_program([*command, b"-c", b"copy", b"-f", b"mpegts", b"-"], ProgramLimits())
        assert not result.is_success
        assert b"secret" not in result.output
