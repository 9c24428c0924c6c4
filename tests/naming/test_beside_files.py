"""Sidecars, extras, ignored names, ids and keys."""

import pytest

from matinee.catalog.naming import checked_id, ignored, language_tag, match_key, read_sidecar, sort_title, take_ids
from matinee.movies.naming import read_movie_path

STEM = "Film (2010)"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Film (2010).srt", {"language": None}),
        ("Film (2010).en.srt", {"language": "en"}),
        ("Film (2010).eng.forced.srt", {"language": "en", "is_forced": True}),
        ("Film (2010).English.SDH.srt", {"language": "en", "is_hearing_impaired": True}),
        ("Film (2010).en.hi.srt", {"language": "en", "is_hearing_impaired": True}),
        ("Film (2010).hi.srt", {"language": "hi", "is_hearing_impaired": False}),
        ("Film (2010).pt-BR.default.ass", {"language": "pt-BR", "is_default": True}),
        ("Film (2010).zh-Hans.srt", {"language": "zh-Hans"}),
        ("Film (2010).chs.srt", {"language": "zh-Hans"}),
        ("Film (2010).es-419.srt", {"language": "es-419"}),
        ("Film (2010).de.Kommentar des Regisseurs.srt", {"language": "de", "title": "Kommentar des Regisseurs"}),
        ("Film (2010).ja.mka", {"kind": "audio", "language": "ja"}),
        ("Film (2010)-poster.jpg", {"art": "poster", "scope": "video"}),
        ("Film (2010)-thumb.jpg", {"art": "thumb", "scope": "video"}),
        ("poster.png", {"art": "poster", "scope": "folder"}),
        ("folder.jpg", {"art": "poster", "scope": "folder"}),
        ("fanart2.jpg", {"art": "backdrop", "ordinal": 2}),
        ("backdrop.webp", {"art": "backdrop"}),
        ("clearlogo.png", {"art": "logo"}),
        ("season01-poster.jpg", {"art": "poster", "scope": "season", "season": 1}),
        ("season-specials-poster.jpg", {"art": "poster", "scope": "season", "season": 0}),
        ("movie.nfo", {"kind": "nfo", "nfo": "movie"}),
        ("tvshow.nfo", {"kind": "nfo", "nfo": "tvshow"}),
        ("Film (2010).nfo", {"kind": "nfo", "nfo": "video"}),
    ],
)
def test_sidecars_say_what_they_are(name: str, expected: dict[str, object]) -> None:
    reading = read_sidecar(name, STEM)
    assert reading is not None
    assert {field: getattr(reading, field) for field in expected} == expected


@pytest.mark.parametrize(
    "name", ["Other.en.srt", "Film (2010) II.en.jpg", "holiday.jpg", "Film (2010).txt", "Other.nfo"]
)
def test_files_of_another_video_are_not_its_sidecars(name: str) -> None:
    assert read_sidecar(name, STEM) is None


def test_a_subs_folder_names_only_the_language() -> None:
    reading = read_sidecar("2_English.srt", "")
    assert reading is not None
    assert reading.language == "en"


@pytest.mark.parametrize(
    ("name", "is_dir", "reason"),
    [
        ("@eaDir", True, "system_folder"), ("#recycle", True, "recycle_bin"), ("#snapshot", True, "snapshot"),
        (".@__thumb", True, "system_folder"), ("@Recycle", True, "recycle_bin"), ("$RECYCLE.BIN", True, "recycle_bin"),
        ("System Volume Information", True, "system_folder"), (".Trash-1000", True, "recycle_bin"),
        ("lost+found", True, "system_folder"), ("._Film.mkv", False, "system_file"), (".AppleDouble", True, "system_folder"),
        (".stversions", True, "old_versions"), ("Plex Versions", True, "transcoded_copies"),
        ("Film.trickplay", True, "trickplay"), (".actors", True, "artwork"), ("Film.mkv.partial~", False, "partial_download"),
        ("Film.mkv.!qB", False, "partial_download"), ("_UNPACK_Film", True, "unpacking"), (".hidden", True, "hidden"),
        ("Film.mkv.part", False, "partial_download"), ("film-sample.mkv", False, "sample"), ("Sample", True, "sample"),
        ("sample.mkv", False, "sample"), (".hidden.mkv", False, "hidden"),
        ("Film (2010).mkv", False, None), ("Free Samples (2012)", True, None), ("The Sample (2011).mkv", False, None),
        ("Season 1", True, None), ("Partition (2007).mkv", False, None),
    ],
)  # fmt: skip
def test_what_is_ignored_says_why(name: str, is_dir: bool, reason: str | None) -> None:
    assert ignored(name, is_dir=is_dir) == reason


@pytest.mark.parametrize("value", ["../../x", "-5", "1" + "0" * 30, "", "tt1", "１２３", "0", "12 OR 1=1"])
def test_b28_ids_no_provider_could_have_given_are_dropped(value: str) -> None:
    assert checked_id("tmdb", value) is None
    assert checked_id("imdb", value) is None
    name, ids = take_ids(f"Film (2010) {{tmdb-{value}}}")
    assert ids == {}
    assert name.startswith("Film (2010)")


def test_an_extra_carries_its_movies_title_and_its_own() -> None:
    reading = read_movie_path("Movies/Film (2010)/Featurettes/The Stunts.mkv")
    assert (reading.title, reading.year, reading.extra, reading.extra_title) == (
        "Film",
        2010,
        "featurette",
        "The Stunts",
    )


@pytest.mark.parametrize("title", ["The Interview", "Trailer Park Boys", "Deleted", "The Short", "Other", "Big Scene"])
def test_words_of_extras_in_a_title_make_no_extra(title: str) -> None:
    reading = read_movie_path(f"Movies/{title} (2014)/{title} (2014).mkv")
    assert (reading.title, reading.extra) == (title, None)


def test_keys_join_spellings_and_keep_scripts_apart() -> None:
    assert match_key("The Lord & the Ring") == match_key("lord and the ring")
    assert match_key("Pizza Man") == "pizza man"
    assert match_key("Amélie") == match_key("AMELIE")
    assert match_key("Ocean's Eleven") == match_key("Oceans.Eleven")
    assert match_key("Rocky II") != match_key("Rocky 2")
    assert match_key("ガンダム") != match_key("カンタム")
    assert match_key("千と千尋の神隠し")


def test_lists_order_by_number_and_without_article() -> None:
    titles = ["Saw 10", "The Saw 2", "Das Boot", "Saw", "L'Avventura", "Élite"]
    assert sorted(titles, key=sort_title) == ["L'Avventura", "Das Boot", "Élite", "Saw", "The Saw 2", "Saw 10"]


def test_languages_are_known_by_code_and_name() -> None:
    assert [language_tag(each) for each in ("ger", "Deutsch", "pt-br", "chi", "und", "xyz")] == [
        "de",
        "de",
        "pt-BR",
        "zh",
        None,
        None,
    ]
