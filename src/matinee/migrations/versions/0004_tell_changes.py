"""Changes of what is cached are told by the tables themselves, in the changing transaction: no way of writing forgets.

The notice is `<transaction> <tag>`: of a session, an account or a key its id, of what people see of the catalog one tag,
of a person's own marks the person.
"""

from alembic import op

revision = "0004"
down_revision = "0003"

FUNCTIONS = """
create function tell_changed_row() returns trigger language plpgsql as $$
declare
    changed jsonb := case tg_op when 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
begin
    perform pg_notify('matinee_cache', pg_current_xact_id() || ' ' || tg_argv[0] || ':' || (changed ->> tg_argv[1]));
    return null;
end $$;
create function tell_changed_table() returns trigger language plpgsql as $$
begin
    perform pg_notify('matinee_cache', pg_current_xact_id() || ' ' || tg_argv[0]);
    return null;
end $$;
"""
ROWS = (
    ("session", "delete or update of account_id, token_hash, token_expires_at, expires_at, ended_at", "session", "id"),
    (
        "account",
        "delete or update of username, role, all_libraries, maximum_age, sees_unrated, totp_enabled_at, "
        "second_factor_required, deleted_at, disabled_at",
        "account",
        "id",
    ),
    ("account_library", "insert or update or delete", "account", "account_id"),
    (
        "api_key",
        "delete or update of account_id, key_hash, scopes, acts_for_person, library_ids, expires_at, revoked_at",
        "api_key",
        "id",
    ),
    ("state", "insert or update or delete", "marks", "account_id"),
)
"""Table, when, kind of tag, the column that completes it."""
CATALOG = (
    *("library", "root", "file", "item", "item_library", "version", "part", "stream", "image"),
    *("genre", "item_genre"),
)


def upgrade() -> None:
    """Make the functions and triggers."""
    op.execute(FUNCTIONS)
    for table, when, kind, column in ROWS:
        op.execute(
            f"create trigger tell_changes after {when} on {table} "
            f"for each row execute function tell_changed_row('{kind}', '{column}')"
        )
    for table in CATALOG:
        op.execute(
            f"create trigger tell_changes after insert or update or delete or truncate on {table} "
            "for each statement execute function tell_changed_table('catalog')"
        )
