"""The table of background work as data: what is agreed about each kind, whether or not its work exists yet."""

from datetime import timedelta

import msgspec

from matinee.kit.jobs import Queue, Schedule

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Row(msgspec.Struct, frozen=True):
    """One kind as agreed. `serial`: what the serial key names (its first word); None: no serial key."""

    queue: Queue
    attempts: int
    unique_for: timedelta | None
    time_limit: timedelta | None
    stall_limit: timedelta | None = None
    serial: str | None = None
    schedule: Schedule | None = None


def _row(
    queue: str,
    attempts: int,
    unique_for: timedelta | None,
    limit: timedelta,
    serial: str | None = None,
    schedule: Schedule | None = None,
) -> Row:
    return Row(Queue(queue), attempts, unique_for, limit, serial=serial, schedule=schedule)


ROWS: dict[str, Row] = {
    "library.scan": Row(Queue.BULK, 3, 10 * _MINUTE, None, stall_limit=30 * _MINUTE, serial="library"),
    "library.scan_periodic": _row("low", 3, 5 * _MINUTE, _MINUTE, schedule=Schedule(_MINUTE)),
    "library.scan_cleanup": _row("low", 3, None, 2 * _MINUTE, schedule=Schedule(_DAY)),
    "file.probe": _row("default", 3, _HOUR, 5 * _MINUTE, "folder"),
    "movies.match_file": _row("default", 3, 30 * _MINUTE, 5 * _MINUTE, "folder"),
    "movies.refresh": _row("default", 5, 30 * _MINUTE, 5 * _MINUTE, "title"),
    "movies.index": _row("default", 5, 5 * _MINUTE, 15 * _MINUTE, "title"),
    "shows.match_file": _row("default", 3, 30 * _MINUTE, 5 * _MINUTE, "folder"),
    "shows.refresh": _row("default", 5, 30 * _MINUTE, 10 * _MINUTE, "title"),
    "shows.refresh_season": _row("default", 5, 30 * _MINUTE, 5 * _MINUTE, "title"),
    "shows.refresh_episode": _row("default", 5, 30 * _MINUTE, 5 * _MINUTE, "title"),
    "shows.refresh_stale": _row("default", 5, 30 * _MINUTE, 15 * _MINUTE, schedule=Schedule(_DAY)),
    "shows.index": _row("bulk", 5, 5 * _MINUTE, 10 * _MINUTE, "title"),
    "people.refresh": _row("default", 3, 30 * _MINUTE, 2 * _MINUTE, "title"),
    "metadata.enrich": _row("default", 5, _HOUR, 5 * _MINUTE, "title"),
    "image.download": _row("default", 5, _HOUR, 2 * _MINUTE),
    "radarr.sync": _row("high", 5, 5 * _MINUTE, 10 * _MINUTE, "instance"),
    "sonarr.sync": _row("high", 5, 5 * _MINUTE, 10 * _MINUTE, "instance"),
    "radarr.webhook": _row("high", 5, None, _MINUTE),
    "sonarr.webhook": _row("high", 5, None, _MINUTE),
    "notification.send": _row("high", 5, None, 2 * _MINUTE),
    "activity.record": _row("low", 3, None, timedelta(seconds=10)),
    "activity.cleanup": _row("low", 3, None, 2 * _MINUTE, schedule=Schedule(_DAY)),
    "stats.aggregate": _row("low", 3, _HOUR, 2 * _MINUTE, schedule=Schedule(_HOUR, at_start=True)),
    "accounts.cleanup": _row("low", 5, _HOUR, 2 * _MINUTE, schedule=Schedule(_HOUR, at_start=True)),
    "playback.cleanup": _row("low", 3, 5 * _MINUTE, _MINUTE, schedule=Schedule(5 * _MINUTE)),
    "playback.trickplay": _row("bulk", 3, _DAY, 30 * _MINUTE),
    "playback.markers": _row("bulk", 3, _DAY, 30 * _MINUTE),
    # Asked each hour whether the night's backup is due: so one missed while the server was off is made later.
    "backup.create": _row("low", 3, _HOUR, 30 * _MINUTE, schedule=Schedule(_HOUR)),
}

CONCURRENCY = {Queue.CRITICAL: 20, Queue.HIGH: 15, Queue.DEFAULT: 10, Queue.LOW: 5, Queue.BULK: 3}

