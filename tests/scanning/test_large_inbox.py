"""A large inbox: paged by folder, each page with as few questions to the database as any other."""

from sqlalchemy import Engine, event

from matinee.scanning.inbox.service import inbox
from tests.matching.conftest import house

FOLDERS, FILES = 25, 40


async def test_a_large_inbox_is_read_by_pages_whose_price_does_not_grow_with_their_files(database, tmp_path, request):
    paths = [f"Show {folder:02}/Season 2/part of {file:03}x.mkv" for folder in range(FOLDERS) for file in range(FILES)]
    home = await house(database, tmp_path / "media", "shows", *paths)
    assert await home.scene.one("select count(*) from match where state = 'inbox'") == FOLDERS * FILES
    ran: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        ran.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    request.addfinalizer(lambda: event.remove(Engine, "before_cursor_execute", note))
    seen: list[str] = []
    prices: list[int] = []
    cursor: str | None = None
    while True:
        async with database.reading() as tx:
            ran.clear()
            page = await inbox(tx, home.viewer, None, 10, cursor)
            prices.append(len(ran))
        for folder in page.items:
            assert folder.file_count == len(folder.files) == FILES
            [choice] = [each for each in folder.choices if each.kind == "in_order"]
            assert len(choice.matches) == FILES, "one click settles the folder"
            seen += [each.path for each in folder.files]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert sorted(seen) == sorted(paths)
    assert max(prices) <= 4
