/** Libraries, their folders, scans, plans, and files that wait for a name. */
import { call } from './http.ts';
import type { LibraryChanges, RootMove, ScanRequested } from './generated.ts';
import type {
	Folder,
	HiddenFolders,
	IgnoredPage,
	Library,
	LibraryKind,
	MissingPage,
	PassedOver,
	PlanChange,
	Release,
	RootMoveResult,
	Scan
} from './server-types.ts';
import type { Page } from './types.ts';

export const listLibraries = (): Promise<Page<Library>> => call('GET', '/libraries');

export const readLibrary = (id: string): Promise<Library> => call('GET', `/libraries/${id}`);

export const createLibrary = (name: string, kind: LibraryKind, paths: string[]): Promise<Library> =>
	call('POST', '/libraries', { body: { name, kind, paths } });

export const changeLibrary = (id: string, change: LibraryChanges): Promise<Library> =>
	call('PATCH', `/libraries/${id}`, { body: change });

export const deleteLibrary = (id: string): Promise<void> => call('DELETE', `/libraries/${id}`);

export const browseFolders = (path: string | null, signal?: AbortSignal): Promise<Folder> =>
	call('GET', '/folders', { query: { path }, signal });

export const scanLibrary = (id: string): Promise<ScanRequested> =>
	call('POST', `/libraries/${id}/scan`, { body: {} });

export const previewDeletion = (id: string): Promise<Release> => call('GET', `/libraries/${id}/deletion`);

/** Points a folder at another place; a trial only tells how many of the known files are there. */
export const moveRoot = (id: string, rootId: string, move: RootMove): Promise<RootMoveResult> =>
	call('POST', `/libraries/${id}/roots/${rootId}/move`, { body: move });

export const listScans = (libraryId: string, cursor: string | null = null): Promise<Page<Scan>> =>
	call('GET', `/libraries/${libraryId}/scans`, { query: { cursor, limit: 30 } });

export const readScan = (id: string): Promise<Scan> => call('GET', `/scans/${id}`);

export const cancelScan = (id: string): Promise<void> => call('POST', `/scans/${id}/cancel`);

export const readPlan = (scanId: string, cursor: string | null = null): Promise<Page<PlanChange>> =>
	call('GET', `/scans/${scanId}/plan`, { query: { cursor } });

export const readHidden = (scanId: string, cursor: string | null = null): Promise<HiddenFolders> =>
	call('GET', `/scans/${scanId}/plan/hidden`, { query: { cursor } });

export const listIssues = (scanId: string, cursor: string | null = null): Promise<Page<PassedOver>> =>
	call('GET', `/scans/${scanId}/issues`, { query: { cursor } });

export const applyPlan = (scanId: string): Promise<void> => call('POST', `/scans/${scanId}/apply`);

export const dismissPlan = (scanId: string): Promise<void> => call('POST', `/scans/${scanId}/dismiss`);

export const listIgnored = (libraryId: string, query: { reason?: string; q?: string; cursor?: string | null }): Promise<IgnoredPage> =>
	call('GET', `/libraries/${libraryId}/ignored`, { query });

export const listMissing = (
	libraryId: string,
	query: { older_than_days?: number; only_forgettable?: boolean; cursor?: string | null }
): Promise<MissingPage> => call('GET', `/libraries/${libraryId}/missing`, { query });

/** Forgets exactly what a listing showed, named by its token. */
export const forgetMissing = (libraryId: string, listed: { older_than_days: number; token: string }): Promise<unknown> =>
	call('POST', `/libraries/${libraryId}/forget`, { body: listed });
