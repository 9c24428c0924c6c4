"""The lasting model: all of DESIGN §2, laid in one step so that nothing is redesigned under users."""

from alembic import op

revision = "0001"
down_revision = None

SQL = """
CREATE TABLE account (
    id UUID NOT NULL,
    username TEXT NOT NULL,
    username_folded TEXT NOT NULL,
    display_name TEXT,
    password_hash TEXT,
    role TEXT NOT NULL,
    all_libraries BOOLEAN DEFAULT false NOT NULL,
    maximum_age INTEGER,
    sees_unrated BOOLEAN DEFAULT true NOT NULL,
    language TEXT,
    time_zone TEXT,
    totp_secret BYTEA,
    totp_enabled_at TIMESTAMP WITH TIME ZONE,
    totp_last_step BIGINT,
    second_factor_required BOOLEAN DEFAULT false NOT NULL,
    deleted_at TIMESTAMP WITH TIME ZONE,
    disabled_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT account_pkey PRIMARY KEY (id),
    CONSTRAINT account_role_check CHECK (role in ('administrator', 'manager', 'member', 'guest')),
    CONSTRAINT account_username_folded_key UNIQUE (username_folded)
);

COMMENT ON COLUMN account.username_folded IS 'NFKC casefold: one name a person';

COMMENT ON COLUMN account.password_hash IS 'Argon2id; null: signs in another way';

COMMENT ON COLUMN account.totp_secret IS 'sealed; set while enrolling, in force once totp_enabled_at is';

COMMENT ON COLUMN account.totp_last_step IS 'the time step of the last code taken: none is taken twice';

COMMENT ON COLUMN account.deleted_at IS 'removed, its history kept';

CREATE TABLE entity (
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    CONSTRAINT entity_pkey PRIMARY KEY (id),
    CONSTRAINT entity_kind_check CHECK (kind in ('library', 'item', 'version', 'part', 'person', 'genre', 'studio', 'tag'))
);

CREATE TABLE job (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    kind TEXT NOT NULL,
    queue TEXT NOT NULL,
    priority INTEGER DEFAULT 0 NOT NULL,
    arguments JSONB NOT NULL,
    state TEXT NOT NULL,
    unique_key BYTEA,
    absorbs BOOLEAN DEFAULT false NOT NULL,
    serial_key TEXT,
    run INTEGER DEFAULT 0 NOT NULL,
    attempt INTEGER DEFAULT 0 NOT NULL,
    attempts INTEGER NOT NULL,
    alone BOOLEAN DEFAULT false NOT NULL,
    deaths INTEGER DEFAULT 0 NOT NULL,
    worker_id BIGINT,
    cancel_requested_at TIMESTAMP WITH TIME ZONE,
    progress JSONB,
    result JSONB,
    errors JSONB DEFAULT '[]' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE,
    finished_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT job_pkey PRIMARY KEY (id),
    CONSTRAINT job_state_check CHECK (state in ('scheduled', 'waiting', 'running', 'retrying', 'completed', 'cancelled', 'discarded'))
);

CREATE UNIQUE INDEX job_absorbs_key ON job (unique_key) WHERE absorbs and state in ('scheduled', 'waiting', 'retrying');

CREATE INDEX job_due_idx ON job (due_at) WHERE state in ('scheduled', 'retrying');

CREATE INDEX job_fetch_idx ON job (queue, priority desc, due_at, id) WHERE state = 'waiting';

CREATE INDEX job_finished_idx ON job (finished_at) WHERE finished_at is not null;

CREATE INDEX job_kind_idx ON job (kind, state, id);

CREATE INDEX job_running_idx ON job (worker_id) WHERE state = 'running';

CREATE UNIQUE INDEX job_serial_running_key ON job (serial_key) WHERE state = 'running';

CREATE INDEX job_state_idx ON job (state, id);

CREATE UNIQUE INDEX job_unique_running_key ON job (unique_key) WHERE state = 'running';

COMMENT ON COLUMN job.priority IS 'higher first';

COMMENT ON COLUMN job.unique_key IS 'hash of kind and arguments; two with one key never run together';

COMMENT ON COLUMN job.absorbs IS 'takes in repeats of its key';

COMMENT ON COLUMN job.serial_key IS 'two with one key never run together';

COMMENT ON COLUMN job.run IS 'the fence: each start raises it';

COMMENT ON COLUMN job.alone IS 'was found on a dead worker';

COMMENT ON COLUMN job.deaths IS 'of its worker, while alone';

COMMENT ON COLUMN job.progress IS '{phase, current, total, message}';

COMMENT ON COLUMN job.errors IS '[{at, text}], the last ten';

CREATE TABLE job_queue (
    name TEXT NOT NULL,
    paused_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT job_queue_pkey PRIMARY KEY (name)
);

CREATE TABLE job_schedule (
    kind TEXT NOT NULL,
    interval_s DOUBLE PRECISION NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_started_at TIMESTAMP WITH TIME ZONE,
    last_job_id BIGINT,
    CONSTRAINT job_schedule_pkey PRIMARY KEY (kind)
);

CREATE TABLE job_worker (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    beat BIGINT DEFAULT 0 NOT NULL,
    alone BOOLEAN DEFAULT false NOT NULL,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT job_worker_pkey PRIMARY KEY (id)
);

COMMENT ON COLUMN job_worker.beat IS 'stands still: dead';

COMMENT ON COLUMN job_worker.alone IS 'runs suspects, one at a time';

CREATE TABLE journal (
    id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id UUID,
    actor_name TEXT,
    action TEXT NOT NULL,
    target_kind TEXT,
    target_id UUID,
    target_name TEXT,
    address INET,
    client TEXT,
    result TEXT DEFAULT 'done' NOT NULL,
    details JSONB DEFAULT '{}' NOT NULL,
    CONSTRAINT journal_pkey PRIMARY KEY (id)
);

CREATE INDEX journal_action_idx ON journal (action, at);

CREATE INDEX journal_actor_idx ON journal (actor_id, at);

CREATE INDEX journal_at_idx ON journal (at);

COMMENT ON COLUMN journal.actor_kind IS 'user, key, system, anonymous';

COMMENT ON COLUMN journal.action IS 'as in JOBS.md''s events: auth.login_succeeded, library.created…';

COMMENT ON COLUMN journal.result IS 'done, refused, failed';

CREATE TABLE login_throttle (
    key BYTEA NOT NULL,
    failures INTEGER NOT NULL,
    last_failure_at TIMESTAMP WITH TIME ZONE NOT NULL,
    blocked_until TIMESTAMP WITH TIME ZONE,
    CONSTRAINT login_throttle_pkey PRIMARY KEY (key)
);

CREATE INDEX login_throttle_last_failure_at_idx ON login_throttle (last_failure_at);

COMMENT ON COLUMN login_throttle.key IS 'SHA-256 of what is counted: a name, an address, a code';

CREATE TABLE outbox (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    tx xid8 DEFAULT pg_current_xact_id() NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    name TEXT NOT NULL,
    subject_id UUID,
    library_ids UUID[],
    user_id UUID,
    permission TEXT,
    minimum_age BIGINT,
    payload JSONB NOT NULL,
    CONSTRAINT outbox_pkey PRIMARY KEY (id)
);

CREATE INDEX outbox_at_idx ON outbox (at);

CREATE INDEX outbox_tx_id_idx ON outbox (tx, id);

COMMENT ON COLUMN outbox.library_ids IS 'null: not bound to a library';

COMMENT ON COLUMN outbox.user_id IS 'set: for this user (and operators) only';

COMMENT ON COLUMN outbox.permission IS 'set: only for viewers who hold it';

CREATE TABLE outbox_mark (
    name TEXT NOT NULL,
    tx xid8 NOT NULL,
    id BIGINT NOT NULL,
    CONSTRAINT outbox_mark_pkey PRIMARY KEY (name)
);

COMMENT ON COLUMN outbox_mark.name IS '''pruned'', or the name of a durable subscriber';

CREATE TABLE server (
    singleton BOOLEAN DEFAULT true NOT NULL,
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    setup_token_hash BYTEA,
    CONSTRAINT server_pkey PRIMARY KEY (singleton),
    CONSTRAINT server_singleton_check CHECK (singleton)
);

COMMENT ON COLUMN server.id IS 'this installation, for clients that remember it';

COMMENT ON COLUMN server.setup_token_hash IS 'the one-time link''s token, until the first account exists';

CREATE TABLE signing_key (
    id INTEGER NOT NULL,
    purpose TEXT NOT NULL,
    secret BYTEA NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    retired_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT signing_key_pkey PRIMARY KEY (id)
);

COMMENT ON COLUMN signing_key.purpose IS 'media_url, image_tag';

CREATE TABLE account_library (
    account_id UUID NOT NULL,
    library_id UUID NOT NULL,
    CONSTRAINT account_library_pkey PRIMARY KEY (account_id, library_id),
    CONSTRAINT account_library_account_id_fkey FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE CASCADE,
    CONSTRAINT account_library_library_id_fkey FOREIGN KEY(library_id) REFERENCES entity (id) ON DELETE CASCADE
);

CREATE TABLE api_key (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    name TEXT NOT NULL,
    key_hash BYTEA NOT NULL,
    hint TEXT NOT NULL,
    scopes TEXT[] NOT NULL,
    acts_for_person BOOLEAN NOT NULL,
    library_ids UUID[],
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE,
    last_used_at TIMESTAMP WITH TIME ZONE,
    revoked_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT api_key_pkey PRIMARY KEY (id),
    CONSTRAINT api_key_account_id_fkey FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE CASCADE,
    CONSTRAINT api_key_key_hash_key UNIQUE (key_hash)
);

CREATE INDEX api_key_account_idx ON api_key (account_id);

COMMENT ON COLUMN api_key.account_id IS 'who made it';

COMMENT ON COLUMN api_key.key_hash IS 'SHA-256';

COMMENT ON COLUMN api_key.hint IS 'its first characters, to tell keys apart';

COMMENT ON COLUMN api_key.acts_for_person IS 'reads and writes the maker''s own state';

COMMENT ON COLUMN api_key.library_ids IS 'null: those of its maker';

CREATE TABLE device (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    client_device_id TEXT NOT NULL,
    name TEXT NOT NULL,
    client TEXT NOT NULL,
    version TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT device_pkey PRIMARY KEY (id),
    CONSTRAINT device_account_id_client_device_id_key UNIQUE (account_id, client_device_id),
    CONSTRAINT device_account_id_fkey FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE CASCADE
);

COMMENT ON COLUMN device.client_device_id IS 'the client''s own id';

CREATE TABLE external_id (
    owner_id UUID NOT NULL,
    provider TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT external_id_pkey PRIMARY KEY (owner_id, provider, value),
    CONSTRAINT external_id_owner_id_fkey FOREIGN KEY(owner_id) REFERENCES entity (id) ON DELETE CASCADE
);

CREATE INDEX external_id_value_idx ON external_id (provider, value);

COMMENT ON COLUMN external_id.provider IS 'tmdb, imdb, tvdb…';

CREATE TABLE genre (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    CONSTRAINT genre_pkey PRIMARY KEY (id),
    CONSTRAINT genre_id_fkey FOREIGN KEY(id) REFERENCES entity (id),
    CONSTRAINT genre_name_folded_key UNIQUE (name_folded)
);

CREATE TABLE invitation (
    id UUID NOT NULL,
    token_hash BYTEA NOT NULL,
    created_by UUID,
    note TEXT,
    role TEXT NOT NULL,
    all_libraries BOOLEAN DEFAULT false NOT NULL,
    library_ids UUID[] DEFAULT '{}' NOT NULL,
    maximum_age INTEGER,
    uses INTEGER DEFAULT 0 NOT NULL,
    maximum_uses INTEGER DEFAULT 1 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT invitation_pkey PRIMARY KEY (id),
    CONSTRAINT invitation_role_check CHECK (role in ('manager', 'member', 'guest')),
    CONSTRAINT invitation_uses_check CHECK (uses <= maximum_uses),
    CONSTRAINT invitation_token_hash_key UNIQUE (token_hash),
    CONSTRAINT invitation_created_by_fkey FOREIGN KEY(created_by) REFERENCES account (id) ON DELETE SET NULL
);

COMMENT ON COLUMN invitation.token_hash IS 'SHA-256';

CREATE TABLE item (
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    parent_id UUID,
    series_id UUID,
    season_number INTEGER,
    episode_number INTEGER,
    episode_number_to INTEGER,
    absolute_number INTEGER,
    air_date DATE,
    end_date DATE,
    airs_before_season INTEGER,
    airs_before_episode INTEGER,
    airs_after_season INTEGER,
    extra_kind TEXT,
    title TEXT NOT NULL,
    sort_title TEXT NOT NULL,
    original_title TEXT,
    match_key TEXT NOT NULL,
    year INTEGER,
    overview TEXT,
    tagline TEXT,
    status TEXT,
    runtime_ms BIGINT,
    rating DOUBLE PRECISION,
    certificate TEXT,
    minimum_age SMALLINT,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    presence TEXT DEFAULT 'present' NOT NULL,
    missing_since TIMESTAMP WITH TIME ZONE,
    merged_into UUID,
    locked_fields TEXT[] DEFAULT '{}' NOT NULL,
    CONSTRAINT item_pkey PRIMARY KEY (id),
    CONSTRAINT item_kind_check CHECK (kind in ('movie', 'series', 'season', 'episode', 'extra', 'collection', 'playlist')),
    CONSTRAINT item_presence_check CHECK (presence in ('present', 'missing', 'never_had')),
    CONSTRAINT item_id_fkey FOREIGN KEY(id) REFERENCES entity (id),
    CONSTRAINT item_parent_id_fkey FOREIGN KEY(parent_id) REFERENCES item (id),
    CONSTRAINT item_series_id_fkey FOREIGN KEY(series_id) REFERENCES item (id),
    CONSTRAINT item_merged_into_fkey FOREIGN KEY(merged_into) REFERENCES item (id)
);

CREATE INDEX item_kind_added_idx ON item (kind, added_at, id);

CREATE INDEX item_kind_match_idx ON item (kind, match_key);

CREATE INDEX item_kind_rating_idx ON item (kind, coalesce(rating, '-1.0'::numeric::double precision), id);

CREATE INDEX item_kind_sort_idx ON item (kind, sort_title, id);

CREATE INDEX item_kind_year_idx ON item (kind, coalesce(year, 0), id);

CREATE INDEX item_merged_idx ON item (merged_into) WHERE merged_into is not null;

CREATE INDEX item_parent_idx ON item (parent_id);

CREATE INDEX item_series_idx ON item (series_id, season_number, episode_number, id);

COMMENT ON COLUMN item.parent_id IS 'season of an episode, series of a season, title of an extra';

COMMENT ON COLUMN item.series_id IS 'of seasons and episodes';

COMMENT ON COLUMN item.season_number IS 'of seasons and episodes; 0: specials';

COMMENT ON COLUMN item.episode_number_to IS 'last number of an episode that spans several';

COMMENT ON COLUMN item.air_date IS 'of daily episodes; premiere otherwise';

COMMENT ON COLUMN item.extra_kind IS 'trailer, deleted_scene, behind_the_scenes…';

COMMENT ON COLUMN item.sort_title IS 'folded, without article; natural order of numbers';

COMMENT ON COLUMN item.match_key IS 'folded title that files are grouped by';

COMMENT ON COLUMN item.status IS 'of series: continuing, ended';

COMMENT ON COLUMN item.rating IS '0 to 10';

COMMENT ON COLUMN item.minimum_age IS 'in years; episodes carry their series'' own';

CREATE TABLE library (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    enabled BOOLEAN DEFAULT true NOT NULL,
    scan_interval_s INTEGER,
    ignore_globs JSONB DEFAULT '[]' NOT NULL,
    language TEXT,
    first_scanned_at TIMESTAMP WITH TIME ZONE,
    last_scanned_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT library_pkey PRIMARY KEY (id),
    CONSTRAINT library_kind_check CHECK (kind in ('movies', 'shows')),
    CONSTRAINT library_id_fkey FOREIGN KEY(id) REFERENCES entity (id)
);

COMMENT ON COLUMN library.scan_interval_s IS 'null: the server''s default; 0: never by itself';

COMMENT ON COLUMN library.first_scanned_at IS 'end of the first whole scan';

CREATE TABLE person (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    biography TEXT,
    born_on DATE,
    died_on DATE,
    CONSTRAINT person_pkey PRIMARY KEY (id),
    CONSTRAINT person_id_fkey FOREIGN KEY(id) REFERENCES entity (id)
);

CREATE INDEX person_name_folded_idx ON person (name_folded);

CREATE TABLE play (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    entity_id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    origin TEXT NOT NULL,
    position_ms BIGINT,
    watched_ms BIGINT,
    completed BOOLEAN DEFAULT false NOT NULL,
    title TEXT NOT NULL,
    year INTEGER,
    external_ids JSONB DEFAULT '{}' NOT NULL,
    CONSTRAINT play_pkey PRIMARY KEY (id),
    CONSTRAINT play_origin_check CHECK (origin in ('playback', 'mark', 'import')),
    CONSTRAINT play_account_id_fkey FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE CASCADE,
    CONSTRAINT play_entity_id_fkey FOREIGN KEY(entity_id) REFERENCES entity (id)
);

CREATE INDEX play_account_at_idx ON play (account_id, at);

CREATE INDEX play_entity_id_idx ON play (entity_id);

COMMENT ON COLUMN play.title IS 'copied in: the log outlives the item''s edits';

CREATE TABLE playback (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    session_id UUID,
    item_id UUID NOT NULL,
    version_id UUID NOT NULL,
    file_id UUID NOT NULL,
    method TEXT NOT NULL,
    state TEXT DEFAULT 'playing' NOT NULL,
    position_ms BIGINT DEFAULT 0 NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    heartbeat_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT playback_pkey PRIMARY KEY (id),
    CONSTRAINT playback_method_check CHECK (method in ('direct', 'unsupported')),
    CONSTRAINT playback_state_check CHECK (state in ('playing', 'paused')),
    CONSTRAINT playback_account_id_fkey FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE CASCADE,
    CONSTRAINT playback_item_id_fkey FOREIGN KEY(item_id) REFERENCES entity (id)
);

CREATE INDEX playback_account_idx ON playback (account_id, heartbeat_at);

COMMENT ON COLUMN playback.id IS 'random, not a UUIDv7: knowing it opens its item';

COMMENT ON COLUMN playback.session_id IS 'its URLs end with it';

CREATE TABLE preference (
    account_id UUID NOT NULL,
    client TEXT NOT NULL,
    key TEXT NOT NULL,
    value JSONB NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT preference_pkey PRIMARY KEY (account_id, client, key),
    CONSTRAINT preference_account_id_fkey FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE CASCADE
);

CREATE TABLE recovery_code (
    account_id UUID NOT NULL,
    code_hash BYTEA NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT recovery_code_pkey PRIMARY KEY (account_id, code_hash),
    CONSTRAINT recovery_code_account_id_fkey FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE CASCADE
);

CREATE TABLE state (
    account_id UUID NOT NULL,
    entity_id UUID NOT NULL,
    watched BOOLEAN DEFAULT false NOT NULL,
    play_count INTEGER DEFAULT 0 NOT NULL,
    position_ms BIGINT DEFAULT 0 NOT NULL,
    last_played_at TIMESTAMP WITH TIME ZONE,
    favourite BOOLEAN DEFAULT false NOT NULL,
    rating DOUBLE PRECISION,
    hidden BOOLEAN DEFAULT false NOT NULL,
    dismissed_at TIMESTAMP WITH TIME ZONE,
    audio_stream INTEGER,
    subtitle_stream INTEGER,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT state_pkey PRIMARY KEY (account_id, entity_id),
    CONSTRAINT state_account_id_fkey FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE CASCADE,
    CONSTRAINT state_entity_id_fkey FOREIGN KEY(entity_id) REFERENCES entity (id)
);

CREATE INDEX state_continue_idx ON state (account_id, last_played_at) WHERE position_ms > 0;

CREATE INDEX state_entity_idx ON state (entity_id);

CREATE INDEX state_played_idx ON state (account_id, last_played_at) WHERE last_played_at is not null;

COMMENT ON COLUMN state.dismissed_at IS 'taken off continue watching at this time';

CREATE TABLE state_undo (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    previous JSONB NOT NULL,
    CONSTRAINT state_undo_pkey PRIMARY KEY (id),
    CONSTRAINT state_undo_account_id_fkey FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE CASCADE
);

CREATE INDEX state_undo_account_id_idx ON state_undo (account_id);

COMMENT ON COLUMN state_undo.previous IS 'the states before a change to many items, by item';

CREATE TABLE studio (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    CONSTRAINT studio_pkey PRIMARY KEY (id),
    CONSTRAINT studio_id_fkey FOREIGN KEY(id) REFERENCES entity (id),
    CONSTRAINT studio_name_folded_key UNIQUE (name_folded)
);

CREATE TABLE tag (
    id UUID NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    CONSTRAINT tag_pkey PRIMARY KEY (id),
    CONSTRAINT tag_id_fkey FOREIGN KEY(id) REFERENCES entity (id),
    CONSTRAINT tag_name_folded_key UNIQUE (name_folded)
);

CREATE TABLE credit (
    id UUID NOT NULL,
    item_id UUID NOT NULL,
    person_id UUID NOT NULL,
    role TEXT NOT NULL,
    character TEXT,
    ordinal SMALLINT DEFAULT 0 NOT NULL,
    CONSTRAINT credit_pkey PRIMARY KEY (id),
    CONSTRAINT credit_item_id_fkey FOREIGN KEY(item_id) REFERENCES item (id) ON DELETE CASCADE,
    CONSTRAINT credit_person_id_fkey FOREIGN KEY(person_id) REFERENCES person (id)
);

CREATE INDEX credit_item_id_idx ON credit (item_id);

CREATE INDEX credit_person_id_idx ON credit (person_id);

COMMENT ON COLUMN credit.role IS 'actor, director, writer, producer, composer, guest';

CREATE TABLE item_genre (
    item_id UUID NOT NULL,
    genre_id UUID NOT NULL,
    ordinal SMALLINT DEFAULT 0 NOT NULL,
    CONSTRAINT item_genre_pkey PRIMARY KEY (item_id, genre_id),
    CONSTRAINT item_genre_item_id_fkey FOREIGN KEY(item_id) REFERENCES item (id) ON DELETE CASCADE,
    CONSTRAINT item_genre_genre_id_fkey FOREIGN KEY(genre_id) REFERENCES genre (id)
);

CREATE INDEX item_genre_genre_id_idx ON item_genre (genre_id);

CREATE TABLE item_library (
    item_id UUID NOT NULL,
    library_id UUID NOT NULL,
    kind TEXT NOT NULL,
    added_at TIMESTAMP WITH TIME ZONE NOT NULL,
    present_files INTEGER DEFAULT 0 NOT NULL,
    missing_since TIMESTAMP WITH TIME ZONE,
    CONSTRAINT item_library_pkey PRIMARY KEY (item_id, library_id),
    CONSTRAINT item_library_item_id_fkey FOREIGN KEY(item_id) REFERENCES item (id) ON DELETE CASCADE,
    CONSTRAINT item_library_library_id_fkey FOREIGN KEY(library_id) REFERENCES library (id) ON DELETE CASCADE
);

CREATE INDEX item_library_kind_added_idx ON item_library (kind, added_at, item_id);

CREATE INDEX item_library_library_idx ON item_library (library_id, kind, item_id);

COMMENT ON COLUMN item_library.kind IS 'the item''s, for lists in the order of adding';

CREATE TABLE item_studio (
    item_id UUID NOT NULL,
    studio_id UUID NOT NULL,
    ordinal SMALLINT DEFAULT 0 NOT NULL,
    CONSTRAINT item_studio_pkey PRIMARY KEY (item_id, studio_id),
    CONSTRAINT item_studio_item_id_fkey FOREIGN KEY(item_id) REFERENCES item (id) ON DELETE CASCADE,
    CONSTRAINT item_studio_studio_id_fkey FOREIGN KEY(studio_id) REFERENCES studio (id)
);

CREATE INDEX item_studio_studio_id_idx ON item_studio (studio_id);

CREATE TABLE item_tag (
    item_id UUID NOT NULL,
    tag_id UUID NOT NULL,
    ordinal SMALLINT DEFAULT 0 NOT NULL,
    CONSTRAINT item_tag_pkey PRIMARY KEY (item_id, tag_id),
    CONSTRAINT item_tag_item_id_fkey FOREIGN KEY(item_id) REFERENCES item (id) ON DELETE CASCADE,
    CONSTRAINT item_tag_tag_id_fkey FOREIGN KEY(tag_id) REFERENCES tag (id)
);

CREATE INDEX item_tag_tag_id_idx ON item_tag (tag_id);

CREATE TABLE root (
    id UUID NOT NULL,
    library_id UUID NOT NULL,
    path BYTEA NOT NULL,
    state TEXT DEFAULT 'unknown' NOT NULL,
    state_detail TEXT,
    identity JSONB,
    seen_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT root_pkey PRIMARY KEY (id),
    CONSTRAINT root_state_check CHECK (state in ('unknown', 'online', 'offline')),
    CONSTRAINT root_library_id_fkey FOREIGN KEY(library_id) REFERENCES library (id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX root_library_path_key ON root (library_id, path);

COMMENT ON COLUMN root.path IS 'absolute, as the file system''s bytes';

COMMENT ON COLUMN root.state_detail IS 'in words, for the page';

COMMENT ON COLUMN root.identity IS 'file-system id and per-mount record of what was there';

COMMENT ON COLUMN root.seen_at IS 'last time it was there and itself';

CREATE TABLE scan (
    id UUID NOT NULL,
    library_id UUID NOT NULL,
    scope BYTEA,
    state TEXT NOT NULL,
    phase TEXT,
    job_id BIGINT,
    counts JSONB DEFAULT '{}' NOT NULL,
    hold_reason TEXT,
    error TEXT,
    requested_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE,
    finished_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT scan_pkey PRIMARY KEY (id),
    CONSTRAINT scan_state_check CHECK (state in ('waiting', 'running', 'held', 'offline', 'completed', 'dismissed', 'failed', 'cancelled')),
    CONSTRAINT scan_library_id_fkey FOREIGN KEY(library_id) REFERENCES library (id) ON DELETE CASCADE
);

CREATE INDEX scan_library_idx ON scan (library_id, requested_at);

COMMENT ON COLUMN scan.scope IS 'one path below a root (absolute); null: the whole library';

COMMENT ON COLUMN scan.hold_reason IS 'in words, when a person must decide';

CREATE TABLE session (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    device_id UUID NOT NULL,
    token_hash BYTEA NOT NULL,
    token_expires_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    last_seen_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    idle_until TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    end_reason TEXT,
    address INET,
    CONSTRAINT session_pkey PRIMARY KEY (id),
    CONSTRAINT session_account_id_fkey FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE CASCADE,
    CONSTRAINT session_device_id_fkey FOREIGN KEY(device_id) REFERENCES device (id) ON DELETE CASCADE,
    CONSTRAINT session_token_hash_key UNIQUE (token_hash)
);

CREATE INDEX session_account_idx ON session (account_id);

CREATE INDEX session_device_id_idx ON session (device_id);

COMMENT ON COLUMN session.token_hash IS 'SHA-256 of a 256-bit token';

COMMENT ON COLUMN session.token_expires_at IS 'set: a short token, renewed by a refresh token';

CREATE TABLE version (
    id UUID NOT NULL,
    item_id UUID NOT NULL,
    library_id UUID NOT NULL,
    edition TEXT,
    group_key TEXT NOT NULL,
    ordinal INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT version_pkey PRIMARY KEY (id),
    CONSTRAINT version_id_fkey FOREIGN KEY(id) REFERENCES entity (id),
    CONSTRAINT version_item_id_fkey FOREIGN KEY(item_id) REFERENCES item (id) ON DELETE CASCADE,
    CONSTRAINT version_library_id_fkey FOREIGN KEY(library_id) REFERENCES library (id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX version_item_group_key ON version (item_id, library_id, group_key);

CREATE INDEX version_item_id_idx ON version (item_id);

CREATE INDEX version_library_id_idx ON version (library_id);

COMMENT ON COLUMN version.group_key IS 'folder and name that its parts share';

CREATE TABLE file (
    id UUID NOT NULL,
    root_id UUID NOT NULL,
    path BYTEA NOT NULL,
    folder BYTEA NOT NULL,
    kind TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    mtime_ns BIGINT NOT NULL,
    inode BIGINT,
    content_hash BYTEA,
    missing_since TIMESTAMP WITH TIME ZONE,
    first_seen_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    probe_state TEXT DEFAULT 'pending' NOT NULL,
    probe_error TEXT,
    probe_strikes SMALLINT DEFAULT 0 NOT NULL,
    probed_at TIMESTAMP WITH TIME ZONE,
    container TEXT,
    duration_ms BIGINT,
    bitrate_bps BIGINT,
    chapters JSONB,
    keyframes BYTEA,
    tags JSONB,
    CONSTRAINT file_pkey PRIMARY KEY (id),
    CONSTRAINT file_kind_check CHECK (kind in ('video', 'subtitle', 'audio', 'image', 'nfo', 'other')),
    CONSTRAINT file_probe_state_check CHECK (probe_state in ('pending', 'done', 'incomplete', 'unreadable', 'not_video', 'encrypted')),
    CONSTRAINT file_root_id_fkey FOREIGN KEY(root_id) REFERENCES root (id) ON DELETE CASCADE
);

CREATE INDEX file_content_hash_idx ON file (content_hash) WHERE content_hash is not null;

CREATE INDEX file_probe_idx ON file (root_id) WHERE probe_state = 'pending' and kind = 'video';

CREATE INDEX file_root_folder_idx ON file (root_id, folder);

CREATE UNIQUE INDEX file_root_path_key ON file (root_id, path);

COMMENT ON COLUMN file.path IS 'below the root, as the file system''s bytes';

COMMENT ON COLUMN file.folder IS 'the path''s folder, empty at the root';

COMMENT ON COLUMN file.inode IS '0 where the file system has none';

COMMENT ON COLUMN file.content_hash IS 'of size, first and last 64 KiB';

COMMENT ON COLUMN file.probe_strikes IS 'worker deaths on it';

COMMENT ON COLUMN file.chapters IS '[{start_ms, end_ms, title}]';

COMMENT ON COLUMN file.keyframes IS 'packed little-endian int64: pts in microseconds';

COMMENT ON COLUMN file.tags IS 'embedded container tags that matter for naming';

CREATE TABLE refresh_token (
    token_hash BYTEA NOT NULL,
    session_id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    rotated_at TIMESTAMP WITH TIME ZONE,
    nonce BYTEA,
    CONSTRAINT refresh_token_pkey PRIMARY KEY (token_hash),
    CONSTRAINT refresh_token_session_id_fkey FOREIGN KEY(session_id) REFERENCES session (id) ON DELETE CASCADE
);

CREATE INDEX refresh_token_session_id_idx ON refresh_token (session_id);

COMMENT ON COLUMN refresh_token.token_hash IS 'SHA-256';

COMMENT ON COLUMN refresh_token.nonce IS 'with the token itself, gives its successor: a lost answer is given again';

CREATE TABLE scan_change (
    scan_id UUID NOT NULL,
    ordinal INTEGER NOT NULL,
    action TEXT NOT NULL,
    root_id UUID NOT NULL,
    path BYTEA NOT NULL,
    file_id UUID,
    details JSONB DEFAULT '{}' NOT NULL,
    applied_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT scan_change_pkey PRIMARY KEY (scan_id, ordinal),
    CONSTRAINT scan_change_action_check CHECK (action in ('add', 'update', 'move', 'hide', 'return')),
    CONSTRAINT scan_change_scan_id_fkey FOREIGN KEY(scan_id) REFERENCES scan (id) ON DELETE CASCADE
);

COMMENT ON COLUMN scan_change.file_id IS 'the known file; null: new';

CREATE TABLE scan_issue (
    scan_id UUID NOT NULL,
    ordinal INTEGER NOT NULL,
    path BYTEA NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT,
    CONSTRAINT scan_issue_pkey PRIMARY KEY (scan_id, ordinal),
    CONSTRAINT scan_issue_scan_id_fkey FOREIGN KEY(scan_id) REFERENCES scan (id) ON DELETE CASCADE
);

COMMENT ON COLUMN scan_issue.reason IS 'a stable word: permission_denied, symlink_outside, ignored…';

CREATE TABLE image (
    id UUID NOT NULL,
    owner_id UUID NOT NULL,
    type TEXT NOT NULL,
    ordinal SMALLINT DEFAULT 0 NOT NULL,
    content_hash BYTEA NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    thumbhash BYTEA NOT NULL,
    source TEXT NOT NULL,
    file_id UUID,
    library_id UUID,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT image_pkey PRIMARY KEY (id),
    CONSTRAINT image_type_check CHECK (type in ('poster', 'backdrop', 'logo', 'thumb', 'banner')),
    CONSTRAINT image_owner_id_fkey FOREIGN KEY(owner_id) REFERENCES entity (id) ON DELETE CASCADE,
    CONSTRAINT image_file_id_fkey FOREIGN KEY(file_id) REFERENCES file (id) ON DELETE CASCADE,
    CONSTRAINT image_library_id_fkey FOREIGN KEY(library_id) REFERENCES library (id) ON DELETE CASCADE
);

CREATE INDEX image_file_idx ON image (file_id);

CREATE INDEX image_owner_idx ON image (owner_id, type, ordinal);

COMMENT ON COLUMN image.type IS 'poster, backdrop, logo, thumb, banner';

COMMENT ON COLUMN image.content_hash IS 'SHA-256 of the stored original';

COMMENT ON COLUMN image.source IS 'local, embedded, card, provider, chosen';

COMMENT ON COLUMN image.file_id IS 'the file it was taken from';

COMMENT ON COLUMN image.library_id IS 'null: not taken from files';

CREATE TABLE match (
    file_id UUID NOT NULL,
    state TEXT NOT NULL,
    item_ids UUID[] DEFAULT '{}' NOT NULL,
    score DOUBLE PRECISION,
    reading JSONB DEFAULT '{}' NOT NULL,
    reasons JSONB DEFAULT '[]' NOT NULL,
    candidates JSONB DEFAULT '[]' NOT NULL,
    chosen_by UUID,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    CONSTRAINT match_pkey PRIMARY KEY (file_id),
    CONSTRAINT match_state_check CHECK (state in ('matched', 'inbox', 'locked')),
    CONSTRAINT match_file_id_fkey FOREIGN KEY(file_id) REFERENCES file (id) ON DELETE CASCADE
);

CREATE INDEX match_inbox_idx ON match (file_id) WHERE state = 'inbox';

COMMENT ON COLUMN match.reading IS 'what the name says, by which rule';

COMMENT ON COLUMN match.chosen_by IS 'a person''s choice is locked';

CREATE TABLE part (
    id UUID NOT NULL,
    version_id UUID NOT NULL,
    ordinal INTEGER NOT NULL,
    file_id UUID NOT NULL,
    start_ms BIGINT,
    end_ms BIGINT,
    CONSTRAINT part_pkey PRIMARY KEY (id),
    CONSTRAINT part_id_fkey FOREIGN KEY(id) REFERENCES entity (id),
    CONSTRAINT part_version_id_fkey FOREIGN KEY(version_id) REFERENCES version (id) ON DELETE CASCADE,
    CONSTRAINT part_file_id_fkey FOREIGN KEY(file_id) REFERENCES file (id) ON DELETE CASCADE
);

CREATE INDEX part_file_id_idx ON part (file_id);

CREATE UNIQUE INDEX part_version_ordinal_key ON part (version_id, ordinal);

COMMENT ON COLUMN part.ordinal IS '1-based';

COMMENT ON COLUMN part.start_ms IS 'where it begins in a file that holds several; null: the start';

CREATE TABLE stream (
    file_id UUID NOT NULL,
    index INTEGER NOT NULL,
    kind TEXT NOT NULL,
    codec TEXT,
    profile TEXT,
    level INTEGER,
    language TEXT,
    title TEXT,
    is_default BOOLEAN DEFAULT false NOT NULL,
    is_forced BOOLEAN DEFAULT false NOT NULL,
    is_hearing_impaired BOOLEAN DEFAULT false NOT NULL,
    width INTEGER,
    height INTEGER,
    frame_rate DOUBLE PRECISION,
    bit_depth SMALLINT,
    hdr TEXT,
    channels SMALLINT,
    channel_layout TEXT,
    sample_rate_hz INTEGER,
    bitrate_bps BIGINT,
    sidecar_file_id UUID,
    details JSONB DEFAULT '{}' NOT NULL,
    CONSTRAINT stream_pkey PRIMARY KEY (file_id, index),
    CONSTRAINT stream_kind_check CHECK (kind in ('video', 'audio', 'subtitle', 'attachment')),
    CONSTRAINT stream_file_id_fkey FOREIGN KEY(file_id) REFERENCES file (id) ON DELETE CASCADE,
    CONSTRAINT stream_sidecar_file_id_fkey FOREIGN KEY(sidecar_file_id) REFERENCES file (id) ON DELETE CASCADE
);

CREATE INDEX stream_sidecar_file_id_idx ON stream (sidecar_file_id);

COMMENT ON COLUMN stream.index IS 'stable; sidecars come after embedded streams';

COMMENT ON COLUMN stream.language IS 'BCP 47';

COMMENT ON COLUMN stream.hdr IS 'hdr10, hdr10plus, hlg, dolby_vision; null: SDR';
"""


def upgrade() -> None:
    """Make every table of the first release."""
    for statement in SQL.split(";\n\n"):
        if statement.strip():
            op.execute(statement)
