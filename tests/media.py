"""Small media files for tests, made by ffmpeg once and kept in a cache; never committed.

`media("h264.mkv")` gives a path. The recipes are below, by name; a recipe that changes gets another cache entry.
"""

import hashlib
import os
import subprocess
import tempfile
from pathlib import Path

from matinee.kit.boxed import locate_ffmpeg

_VIDEO = "-f lavfi -i testsrc2=s=320x180:r=24:d={seconds}"
_SOUND = "-f lavfi -i sine=440:d={seconds}"
_H264 = "-c:v libx264 -preset ultrafast -g 24 -pix_fmt yuv420p"
_X265 = "-c:v libx265 -preset ultrafast -pix_fmt yuv420p10le -tag:v hvc1 -x265-params"

RECIPES: dict[str, str] = {
    "h264.mp4": f"{_VIDEO} {_SOUND} {_H264} -c:a aac -movflags +faststart",
    "h264.mkv": f"{_VIDEO} {_SOUND} {_H264} -c:a ac3 -metadata:s:a:0 language=ger -metadata:s:a:0 title=Kommentar",
    "moov-at-end.mp4": f"{_VIDEO} {_SOUND} {_H264} -c:a aac",
    "h264.ts": f"{_VIDEO} {_SOUND} {_H264} -c:a aac",
    "mpeg4.avi": f"{_VIDEO} {_SOUND} -c:v mpeg4 -c:a libmp3lame",
    "hdr10.mkv": f"{_VIDEO} {_X265} log-level=error:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc:hdr10=1 "
    "-color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc",
    "hlg.mkv": f"{_VIDEO} {_X265} log-level=error:colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc "
    "-color_primaries bt2020 -color_trc arib-std-b67 -colorspace bt2020nc",
    "encrypted.mp4": f"{_VIDEO} {_H264} -encryption_scheme cenc-aes-ctr "
    "-encryption_key 76a6c65c5ea762046bd749a2e632ccbb -encryption_kid a7e61c373e219033c21091fa607bf3b8",
    "anamorphic.mkv": f"{_VIDEO} -vf setsar=4/3 {_H264}",
    "interlaced.mkv": f"{_VIDEO} -vf tinterlace=interleave_top,setfield=tff {_H264} -flags +ilme+ildct "
    "-x264-params tff=1",
    "tiny.mp4": "-f lavfi -i color=red:s=2x2:r=5:d=1 -c:v libx264 -preset ultrafast -pix_fmt yuv420p",
    "sound-only.mkv": f"{_SOUND} -c:a aac",
    "many-tracks.mkv": f"{_VIDEO} {_SOUND} {_H264} -c:a libmp3lame" + " -map 0:v" + " -map 1:a" * 310,
}


def media(name: str, seconds: int = 3) -> Path:
    """Give a media file by its recipe's name, making it the first time."""
    words = RECIPES[name].format(seconds=seconds).split()
    key = hashlib.sha256(repr(words).encode()).hexdigest()[:12]
    base = os.environ.get("XDG_CACHE_HOME")
    folder = (Path(base) / "matinee-test-media") if base else Path(__file__).parents[1] / ".cache" / "test-media"
    target = folder / f"{key}-{name}"
    if target.exists():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    ffmpeg, _ = locate_ffmpeg(None, os.environ)
    with tempfile.TemporaryDirectory(dir=folder) as making:
        made = Path(making) / name
        subprocess.run([ffmpeg, "-nostdin", "-v", "error", *words, str(made)], check=True)
        made.rename(target)
    return target
