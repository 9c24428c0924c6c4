"""Holdings and marks carry their series, and holdings an age: a series is counted without reading its episodes."""

from alembic import op

revision = "0017"
down_revision = "0016"

FUNCTIONS = """
create function name_title_of_holding() returns trigger language plpgsql as $$
begin
    select coalesce(i.series_id, i.parent_id, i.id), i.minimum_age into new.title_id, new.item_age
    from item i where i.id = new.item_id;
    return new;
end $$;
create function name_title_of_mark() returns trigger language plpgsql as $$
begin
    new.title_id := coalesce(
        (select coalesce(i.series_id, i.parent_id, i.id) from item i where i.id = new.entity_id), new.entity_id);
    return new;
end $$;
create function follow_item() returns trigger language plpgsql as $$
declare
    title uuid := coalesce(new.series_id, new.parent_id, new.id);
begin
    update item_library set title_id = title, item_age = new.minimum_age
    where item_id = new.id and (title_id, item_age) is distinct from (title, new.minimum_age);
    update state set title_id = title where entity_id = new.id and title_id <> title;
    return null;
end $$;
"""
TITLE = "(select coalesce(i.series_id, i.parent_id, i.id) from item i where i.id = t.{})"
AGE = "(select i.minimum_age from item i where i.id = t.item_id)"


def upgrade() -> None:
    """Add the columns and what keeps them; old programs neither write nor read them."""
    op.execute(FUNCTIONS)
    op.execute("alter table item_library add column title_id uuid, add column item_age smallint")
    op.execute("alter table state add column title_id uuid")
    op.execute("comment on column item_library.title_id is 'the item''s movie or series, kept by triggers'")
    op.execute("comment on column item_library.item_age is 'the item''s minimum_age, kept by triggers'")
    op.execute("comment on column state.title_id is 'its movie or series, kept by triggers'")
    for table, values in (
        ("item_library", f"title_id = {TITLE.format('item_id')}, item_age = {AGE}"),
        ("state", f"title_id = coalesce({TITLE.format('entity_id')}, t.entity_id)"),
    ):
        op.execute(f"alter table {table} disable trigger user")  # nobody is told: what people see stays the same
        op.execute(f"update {table} t set {values}")
        op.execute(f"alter table {table} enable trigger user")
        op.execute(f"alter table {table} alter column title_id set not null")
    op.execute("create index item_library_title_idx on item_library (title_id, kind, item_id, library_id, item_age)")
    op.execute(
        "create index state_watched_below_idx on state (account_id, title_id, last_played_at desc nulls last, entity_id) "
        "where watched and title_id <> entity_id"
    )
    op.execute(
        "create trigger name_title before insert on item_library for each row execute function name_title_of_holding()"
    )
    op.execute("create trigger name_title before insert on state for each row execute function name_title_of_mark()")
    op.execute(
        "create trigger follow_item after update of series_id, parent_id, minimum_age on item for each row "
        "when ((old.series_id, old.parent_id, old.minimum_age) "
        "is distinct from (new.series_id, new.parent_id, new.minimum_age)) execute function follow_item()"
    )
    op.execute("analyze item_library, state")
