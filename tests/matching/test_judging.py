"""The decision table: which title a file is of, by its name and its NFO. Each row differs in one deciding fact."""

import pytest

from matinee.catalog.content_type import FoundVideo, NfoSays
from matinee.catalog.matching import Agreement, Described, compare
from matinee.kit.ids import new_id
from matinee.movies import Movies
from matinee.shows import Shows

ALIEN = "Alien (1979)/Alien (1979).mkv"


def nfo(title=None, year=None, **more) -> NfoSays:
    return NfoSays(title=title, year=year, **more)


def placed(kind, path, said=None, duration_ms=None):
    content = Movies() if kind == "movies" else Shows()
    return content.group([FoundVideo(new_id(), path.encode(), said, duration_ms)])[0]


MOVIES = [
    # path, NFO, state, title it is filed under, deciding reason
    ("a readable name is a title", ALIEN, None, "matched", "Alien", "title_by"),
    ("no title in the name", "00001.mkv", None, "inbox", "00001", "no_usable_title"),
    ("no title, but an NFO", "00001.mkv", nfo("Alien", 1979), "matched", "Alien", "named_by_nfo"),
    ("no title, an NFO with ids alone", "00001.mkv", nfo(ids={"imdb": "tt0078748"}), "inbox", "00001", "no_usable_title"),
    ("the NFO says the same", ALIEN, nfo("Alien", 1979), "matched", "Alien", "nfo_agrees"),
    ("the NFO is off by a year", ALIEN, nfo("Alien", 1980), "matched", "Alien", "nfo_agrees"),
    ("the NFO says no year", ALIEN, nfo("Alien"), "matched", "Alien", "nfo_agrees"),
    ("the NFO is of a remake", ALIEN, nfo("Alien", 2003), "inbox", "Alien", "name_against_nfo"),
    ("the NFO is of another film", ALIEN, nfo("Jaws", 1975), "inbox", "Alien", "name_against_nfo"),
    ("another film of the same year", ALIEN, nfo("Moonraker", 1979), "inbox", "Alien", "name_against_nfo"),
    ("a longer form, same year", "Star Wars (1977).mkv", nfo("Star Wars: Episode IV", 1977), "matched", "Star Wars", "nfo_agrees"),
    ("a longer form, no year", "Star Wars.mkv", nfo("Star Wars: Episode IV", 1977), "inbox", "Star Wars", "name_against_nfo"),
    ("a translation", "Das Boot (1981).mkv", nfo("The Boat", 1981, original_title="Das Boot"), "matched", "Das Boot", "nfo_agrees"),
    ("a spelling", "Amelie (2001).mkv", nfo("Amélie", 2001), "matched", "Amelie", "nfo_agrees"),
    ("equal ids beat unlike titles", "Alien (1979) {tmdb-348}.mkv", nfo("Das unheimliche Wesen", 1979, ids={"tmdb": "348"}), "matched", "Alien", "id_equal"),
    ("other ids beat equal titles", "Alien (1979) {tmdb-348}.mkv", nfo("Alien", 1979, ids={"tmdb": "8077"}), "inbox", "Alien", "name_against_nfo"),
    ("an NFO that only links says nothing against", ALIEN, nfo(ids={"imdb": "tt0078748"}), "matched", "Alien", "title_by"),
    ("a trailer is of its folder's film, whatever the NFO", "Alien (1979)/trailers/Making of.mkv", nfo("Jaws", 1975), "matched", "Alien", "extra_by"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "said", "state", "title", "reason"), [row[1:] for row in MOVIES], ids=[row[0] for row in MOVIES]
)
def test_which_movie(path, said, state, title, reason):
    found = placed("movies", path, said)
    assert (found.state, found.title.title) == (state, title)
    assert reason in {each.code for each in found.reasons}


@pytest.mark.parametrize(
    ("names", "films"),
    [
        (["video.mkv"], ["Alien"]), (["title_t03.mkv"], ["Alien"]), (["movie.mkv", "video.mkv"], ["Alien", "video"]),
        (["title_t00.mkv", "title_t01.mkv", "title_t02.mkv"], ["Alien", "title_t01", "title_t02"]),
        (["00002.m2ts", "00001.m2ts"], ["00002", "Alien"]), (["1080p.mkv", "2160p.mkv"], ["Alien", "Alien"]),
        (["cd1.avi", "cd2.avi"], ["Alien", "Alien"]), (["Alien.mkv", "movie.mkv"], ["Alien", "Alien"]),
        (["movie.mkv", "movie-trailer.mkv"], ["Alien", "Alien"]), (["Extended.mkv", "Theatrical.mkv"], ["Alien", "Alien"]),
    ],
)  # fmt: skip
def test_files_that_only_their_folder_names_are_no_versions_by_accident(names, films):
    given = [FoundVideo(new_id(), f"Alien (1979)/{name}".encode()) for name in names]
    found = Movies().group(given)
    assert [each.title.title for each in found] == films
    assert {each.state for each in found if each.title.title != "Alien"} <= {"inbox"}
    assert all(each.candidates[0].title == "Alien" for each in found)


