"""The tree. A field's description is its documentation: `docs/reference/settings.md` is made from it."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from matinee.kit.secret import Secret


class _Section(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every section is."""


class ScanSettings(_Section, frozen=True):
    """Looking for new files."""

    interval: Annotated[timedelta, Meta(description="How often a library is scanned that sets no interval itself.")] = (
        timedelta(hours=12)
    )
    watch: Annotated[bool, Meta(description="Scan folders on local disks at once when something changes in them.")] = (
        True
    )


class JobSettings(_Section, frozen=True):
    """Background work."""

    concurrency: Annotated[
        float, Meta(ge=0.1, le=16, description="Multiplies how many jobs of each queue run at once.")
    ] = 1.0


class SessionSettings(_Section, frozen=True):
    """Signed-in devices."""

    idle: Annotated[timedelta, Meta(description="A device not used for this long is signed out.")] = timedelta(days=60)
    lifetime: Annotated[timedelta, Meta(description="A device is signed out this long after its sign-in.")] = timedelta(
        days=365
    )

    renewal: Annotated[
        timedelta, Meta(description="How long a token lives where an app asked for ones that it renews.")
    ] = timedelta(hours=1)
    per_person: Annotated[
        int, Meta(ge=1, le=1000, description="Devices of one person; beyond, the one longest unseen is signed out.")
    ] = 60


class AccountSettings(_Section, frozen=True):
    """People's accounts: who may come in, and how."""

    registration: Annotated[
        bool, Meta(description="Anybody may make an account. It sees no library until it is granted one.")
    ] = False
    second_factor_required: Annotated[
        bool, Meta(description="Everybody must set up an authenticator app before anything else.")
    ] = False
    password_length: Annotated[int, Meta(ge=8, le=128, description="Characters a new password needs at least.")] = 8
    sign_ins_at_once: Annotated[
        int, Meta(ge=1, le=64, description="Passwords checked at the same time; each takes 19 MiB meanwhile.")
    ] = 2
    sign_ins_waiting: Annotated[
        int, Meta(ge=0, le=10000, description="Sign-ins that may wait for that; others are told to try again.")
    ] = 48


class OidcSettings(_Section, frozen=True):
    """A provider of single sign-on (OpenID Connect). NAME becomes its id; there may be any number of them."""

    name: Annotated[str | None, Meta(description="What its button says. Default: NAME.")] = None
    issuer: Annotated[str | None, Meta(description="The provider's own address, to the letter. Needed.")] = None
    client_id: Annotated[str | None, Meta(description="What the provider calls this server. Needed.")] = None
    client_secret: Annotated[Secret | None, Meta(description="The secret between both. Default: a public client.")] = (
        None
    )
    preset: Annotated[
        Literal["generic", "authelia", "authentik", "keycloak", "google", "microsoft"],
        Meta(description="Which icon the button has."),
    ] = "generic"
    enabled: Annotated[bool, Meta(description="People may sign in by it.")] = True
    scopes: Annotated[tuple[str, ...], Meta(description="What is asked for, by commas.")] = (
        "openid",
        "profile",
        "email",
    )
    username_claim: Annotated[str, Meta(description="Names new accounts; a path has dots.")] = "preferred_username"
    display_name_claim: Annotated[str, Meta(description="What new accounts are shown as.")] = "name"
    picture_claim: Annotated[str, Meta(description="Where a picture's address is; it is not fetched.")] = "picture"
    groups_claim: Annotated[str, Meta(description="Lists groups, for `create_groups`.")] = "groups"
    create_accounts: Annotated[
        Literal["off", "on", "groups"],
        Meta(description="A first sign-in makes an account: never, always, or for members of `create_groups`."),
    ] = "off"
    create_groups: Annotated[tuple[str, ...], Meta(description="Groups, by commas.")] = ()
    first_role: Annotated[
        Literal["manager", "member", "guest"], Meta(description="Role of such accounts where `roles` says nothing.")
    ] = "member"
    roles_claim: Annotated[str | None, Meta(description="Lists what `roles` maps. Default: roles are given here.")] = (
        None
    )
    roles: Annotated[tuple[str, ...], Meta(description="`group=role`, by commas; the strongest counts.")] = ()
    libraries_claim: Annotated[
        str | None, Meta(description="Lists what `libraries` maps. Default: libraries are granted here.")
    ] = None
    libraries: Annotated[
        tuple[str, ...], Meta(description="`group=` and a library's id or `all`, by commas; a group may come again.")
    ] = ()
    ask_second_factor: Annotated[
        bool, Meta(description="Ask accounts that have a second factor here for it, after the provider.")
    ] = True
    sign_out_there: Annotated[bool, Meta(description="Signing out ends the provider's session, too.")] = True


