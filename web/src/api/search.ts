/** Finding titles, episodes and people by a name, and a person's page. */
import { call } from './http.ts';
import type { Item, Picture, PictureKind } from './types.ts';

export interface PersonFound {
	id: string;
	name: string;
	images: Partial<Record<PictureKind, Picture | null>>;
}

export interface SearchPage {
	items: Item[];
	people: PersonFound[];
	counts: Record<string, number>;
	next_cursor: string | null;
	/** False for moments after a first start, while the index is made. */
	is_ready: boolean;
}

export interface PersonCredit {
	item: Item;
	role: string;
	character: string | null;
	/** In how many episodes of the series; 0 for the whole title. */
	episodes: number;
}

export interface PersonPage extends PersonFound {
	biography: string | null;
	born_on: string | null;
	died_on: string | null;
	credits: PersonCredit[];
}

export const searchFor = (q: string): Promise<SearchPage> => call('GET', '/search', { query: { q: q.slice(0, 200), limit: 60 } });

export const readPerson = (id: string): Promise<PersonPage> => call('GET', `/people/${id}`);
