/** The operator's view of background work. */
import { call, type Query } from './http.ts';
import type { Job, Page } from './types.ts';

export interface QueueState {
	name: string;
	paused: boolean;
	concurrency?: number | null;
	waiting?: number | null;
	running?: number | null;
}

export interface PeriodicJob {
	kind: string;
	every_s?: number | null;
	schedule?: string | null;
	last_run_at: string | null;
	next_run_at: string | null;
}

export interface ThroughputHour {
	at: string;
	completed: number;
	failed: number;
}

export const listJobs = (query: Query): Promise<Page<Job>> => call('GET', '/jobs', { query });

export const readJob = (id: string | number): Promise<Job> => call('GET', `/jobs/${id}`);

export const retryJob = (id: string | number): Promise<void> => call('POST', `/jobs/${id}/retry`);

export const cancelJob = (id: string | number): Promise<void> => call('POST', `/jobs/${id}/cancel`);

export const listQueues = (): Promise<Page<QueueState>> => call('GET', '/jobs/queues');

export const pauseQueue = (name: string): Promise<void> => call('POST', `/jobs/queues/${name}/pause`);

export const resumeQueue = (name: string): Promise<void> => call('POST', `/jobs/queues/${name}/resume`);

export const listPeriodic = (): Promise<Page<PeriodicJob>> => call('GET', '/jobs/periodic');

export const runPeriodic = (kind: string): Promise<void> => call('POST', `/jobs/periodic/${kind}/run`);

export const readThroughput = (): Promise<Page<ThroughputHour>> => call('GET', '/jobs/throughput');
