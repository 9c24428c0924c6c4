"""Signing in elsewhere: providers, whom they know as which account, and the sessions that came that way."""

from alembic import op

revision = "0011"
down_revision = "0010"

TABLES = """
create table oidc_provider (
    id text primary key,
    name text not null,
    issuer text not null,
    client_id text not null,
    client_secret bytea,
    options jsonb not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create table oidc_identity (
    id uuid primary key,
    account_id uuid not null references account (id) on delete cascade,
    provider_id text not null,
    issuer text not null,
    subject text not null,
    label text,
    picture text,
    follows_claims boolean not null,
    id_token bytea,
    linked_at timestamptz not null default now(),
    last_used_at timestamptz,
    unique (issuer, subject)
);
create index oidc_identity_account_id_idx on oidc_identity (account_id);
create table oidc_session (
    session_id uuid primary key references session (id) on delete cascade,
    identity_id uuid not null references oidc_identity (id) on delete cascade
);
create index oidc_session_identity_id_idx on oidc_session (identity_id);

comment on column oidc_provider.id is 'chosen by an administrator: it is part of the redirect URI';
comment on column oidc_provider.client_secret is 'sealed; null: a public client';
comment on column oidc_provider.options is 'ProviderOptions';
comment on column oidc_identity.provider_id is 'which asked last; providers of the settings are no rows';
comment on column oidc_identity.label is 'what the provider calls the person';
comment on column oidc_identity.picture is 'an address; never fetched';
comment on column oidc_identity.follows_claims is 'made the account: role and libraries come from there';
comment on column oidc_identity.id_token is 'sealed; the last one, a hint when signing out there';
"""


def upgrade() -> None:
    """Make the tables; a change of the providers is told to every process."""
    op.execute(TABLES)
    op.execute(
        "create trigger tell_changes after insert or update or delete or truncate on oidc_provider "
        "for each statement execute function tell_changed_table('oidc_providers')"
    )
