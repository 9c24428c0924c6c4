/** What happened and who did it, what was played by day, and how the server's memory fares. */
import { call } from './http.ts';
import type * as server from './generated.ts';
import type { CacheReport, CacheState } from './generated.ts';
import type { Page } from './types.ts';

export type ActivityEntry = server.Recorded;
export type PlayedDay = server.DayCount;
export type { CacheReport, CacheState };

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

export const listPlayedDays = (since: string): Promise<{ items: PlayedDay[] }> =>
	call('GET', '/stats/days', { query: { since, limit: 400 } });

export const readCaches = (): Promise<CacheState> => call('GET', '/system/caches');
