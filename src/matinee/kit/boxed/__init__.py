"""The one runner of child processes: native code that reads hostile files dies in here, not in the server."""

from matinee.kit.boxed.ffmpeg import Ffmpeg, FfmpegUnusable, ffmpeg_capabilities, input_arguments, locate_ffmpeg
from matinee.kit.boxed.limits import MIB, BoxDied, BoxLimits, BoxTask, DeathReason
from matinee.kit.boxed.pool import BoxPool
from matinee.kit.boxed.program import ProgramLimits, ProgramResult, run_program

__all__ = [
    "MIB",
    "BoxDied",
    "BoxLimits",
    "BoxPool",
    "BoxTask",
    "DeathReason",
    "Ffmpeg",
    "FfmpegUnusable",
    "ProgramLimits",
    "ProgramResult",
    "ffmpeg_capabilities",
    "input_arguments",
    "locate_ffmpeg",
    "run_program",
]
