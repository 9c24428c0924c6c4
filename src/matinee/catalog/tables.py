"""The lasting model: items, versions, parts, files, streams, people, images, and what each person did with them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Double,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.kit.db import metadata, reference, timestamptz

ITEM_KINDS = ("movie", "series", "season", "episode", "extra", "collection", "playlist")

file = Table(
    "file",
    metadata,
    Column("id", PG_UUID(as_uuid=True), primary_key=True),
    reference("root_id", "root.id", ondelete="CASCADE", nullable=False),
    Column("path", LargeBinary, nullable=False, comment="below the root, as the file system's bytes"),
    Column("folder", LargeBinary, nullable=False, comment="the path's folder, empty at the root"),
    Column("kind", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("inode", BigInteger, comment="0 where the file system has none"),
    Column("content_hash", LargeBinary, comment="of size, first and last 64 KiB"),
    Column("missing_since", timestamptz("x").type),
    Column("first_seen_at", timestamptz("x").type, nullable=False, server_default=text("now()")),
    Column("probe_state", Text, nullable=False, server_default=text("'pending'")),
    Column("probe_error", Text),
    Column("probe_strikes", SmallInteger, nullable=False, server_default=text("0"), comment="worker deaths on it"),
    Column("probed_at", timestamptz("x").type),
    Column("container", Text),
    Column("duration_ms", BigInteger),
    Column("bitrate_bps", BigInteger),
    Column("chapters", JSONB, comment="[{start_ms, end_ms, title}]"),
    Column("keyframes", LargeBinary, comment="packed little-endian int64: pts in microseconds"),
    Column("tags", JSONB, comment="embedded container tags that matter for naming"),
    CheckConstraint("kind in ('video', 'subtitle', 'audio', 'image', 'nfo', 'other')", name="kind"),
    CheckConstraint(
        "probe_state in ('pending', 'done', 'incomplete', 'unreadable', 'not_video', 'encrypted')", name="probe_state"
    ),
    Index("file_root_path_key", "root_id", "path", unique=True),
    Index("file_root_folder_idx", "root_id", "folder"),
    Index("file_size_idx", "size_bytes", postgresql_where=text("kind = 'video'")),
    Index("file_content_hash_idx", "content_hash", postgresql_where=text("content_hash is not null")),
    Index("file_probe_idx", "root_id", postgresql_where=text("probe_state = 'pending' and kind = 'video'")),
)

item = Table(
    "item",
    metadata,
    reference("id", "entity.id", primary_key=True),
    Column("kind", Text, nullable=False),
    reference("parent_id", "item.id", comment="season of an episode, series of a season, title of an extra"),
    reference("series_id", "item.id", comment="of seasons and episodes"),
    Column("season_number", Integer, comment="of seasons and episodes; 0: specials"),
    Column("episode_number", Integer),
    Column("episode_number_to", Integer, comment="last number of an episode that spans several"),
    Column("absolute_number", Integer),
    Column("air_date", Date, comment="of daily episodes; premiere otherwise"),
    Column("end_date", Date),
    Column("airs_before_season", Integer),
    Column("airs_before_episode", Integer),
    Column("airs_after_season", Integer),
    Column("extra_kind", Text, comment="trailer, deleted_scene, behind_the_scenes…"),
    Column("title", Text, nullable=False),
    Column("sort_title", Text, nullable=False, comment="folded, without article; natural order of numbers"),
    Column("original_title", Text),
    Column("match_key", Text, nullable=False, comment="folded title that files are grouped by"),
    Column("match_year", Integer, comment="the year that files are grouped by; null: they say none"),
    Column("year", Integer),
    Column("overview", Text),
    Column("tagline", Text),
    Column("status", Text, comment="of series: continuing, ended"),
    Column("runtime_ms", BigInteger),
    Column("rating", Double, comment="0 to 10"),
    Column("certificate", Text),
    Column("minimum_age", SmallInteger, comment="in years; episodes carry their series' own"),
    Column("added_at", timestamptz("x").type, nullable=False),
    Column("updated_at", timestamptz("x").type, nullable=False, server_default=text("now()")),
    Column("presence", Text, nullable=False, server_default=text("'present'")),
    Column("missing_since", timestamptz("x").type),
    reference("merged_into", "item.id"),
    Column("locked_fields", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    CheckConstraint("kind in (" + ", ".join(f"'{kind}'" for kind in ITEM_KINDS) + ")", name="kind"),
    CheckConstraint("presence in ('present', 'missing', 'never_had')", name="presence"),
    Index("item_kind_sort_idx", "kind", "sort_title", "id"),
    Index("item_kind_added_idx", "kind", "added_at", "id"),
    Index("item_kind_year_idx", "kind", text("coalesce(year, 0)"), "id"),
    Index("item_kind_rating_idx", "kind", text("coalesce(rating, '-1.0'::numeric::double precision)"), "id"),
    Index("item_kind_match_idx", "kind", "match_key"),
    Index("item_kind_id_idx", "kind", "id"),
    Index("item_series_idx", "series_id", "season_number", "episode_number", "id"),
    Index("item_parent_idx", "parent_id"),
    Index("item_merged_idx", "merged_into", postgresql_where=text("merged_into is not null")),
)

item_library = Table(
    "item_library",
    metadata,
    reference("item_id", "item.id", ondelete="CASCADE", primary_key=True),
    reference("library_id", "library.id", ondelete="CASCADE", primary_key=True),
    Column("kind", Text, nullable=False, comment="the item's, for lists in the order of adding"),
    Column("title_id", PG_UUID(as_uuid=True), nullable=False, comment="the item's movie or series, kept by triggers"),
    Column("item_age", SmallInteger, comment="the item's minimum_age, kept by triggers"),
    Column("added_at", timestamptz("x").type, nullable=False),
    Column("present_files", Integer, nullable=False, server_default=text("0")),
    Column("missing_since", timestamptz("x").type),
    Index("item_library_kind_added_idx", "kind", "added_at", "item_id"),
    Index("item_library_library_idx", "library_id", "kind", "item_id"),
    Index("item_library_title_idx", "title_id", "kind", "item_id", "library_id", "item_age"),
)

version = Table(
    "version",
    metadata,
    reference("id", "entity.id", primary_key=True),
    reference("item_id", "item.id", ondelete="CASCADE", nullable=False, index=True),
    reference("library_id", "library.id", ondelete="CASCADE", nullable=False, index=True),
    Column("edition", Text),
    Column("group_key", Text, nullable=False, comment="folder and name that its parts share"),
    Column("ordinal", Integer, nullable=False, server_default=text("0")),
    Index("version_item_group_key", "item_id", "library_id", "group_key", unique=True),
)

part = Table(
    "part",
    metadata,
    reference("id", "entity.id", primary_key=True),
    reference("version_id", "version.id", ondelete="CASCADE", nullable=False),
    Column("ordinal", Integer, nullable=False, comment="1-based"),
    reference("file_id", "file.id", ondelete="CASCADE", nullable=False, index=True),
    Column("start_ms", BigInteger, comment="where it begins in a file that holds several; null: the start"),
    Column("end_ms", BigInteger),
    Index("part_version_ordinal_key", "version_id", "ordinal", unique=True),
)

stream = Table(
    "stream",
    metadata,
    reference("file_id", "file.id", ondelete="CASCADE", primary_key=True),
    Column("index", Integer, primary_key=True, comment="stable; sidecars come after embedded streams"),
    Column("kind", Text, nullable=False),
    Column("codec", Text),
    Column("profile", Text),
    Column("level", Integer),
    Column("language", Text, comment="BCP 47"),
    Column("title", Text),
    Column("is_default", Boolean, nullable=False, server_default=text("false")),
    Column("is_forced", Boolean, nullable=False, server_default=text("false")),
    Column("is_hearing_impaired", Boolean, nullable=False, server_default=text("false")),
    Column("width", Integer),
    Column("height", Integer),
    Column("frame_rate", Double),
    Column("bit_depth", SmallInteger),
    Column("hdr", Text, comment="hdr10, hdr10plus, hlg, dolby_vision; null: SDR"),
    Column("channels", SmallInteger),
    Column("channel_layout", Text),
    Column("sample_rate_hz", Integer),
    Column("bitrate_bps", BigInteger),
    reference("sidecar_file_id", "file.id", ondelete="CASCADE", index=True),
    Column("details", JSONB, nullable=False, server_default=text("'{}'")),
    CheckConstraint("kind in ('video', 'audio', 'subtitle', 'attachment')", name="kind"),
)

match = Table(
    "match",
    metadata,
    reference("file_id", "file.id", ondelete="CASCADE", primary_key=True),
    Column("state", Text, nullable=False),
    Column("item_ids", ARRAY(PG_UUID(as_uuid=True)), nullable=False, server_default=text("'{}'")),
    Column("score", Double),
    Column("reading", JSONB, nullable=False, server_default=text("'{}'"), comment="what the name says, by which rule"),
    Column("reasons", JSONB, nullable=False, server_default=text("'[]'")),
    Column("candidates", JSONB, nullable=False, server_default=text("'[]'")),
    Column("chosen_by", PG_UUID(as_uuid=True), comment="a person's choice is locked"),
    Column("updated_at", timestamptz("x").type, nullable=False, server_default=text("now()")),
    CheckConstraint("state in ('matched', 'inbox', 'locked')", name="state"),
    Index("match_inbox_idx", "file_id", postgresql_where=text("state = 'inbox'")),
    Index("match_locked_idx", "file_id", postgresql_where=text("state = 'locked'")),
)


def _named(name: str) -> Table:
    return Table(
        name,
        metadata,
        reference("id", "entity.id", primary_key=True),
        Column("name", Text, nullable=False),
        Column("name_folded", Text, nullable=False, unique=True),
    )


def _item_named(name: str) -> Table:
    return Table(
        f"item_{name}",
        metadata,
        reference("item_id", "item.id", ondelete="CASCADE", primary_key=True),
        reference(f"{name}_id", f"{name}.id", primary_key=True, index=True),
        Column("ordinal", SmallInteger, nullable=False, server_default=text("0")),
    )


genre = _named("genre")
item_genre = _item_named("genre")
studio = _named("studio")
item_studio = _item_named("studio")
tag = _named("tag")
item_tag = _item_named("tag")

person = Table(
    "person",
    metadata,
    reference("id", "entity.id", primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_folded", Text, nullable=False, index=True),
    Column("biography", Text),
    Column("born_on", Date),
    Column("died_on", Date),
)

credit = Table(
    "credit",
    metadata,
    Column("id", PG_UUID(as_uuid=True), primary_key=True),
    reference("item_id", "item.id", ondelete="CASCADE", nullable=False, index=True),
    reference("person_id", "person.id", nullable=False, index=True),
    Column("role", Text, nullable=False, comment="actor, director, writer, producer, composer, guest"),
    Column("character", Text),
    Column("ordinal", SmallInteger, nullable=False, server_default=text("0")),
)

external_id = Table(
    "external_id",
    metadata,
    reference("owner_id", "entity.id", ondelete="CASCADE", primary_key=True),
    Column("provider", Text, primary_key=True, comment="tmdb, imdb, tvdb…"),
    Column("value", Text, primary_key=True),
    Index("external_id_value_idx", "provider", "value"),
)

image = Table(
    "image",
    metadata,
    Column("id", PG_UUID(as_uuid=True), primary_key=True),
    reference("owner_id", "entity.id", ondelete="CASCADE", nullable=False),
    Column("type", Text, nullable=False, comment="poster, backdrop, logo, thumb, banner"),
    Column("ordinal", SmallInteger, nullable=False, server_default=text("0")),
    Column("content_hash", LargeBinary, nullable=False, comment="SHA-256 of the stored original"),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("thumbhash", LargeBinary, nullable=False),
    Column("source", Text, nullable=False, comment="local, embedded, card, provider, chosen"),
    reference("file_id", "file.id", ondelete="CASCADE", comment="the file it was taken from"),
    reference("library_id", "library.id", ondelete="CASCADE", comment="null: not taken from files"),
    Column("mark", Text, comment="what it was made of: size and time of its file, the words of a card"),
    Column("created_at", timestamptz("x").type, nullable=False, server_default=text("now()")),
    CheckConstraint("type in ('poster', 'backdrop', 'logo', 'thumb', 'banner')", name="type"),
    Index("image_owner_idx", "owner_id", "type", "ordinal"),
    Index("image_file_idx", "file_id"),
)

state = Table(
    "state",
    metadata,
    reference("account_id", "account.id", ondelete="CASCADE", primary_key=True),
    reference("entity_id", "entity.id", primary_key=True),
    Column("title_id", PG_UUID(as_uuid=True), nullable=False, comment="its movie or series, kept by triggers"),
    Column("watched", Boolean, nullable=False, server_default=text("false")),
    Column("play_count", Integer, nullable=False, server_default=text("0")),
    Column("position_ms", BigInteger, nullable=False, server_default=text("0")),
    Column("last_played_at", timestamptz("x").type),
    Column("favourite", Boolean, nullable=False, server_default=text("false")),
    Column("rating", Double),
    Column("hidden", Boolean, nullable=False, server_default=text("false")),
    Column("dismissed_at", timestamptz("x").type, comment="taken off continue watching at this time"),
    Column("audio_stream", Integer),
    Column("subtitle_stream", Integer),
    Column("updated_at", timestamptz("x").type, nullable=False, server_default=text("now()")),
    Index("state_entity_idx", "entity_id"),
    Index(
        "state_continue_idx",
        "account_id",
        "last_played_at",
        postgresql_where=text("position_ms > 0"),
    ),
    Index("state_watched_idx", "account_id", "entity_id", postgresql_where=text("watched")),
    Index(
        "state_watched_below_idx",
        "account_id",
        "title_id",
        text("last_played_at desc nulls last"),
        "entity_id",
        postgresql_where=text("watched and title_id <> entity_id"),
    ),
    Index("state_favourite_idx", "account_id", "entity_id", postgresql_where=text("favourite")),
    Index("state_hidden_idx", "account_id", "entity_id", postgresql_where=text("hidden")),
    Index("state_played_idx", "account_id", "last_played_at", postgresql_where=text("last_played_at is not null")),
)

play = Table(
    "play",
    metadata,
    Column("id", PG_UUID(as_uuid=True), primary_key=True),
    reference("account_id", "account.id", ondelete="CASCADE", nullable=False),
    reference("entity_id", "entity.id", nullable=False, index=True),
    Column("at", timestamptz("x").type, nullable=False),
    Column("origin", Text, nullable=False),
    Column("position_ms", BigInteger),
    Column("watched_ms", BigInteger),
    Column("completed", Boolean, nullable=False, server_default=text("false")),
    Column("title", Text, nullable=False, comment="copied in: the log outlives the item's edits"),
    Column("year", Integer),
    Column("external_ids", JSONB, nullable=False, server_default=text("'{}'")),
    CheckConstraint("origin in ('playback', 'mark', 'import')", name="origin"),
    Index("play_account_at_idx", "account_id", "at"),
)

state_undo = Table(
    "state_undo",
    metadata,
    Column("id", PG_UUID(as_uuid=True), primary_key=True),
    reference("account_id", "account.id", ondelete="CASCADE", nullable=False, index=True),
    Column("created_at", timestamptz("x").type, nullable=False, server_default=text("now()")),
    Column("previous", JSONB, nullable=False, comment="the states before a change to many items, by item"),
)