ABSENT: dict[str, str] = {
    "metadata.enrich": "a later issue brings ratings and art of further providers",
    "image.download": "a later issue brings remote artwork",
    "radarr.sync": "a later issue brings Radarr",
    "radarr.webhook": "a later issue brings Radarr",
    "sonarr.sync": "a later issue brings Sonarr",
    "sonarr.webhook": "a later issue brings Sonarr",
    "notification.send": "a later issue brings notifications",
    "playback.cleanup": "a later issue brings playback sessions with files of their own",
    "playback.trickplay": "a later issue brings timeline pictures",
    "playback.markers": "a later issue brings intro and credits",
}
"""Rows whose work does not exist yet, and what brings it. A kind that comes alive leaves this list."""

RULES: dict[int, tuple[str, ...]] = {
    1: (
        "contracts/test_job_kinds.py::test_registry_takes_every_kind",
        "contracts/test_job_kinds.py::test_kind_is_as_its_row_says",
        "jobs/test_declaring.py::test_kind_that_says_too_little_is_refused",
    ),
    2: ("jobs/test_enqueue.py::test_rolled_back_transaction_leaves_no_job_and_no_event",),
    3: (
        "jobs/test_enqueue.py::test_fifty_concurrent_requests_make_one_job_and_49_are_told",
        "jobs/test_enqueue.py::test_waiting_job_older_than_its_period_takes_nothing_in",
        "jobs/test_enqueue.py::test_finished_job_does_not_block_a_new_one",
        "jobs/test_enqueue.py::test_arguments_left_out_of_the_key_do_not_make_two_requests_differ",
        "jobs/test_worker.py::test_request_that_meets_a_running_job_is_kept_as_its_follow_up",
        "jobs/test_worker.py::test_jobs_with_one_serial_key_never_run_together",
        "metadata/test_refresh_jobs.py::test_forced_and_plain_refresh_of_one_title_never_run_together",
        "scanning/test_jobs.py::test_h40_file_added_behind_the_walker_is_found_by_the_follow_up",
    ),
    4: (
        "jobs/test_worker.py::test_certain_failure_is_cancelled_after_one_attempt",
        "jobs/test_worker.py::test_provider_that_says_when_is_asked_then",
        "jobs/test_worker.py::test_snooze_uses_no_attempt",
        "metadata/test_refresh_jobs.py::test_person_whom_no_provider_knows_is_asked_for_once",
    ),
    5: ("jobs/test_worker.py::test_progress_can_be_read_while_the_job_runs",),
    6: (
        "faults/test_jobs_chaos.py::test_h40_a_kill_at_any_point_loses_no_job_and_doubles_no_effect",
        "jobs/test_processes.py::test_worker_that_dies_with_twenty_jobs_leaves_none_behind",
        "jobs/test_isolation.py::test_suspects_all_run_though_each_of_them_takes_for_ever",
        "jobs/test_rescue.py::test_late_end_of_a_worker_that_was_given_up_changes_nothing",
    ),
    7: (
        "jobs/test_isolation.py::test_lane_of_the_next_process",
        "jobs/test_rescue.py::test_first_death_costs_no_attempt_and_the_third_alone_discards",
        "jobs/test_rescue.py::test_suspects_are_taken_by_no_worker_that_others_share",
    ),
    8: (
        "jobs/test_retention.py::test_finished_job_is_forgotten_when_its_time_is_over",
        "jobs/test_retention.py::test_job_that_waits_is_kept_however_old",
    ),
    9: (
        "contracts/test_job_kinds.py::test_queues_have_their_numbers",
        "jobs/test_worker.py::test_queue_runs_no_more_at_a_time_than_its_number",
    ),
    10: (
        "jobs/test_worker.py::test_shutdown_gives_back_what_does_not_end_in_time",
        "jobs/test_worker.py::test_running_jobs_get_20_s_when_the_worker_is_stopped",
    ),
    11: (
        "admin/test_jobs.py::test_failed_job_is_found_understood_and_run_again",
        "admin/test_jobs.py::test_paused_queue_starts_nothing_until_it_is_resumed",
        "admin/test_jobs.py::test_periodic_job_is_run_now_and_its_next_time_stays",
        "admin/test_jobs.py::test_list_reads_a_page_and_not_what_waits",
    ),
}
"""The eleven rules for every job, each with the tests that fail when it is broken."""
