/** Setup, signing in and out, people and their devices. */
import { call } from './http.ts';
import type { NewUser, UserChange } from './generated.ts';
import type { Me, Session, Setup, SignedIn, User } from './server-types.ts';
import type { Page } from './types.ts';

export const readSetup = (): Promise<Setup> => call('GET', '/setup');

export const finishSetup = (token: string, username: string, password: string): Promise<SignedIn> =>
	call('POST', '/setup', { body: { token, username, password } });

export interface Credentials {
	username: string;
	password: string;
	totp?: string;
	device: { id: string; name: string; client: string; version: string };
}

export const logIn = (credentials: Credentials): Promise<SignedIn> =>
	call('POST', '/auth/login', { body: { ...credentials, cookie: true } });

/** Ends this session; the answer says where the browser ends the provider's own, for whoever came by one. */
export const logOut = (): Promise<{ location: string | null }> => call('POST', '/auth/oidc/logout');

export const readMe = (): Promise<Me> => call('GET', '/me');

export const changePassword = (current_password: string, new_password: string): Promise<void> =>
	call('PUT', '/me/password', { body: { current_password, new_password } });

export const listSessions = (): Promise<Page<Session>> => call('GET', '/sessions');

export const endSession = (id: string): Promise<void> => call('DELETE', `/sessions/${id}`);

export type { NewUser };

/** People by name; `q` is a part of it. */
export const listUsers = (q = '', cursor: string | null = null, limit = 50): Promise<Page<User>> => call('GET', '/users', { query: { q, cursor, limit } });

const MOST_PEOPLE = 1000;

/** Everybody, for a choice of one. */
export async function listEverybody(): Promise<Page<User>> {
	const items: User[] = [];
	let cursor: string | null = null;
	do {
		const page: Page<User> = await listUsers('', cursor, 200);
		items.push(...page.items);
		cursor = page.next_cursor;
	} while (cursor && items.length < MOST_PEOPLE);
	return { items, next_cursor: cursor };
}

export const createUser = (user: NewUser): Promise<User> => call('POST', '/users', { body: user });

export const changeUser = (id: string, change: UserChange): Promise<User> =>
	call('PATCH', `/users/${id}`, { body: change });

export const grantLibraries = (id: string, library_ids: string[], all_libraries: boolean): Promise<void> =>
	call('PUT', `/users/${id}/libraries`, { body: { library_ids, all_libraries } });
