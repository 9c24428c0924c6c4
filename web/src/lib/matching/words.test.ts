import { describe, expect, it } from 'vitest';
import { changeInWords, episodesFrom, numberOf, reasonInWords } from './words.ts';

describe('reasons', () => {
	it('are sentences, with the value they rest on', () => {
		expect(reasonInWords({ code: 'title', detail: '0.98' })).toBe('Titles are 98 % alike');
		expect(reasonInWords({ code: 'runtime_off_minutes', detail: '2' })).toContain('2 min');
	});
	it('tell by which rule a name was read, with what it looks like, also a rule that has no words yet', () => {
		expect(reasonInWords({ code: 'year_by', detail: 'folder.bracketed_year' })).toBe('Year: the year in brackets, in the folder’s name');
		expect(reasonInWords({ code: 'episodes_by', detail: 'season_episode' })).toBe('Episode: written like “S01E02”');
		expect(reasonInWords({ code: 'absolute_by', detail: 'dashed_number.absolute' })).toBe('Number: written like “Show - 02”, counted through all seasons');
		expect(reasonInWords({ code: 'title_by', detail: 'new_rule' })).toBe('Title: the whole name');
		expect(reasonInWords({ code: 'new_thing', detail: 'x' })).toBe('new thing: x');
	});
});

describe('episodes as typed', () => {
	it.each([
		['3', [3]],
		['1-3, 5', [1, 2, 3, 5]],
		['4 – 5', [4, 5]]
	])('%s', (text, numbers) => expect(episodesFrom(text)).toEqual(numbers));
	it.each(['', 'x', '3-1', '1-1000', '1;2'])('refuses %j', (text) => expect(episodesFrom(text)).toBeUndefined());
});

it('numbers a candidate, of one or several episodes', () => {
	expect(numberOf({ season: 1, episodes: [3] })).toBe('S1 E3');
	expect(numberOf({ season: 2, episodes: [3, 4] })).toBe('S2 E3–4');
	expect(numberOf({ season: null, episodes: [] })).toBe('');
});

it('says what a change did', () => {
	const change = { id: '1', at: '', account_id: null, account_name: 'anna', item_ids: [], file_ids: [], undone_at: null };
	const summary = { from: [{ title: 'Alein', year: 1979 }], to: { title: 'Alien', year: 1979 } };
	expect(changeInWords({ ...change, kind: 'match', summary })).toBe('Alein (1979) is now Alien (1979)');
	expect(changeInWords({ ...change, kind: 'edit', summary: { to: summary.to, fields: ['genres'] } })).toBe('Edited Alien (1979): Genres');
});
