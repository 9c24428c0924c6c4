"""Direct play: the file's own bytes, by range."""

from matinee.playback.direct.opening import open_file
from matinee.playback.direct.routes import stream_file

__all__ = ["open_file", "stream_file"]
