"""The ffmpeg command for one clip: layers that scroll, a clock, sound, tracks and chapters."""

# Pillow and PyAV leave much of this untyped.
# pyright: basic

import os
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from matinee.demo.notes import srt
from matinee.demo.poster import INTER, paint_art, save_art
from matinee.demo.records import Clip, Pattern, Sound
from matinee.demo.scenery import Scene, paint_lit_sky, paint_ridges

SIZE = (1280, 720)
RATE = 24
_REACH = 1.9
"""Layers are so much wider than the picture."""
_SKY_REACH = 1.25


def prepare(clip: Clip, folder: Path) -> None:
    """Put everything that the command reads into an empty folder."""
    (folder / "words").write_text(clip.words, encoding="utf-8")
    (folder / "font.ttf").symlink_to(INTER)
    if isinstance(clip.look, Scene):
        wide = (int(SIZE[0] * _REACH), SIZE[1])
        paint_lit_sky(clip.look, (int(SIZE[0] * _SKY_REACH), SIZE[1])).save(folder / "sky.png", compress_level=1)
        for number, ridge in enumerate(paint_ridges(clip.look, wide)):
            (folder / f"ridge{number}.top").write_text(str(_cropped(ridge, folder / f"ridge{number}.png")), "ascii")
    if clip.cover and isinstance(clip.look, Scene):
        save_art(folder / "cover.jpg", paint_art(clip.look, (600, 900), clip.cover, ""))
    for language in clip.subtitles:
        (folder / f"{language}.srt").write_text(srt(clip.words, clip.seconds, "{seconds} s"), encoding="utf-8")
    if clip.chapters:
        (folder / "chapters").write_text("".join(_chapters(clip)), encoding="utf-8")


def command(ffmpeg: str, clip: Clip, folder: Path, target: Path) -> list[str | bytes]:
    """Build the argument list; `folder` is what `prepare` filled."""
    inputs: list[str] = []
    graph = _picture(clip, folder, inputs)
    maps = ["-map", "[picture]"]
    for sound in clip.sounds:
        maps += ["-map", f"{_add(inputs, ['-f', 'lavfi', '-i', _chord(sound)])}:a"]
    for language in clip.subtitles:
        maps += ["-map", f"{_add(inputs, ['-i', f'file:{folder}/{language}.srt'])}:s"]
    if clip.cover:
        maps += ["-map", f"{_add(inputs, ['-i', f'file:{folder}/cover.jpg'])}:v"]
    if clip.chapters:
        maps += ["-map_metadata", str(_add(inputs, ["-f", "ffmetadata", "-i", f"file:{folder}/chapters"]))]
    words = [ffmpeg, "-nostdin", "-v", "error", "-y", *inputs, "-filter_complex", graph, *maps]
    words += ["-t", str(clip.seconds), *_codecs(clip), "-metadata", f"title={clip.words}"]
    if target.suffix == ".mp4":
        words += ["-movflags", "+faststart"]
    return [*words, b"file:" + os.fsencode(target)]


def _add(inputs: list[str], words: list[str]) -> int:
    number = inputs.count("-i")
    inputs += words
    return number


def _picture(clip: Clip, folder: Path, inputs: list[str]) -> str:
    if isinstance(clip.look, Pattern):
        source, *filters = clip.look.chain.split(",")
        small = "640x360" if source.startswith("gradients") else "320x180"
        scaling = "neighbor" if source.startswith("life") else "bicubic"
        chain = ",".join([f"{source}:s={small}:r={RATE}", *filters, f"scale={SIZE[0]}:{SIZE[1]}:flags={scaling}"])
        steps = [f"{chain}[scene]"]
    else:
        steps = list(_layers(clip, folder, inputs))
    clock = "fontcolor=white@0.92:borderw=2:bordercolor=black@0.35"
    font = f"drawtext=fontfile={folder}/font.ttf:{clock}"
    finish = [
        f"{font}:fontsize=46:text='%{{pts\\:hms}}':x=w-tw-48:y=h-th-44",
        f"{font}:fontsize=30:textfile={folder}/words:expansion=none:x=48:y=h-th-46",
        "fade=in:0:20",
        f"fade=out:st={clip.seconds - 1}:d=1",
        "format=yuv420p",
    ]
    return ";".join([*steps, f"[scene]{','.join(finish)}[picture]"])


