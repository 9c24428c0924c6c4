"""What a walk takes, what it passes over and why; links, discs, strange names, bounds."""

import os
import threading

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from matinee.kit.walking import Limits, RealTree, Report, Walk, WalkRequest, walk_in_process
from matinee.kit.walking.rules import parsed
from matinee.scanning.rules import scan_rules


def walk(root, *, tree=None, scope=b"", globs=(), limits=None):
    rows, issues, reports = [], {}, []

    def sink(each):
        if isinstance(each, list):
            rows.extend(each)
        elif isinstance(each, Report):
            reports.append(each)
        elif hasattr(each, "issues"):
            issues.update({issue.path: issue.reason for issue in each.issues})

    request = WalkRequest(os.fsencode(root), scan_rules(list(globs)), scope, limits or Limits())
    Walk(request, tree or RealTree(), sink).run()
    paths = set()
    for row in rows:
        length = int.from_bytes(row[2:6], "big")
        paths.add(row[6 : 6 + length])
    return paths, issues, reports[0]


def put(root, path, content=b"x"):
    target = os.path.join(os.fsencode(root), path)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, "wb") as file:
        file.write(content)


def test_h2_links_out_of_the_root_are_told_and_not_taken(tmp_path):
    root = tmp_path / "m"
    put(root, b"Film (2000)/Film (2000).mkv")
    put(tmp_path, b"secret/hidden.mkv")
    os.symlink("/etc/shadow", root / "shadow.mkv")
    os.symlink(tmp_path / "secret", root / "out")
    paths, issues, _ = walk(root)
    assert paths == {b"Film (2000)/Film (2000).mkv"}
    assert issues[b"shadow.mkv"] == issues[b"out"] == "symlink_outside"


def test_h6_files_that_link_elsewhere_are_refused(tmp_path):
    put(tmp_path, b"a.strm", b"file:///etc/passwd")
    put(tmp_path, b"b.m3u", b"http://169.254.169.254")
    paths, issues, _ = walk(tmp_path)
    assert paths == set()
    assert issues == {b"a.strm": "link_file", b"b.m3u": "link_file"}


def test_b15_loops_and_links_inside_are_visited_once(tmp_path):
    put(tmp_path, b"a/Film.mkv")
    os.symlink("..", tmp_path / "a/up")
    os.symlink(tmp_path / "a", tmp_path / "again")
    os.symlink(tmp_path / "loop2", tmp_path / "loop1")
    os.symlink(tmp_path / "loop1", tmp_path / "loop2")
    put(tmp_path, b".store/Kept.mkv")
    os.symlink(tmp_path / ".store", tmp_path / "shown")
    paths, issues, _ = walk(tmp_path)
    assert paths == {b"a/Film.mkv", b"shown/Kept.mkv"}
    assert issues[b"loop1"] == "link_broken"
    assert issues[b"again"] == "visited_before"


@pytest.mark.parametrize(
    "name",
    [
        "\U0001f3ac Film.mkv".encode(),
        "Ame\u0301lie.mkv".encode(),
        "Am\u00e9lie.mkv".encode(),
        "\u202eevil.mkv".encode(),
        b"trailing dot./Film .mkv",
        b"new\nline.mkv",
        b"latin-\xe9\xff.mkv",
        b"n" * 251 + b".mkv",
    ],
)
def test_b11_b12_any_name_is_taken_by_its_bytes(tmp_path, name):
    put(tmp_path, name)
    assert walk(tmp_path)[0] == {name}


def test_b14_deep_and_crowded_folders_are_bounded_and_told(tmp_path):
    put(tmp_path, b"/".join([b"d"] * 80) + b"/Deep.mkv")
    put(tmp_path, b"ok/Film.mkv")
    for number in range(30):
        put(tmp_path, b"full/%d.mkv" % number)
    paths, issues, report = walk(tmp_path, limits=Limits(entries_per_folder=20))
    assert paths == {b"ok/Film.mkv"}
    assert issues[b"full"] == "too_many_entries"
    assert b"full" in report.unknown
    assert "too_deep" in issues.values()


def test_ignored_names_each_have_a_reason(tmp_path):
    ignored = {
        b"@eaDir/x.mkv": b"@eaDir",
        b"#recycle/x.mkv": b"#recycle",
        b".Trash-1000/x.mkv": b".Trash-1000",
        b"lost+found/x.mkv": b"lost+found",
        b"Film.trickplay/1.jpg": b"Film.trickplay",
        b"_UNPACK_Film/x.mkv": b"_UNPACK_Film",
        b"Plex Versions/x.mkv": b"Plex Versions",
        b"._Film.mkv": b"._Film.mkv",
        b"Film.mkv.!qB": b"Film.mkv.!qB",
        b"Film.mkv.partial~": b"Film.mkv.partial~",
        b"film-sample.mkv": b"film-sample.mkv",
        b"x/sample.mkv": b"x/sample.mkv",
        b".hidden.mkv": b".hidden.mkv",
    }
    for path in ignored:
        put(tmp_path, path)
    put(tmp_path, b"Example (2000).mkv")
    paths, issues, _ = walk(tmp_path)
    assert paths == {b"Example (2000).mkv"}
    assert set(ignored.values()) <= set(issues)


