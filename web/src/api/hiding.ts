/** Titles that a person hides from themselves. */
import { call } from './http.ts';
import type { Item, Page } from './types.ts';

export const hideTitle = (id: string): Promise<void> => call('PUT', `/items/${id}/hidden`);

export const showTitleAgain = (id: string): Promise<void> => call('DELETE', `/items/${id}/hidden`);

export const listHidden = (cursor?: string | null): Promise<Page<Item>> =>
	call('GET', '/me/hidden', { query: { limit: 100, cursor } });
