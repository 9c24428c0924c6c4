/** What there is to watch, and what a person says about it (watched, favourite, position). */
import { call, type Query } from './http.ts';
import type { Genre, Home, Item, ItemDetail, ListIndex, MediaFile, Page } from './types.ts';

export const readHome = (): Promise<Home> => call('GET', '/home');

export type Shelf = 'movies' | 'series';

export const listShelf = (shelf: Shelf, query: Query, signal?: AbortSignal): Promise<Page<Item>> =>
	call('GET', `/${shelf}`, { query, signal });

export const readShelfIndex = (shelf: Shelf, query: Query, signal?: AbortSignal): Promise<ListIndex> =>
	call('GET', `/${shelf}/index`, { query, signal });

export const listGenres = (kind: 'movie' | 'series'): Promise<Page<Genre>> =>
	call('GET', '/genres', { query: { kind } });

export interface YearCount {
	year: number;
	count: number;
}

export const listYears = async (kind: 'movie' | 'series'): Promise<YearCount[]> => {
	const answer = await call<{ items: { name: string; count: number }[] }>('GET', '/years', { query: { kind } });
	return answer.items.map(({ name, count }) => ({ year: Number(name), count }));
};

export const readItem = (id: string): Promise<ItemDetail> => call('GET', `/items/${id}`);

export const listFiles = (id: string): Promise<Page<MediaFile>> => call('GET', `/items/${id}/files`);

export const listSeasons = (seriesId: string): Promise<Page<Item>> =>
	call('GET', `/series/${seriesId}/seasons`, { query: { limit: 200 } });

export const listEpisodes = (seriesId: string, season: number): Promise<Page<Item>> =>
	call('GET', `/series/${seriesId}/episodes`, { query: { season, limit: 200 } });

/** Changes of watched marks answer with a header whose id takes the whole change back. */
async function undoable(method: 'PUT' | 'DELETE', path: string): Promise<string | null> {
	let token: string | null = null;
	await call(method, path, { onHeaders: (headers) => (token = headers.get('Matinee-Undo')) });
	return token;
}

export const markWatched = (id: string): Promise<string | null> => undoable('PUT', `/items/${id}/watched`);

export const markUnwatched = (id: string): Promise<string | null> => undoable('DELETE', `/items/${id}/watched`);

export const markWatchedUpTo = (id: string): Promise<string | null> => undoable('PUT', `/items/${id}/watched-up-to`);

export const undo = (token: string): Promise<void> => call('POST', `/undo/${token}`);

export const setProgress = (id: string, position_ms: number): Promise<void> =>
	call('PUT', `/items/${id}/progress`, { body: { position_ms } });

export const forgetProgress = (id: string): Promise<void> => call('DELETE', `/items/${id}/progress`);

export const addFavourite = (id: string): Promise<void> => call('PUT', `/items/${id}/favourite`);

export const removeFavourite = (id: string): Promise<void> => call('DELETE', `/items/${id}/favourite`);
