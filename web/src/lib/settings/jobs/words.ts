/** Kinds, states and queues of background work as people call them. */
import type { Job, JobState } from '#api';
import { m } from '#paraglide/messages.js';

const KINDS: Record<string, () => string> = {
	'library.scan': m.kind_library_scan,
	'library.scan_periodic': m.kind_library_scan_periodic,
	'library.scan_cleanup': m.kind_library_scan_cleanup,
	'file.probe': m.kind_file_probe,
	'movies.match_file': m.kind_match_file,
	'shows.match_file': m.kind_match_file,
	'movies.refresh': m.kind_movies_refresh,
	'shows.refresh': m.kind_shows_refresh,
	'shows.refresh_season': m.kind_shows_refresh,
	'shows.refresh_episode': m.kind_shows_refresh,
	'shows.refresh_stale': m.kind_shows_refresh_stale,
	'people.refresh': m.kind_people_refresh,
	'movies.index': m.kind_index,
	'shows.index': m.kind_index,
	'activity.cleanup': m.kind_activity_cleanup,
	'stats.aggregate': m.kind_stats_aggregate,
	'accounts.cleanup': m.kind_accounts_cleanup,
	'backup.create': m.kind_backup_create
};

const STATES: Record<JobState, () => string> = {
	scheduled: m.job_scheduled,
	waiting: m.job_waiting,
	running: m.job_running,
	retrying: m.job_retrying,
	completed: m.job_completed,
	cancelled: m.job_cancelled,
	discarded: m.job_discarded
};

/** A kind that this app does not know yet is shown by its own name. */
export const kindName = (kind: string): string => KINDS[kind]?.() ?? kind;

export const stateName = (state: JobState): string => STATES[state]();

/** Why it did not do what it should, newest first said; nothing for one that is done. */
export const lastError = (job: Job): string | undefined => (job.state === 'completed' ? undefined : job.errors.at(-1)?.text);

export const canRetry = (job: Job): boolean => ['discarded', 'cancelled', 'retrying', 'scheduled'].includes(job.state);

export const canCancel = (job: Job): boolean => ['waiting', 'scheduled', 'retrying', 'running'].includes(job.state);
