"""Documents of the search say where they lie and of which series they are; every machine builds its index anew."""

from alembic import op

revision = "0020"
down_revision = "0019"

FILL = """
update search_document d set
    series = (select s.title from item i join item s on s.id = i.series_id where i.id = d.id),
    libraries = case when d.kind = 'person'
        then array(select distinct l.library_id from credit c join item_library l on l.item_id = c.item_id
                   where c.person_id = d.id order by 1)
        else array(select l.library_id from item_library l where l.item_id = d.id order by 1) end
"""


def upgrade() -> None:
    """Add the columns and fill them; old programs leave them alone, and what is not filled is looked for everywhere."""
    op.execute("alter table search_document add column series text, add column libraries uuid[] not null default '{}'")
    op.execute("comment on column search_document.series is 'title of an episode''s or season''s series'")
    op.execute("comment on column search_document.libraries is 'where it lies, for proposing only; empty: not known'")
    op.execute(FILL)