@pytest.mark.parametrize("name", ["1080p.mkv", "movie.mkv", "video (2).mp4", "IMG_1234.MOV", "title_t00.mkv", "4K.mkv"])
def test_a_name_that_says_nothing_at_a_library_s_root_is_the_inbox_s(name):
    assert placed("movies", name).state == "inbox"


SHOWS = [
    ("a number", "Dark/Season 1/Dark S01E02.mkv", None, "matched", [(1, 2)], "episodes_by"),
    ("neither number nor date", "Dark/Extras of sorts/Interview about it.mkv", None, "inbox", [(1, None)], "no_number_or_date"),
    ("no number, but an NFO", "Dark/Pilot.mkv", nfo("Dark", season=1, episodes=(3,)), "matched", [(1, 3)], "numbered_by_nfo"),
    ("the NFO says the same number", "Dark/Dark S01E02.mkv", nfo("Dark", season=1, episodes=(2,)), "matched", [(1, 2)], "nfo_number_agrees"),
    ("the NFO says another number", "Dark/Dark S01E02.mkv", nfo("Dark", season=1, episodes=(3,)), "inbox", [(1, 2)], "name_against_nfo"),
    ("the NFO says another season", "Dark/Dark S01E02.mkv", nfo("Dark", season=2, episodes=(2,)), "inbox", [(1, 2)], "name_against_nfo"),
    ("the NFO is of the first of two", "Dark/Dark S01E02E03.mkv", nfo("Dark", season=1, episodes=(2,)), "matched", [(1, 2), (1, 3)], "nfo_number_agrees"),
    ("the NFO is of another series", "Dark/Dark S01E02.mkv", nfo("Lost", 2004, season=1, episodes=(2,)), "inbox", [(1, 2)], "name_against_nfo"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "said", "state", "numbers", "reason"), [row[1:] for row in SHOWS], ids=[row[0] for row in SHOWS]
)
def test_which_episode(path, said, state, numbers, reason):
    found = placed("shows", path, said)
    assert (found.state, [(each.season, each.number) for each in found.episodes]) == (state, numbers)
    assert reason in {each.code for each in found.reasons}


def test_a_number_against_the_nfo_offers_both():
    found = placed("shows", "Dark/Dark S01E02.mkv", nfo("Dark", season=1, episodes=(3,)))
    assert [(each.season, each.episodes, each.source) for each in found.candidates] == [
        (1, (2,), "name"),
        (1, (3,), "nfo"),
    ]


def test_a_name_against_its_nfo_offers_both_titles_with_reasons():
    found = placed("movies", ALIEN, nfo("Aliens", 1986, runtime_ms=137 * 60_000), 117 * 60_000)
    assert [(each.title, each.year, each.source) for each in found.candidates] == [
        ("Alien", 1979, "name"),
        ("Aliens", 1986, "nfo"),
    ]
    told = {each.code: each.detail for each in found.candidates[1].reasons}
    assert told == {"title": "0.91", "year_differs": "", "runtime_off_minutes": "20"}


WEIGHED = [
    ("title, year and runtime near", ("Alien", 1979, 117), ("Alien", 1979, 119), Agreement.AGREES, 1.0),
    ("a runtime far off", ("Alien", 1979, 60), ("Alien", 1979, 119), Agreement.AGREES, 0.8),
    ("no runtime known", ("Alien", 1979, None), ("Alien", 1979, 119), Agreement.AGREES, 1.0),
    ("a year off by one", ("Alien", 1980, None), ("Alien", 1979, None), Agreement.AGREES, 0.95),
    ("no year", ("Alien", None, None), ("Alien", 1979, None), Agreement.AGREES, 0.85),
    ("a year off by more", ("Alien", 2003, None), ("Alien", 1979, None), Agreement.AGAINST, 0.6),
]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "candidate", "agreement", "score"), [row[1:] for row in WEIGHED], ids=[row[0] for row in WEIGHED]
)
def test_how_well_two_descriptions_agree(said, candidate, agreement, score):
    def described(title, year, minutes):
        return Described(titles=(title,), year=year, runtime_ms=minutes and minutes * 60_000)

    found = compare(described(*said), described(*candidate))
    assert (found.agreement, found.score) == (agreement, score)


def test_h14_markup_in_a_title_is_text_in_candidates_and_reasons():
    found = placed("movies", "<script>alert(1)<／script> (1999)/x.mkv", nfo("{{7*7}} javascript:alert(1)", 2011))
    assert found.state == "inbox"
    assert [each.title for each in found.candidates][:2] == [found.title.title, "{{7*7}} javascript:alert(1)"]
