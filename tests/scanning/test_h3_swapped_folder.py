"""H3: a folder swapped for a link while it is walked is never read beyond the root."""

import os
import subprocess
import sys

from matinee.kit.walking import RealTree

_SWAP = """
import os, sys
true, link, name = sys.argv[1:]
print("going", flush=True)
while True:
    for each in (true, link):
        os.rename(each, name)
        os.rename(name, each)
"""


def test_h3_a_folder_swapped_for_a_link_is_never_listed_beyond_the_root(tmp_path):
    """10,000 listings against a process that swaps a real folder for a link out of the root as fast as it can."""
    root, outside = tmp_path / "root", tmp_path / "outside"
    true, link, name = root / "true", root / "link", root / "swapped"
    for folder, film in ((true, "film.mkv"), (outside, "secret.mkv")):
        folder.mkdir(parents=True)
        (folder / film).write_bytes(b"x")
    link.symlink_to(outside)
    tree, inside = RealTree(), os.fsencode(os.path.realpath(root))
    seen: set[bytes] = set()
    refused = 0
    with subprocess.Popen(
        [sys.executable, "-c", _SWAP, str(true), str(link), str(name)], stdout=subprocess.PIPE
    ) as swapping:
        try:
            assert swapping.stdout is not None
            assert swapping.stdout.readline() == b"going\n"
            for _ in range(10_000):
                try:
                    listing = tree.listing(os.fsencode(name), 10, inside)
                except OSError:
                    refused += 1
                    continue
                seen |= {entry for entry, _ in listing.entries}
        finally:
            swapping.kill()
    assert seen <= {b"film.mkv"}
    assert refused, "nothing was ever swapped in"
