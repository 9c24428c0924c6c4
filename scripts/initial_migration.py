"""Write migrations/versions/0001_ground.py from the tables. Only until the first release; later steps are by hand."""

from pathlib import Path

from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable, SetColumnComment

from matinee.migrations.tables import metadata

HEADER = '''"""The lasting model: all of DESIGN §2, laid in one step so that nothing is redesigned under users."""

from alembic import op

revision = "0001"
down_revision = None

SQL = """
{sql}
"""


def upgrade() -> None:
    """Make every table of the first release."""
    for statement in SQL.split(";\\n\\n"):
        if statement.strip():
            op.execute(statement)
'''


def main() -> None:
    """Render every table and index, in order of their references."""
    dialect = postgresql.dialect()
    statements: list[str] = []
    for table in metadata.sorted_tables:
        statements.append(str(CreateTable(table).compile(dialect=dialect)).strip())
        statements += [
            str(CreateIndex(index).compile(dialect=dialect)).strip()
            for index in sorted(table.indexes, key=lambda index: index.name or "")
        ]
        statements += [
            str(SetColumnComment(column).compile(dialect=dialect)).strip() for column in table.columns if column.comment
        ]
    lines = "\n\n".join(f"{statement};" for statement in statements).replace("\t", "    ")
    lines = "\n".join(line.rstrip() for line in lines.splitlines())
    target = Path(__file__).parent.parent / "src/matinee/migrations/versions/0001_ground.py"
    target.write_text(HEADER.format(sql=lines))
    print(f"{target.name}: {len(metadata.tables)} tables")


if __name__ == "__main__":
    main()
