"""`python -m tests.faults.scanning.odd_disk FOLDER POINT [no_inodes]`: a real FUSE disk that fails when it is told to.

It shows a folder, read only, at a mount point, speaking the kernel's protocol itself (linux/fuse.h, 7.31), so that it
needs no library. Commands come as lines on standard input, each answered by a line:

- `silent`: no call is answered any more, as a share whose server died; the caller hangs and cannot even be killed.
- `silent at PATH`: only what is asked of that one path is not answered.
- `until asked`: answered once a call waits for its answer.
- `half PATH`: that folder's listing gives its first half, then an input/output error.
- `stale PATH`: all at and below answers with a stale handle.
- `well`: all is answered again, what waits too.

Killed, it leaves a mount behind where each call says that the transport endpoint is not connected.
"""

import ctypes
import errno
import os
import select
import struct
import sys
from collections.abc import Callable
from typing import NamedTuple

_LOOKUP, _FORGET, _GETATTR, _OPEN, _READ, _STATFS, _RELEASE = 1, 2, 3, 14, 15, 17, 18
_FLUSH, _INIT, _OPENDIR, _READDIR, _RELEASEDIR, _INTERRUPT, _BATCH_FORGET = 25, 26, 27, 28, 29, 36, 42
_NO_ANSWER = frozenset({_FORGET, _INTERRUPT, _BATCH_FORGET})
_IN, _OUT = struct.Struct("<IIQQIIII"), struct.Struct("<IiQ")
_ATTRIBUTES = struct.Struct("<QQQQQQIIIIIIIIII")
_LARGEST = 1 << 20
_UNKNOWN_INODE = 0xFFFFFFFF
_FORCE_UNMOUNT = 2
_libc = ctypes.CDLL(None, use_errno=True)


class Call(NamedTuple):
    """One question of the kernel."""

    opcode: int
    unique: int
    node: int
    body: bytes


