/** What files are of: why, what else they might be, setting it right, and the way back. */
import type * as server from './generated.ts';
import { call } from './http.ts';
import type { ItemDetail, Page } from './types.ts';

export type { Candidate, Changed, FolderChoice, InboxFile, InboxFolder } from './generated.ts';
export type Reason = server.Candidate['reasons'][number];
export type Match = server.MatchRecord;
/** What a file is: a known title, a title by name, or episodes of a series. */
export type MatchTarget = server.MatchBody;
export type FileMatch = server.FileMatch;
export type ChangeKind = server.ChangeRecord['kind'];
export type Editable = server.ItemChanges;
/** A title that may be offered: what the server proposed, or what somebody typed. */
export type Offer = Pick<server.Candidate, 'title' | 'score' | 'source'> & Partial<server.Candidate>;

export interface Named {
	title: string;
	year?: number | null;
}

/** A change with its summary in full; the document leaves its form open. */
export type Change = Omit<server.ChangeRecord, 'summary'> & {
	summary: { from?: Named[]; to?: Named; files?: number; fields?: string[]; number?: { season: number; episode: number | null } };
};

export const readMatch = (fileId: string): Promise<Match> => call('GET', `/files/${fileId}/match`);

export const matchFile = (fileId: string, target: MatchTarget): Promise<server.Matched> =>
	call('POST', `/files/${fileId}/match`, { body: target });

export const forgetChoice = (fileId: string): Promise<{ job_id: number }> => call('DELETE', `/files/${fileId}/match`);

export const findCandidates = async (fileId: string, q: string, year: number | null): Promise<server.Candidate[]> =>
	(await call<server.CandidateList>('GET', `/files/${fileId}/candidates`, { query: { q, year } })).items;

export const listInbox = (cursor: string | null = null): Promise<Page<server.InboxFolder>> =>
	call('GET', '/inbox', { query: { cursor } });

export const matchFiles = (matches: FileMatch[]): Promise<server.Changed> =>
	call('POST', '/inbox/match', { body: { matches } });

export const splitItem = (id: string, file_ids: string[], title: string, year: number | null): Promise<server.Changed> =>
	call('POST', `/items/${id}/split`, { body: { file_ids, title, year } });

export const mergeItems = (id: string, item_ids: string[]): Promise<server.Changed> =>
	call('POST', `/items/${id}/merge`, { body: { item_ids } });

export const mergeVersions = (id: string, version_ids: string[]): Promise<server.Changed> =>
	call('POST', `/items/${id}/versions/merge`, { body: { version_ids } });

export const moveEpisode = (id: string, season: number, episodes: number[], series_id?: string): Promise<server.Changed> =>
	call('POST', `/items/${id}/move`, { body: { season, episodes, ...(series_id ? { series_id } : {}) } });

export const listChanges = (about: string | null, cursor: string | null = null): Promise<Page<Change>> =>
	call('GET', '/changes', { query: { about, cursor, limit: about ? 20 : 50 } });

export const undoChange = (id: string): Promise<void> => call('POST', `/changes/${id}/undo`);

export async function editItem(id: string, changes: Editable): Promise<{ item: ItemDetail; changed: server.Changed }> {
	let change_id: string | null = null;
	const item = await call<ItemDetail>('PATCH', `/items/${id}`, {
		body: changes,
		onHeaders: (headers) => (change_id = headers.get('Matinee-Undo'))
	});
	return { item, changed: { change_id, item_ids: [id] } };
}

export const refreshItem = (id: string): Promise<{ job_id: number }> => call('POST', `/items/${id}/refresh`, { body: { force: true } });
