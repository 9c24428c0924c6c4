"""Titles that people hide: an account says whether it hides any, told to all processes like its other rights."""

from alembic import op

revision = "0015"
down_revision = "0014"

FUNCTION = """
create function note_hidden_titles() returns trigger language plpgsql as $$
declare
    person uuid := case tg_op when 'DELETE' then old.account_id else new.account_id end;
begin
    -- One at a time, so that the last word is said by who sees all: each statement below reads anew.
    perform from account where id = person for no key update;
    update account set hidden_changed_at =
        case when exists (select from state where account_id = person and hidden) then clock_timestamp() end
    where id = person;
    return null;
end $$;
"""
ACCOUNT = (
    "delete or update of username, role, all_libraries, maximum_age, sees_unrated, totp_enabled_at, "
    "second_factor_required, deleted_at, disabled_at, hidden_changed_at"
)


def upgrade() -> None:
    """Add the column, its index and what keeps it; old programs neither hide nor know of it."""
    op.execute("alter table account add column hidden_changed_at timestamptz")
    op.execute(
        "comment on column account.hidden_changed_at is "
        "'when a title was last hidden or shown again, kept by a trigger on state; null: none is hidden'"
    )
    op.execute("create index state_hidden_idx on state (account_id, entity_id) where hidden")
    op.execute("drop trigger tell_changes on account")
    op.execute(
        f"create trigger tell_changes after {ACCOUNT} on account "
        "for each row execute function tell_changed_row('account', 'id')"
    )
    op.execute(FUNCTION)
    for name, when, if_ in (
        ("insert", "insert", "new.hidden"),
        ("update", "update of hidden", "old.hidden is distinct from new.hidden"),
        ("delete", "delete", "old.hidden"),
    ):
        op.execute(
            f"create trigger note_hidden_{name} after {when} on state for each row when ({if_}) "
            "execute function note_hidden_titles()"
        )
