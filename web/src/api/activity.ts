/** What happened and who did it, what was played by day, and how the server's memory fares. */
import { call } from './http.ts';
import type { Page } from './types.ts';

export interface ActivityEntry {
	id: string;
	at: string;
	actor_kind: 'user' | 'key' | 'system' | 'anonymous';
	actor_id: string | null;
	actor_name: string | null;
	action: string;
	target_kind: string | null;
	target_id: string | null;
	target_name: string | null;
	address: string | null;
	client: string | null;
	result: 'done' | 'refused' | 'failed';
	details: Record<string, unknown>;
}

export interface ActivityFilter {
	action: string;
	person: string;
	result: string;
	since: string;
	until: string;
}

export const listActivity = (filter: ActivityFilter, cursor: string | null = null): Promise<Page<ActivityEntry>> =>
	call('GET', '/activity', { query: { ...filter, cursor } });

export const listMyActivity = (): Promise<Page<ActivityEntry>> => call('GET', '/me/activity', { query: { limit: 10 } });

export interface PlayedDay {
	day: string;
	plays: number;
	played_ms: number;
	people: number;
	titles: number;
}

export const listPlayedDays = (since: string): Promise<{ items: PlayedDay[] }> =>
	call('GET', '/stats/days', { query: { since, limit: 400 } });

export interface CacheReport {
	name: string;
	is_shared: boolean;
	entries: number;
	most_entries: number;
	hits: number;
	stale: number;
	absent: number;
	shared: number;
	misses: number;
	joined: number;
	dropped: number;
	unheard: number;
	failures: number;
	oldest_s: number | null;
	median_s: number | null;
}

export interface CacheState {
	is_hearing: boolean;
	is_sharing: boolean | null;
	items: CacheReport[];
}

export const readCaches = (): Promise<CacheState> => call('GET', '/system/caches');