class OddDisk:
    """A folder shown at a mount point, and how it fails at the moment."""

    def __init__(self, folder: bytes, point: bytes, *, no_inodes: bool) -> None:
        self._folder, self._no_inodes = folder, no_inodes
        self._paths, self._nodes = {1: b""}, {b"": 1}
        self._waiting: list[Call] = []
        self._is_silent = False
        self._silent_at: set[bytes] = set()
        self._is_awaited = False
        self._half: set[bytes] = set()
        self._stale: set[bytes] = set()
        self._device = os.open("/dev/fuse", os.O_RDWR)
        words = f"fd={self._device},rootmode=40000,user_id=0,group_id=0,allow_other,default_permissions"
        if _libc.mount(b"odd-disk", point, b"fuse.odd", 0, words.encode()) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        self._answers: dict[int, Callable[[Call], bytes]] = {
            _LOOKUP: self._lookup,
            _GETATTR: lambda call: struct.pack("<QII", 0, 0, 0) + self._attributes(self._path(call)),
            _OPENDIR: self._opened,
            _OPEN: self._opened,
            _READDIR: self._listed,
            _READ: self._read,
            _STATFS: lambda _: struct.pack("<QQQQQIIII24x", 1 << 20, 1 << 19, 1 << 19, 1000, 500, 4096, 255, 4096, 0),
            _INIT: lambda _: struct.pack("<IIIIHHIIHHI28x", 7, 31, 0, 0, 16, 12, 4096, 1, 32, 0, 0),
            _RELEASE: lambda _: b"",
            _RELEASEDIR: lambda _: b"",
            _FLUSH: lambda _: b"",
        }

    def run(self) -> None:
        """Answer the kernel, and whoever commands, until standard input ends or the disk is unmounted."""
        while True:
            ready, _, _ = select.select([self._device, 0], [], [])
            if 0 in ready:
                line = os.read(0, 4096)
                if not line:
                    return
                self._is_awaited = line.strip() == b"until asked"
                if not self._is_awaited:
                    self._obey(line.strip())
                    os.write(1, b"done\n")
            if self._device in ready:
                try:
                    packet = os.read(self._device, _LARGEST)
                except OSError as error:
                    if error.errno == errno.ENODEV:
                        return
                    continue  # the call was interrupted before it was read
                _, opcode, unique, node, *_ = _IN.unpack_from(packet)
                self._take(Call(opcode, unique, node, packet[_IN.size :]))
            if self._is_awaited and self._waiting:
                self._is_awaited = False
                os.write(1, b"done\n")

    def _obey(self, line: bytes) -> None:
        word, _, path = line.partition(b" ")
        if line == b"silent":
            self._is_silent = True
        elif word == b"silent":
            self._silent_at.add(path.removeprefix(b"at "))
        elif word == b"half":
            self._half.add(path)
        elif word == b"stale":
            self._stale.add(path)
        else:
            self._is_silent = False
            for each in (self._silent_at, self._half, self._stale):
                each.clear()
            waiting, self._waiting = self._waiting, []
            for call in waiting:
                self._take(call)

    def _take(self, call: Call) -> None:
        if call.opcode in _NO_ANSWER:
            return
        if (self._is_silent and call.opcode != _INIT) or self._asked_path(call) in self._silent_at:
            self._waiting.append(call)
            return
        try:
            content = self._answer(call)
        except OSError as error:
            self._tell(call, b"", error.errno or errno.EIO)
        else:
            self._tell(call, content, 0)

    def _answer(self, call: Call) -> bytes:
        answer = self._answers.get(call.opcode)
        if answer is None:
            raise OSError(errno.ENOSYS, "")
        path = self._path(call)
        if any(path == each or path.startswith(each + b"/") for each in self._stale) and call.opcode != _INIT:
            raise OSError(errno.ESTALE, "")
        return answer(call)

    def _tell(self, call: Call, content: bytes, problem: int) -> None:
        try:
            os.write(self._device, _OUT.pack(_OUT.size + len(content), -problem, call.unique) + content)
        except OSError as error:
            if error.errno not in {errno.ENOENT, errno.ENODEV}:  # whoever asked does not wait any more
                raise

    def _path(self, call: Call) -> bytes:
        return self._paths.get(call.node, b"")

    def _asked_path(self, call: Call) -> bytes:
        path = self._path(call)
        return os.path.join(path, call.body.rstrip(b"\0")) if call.opcode == _LOOKUP else path

    def _whole(self, path: bytes) -> bytes:
        return os.path.join(self._folder, path) if path else self._folder

    def _lookup(self, call: Call) -> bytes:
        path = self._asked_path(call)
        attributes = self._attributes(path)
        node = self._nodes.setdefault(path, len(self._nodes) + 1)
        self._paths[node] = path
        return struct.pack("<QQQQII", node, 0, 0, 0, 0, 0) + attributes

    def _attributes(self, path: bytes) -> bytes:
        of = os.lstat(self._whole(path))
        inode = 0 if self._no_inodes else of.st_ino
        seconds, rest = divmod(of.st_mtime_ns, 1_000_000_000)
        rest = 0 if self._no_inodes else rest  # as rclone: neither inodes nor parts of a second
        return _ATTRIBUTES.pack(
            inode, of.st_size, of.st_blocks, seconds, seconds, seconds, rest, rest, rest,
            of.st_mode, of.st_nlink, of.st_uid, of.st_gid, 0, 4096, 0,
        )  # fmt: skip

    def _opened(self, call: Call) -> bytes:
        os.lstat(self._whole(self._path(call)))
        return struct.pack("<QII", 0, 0, 0)

    def _listed(self, call: Call) -> bytes:
        _, offset, size = struct.unpack_from("<QQI", call.body)
        path = self._path(call)
        names = sorted(os.listdir(self._whole(path)))
        is_half = path in self._half
        if is_half:
            names = names[: max(1, len(names) // 2)]
            if offset >= len(names):
                raise OSError(errno.EIO, "")
        given = b""
        for number, name in enumerate(names[offset:], offset + 1):
            entry = struct.pack("<QQII", _UNKNOWN_INODE, number, len(name), 0) + name
            entry += bytes(-len(entry) % 8)
            if len(given) + len(entry) > size:
                break
            given += entry
        return given

    def _read(self, call: Call) -> bytes:
        _, offset, size = struct.unpack_from("<QQI", call.body)
        with open(self._whole(self._path(call)), "rb") as file:
            file.seek(offset)
            return file.read(size)


if __name__ == "__main__":
    disk = OddDisk(os.fsencode(sys.argv[1]), os.fsencode(sys.argv[2]), no_inodes="no_inodes" in sys.argv[3:])
    os.write(1, b"mounted\n")
    disk.run()
