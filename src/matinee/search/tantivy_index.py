"""A folder with tantivy indexes: of titles, of episodes, of people, so that each stays small for its question."""

import contextlib
import os
import shutil
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Self
from uuid import UUID

import msgspec
import tantivy

from matinee.kit.files import write_whole
from matinee.search import ranking
from matinee.search.records import Found, Mark, Proposed, Question, SearchDocument, SearchKind
from matinee.search.text import folded, pieces

FORM = 2
"""Of what is stored, and how names are folded and cut: an index of another form is built anew."""
_PARTS: dict[SearchKind, str] = {
    "movie": "titles",
    "series": "titles",
    "season": "episodes",
    "episode": "episodes",
    "person": "people",
}
_HEAP_BYTES = 32 << 20
_POOL = 160
"""As many of what the index proposes are put in order at first.

Of 2,000 misspelt names among 600,000 titles 17 were not among the first ten with 60, one with 150, none with 400.
"""
_FURTHER = 840
"""And as many after them, where a viewer may see next to nothing of the first."""
_MOST = 200
"""So many of the nearest are worth showing; nobody pages on beyond them."""
_ANYWHERE = "anywhere"
_STATE = "state.json"


class IndexBroken(Exception):
    """The folder holds no index of this form that can be read."""


class _State(msgspec.Struct, frozen=True):
    form: int
    mark: Mark


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    """What is stored of a document, to put it in order by."""

    id: bytes
    kind: SearchKind
    names: list[str]
    year: int | None
    series: str


@contextlib.contextmanager
def _told_as_broken() -> Generator[None]:
    """Make one error of all that a folder does which is damaged, full or not to be written: also of Rust's panics."""
    try:
        yield
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        raise IndexBroken(str(error)) from error
    except BaseException as error:
        if type(error).__module__ != "pyo3_runtime":
            raise
        raise IndexBroken(str(error)) from error


class TantivyIndex:
    """An index in a folder of its own."""

    def __init__(self, folder: Path, mark: Mark) -> None:
        """Open the indexes of a folder; `IndexBroken` when they cannot be."""
        with _told_as_broken():
            self._parts = {name: tantivy.Index.open(str(folder / name)) for name in set(_PARTS.values())}
        for part in self._parts.values():
            _register(part)
        self.folder = folder
        self._mark = mark

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open what was built; `IndexBroken` when it must be built anew."""
        try:
            state = msgspec.json.decode((folder / _STATE).read_bytes(), type=_State)
        except (OSError, msgspec.MsgspecError) as error:
            raise IndexBroken(str(error)) from error
        if state.form != FORM:
            raise IndexBroken("the index is of an earlier form")
        return cls(folder, state.mark)

    @classmethod
    def make(cls, folder: Path) -> Self:
        """Make an empty index in a new folder. It can be opened again once a mark was taken."""
        shutil.rmtree(folder, ignore_errors=True)
        with _told_as_broken():
            for name in set(_PARTS.values()):
                (folder / name).mkdir(parents=True)
                tantivy.Index(_schema(), path=str(folder / name))
        return cls(folder, Mark())

    @property
    def mark(self) -> Mark:
        """How far it has come."""
        return self._mark

    def is_whole(self) -> bool:
        """Tell whether the folder is still there."""
        return all(os.path.exists(self.folder / name / "meta.json") for name in self._parts)

    def take(self, documents: Iterable[SearchDocument], mark: Mark) -> None:
        """Take documents in the place of those of the same id. Taking one again changes nothing."""
        by_part: dict[str, list[SearchDocument]] = {}
        for each in documents:
            by_part.setdefault(_PARTS[each.kind], []).append(each)
        with _told_as_broken():
            for name, theirs in by_part.items():
                _write(self._parts[name], theirs, is_new=self._mark == Mark())
            if mark != self._mark:
                _write_state(self.folder, mark)
        self._mark = mark

    def find(self, question: Question, *, further: bool = False) -> Proposed:
        """Give what is near the words, the nearest first; `further`: what comes after that, never the same again."""
        asked = ranking.Asked(question.text)
        if not asked.texts[0]:
            return Proposed()
        found: list[Found] = []
        has_further = False
        for part in sorted({_PARTS[kind] for kind in question.kinds}):
            with _told_as_broken():
                kept = self._proposed(part, asked, question, further=further)
            has_further = has_further or (not further and len(kept) == _POOL)
            found += _near(kept, asked)
        wanted = [each for each in found if each.kind in question.kinds]
        return Proposed(tuple(sorted(wanted, key=ranking.order)[:_MOST]), has_further)

    def _proposed(self, part: str, asked: ranking.Asked, question: Question, *, further: bool) -> list[_Kept]:
        index = self._parts[part]
        searcher = index.searcher()
        query = _query(index.schema, asked.texts, question)
        limit, offset = (_FURTHER, _POOL) if further else (_POOL, 0)
        hits = searcher.search(query, limit=limit, count=False, offset=offset).hits
        kept = (bytes(searcher.doc(address)["kept"][0]) for _, address in hits)
        return [msgspec.msgpack.decode(each, type=_Kept) for each in kept]


def _near(kept: Iterable[_Kept], asked: ranking.Asked) -> list[Found]:
    scored = ((each, asked.nearness(each.names, each.year, each.series)) for each in kept)
    return [Found(UUID(bytes=each.id), each.kind, score) for each, score in scored if score >= ranking.LEAST]


def _query(schema: tantivy.Schema, texts: Iterable[str], question: Question) -> tantivy.Query:
    wanted = dict.fromkeys(piece for each in texts for piece in pieces(each, is_typing=True))
    terms = [tantivy.Query.term_query(schema, "pieces", each, "freq") for each in wanted]
    near = tantivy.Query.boolean_query([(tantivy.Occur.Should, each) for each in terms])
    if question.libraries is None:
        return near
    places = tantivy.Query.term_set_query(schema, "place", [_ANYWHERE, *(each.hex for each in question.libraries)])
    inside = tantivy.Query.const_score_query(places, 0.0)
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, near), (tantivy.Occur.Must, inside)])


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("place", stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("pieces", stored=False, tokenizer_name="whitespace_only", index_option="freq")
    builder.add_bytes_field("kept", stored=True, indexed=False)
    return builder.build()


def _register(index: tantivy.Index) -> None:
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer("whitespace_only", analyzer)


def _write(index: tantivy.Index, documents: list[SearchDocument], *, is_new: bool) -> None:
    writer = index.writer(_HEAP_BYTES, 1)
    try:
        for each in documents:
            key = each.id.hex
            if not is_new:
                writer.delete_documents_by_term("key", key)
            names = list(dict.fromkeys(name for name in map(folded, each.names) if name))
            if names:
                writer.add_document(_document(each, names))
        writer.commit()
    finally:
        writer.wait_merging_threads()
    index.reload()


def _document(given: SearchDocument, names: list[str]) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("key", given.id.hex)
    for place in [each.hex for each in given.libraries] or [_ANYWHERE]:
        document.add_text("place", place)
    document.add_text("pieces", " ".join(piece for name in names for piece in pieces(name)))
    kept = _Kept(given.id.bytes, given.kind, names, given.year, folded(given.series or ""))
    document.add_bytes("kept", msgspec.msgpack.encode(kept))
    return document


def _write_state(folder: Path, mark: Mark) -> None:
    write_whole(folder / _STATE, msgspec.json.encode(_State(FORM, mark)))
