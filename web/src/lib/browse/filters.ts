/** Sorting and filters of a grid, as the page's address holds them: shareable, and back where one left them. */
import type { Query } from '#api';

export const SORTS = ['title', '-added_at', '-year', 'year', '-rating', '-last_played_at'] as const;
export type Sort = (typeof SORTS)[number];

export interface Filters {
	sort: Sort;
	genre: string | null;
	year: number | null;
	watched: boolean | null;
	favourite: boolean | null;
	library: string | null;
}

const boolean = (text: string | null): boolean | null => (text === 'true' ? true : text === 'false' ? false : null);

export function readFilters(search: Pick<URLSearchParams, 'get'>): Filters {
	const sort = search.get('sort');
	const year = Number(search.get('year'));
	return {
		sort: SORTS.find((known) => known === sort) ?? 'title',
		genre: search.get('genre'),
		year: Number.isInteger(year) && year > 0 ? year : null,
		watched: boolean(search.get('watched')),
		favourite: boolean(search.get('favourite')),
		library: search.get('library')
	};
}

/** The address' search part; what is default is left out. */
export function writeFilters(filters: Filters): string {
	const search = new URLSearchParams();
	for (const [name, value] of Object.entries(filters)) {
		if (value !== null && !(name === 'sort' && value === 'title')) search.set(name, String(value));
	}
	const text = search.toString();
	return text ? `?${text}` : '';
}

export function queryOf(filters: Filters): Query {
	return { ...filters };
}

export function countOf(filters: Filters): number {
	return [filters.genre, filters.year, filters.watched, filters.favourite, filters.library].filter((value) => value !== null).length;
}

export const withoutFilters = (filters: Filters): Filters => ({
	sort: filters.sort,
	genre: null,
	year: null,
	watched: null,
	favourite: null,
	library: null
});
