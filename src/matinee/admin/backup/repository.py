"""What a backup asks of the database."""

import psycopg

_TABLES = (
    "select count(*) from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema')"
)


async def describe(url: str) -> tuple[int, str]:
    """Give the server's major version and the schema's step ("" without one)."""
    async with await psycopg.AsyncConnection.connect(url, connect_timeout=10) as connection:
        major = connection.info.server_version // 10000
        known = await (await connection.execute("select to_regclass('alembic_version')")).fetchone()
        if known is None or known[0] is None:
            return major, ""
        row = await (await connection.execute("select version_num from alembic_version")).fetchone()
        return major, str(row[0]) if row else ""


async def is_empty(url: str) -> bool:
    """Tell whether the database holds no table of anybody's."""
    async with await psycopg.AsyncConnection.connect(url, connect_timeout=10) as connection:
        row = await (await connection.execute(_TABLES)).fetchone()
        return row is not None and row[0] == 0
