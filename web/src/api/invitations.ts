/** Invitations: links by which people make their own accounts. */
import { call } from './http.ts';
import type { Invitation, MadeInvitation, NewInvitation, Welcome } from './generated.ts';
import type { SignedIn } from './server-types.ts';
import type { Page } from './types.ts';

export type { Invitation, MadeInvitation, NewInvitation, Welcome };

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
