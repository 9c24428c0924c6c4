"""Writes the generated half of the corpus: `python -m tests.naming.make_corpus`. The seed is fixed, so it is the same each time."""

import json
import random
import zlib
from pathlib import Path

from tests.naming import habits

CORPUS = Path(__file__).parent / "corpus"
NAMES_A_HABIT = {"movie": 70, "show": 80, "anime": 70}
HELD_OUT_SHARE = 4  # one habit's name in four is never looked at while rules are written


def main() -> None:
    """Write one file a kind, and the held-out names of each beside it."""
    for kind, count in NAMES_A_HABIT.items():
        tuned: list[str] = []
        held_out: list[str] = []
        for name, habit in habits.of(kind).items():
            source = random.Random(f"matinee/{name}")
            seen: set[str] = set()
            for _ in range(count):
                path, expect = habit(source)
                if path in seen:
                    continue
                seen.add(path)
                line = json.dumps({"path": path, "kind": kind, "habit": name, "expect": expect}, ensure_ascii=False)
                (held_out if zlib.crc32(path.encode()) % HELD_OUT_SHARE == 0 else tuned).append(line)
        (CORPUS / f"{kind}.jsonl").write_text("\n".join(tuned) + "\n", encoding="utf-8")
        (CORPUS / f"{kind}.held_out.jsonl").write_text("\n".join(held_out) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
