"""Which entries are passed over, and why: by name, by rule files with gitignore rules, by the library's globs."""

import os
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pathspec import GitIgnoreSpec
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

from matinee.kit.walking.records import Rules


class Compiled:
    """Rules with their patterns compiled, once a walk."""

    def __init__(self, rules: Rules) -> None:
        self.kinds = {os.fsencode(extension): kind.encode() for extension, kind in rules.kinds.items()}
        self.refused = {os.fsencode(extension): reason for extension, reason in rules.refused.items()}
        self.rule_files = frozenset(os.fsencode(name) for name in rules.rule_files)
        self._folders = _joined(rules.folders)
        self._files = _joined(rules.files)
        self.top = Scoped(None, b"", _spec(rules.globs)) if rules.globs else None

    def folder_reason(self, name: bytes) -> str | None:
        """Say why a folder of this name is passed over, if it is."""
        return self._folders(name)

    def file_reason(self, name: bytes) -> str | None:
        """Say why a file of this name is passed over, if it is."""
        return self._files(name)


class _Matcher:
    """One expression of many, which tells the reason of the one that matched."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._reasons = [reason for reason, _ in pairs]
        body = "|".join(f"(?P<r{index}>{pattern})" for index, (_, pattern) in enumerate(pairs)) or "(?!)"
        self._pattern = re.compile(f"(?i:{body})")

    def __call__(self, name: bytes) -> str | None:
        found = self._pattern.fullmatch(os.fsdecode(name))
        return None if found is None or found.lastgroup is None else self._reasons[int(found.lastgroup[1:])]


def _joined(pairs: list[tuple[str, str]]) -> _Matcher:
    return _Matcher(pairs)


class Scoped:
    """Rules of one folder on top of those above it; the deepest rule that speaks decides."""

    def __init__(self, above: "Scoped | None", base: bytes, spec: GitIgnoreSpec) -> None:
        self._above = above
        self._base = base
        self._spec = spec

    def ignores(self, path: bytes, *, is_folder: bool) -> bool:
        """Tell whether a path below the root is passed over."""
        shown = os.fsdecode(path[len(self._base) + 1 if self._base else 0 :]) + ("/" if is_folder else "")
        verdict = self._spec.check_file(shown).include
        if verdict is not None:
            return verdict
        return self._above is not None and self._above.ignores(path, is_folder=is_folder)


def with_rules(above: Scoped | None, base: bytes, content: bytes) -> Scoped:
    """Put the rules of a folder's rule file on top of those above it."""
    return Scoped(above, base, parsed(content))


def is_empty(content: bytes) -> bool:
    """Tell whether a rule file holds no rule: it then passes over its whole folder."""
    return all(not line.strip() or line.lstrip().startswith(b"#") for line in content.splitlines())


@lru_cache(maxsize=256)
def parsed(content: bytes) -> GitIgnoreSpec:
    """Read gitignore rules; a line that is no rule is left out, the others hold."""
    return _spec(_lines(content))


def _lines(content: bytes) -> list[str]:
    return content.decode("utf-8-sig", "replace").splitlines()


_MOST_DEEP_STARS = 3
"""Each `**` of a rule multiplies the places where the next may lie: with more of them it could take for ever (H34)."""
_STAR, _ANY_ONE = "[^/]*", "[^/]"
_STAR_BEFORE_STAR = re.compile("\0([^\0/()|]+)(?=\0)")


def left_out(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Give the lines that do not count as rules, each with its number and why."""
    for number, line in enumerate(lines, 1):
        why = _why_left_out(line)
        if why is not None:
            yield number, why


def left_out_of(content: bytes) -> Iterator[tuple[int, str]]:
    """Give the lines of a rule file that do not count."""
    return left_out(_lines(content))


def _spec(lines: Sequence[str]) -> GitIgnoreSpec:
    return GitIgnoreSpec([_LinearPattern(line) for line in lines if _why_left_out(line) is None])


def _why_left_out(line: str) -> str | None:
    if not line.lstrip().startswith("#") and line.count("**") > _MOST_DEEP_STARS:
        return f"More than {_MOST_DEEP_STARS} times ** in one rule."
    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return "It is no gitignore rule."
    return None


class _LinearPattern(GitIgnoreSpecPattern):
    """A rule whose stars never try the same text twice: `a*a*a*a*b` costs no more than it is long (H34).

    Of two stars in one name, the first may take the nearest place where what is between them fits, for good.
    """

    @classmethod
    def pattern_to_regex(cls, pattern: str) -> tuple[str | None, bool | None]:  # pyright: ignore[reportIncompatibleMethodOverride] - rules are text here, never bytes
        """Give the expression of a rule, and whether it passes over what it meets."""
        expression, include = super().pattern_to_regex(pattern)
        if expression is None:
            return expression, include
        marked = expression.replace(_STAR, "\0").replace(_ANY_ONE, "\1")
        linear = _STAR_BEFORE_STAR.sub(r"(?>[^/]*?\1)", marked)
        return linear.replace("\0", _STAR).replace("\1", _ANY_ONE), include