def test_rule_files_and_globs_pass_over_what_they_say(tmp_path):
    put(tmp_path, b".plexignore", b"*.avi\n!keep.avi\nbad[\n")
    put(tmp_path, b"a.avi")
    put(tmp_path, b"keep.avi")
    put(tmp_path, b"b/c.avi")
    put(tmp_path, b"private/.ignore", b"")
    put(tmp_path, b"private/x.mkv")
    put(tmp_path, b"home/x.mkv")
    paths, issues, _ = walk(tmp_path, globs=["home/"])
    assert paths == {b"keep.avi"}
    assert issues[b"a.avi"] == issues[b"b/c.avi"] == issues[b"home"] == "rule"
    assert issues[b"private"] == "rule_file"


def test_disc_folder_is_one_film_by_its_longest_stream(tmp_path):
    put(tmp_path, b"Film (2000)/BDMV/STREAM/00001.m2ts", b"x")
    put(tmp_path, b"Film (2000)/BDMV/STREAM/00800.m2ts", b"x" * 100)
    put(tmp_path, b"Old (1990)/VIDEO_TS/VTS_01_0.VOB", b"x" * 500)
    put(tmp_path, b"Old (1990)/VIDEO_TS/VTS_01_1.VOB", b"x" * 50)
    put(tmp_path, b"Old (1990)/VIDEO_TS/VTS_02_1.VOB", b"x" * 90)
    put(tmp_path, b"Old (1990)/VIDEO_TS/VTS_02_2.VOB", b"x" * 90)
    assert walk(tmp_path)[0] == {
        b"Film (2000)/BDMV/STREAM/00800.m2ts",
        b"Old (1990)/VIDEO_TS/VTS_02_1.VOB",
        b"Old (1990)/VIDEO_TS/VTS_02_2.VOB",
    }


def test_b20_call_that_never_answers_costs_only_its_folder(tmp_path):
    put(tmp_path, b"dead/Film.mkv")
    put(tmp_path, b"good/Film.mkv")
    forever = threading.Event()

    class Hanging(RealTree):
        def listing(self, path, limit, inside):
            if path.endswith(b"/dead"):
                forever.wait()
            return super().listing(path, limit, inside)

    _, issues, report = walk(tmp_path, tree=Hanging(), limits=Limits(answer_s=0.3))
    forever.set()
    assert b"" in report.unknown or b"dead" in report.unknown
    assert "not_answering" in issues.values()
    assert report.problem is None


async def test_walk_in_its_own_process_gives_rows_and_a_report(tmp_path):
    put(tmp_path, b"Film (2000)/Film (2000).mkv")
    given = [each async for each in walk_in_process(WalkRequest(os.fsencode(tmp_path), scan_rules([])))]
    assert isinstance(given[-1], Report)
    assert given[-1].files == 1


async def test_missing_root_is_a_problem_not_an_empty_one(tmp_path):
    given = [each async for each in walk_in_process(WalkRequest(os.fsencode(tmp_path / "nope"), scan_rules([])))]
    assert [given[-1].problem] == ["root_missing"]


def test_h34_rules_made_to_try_for_ever_are_answered_at_once(tmp_path):
    put(tmp_path, b".plexignore", b"*a*a*a*a*a*a*a*a*a*a*a*a*b\n**/a/**/a/**/a/**/a/**/a/**/c\n*.avi\n")
    film = b"a" * 240 + b".mkv"
    put(tmp_path, film)
    put(tmp_path, b"a" * 200 + b"b")
    put(tmp_path, b"/".join([b"a"] * 60) + b"/film.mkv")
    put(tmp_path, b"film.avi")
    paths, issues, report = walk(tmp_path, globs=["*a*a*a*a*a*a*a*a*a*a*a*a*b"])
    assert report.problem is None
    assert paths == {film, b"/".join([b"a"] * 60) + b"/film.mkv"}
    assert issues[b"film.avi"] == "rule"


@given(
    pattern=st.text(alphabet="ab*?/[]!", min_size=1, max_size=10),
    path=st.text(alphabet="ab/", min_size=1, max_size=12).map(lambda each: each.strip("/") or "a"),
)
def test_rules_mean_what_gitignore_says_they_mean(pattern, path):
    try:
        theirs = GitIgnoreSpec.from_lines([pattern])
    except ValueError:
        return
    assume(pattern.count("**") <= 3)
    ours = parsed(pattern.encode())
    assert ours.check_file(path).include == theirs.check_file(path).include
