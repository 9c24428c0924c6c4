"""H39: secrets that must be read again are encrypted at rest, under a key that the database does not hold."""

import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.access import SecretKeyDiffers, forget_sealing_key, open_sealer
from matinee.kit.db import Database
from matinee.kit.sealing import KEY_FILE, SealedElsewhere, Sealer, key_in_folder
from matinee.kit.secret import Secret
from matinee.settings import load_settings
from matinee.settings.loading import BadSettings

KEY = Secret("k" * 20 + "abcdefghijklmnopqrstuvwxyz")


@given(secret=st.binary(min_size=1, max_size=200), place=st.text(max_size=20))
def test_what_is_sealed_opens_again_and_shows_nothing(secret: bytes, place: str) -> None:
    sealer = Sealer(KEY)
    sealed = sealer.seal(secret, place)
    assert sealer.unseal(sealed, place) == secret
    assert len(secret) < 4 or secret not in sealed
    assert sealer.seal(secret, place) != sealed


@given(place=st.integers(0, 60), change=st.integers(1, 255))
def test_a_changed_byte_anywhere_is_noticed(place: int, change: int) -> None:
    sealer = Sealer(KEY)
    sealed = bytearray(sealer.seal(b"a secret of thirty-two bytes....", "here"))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(SealedElsewhere):
        sealer.unseal(bytes(sealed), "here")


def test_a_secret_opens_only_where_it_belongs_and_with_its_key() -> None:
    sealed = Sealer(KEY).seal(b"anna's", "account:anna")
    with pytest.raises(SealedElsewhere):
        Sealer(KEY).unseal(sealed, "account:eve")
    with pytest.raises(SealedElsewhere):
        Sealer(Secret("another key altogether, as long as it")).unseal(sealed, "account:anna")
    for cut in (b"", sealed[:9], sealed[:21], sealed[:-1]):
        with pytest.raises(SealedElsewhere):
            Sealer(KEY).unseal(cut, "account:anna")


def test_the_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(key_in_folder(tmp_path).reveal())) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(set(found)) == 1
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == [KEY_FILE]


async def test_a_machine_with_another_key_does_not_start(database: Database, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    async with database.transaction() as tx:
        first = await open_sealer(tx, tmp_path, None)
        with pytest.raises(SecretKeyDiffers, match="forget-key"):
            await open_sealer(tx, tmp_path / "other", None)
        same = await open_sealer(tx, tmp_path / "other", key_in_folder(tmp_path))
        assert same.unseal(first.seal(b"x", "here"), "here") == b"x"
        await forget_sealing_key(tx)
        assert (await open_sealer(tx, tmp_path / "other", None)).key_id != first.key_id


async def test_the_database_does_not_hold_the_key(database: Database, tmp_path: Path) -> None:
    async with database.transaction() as tx:
        await open_sealer(tx, tmp_path, None)
        rows = (await tx.exec_driver_sql("select secret from signing_key")).scalars().all()
    assert [len(row) for row in rows] == [8]


@pytest.mark.parametrize("weak", ["changeme", "a" * 40, " " * 40, "short but random 8f3"])
def test_a_key_that_can_be_guessed_stops_the_start(weak: str) -> None:
    with pytest.raises(BadSettings, match="secret_key"):
        load_settings({"MATINEE_DATA_DIR": "/srv/matinee", "MATINEE_SECRET_KEY": weak})
