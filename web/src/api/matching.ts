/** What files are of: why, what else they might be, setting it right, and the way back. */
import { call } from './http.ts';
import type { ItemDetail, Page } from './types.ts';

export interface Reason {
	code: string;
	detail?: string;
}

export interface Candidate {
	title: string;
	year?: number | null;
	score: number;
	source?: 'name' | 'nfo' | 'known' | 'person';
	item_id?: string | null;
	season?: number | null;
	episodes?: number[];
	air_date?: string | null;
	reasons?: Reason[];
}

export interface Match {
	file_id: string;
	path: string;
	state: 'matched' | 'inbox' | 'locked';
	item_ids: string[];
	score: number | null;
	reasons: Reason[];
	candidates: Candidate[];
	chosen_by: string | null;
	chosen_by_name: string | null;
}

/** What a file is: a known title, a title by name, or episodes of a series. */
export interface MatchTarget {
	item_id?: string;
	title?: string;
	year?: number | null;
	series_id?: string;
	season?: number | null;
	episodes?: number[] | null;
}

export interface InboxFile {
	file_id: string;
	name: string;
	path: string;
	size_bytes: number;
	duration_ms: number | null;
	item_id: string | null;
	title_id: string | null;
	title: string | null;
	year: number | null;
	question: string;
	reasons: Reason[];
	candidates: Candidate[];
}

export interface FolderChoice {
	kind: 'title' | 'number' | 'in_order';
	title: string;
	year?: number | null;
	season?: number | null;
	episodes?: number[];
	air_date?: string | null;
	source: string;
	score: number;
	reasons?: Reason[];
	matches: (MatchTarget & { file_id: string })[];
}

export interface InboxFolder {
	library_id: string;
	library_name: string;
	library_kind: 'movies' | 'shows';
	root_id: string;
	folder: string;
	file_count: number;
	files: InboxFile[];
	choices: FolderChoice[];
}

export type ChangeKind = 'match' | 'split' | 'merge_titles' | 'merge_versions' | 'move_episode' | 'edit';

export interface Named {
	title: string;
	year?: number | null;
}

export interface Change {
	id: string;
	at: string;
	kind: ChangeKind;
	account_name: string | null;
	item_ids: string[];
	file_ids: string[];
	summary: { from?: Named[]; to?: Named; files?: number; fields?: string[]; number?: { season: number; episode: number | null } };
	undone_at: string | null;
}

/** An act on titles: `change_id` undoes it; null when nothing was different. */
export interface Changed {
	change_id: string | null;
	item_ids: string[];
}

export type Editable = Partial<{
	title: string;
	sort_title: string | null;
	original_title: string | null;
	year: number | null;
	overview: string | null;
	tagline: string | null;
	status: string | null;
	rating: number | null;
	certificate: string | null;
	minimum_age: number | null;
	air_date: string | null;
	end_date: string | null;
	genres: string[] | null;
	studios: string[] | null;
	tags: string[] | null;
	locked_fields: string[];
}>;

export const readMatch = (fileId: string): Promise<Match> => call('GET', `/files/${fileId}/match`);

export const matchFile = (fileId: string, target: MatchTarget): Promise<Changed> =>
	call('POST', `/files/${fileId}/match`, { body: target });

export const forgetChoice = (fileId: string): Promise<{ job_id: number }> => call('DELETE', `/files/${fileId}/match`);

export const findCandidates = async (fileId: string, q: string, year: number | null): Promise<Candidate[]> =>
	(await call<{ items: Candidate[] }>('GET', `/files/${fileId}/candidates`, { query: { q, year } })).items;

export const listInbox = (cursor: string | null = null): Promise<Page<InboxFolder>> =>
	call('GET', '/inbox', { query: { cursor } });

export const matchFiles = (matches: (MatchTarget & { file_id: string })[]): Promise<Changed> =>
	call('POST', '/inbox/match', { body: { matches } });

export const splitItem = (id: string, file_ids: string[], title: string, year: number | null): Promise<Changed> =>
	call('POST', `/items/${id}/split`, { body: { file_ids, title, year } });

export const mergeItems = (id: string, item_ids: string[]): Promise<Changed> =>
	call('POST', `/items/${id}/merge`, { body: { item_ids } });

export const mergeVersions = (id: string, version_ids: string[]): Promise<Changed> =>
	call('POST', `/items/${id}/versions/merge`, { body: { version_ids } });

export const moveEpisode = (id: string, season: number, episodes: number[], series_id?: string): Promise<Changed> =>
	call('POST', `/items/${id}/move`, { body: { season, episodes, ...(series_id ? { series_id } : {}) } });

export const listChanges = (about: string | null, cursor: string | null = null): Promise<Page<Change>> =>
	call('GET', '/changes', { query: { about, cursor, limit: about ? 20 : 50 } });

export const undoChange = (id: string): Promise<void> => call('POST', `/changes/${id}/undo`);

export async function editItem(id: string, changes: Editable): Promise<{ item: ItemDetail; changed: Changed }> {
	let change_id: string | null = null;
	const item = await call<ItemDetail>('PATCH', `/items/${id}`, {
		body: changes,
		onHeaders: (headers) => (change_id = headers.get('Matinee-Undo'))
	});
	return { item, changed: { change_id, item_ids: [id] } };
}

export const refreshItem = (id: string): Promise<{ job_id: number }> => call('POST', `/items/${id}/refresh`, { body: { force: true } });
