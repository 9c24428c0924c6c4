/** Background work: what runs, waits and failed, what runs by itself, and the queues. */
import { call } from './http.ts';
import type { Progress } from './server-types.ts';
import type { Page } from './types.ts';

export type JobState = 'scheduled' | 'waiting' | 'running' | 'retrying' | 'completed' | 'cancelled' | 'discarded';

export interface Job {
	id: number;
	kind: string;
	queue: string;
	state: JobState;
	arguments: Record<string, unknown>;
	attempt: number;
	attempts: number;
	progress: Progress | null;
	result: Record<string, unknown> | null;
	errors: { at: string; text: string }[];
	created_at: string;
	scheduled_at: string;
	started_at: string | null;
	finished_at: string | null;
}

export interface PeriodicJob {
	kind: string;
	every_s: number;
	at_start: boolean;
	last_started_at: string | null;
	last_job_id: number | null;
	last_state: JobState | null;
	next_at: string | null;
}

export interface JobQueue {
	name: string;
	paused_at: string | null;
	waiting: number;
	running: number;
}

/** How many jobs ended in an hour in one state. */
export interface EndedInHour {
	hour: string;
	state: JobState;
	count: number;
}

export const listJobs = (state: JobState, limit = 50, cursor: string | null = null): Promise<Page<Job>> =>
	call('GET', '/jobs', { query: { state, limit, cursor } });

export const retryJob = (id: number): Promise<Job> => call('POST', `/jobs/${id}/retry`);

export const cancelJob = (id: number): Promise<Job> => call('POST', `/jobs/${id}/cancel`);

export const listPeriodicJobs = (): Promise<{ items: PeriodicJob[] }> => call('GET', '/jobs/periodic');

export const runPeriodicJob = (kind: string): Promise<{ job_id: number; outcome: string }> =>
	call('POST', '/jobs/run', { body: { kind } });

export const listQueues = (): Promise<{ items: JobQueue[] }> => call('GET', '/queues');

export const pauseQueue = (name: string, paused: boolean): Promise<void> =>
	call('POST', `/queues/${name}/${paused ? 'pause' : 'resume'}`);

export const readThroughput = (): Promise<{ items: EndedInHour[] }> => call('GET', '/jobs/throughput');
