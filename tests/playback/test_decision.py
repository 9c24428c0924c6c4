"""What a device can take, decided from facts alone."""

import msgspec
import pytest

from matinee.catalog import FileRecord, StreamRecord
from matinee.kit.ids import new_id
from matinee.playback import Capabilities, decide
from matinee.playback.decision import container_of

DEVICE = Capabilities(containers=["mp4", "mkv"], video=["avc1", "vp9"], audio=["aac"], max_height=1080, max_bit_depth=8)


def stream(kind: str, codec: str, **fields: object) -> StreamRecord:
    values = dict[str, object].fromkeys(StreamRecord.__struct_fields__)
    values |= {"index": 0, "kind": kind, "codec": codec, "default": False, "forced": False, "sidecar": False}
    return msgspec.convert(values | {"hearing_impaired": False} | fields, StreamRecord)


def file(
    *streams: StreamRecord, container: str | None = "matroska,webm", state: str = "done", disc: bool = False
) -> FileRecord:
    values = dict[str, object].fromkeys(FileRecord.__struct_fields__)
    values |= {"file_id": new_id(), "version_id": new_id(), "part": 1, "size_bytes": 1, "chapters": []}
    values |= {"container": container, "probe_state": state, "streams": list(streams), "is_disc": disc}
    return msgspec.convert(values, FileRecord)


H264, AAC = stream("video", "h264", height=1080, bit_depth=8), stream("audio", "aac", channels=2)


@pytest.mark.parametrize(
    ("film", "name", "codes"),
    [
        (file(H264, AAC), "a.mkv", []),
        (file(H264, AAC), "a.webm", ["container_unsupported"]),
        (file(H264, AAC, container="mov,mp4,m4a,3gp,3g2,mj2"), "a.m4v", []),
        (file(H264, AAC, container="mpegts"), "a.ts", ["container_unsupported"]),
        (file(stream("video", "hevc"), AAC), "a.mkv", ["video_codec_unsupported"]),
        (
            file(stream("video", "h264", height=2160, bit_depth=10), AAC),
            "a.mkv",
            ["resolution_too_large", "bit_depth_unsupported"],
        ),
        (file(H264, stream("audio", "dts")), "a.mkv", ["audio_codec_unsupported"]),
        (file(H264, AAC, stream("audio", "dts", default=True)), "a.mkv", ["audio_codec_unsupported"]),
        (file(H264, stream("audio", "dts"), stream("audio", "aac", default=True)), "a.mkv", []),
        (file(H264), "a.mkv", []),
        (file(H264, AAC, state="encrypted"), "a.mkv", ["encrypted"]),
        (file(state="not_video"), "a.mkv", ["not_a_video"]),
        (file(state="not_video", disc=True), "a.iso", ["disc_image"]),
        (file(H264, AAC, container="mpegts", disc=True), "1.m2ts", ["disc_image", "container_unsupported"]),
        (file(H264, AAC, disc=True), "a.mkv", []),
    ],
)
def test_table_of_reasons(film: FileRecord, name: str, codes: list[str]) -> None:
    decision = decide(film, name, DEVICE)
    assert [each.code for each in decision.reasons] == codes
    assert decision.method == ("unsupported" if codes else "direct")
    assert all(each.text.endswith(".") for each in decision.reasons)


def test_who_says_nothing_gets_the_file_as_it_is() -> None:
    assert decide(file(stream("video", "vc1")), "a.mkv", None).method == "direct"


def test_what_is_not_examined_is_tried() -> None:
    decision = decide(file(state="pending", container=None), "a.mkv", DEVICE)
    assert (decision.method, decision.reasons[0].code) == ("direct", "not_probed")


def test_a_family_of_containers_is_told_apart_by_the_ending() -> None:
    assert [container_of(file(), name) for name in ("x.webm", "x.mkv", "x.bin")] == ["webm", "matroska", "matroska"]
