"""The table of events as data: every name that may be announced, and what is still to bring those without a fact."""

TABLE: dict[str, tuple[str, ...]] = {
    "library": (
        *("created", "deleted", "scan_started", "scan_progress", "scan_done", "scan_failed"),
        *("offline", "online"),
    ),
    "movie": ("added", "updated", "available", "missing", "deleted"),
    "series": ("added", "updated", "available", "missing", "deleted"),
    "episode": ("added", "updated", "available", "missing", "deleted"),
    "playback": ("started", "progress", "stopped"),
    "item": ("watched", "unwatched"),
    "user": ("created", "updated", "deleted"),
    "auth": (
        *("login_succeeded", "login_failed", "locked_out", "mfa_enabled", "mfa_disabled"),
        *("password_changed", "password_reset", "session_revoked"),
    ),
    "apikey": ("created", "revoked"),
    "oidc": ("linked", "unlinked"),
    "radarr": ("synced",),
    "sonarr": ("synced",),
    "integration": ("failed",),
    "system": ("started", "stopping", "backup_created", "disk_low"),
    "job": ("discarded", "progress"),
}
"""By group. `job.progress` is the table's rule 5: progress is readable as events while a job runs."""

NAMES = frozenset(f"{group}.{verb}" for group, verbs in TABLE.items() for verb in verbs)

ABSENT = {
    "radarr.synced": "a later issue brings Radarr",
    "sonarr.synced": "a later issue brings Sonarr",
    "integration.failed": "a later issue brings integrations",
    "system.disk_low": "nothing watches the disks' space yet",
}
"""Names whose fact does not exist yet, with what brings it. Whoever builds the fact takes the line away."""

SEEN_ELSEWHERE = dict.fromkeys(("oidc.linked", "oidc.unlinked"), "tests/journeys/test_single_sign_on.py")
"""Names that no chapter of tests/journeys/every_event.py sees on the stream, with the journey's file that does."""
