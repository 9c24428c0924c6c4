/** Background work: what runs, waits and failed, what runs by itself, and the queues. */
import { call } from './http.ts';
import type * as server from './generated.ts';
import type { Page } from './types.ts';

export type JobState = 'scheduled' | 'waiting' | 'running' | 'retrying' | 'completed' | 'cancelled' | 'discarded';

export type Job = Omit<server.JobView, 'state'> & { state: JobState };
export type PeriodicJob = Omit<server.PeriodicView, 'last_state'> & { last_state: JobState | null };
export type JobQueue = server.QueueView;
/** How many jobs ended in an hour in one state. */
export type EndedInHour = Omit<server.Hour, 'state'> & { state: JobState };

export const listJobs = (state: JobState, limit = 50, cursor: string | null = null): Promise<Page<Job>> =>
	call('GET', '/jobs', { query: { state, limit, cursor } });

export const retryJob = (id: number): Promise<Job> => call('POST', `/jobs/${id}/retry`);

export const cancelJob = (id: number): Promise<Job> => call('POST', `/jobs/${id}/cancel`);

export const listPeriodicJobs = (): Promise<{ items: PeriodicJob[] }> => call('GET', '/jobs/periodic');

export const runPeriodicJob = (kind: string): Promise<server.RunAnswer> =>
	call('POST', '/jobs/run', { body: { kind } });

export const listQueues = (): Promise<{ items: JobQueue[] }> => call('GET', '/queues');

export const pauseQueue = (name: string, paused: boolean): Promise<void> =>
	call('POST', `/queues/${name}/${paused ? 'pause' : 'resume'}`);

export const readThroughput = (): Promise<{ items: EndedInHour[] }> => call('GET', '/jobs/throughput');