class BackupSettings(_Section, frozen=True):
    """Backups made each night, and before the database's schema changes."""

    enabled: Annotated[bool, Meta(description="Make a backup each night.")] = True
    hour: Annotated[int, Meta(ge=0, le=23, description="The hour (local time) of the nightly backup.")] = 3
    keep: Annotated[int, Meta(ge=1, le=1000, description="How many backups are kept; older ones are removed.")] = 7
    folder: Annotated[Path | None, Meta(description="Where backups go. Default: `backups` in the data folder.")] = None


class LogSettings(_Section, frozen=True):
    """Log lines."""

    format: Annotated[
        Literal["auto", "console", "json"],
        Meta(description="`console` for people, `json` for machines; `auto`: console on a terminal, else json."),
    ] = "auto"
    level: Annotated[
        Literal["debug", "info", "warning", "error"], Meta(description="The least serious line that is written.")
    ] = "info"
    requests: Annotated[bool, Meta(description="Write a line for each request (never with tokens).")] = False


class MediaSettings(_Section, frozen=True):
    """Programs that read media files, each in a process of its own with limits."""

    ffmpeg: Annotated[Path | None, Meta(description="The ffmpeg to use. Default: the newest one found.")] = None
    memory_mb: Annotated[
        int, Meta(ge=128, le=65536, description="Memory one process that reads a file may take, in MiB.")
    ] = 512
    seconds: Annotated[int, Meta(ge=1, le=3600, description="How long reading one file may take, in seconds.")] = 20
    processes: Annotated[
        Annotated[int, Meta(ge=1, le=256)] | None,
        Meta(description="How many such processes run at once. Default: one for each core."),
    ] = None


class Settings(_Section, frozen=True):
    """Everything an operator may set."""

    data_dir: Annotated[
        Path,
        Meta(description="Where Matinee keeps its database and all it makes. Default: `$XDG_DATA_HOME/matinee`."),
    ]
    host: Annotated[
        str, Meta(description="The addresses to listen on, separated by commas. Empty: all of this machine.")
    ] = ""
    port: Annotated[
        Annotated[int, Meta(ge=1, le=65535)] | None,
        Meta(description="The port. Default: 8096, or the next free one when it is taken."),
    ] = None
    public_url: Annotated[
        str | None, Meta(description="How people reach this server from outside, such as `https://films.example.org`.")
    ] = None
    database_url: Annotated[
        Secret | None,
        Meta(description="A PostgreSQL (17 or newer) elsewhere: `postgresql://user:password@host/name`. "
             "Default: Matinee runs its own in the data folder."),
    ] = None  # fmt: skip
    redis_url: Annotated[
        Secret | None, Meta(description="A Redis-compatible cache that several machines share. Default: none needed.")
    ] = None
    admin_username: Annotated[str | None, Meta(description="Name of the first account, on the first start only.")] = (
        None
    )
    admin_password: Annotated[
        Secret | None, Meta(description="Password of the first account, on the first start only.")
    ] = None
    secret_key: Annotated[
        Secret | None,
        Meta(description="Encrypts the secrets kept in the database; several machines on one database share it. "
             "Default: `secret.key` in the data folder, made on the first start."),
    ] = None  # fmt: skip
    trusted_proxies: Annotated[
        tuple[str, ...],
        Meta(description="Reverse proxies whose forwarded headers are believed: addresses and networks, by commas."),
    ] = ()
    ca_file: Annotated[
        Path | None, Meta(description="Certificates (PEM) to trust besides the system's, for calls to other servers.")
    ] = None
    scan: ScanSettings = field(default_factory=ScanSettings)
    jobs: JobSettings = field(default_factory=JobSettings)
    sessions: SessionSettings = field(default_factory=SessionSettings)
    accounts: AccountSettings = field(default_factory=AccountSettings)
    oidc: Mapping[str, OidcSettings] = {}
    backup: BackupSettings = field(default_factory=BackupSettings)
    log: LogSettings = field(default_factory=LogSettings)
    media: MediaSettings = field(default_factory=MediaSettings)
    sources: Mapping[str, str] = {}
    """Where each value that is not a default came from, by key (`log.level`). Not itself a setting."""

    @property
    def backup_folder(self) -> Path:
        """Where backups go."""
        return self.backup.folder or self.data_dir / "backups"
