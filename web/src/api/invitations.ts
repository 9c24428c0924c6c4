/** Invitations: links by which people make their own accounts. */
import { call } from './http.ts';
import type { Role, SignedIn } from './server-types.ts';
import type { Page } from './types.ts';

export interface Invitation {
	id: string;
	note: string | null;
	role: Role;
	library_ids: string[];
	all_libraries: boolean;
	maximum_age: number | null;
	uses: number;
	maximum_uses: number;
	created_by: string | null;
	created_at: string;
	expires_at: string;
	open: boolean;
}

export interface NewInvitation {
	role: Exclude<Role, 'administrator'>;
	library_ids: string[];
	all_libraries: boolean;
	maximum_age: number | null;
	maximum_uses: number;
	expires_at: string;
	note: string | null;
}

export interface MadeInvitation {
	id: string;
	link: string;
	expires_at: string;
}

/** What an invitation offers to whoever holds its link. */
export interface Welcome {
	invited_by: string | null;
	role: Role;
	all_libraries: boolean;
	libraries: number;
	maximum_age: number | null;
	expires_at: string;
}

export interface Joining {
	token?: string;
	username: string;
	password: string;
	device: { id: string; name: string; client: string; version: string };
}

export const listInvitations = (): Promise<Page<Invitation>> => call('GET', '/invitations', { query: { limit: 200 } });

export const createInvitation = (wanted: NewInvitation): Promise<MadeInvitation> => call('POST', '/invitations', { body: wanted });

export const revokeInvitation = (id: string): Promise<void> => call('DELETE', `/invitations/${id}`);

export const readWelcome = (token: string): Promise<Welcome> => call('POST', '/auth/invitation', { body: { token } });

export const join = (wish: Joining): Promise<SignedIn> => call('POST', '/auth/join', { body: { ...wish, cookie: true } });
