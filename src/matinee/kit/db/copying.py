"""COPY: the bulk road into a table, on the connection and in the transaction of its caller."""

from collections.abc import Iterable, Sequence
from typing import cast

import psycopg
from psycopg import sql
from sqlalchemy.ext.asyncio import AsyncConnection


async def _driver(tx: AsyncConnection) -> psycopg.AsyncConnection[tuple[object, ...]]:
    raw = await tx.get_raw_connection()
    if not isinstance(raw.driver_connection, psycopg.AsyncConnection):
        raise TypeError("COPY needs the psycopg driver")
    return cast("psycopg.AsyncConnection[tuple[object, ...]]", raw.driver_connection)


def _statement(table: str, columns: Sequence[str]) -> sql.Composed:
    names = sql.SQL(", ").join(sql.Identifier(column) for column in columns)
    return sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table), names)


async def copy_rows(tx: AsyncConnection, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write rows into a table (JSON columns take encoded text); give their number. No conflict handling: rows are new.

    The transaction is begun first, so that a COPY that is its first act is gone after a rollback too.
    """
    if not tx.in_transaction():
        raise RuntimeError("COPY outside a transaction would be kept by a rollback")
    connection = await _driver(tx)
    count = 0
    async with connection.cursor() as cursor, cursor.copy(_statement(table, columns)) as copy:
        for row in rows:
            await copy.write_row(row)
            count += 1
    return count


async def copy_block(tx: AsyncConnection, table: str, columns: Sequence[str], block: bytes) -> None:
    """Write rows that already are in PostgreSQL's binary COPY format, header and trailer included."""
    connection = await _driver(tx)
    statement = _statement(table, columns) + sql.SQL(" (format binary)")
    async with connection.cursor() as cursor, cursor.copy(statement) as copy:
        await copy.write(block)
