"""The walker's own process: takes a request on standard input, writes frames on standard output, can be killed.

A frame is one byte for its kind (R: rows in binary COPY format, M: a message), four bytes of length, the content.
"""

import contextlib
import os
import struct
import sys

import msgspec

from matinee.kit.walking.records import Message, WalkRequest
from matinee.kit.walking.tree import RealTree
from matinee.kit.walking.walker import Walk

FRAME = struct.Struct(">cI")


def main() -> None:
    """Walk what the request on standard input asks for."""
    request = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=WalkRequest)
    encoder = msgspec.msgpack.Encoder()
    out = sys.stdout.buffer

    def write(given: list[bytes] | Message) -> None:
        if isinstance(given, list):
            content = struct.pack(">I", len(given)) + b"".join(given)
            out.write(FRAME.pack(b"R", len(content)))
        else:
            content = encoder.encode(given)
            out.write(FRAME.pack(b"M", len(content)))
        out.write(content)
        out.flush()

    with contextlib.suppress(BrokenPipeError):  # whoever asked was killed: nobody wants the rest
        Walk(request, RealTree(), write).run()
    os._exit(0)  # threads that hang in a dead disk are not waited for


if __name__ == "__main__":
    main()
