"""What can be searched for, as rows with a revision; what is known already is entered."""

from alembic import op

revision = "0006"
down_revision = "0005"

SQL = """
CREATE TABLE search_document (
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    names TEXT[] NOT NULL,
    year INTEGER,
    revision xid8 DEFAULT pg_current_xact_id() NOT NULL,
    CONSTRAINT search_document_pkey PRIMARY KEY (id),
    CONSTRAINT search_document_kind_check CHECK (kind in ('movie', 'series', 'season', 'episode', 'person'))
);

COMMENT ON COLUMN search_document.id IS 'of an item or person';

COMMENT ON COLUMN search_document.names IS 'empty: no longer to be found';

CREATE INDEX search_document_revision_idx ON search_document (revision);

CREATE TABLE search_generation (
    kind TEXT NOT NULL,
    number INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT search_generation_pkey PRIMARY KEY (kind)
);

COMMENT ON COLUMN search_generation.kind IS 'movies or shows';
"""

FILL = """
INSERT INTO search_document (id, kind, names, year)
SELECT i.id, i.kind, array_remove(array[i.title, i.original_title], null), i.year FROM item i
WHERE i.merged_into IS NULL
  AND (i.kind IN ('movie', 'series')
       OR (i.kind = 'episode' AND i.title !~ '^Episode [0-9]+$' AND i.title IS DISTINCT FROM i.air_date::text)
       OR (i.kind = 'season' AND i.title !~ '^(Season [0-9]+|Specials)$'))
UNION ALL
SELECT p.id, 'person', array[p.name], null FROM person p
WHERE EXISTS (SELECT FROM credit c WHERE c.person_id = p.id)
"""


def upgrade() -> None:
    """Lay the tables and fill them."""
    for statement in SQL.split(";\n\n"):
        op.execute(statement)
    op.execute(FILL)
