/** Single sign-on: the buttons of the sign-in page, one's own links, and providers as administrators set them up. */
import { call, urlOf } from './http.ts';
import type * as server from './generated.ts';
import type { Page } from './types.ts';

export interface ProviderButton {
	id: string;
	name: string;
	preset: string;
}

export interface LinkedIdentity {
	id: string;
	provider_id: string;
	provider_name: string | null;
	label: string | null;
	linked_at: string;
	last_used_at: string | null;
}

/** Lists and maps that are empty are told, too. */
export type Provider = Required<server.ProviderInfo>;
export type ProviderOptions = Required<Omit<server.NewProvider, 'id' | 'client_secret'>>;
export type { NewProvider, Preset, ProviderChange } from './generated.ts';

export const listButtons = (): Promise<Page<ProviderButton>> => call('GET', '/auth/oidc');

/** Where the browser goes to sign in at a provider and come back. */
export const startUrl = (id: string, returnTo: string, device: { id: string; name: string; client: string }): string =>
	urlOf(`/auth/oidc/${id}/start`, { return_to: returnTo, device_id: device.id, device_name: device.name, device_client: device.client });

export const finishWithCode = (totp: string): Promise<{ return_to: string; csrf_token: string }> =>
	call('POST', '/auth/oidc/second-factor', { body: { totp } });

export const listLinks = (): Promise<Page<LinkedIdentity>> => call('GET', '/me/oidc');

export const beginLink = (id: string, password: string, return_to: string): Promise<{ location: string | null }> =>
	call('POST', `/me/oidc/${id}`, { body: { password, return_to } });

export const unlink = (id: string): Promise<void> => call('DELETE', `/me/oidc/${id}`);

export const listProviders = (): Promise<Page<Provider>> => call('GET', '/oidc/providers');

export const listPresets = (): Promise<Page<server.Preset>> => call('GET', '/oidc/presets');

export const createProvider = (wanted: server.NewProvider): Promise<Provider> => call('POST', '/oidc/providers', { body: wanted });

export const changeProvider = (id: string, change: server.ProviderChange): Promise<Provider> =>
	call('PATCH', `/oidc/providers/${id}`, { body: change });

export const removeProvider = (id: string): Promise<void> => call('DELETE', `/oidc/providers/${id}`);

export const checkProvider = (id: string): Promise<{ ok: boolean; detail: string }> => call('POST', `/oidc/providers/${id}/check`);
