import { describe, expect, it } from 'vitest';
import { countOf, readFilters, withoutFilters, writeFilters } from './filters.ts';

describe('filters in the address', () => {
	it('are the same after writing and reading', () => {
		const filters = readFilters(new URLSearchParams('sort=-year&genre=Science Fiction&year=1984&watched=false&favourite=true&library=7'));
		expect(readFilters(new URLSearchParams(writeFilters(filters)))).toEqual(filters);
		expect(countOf(filters)).toBe(5);
	});

	it('leave a plain address when nothing is chosen', () => {
		expect(writeFilters(readFilters(new URLSearchParams()))).toBe('');
	});

	it('ignore what nobody offers', () => {
		const filters = readFilters(new URLSearchParams('sort=;drop&year=abc&watched=maybe'));
		expect(filters).toMatchObject({ sort: 'title', year: null, watched: null });
	});

	it('are cleared all at once, the order kept', () => {
		const cleared = withoutFilters(readFilters(new URLSearchParams('sort=-year&genre=Drama&watched=true')));
		expect(writeFilters(cleared)).toBe('?sort=-year');
	});
});
