import { describe, expect, it } from 'vitest';
import type { ItemDetail } from '#api';
import { changesOf, fieldsOf, textsOf } from './editing.ts';

const heat = {
	id: '1', kind: 'movie', title: 'Heat', year: 1995, genres: ['Crime', 'Drama'], locked_fields: ['year'],
	state: { watched: false, position_ms: 0, play_count: 0, favourite: false }
} satisfies Partial<ItemDetail> as Partial<ItemDetail> as ItemDetail;

describe('a save', () => {
	it('sends only what differs, and nothing when nothing does', () => {
		expect(changesOf(heat, textsOf(heat), ['year'])).toBeUndefined();
		expect(changesOf(heat, { ...textsOf(heat), title: 'Hitze ' }, ['year'])).toEqual({ title: 'Hitze' });
	});
	it('clears a field by null, a list by none', () => {
		expect(changesOf(heat, { ...textsOf(heat), year: '', genres: '' }, ['year'])).toEqual({ year: null, genres: [] });
	});
	it('takes numbers as numbers, and names between commas', () => {
		expect(changesOf(heat, { ...textsOf(heat), year: 1996, genres: 'Crime,  , Noir' }, ['year'])).toEqual({ year: 1996, genres: ['Crime', 'Noir'] });
	});
	it('never empties the title', () => expect(changesOf(heat, { ...textsOf(heat), title: ' ' }, ['year'])).toBeUndefined());
	it('sends the locks when they differ', () => {
		expect(changesOf(heat, textsOf(heat), [])).toEqual({ locked_fields: [] });
		expect(changesOf(heat, textsOf(heat), ['year', 'title'])).toEqual({ locked_fields: ['year', 'title'] });
	});
});

it('an episode has no studios of its own, a series a status', () => {
	expect(fieldsOf('episode').map((field) => field.name)).not.toContain('studios');
	expect(fieldsOf('series').map((field) => field.name)).toContain('status');
});
