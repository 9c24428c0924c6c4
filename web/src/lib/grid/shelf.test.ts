import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Shelf } from './shelf.svelte.ts';

const SPAN = { first: 0, end: 2 };
const titled = (title: string) => ({ id: 'a', title, state: { watched: false } });

/** A server that answers lists when it is told to, and indexes at once. */
let waiting: ((title: string) => void)[] = [];

beforeEach(() => {
	waiting = [];
	vi.stubGlobal('fetch', (url: string) => {
		const answer = (body: unknown): Response => new Response(JSON.stringify(body));
		if (url.includes('/index')) return Promise.resolve(answer({ total: 1, groups: [] }));
		return new Promise<Response>((resolve) => waiting.push((title) => resolve(answer({ items: [titled(title)], next_cursor: null }))));
	});
});
afterEach(() => vi.unstubAllGlobals());

const asked = (times: number) => vi.waitFor(() => expect(waiting.length).toBe(times));
const shows = (shelf: Shelf, title: string | undefined) => vi.waitFor(() => expect(shelf.at(0)?.title).toBe(title));

test('an answer to the older question does not replace the newer one', async () => {
	const shelf = new Shelf('movies', {});
	shelf.need(SPAN);
	await vi.waitFor(() => expect(shelf.total).toBe(1));
	const refreshed = shelf.refresh(() => SPAN);
	await asked(2);
	waiting[1]?.('new');
	await refreshed;
	waiting[0]?.('old');
	// The late answer has been read once an answer asked for after it has.
	const again = shelf.refresh(() => ({ first: 0, end: 1 }));
	await asked(3);
	expect(shelf.at(0)?.title).toBe('new');
	waiting[2]?.('newest');
	await again;
	await shows(shelf, 'newest');
});

test('a title marked while the list was on its way keeps its mark until the server is asked again', async () => {
	const shelf = new Shelf('movies', {});
	shelf.need(SPAN);
	await vi.waitFor(() => expect(shelf.total).toBe(1));
	waiting[0]?.('before');
	await shows(shelf, 'before');
	const refreshed = shelf.refresh(() => SPAN);
	await asked(2);
	shelf.change('a', (item) => ({ ...item, title: 'marked' }));
	waiting[1]?.('before');
	await asked(3);
	expect(shelf.at(0)?.title).toBe('marked');
	waiting[2]?.('after');
	await refreshed;
	expect(shelf.at(0)?.title).toBe('after');
});

test('a list that was empty asks for its first title, though the grid showed no cell when the change was told', async () => {
	const shelf = new Shelf('movies', {});
	shelf.need({ first: 0, end: 0 });
	await asked(1);
	waiting[0]?.('');
	await vi.waitFor(() => expect(shelf.total).toBe(1));
	const revision = shelf.revision;
	await shelf.refresh(() => ({ first: 0, end: 0 }));
	expect(shelf.at(0)).toBeUndefined();
	expect(shelf.revision).toBeGreaterThan(revision);
	shelf.need({ first: 0, end: 1 });
	await asked(2);
	waiting[1]?.('Late Arrival');
	await shows(shelf, 'Late Arrival');
});
