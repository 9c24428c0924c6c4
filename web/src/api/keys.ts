/** API keys of the signed-in person, and what the roles may. */
import { call } from './http.ts';
import type { Role } from './server-types.ts';
import type { Page } from './types.ts';

export type Scope = 'read' | 'play' | 'manage' | 'admin';

export interface ApiKey {
	id: string;
	name: string;
	/** Its first characters. */
	hint: string;
	scopes: Scope[];
	library_ids: string[] | null;
	created_at: string;
	expires_at: string | null;
	last_used_at: string | null;
}

export interface NewKey {
	name: string;
	scopes: Scope[];
	library_ids: string[] | null;
	expires_at: string | null;
}

export interface MadeKey {
	id: string;
	key: string;
	name: string;
}

export interface RoleMatrix {
	items: { role: Role; permissions: string[]; key_scopes: Scope[] }[];
	permissions: string[];
}

export const listKeys = (): Promise<Page<ApiKey>> => call('GET', '/api-keys', { query: { limit: 200 } });

export const createKey = (wanted: NewKey): Promise<MadeKey> => call('POST', '/api-keys', { body: wanted });

export const rotateKey = (id: string): Promise<MadeKey> => call('POST', `/api-keys/${id}/rotate`);

export const revokeKey = (id: string): Promise<void> => call('DELETE', `/api-keys/${id}`);

export const readRoles = (): Promise<RoleMatrix> => call('GET', '/roles');
