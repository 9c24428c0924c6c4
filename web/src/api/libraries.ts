/** Libraries, their folders, scans, plans, and files that wait for a name. */
import { call } from './http.ts';
import type { LibraryChanges, ScanRequested } from './generated.ts';
import type { Folder, Library, LibraryKind, PlanChange, Scan } from './server-types.ts';
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

export const listScans = (libraryId: string): Promise<Page<Scan>> => call('GET', `/libraries/${libraryId}/scans`);

export const readPlan = (scanId: string): Promise<Page<PlanChange>> => call('GET', `/scans/${scanId}/plan`);

export const applyPlan = (scanId: string): Promise<void> => call('POST', `/scans/${scanId}/apply`);

export const dismissPlan = (scanId: string): Promise<void> => call('POST', `/scans/${scanId}/dismiss`);
