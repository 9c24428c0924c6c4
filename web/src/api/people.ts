/** What administrators do about one person, beyond making and granting. */
import { call } from './http.ts';
import type { ImportedPlays, ImportTrial, TakenBack, User } from './server-types.ts';

/** Absent is unchanged, null clears. */
export interface PersonChange {
	username?: string;
	display_name?: string | null;
	password?: string;
	maximum_age?: number | null;
	sees_unrated?: boolean;
	second_factor_required?: boolean;
}

export type History = 'keep' | 'erase';

export const changePerson = (id: string, change: PersonChange): Promise<User> => call('PATCH', `/users/${id}`, { body: change });

export const deletePerson = (id: string, history: History): Promise<void> => call('DELETE', `/users/${id}`, { query: { history } });

export const endPersonsSessions = (id: string): Promise<void> => call('DELETE', `/users/${id}/sessions`);

export const resetSecondFactor = (id: string): Promise<void> => call('DELETE', `/users/${id}/totp`);

/** What importing the plays that NFO files remember would do; nothing is changed by asking. */
export const tryImportPlays = (id: string, cursor: string | null): Promise<ImportTrial> => call('GET', `/users/${id}/import-plays`, { query: { cursor } });

export const importPlays = (id: string): Promise<ImportedPlays> => call('POST', `/users/${id}/import-plays`);

export const undoImportPlays = (id: string): Promise<TakenBack> => call('POST', `/users/${id}/import-plays/undo`);