def _layers(clip: Clip, folder: Path, inputs: list[str]) -> Iterator[str]:
    assert isinstance(clip.look, Scene)  # noqa: S101 - patterns went the other way
    part = f"t/{clip.seconds}"
    drift = f"crop={SIZE[0]}:{SIZE[1]}:x='(iw-ow)*{part}':y=0"
    number = _add(inputs, ["-framerate", str(RATE), "-i", f"file:{folder}/sky.png"])
    yield f"[{number}]format=yuv420p,loop=-1:1:0,setpts=N/{RATE}/TB,{drift}[at0]"
    for ridge in range(clip.look.ridges):
        number = _add(inputs, ["-framerate", str(RATE), "-i", f"file:{folder}/ridge{ridge}.png"])
        yield f"[{number}]format=yuva420p,loop=-1:1:0,setpts=N/{RATE}/TB[ridge{ridge}]"
        travel = SIZE[0] * (_REACH - 1) * (ridge + 1) / clip.look.ridges
        after = "scene" if ridge == clip.look.ridges - 1 else f"at{ridge + 1}"
        top = (folder / f"ridge{ridge}.top").read_text("ascii")
        yield f"[at{ridge}][ridge{ridge}]overlay=x='-{travel:.0f}*{part}':y={top}:format=yuv420[{after}]"


def _cropped(layer: Image.Image, target: Path) -> int:
    """Write only the rows that hold land: what is not there need not be blended. Gives the first row, even."""
    box = layer.getbbox()
    top = (box[1] if box else 0) // 2 * 2
    layer.crop((0, top, layer.width, layer.height)).save(target, compress_level=1)
    return top


def _chord(sound: Sound) -> str:
    tones = "+".join(
        f"0.07*sin({tone}*2*PI*t)*(0.6+0.4*sin(2*PI*t*{0.11 + 0.05 * number}))"
        for number, tone in enumerate(sound.chord)
    )
    layout = "5.1" if sound.channels == 6 else "stereo"  # noqa: PLR2004 - the two we make
    return f"aevalsrc='{tones}':s=48000,aformat=channel_layouts=mono,aresample,pan={layout}|c0=c0|c1=c0" + (
        "|c2=0.6*c0|c3=0.3*c0|c4=0.5*c0|c5=0.5*c0" if sound.channels == 6 else ""  # noqa: PLR2004
    )


def _codecs(clip: Clip) -> list[str]:
    video = ["libx264", "-preset", "ultrafast", "-crf", "24"]
    if clip.video == "hevc":
        video = ["libx265", "-preset", "ultrafast", "-crf", "28", "-tag:v", "hvc1", "-x265-params", "log-level=error"]
    words = ["-c:v:0", *video, "-g", str(2 * RATE), "-threads", "1", "-filter_complex_threads", "1"]
    for number, sound in enumerate(clip.sounds):
        words += [f"-c:a:{number}", sound.codec, f"-b:a:{number}", "384k" if sound.channels > 2 else "96k"]  # noqa: PLR2004
        words += [f"-metadata:s:a:{number}", f"language={sound.language}"]
        if sound.title:
            words += [f"-metadata:s:a:{number}", f"title={sound.title}"]
    for number, language in enumerate(clip.subtitles):
        words += [f"-c:s:{number}", "subrip", f"-metadata:s:s:{number}", f"language={language}"]
    if clip.cover:
        words += ["-c:v:1", "mjpeg", "-disposition:v:1", "attached_pic"]
    return words


def _chapters(clip: Clip) -> Iterator[str]:
    yield ";FFMETADATA1\n"
    span = clip.seconds * 1000 // len(clip.chapters)
    for number, name in enumerate(clip.chapters):
        yield f"[CHAPTER]\nTIMEBASE=1/1000\nSTART={number * span}\nEND={(number + 1) * span}\ntitle={name}\n"
