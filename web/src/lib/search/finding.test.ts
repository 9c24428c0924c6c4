import { expect, test } from 'vitest';
import type { SearchPage } from '#api';
import { Finding } from './finding.svelte.ts';

const answer = (text: string): SearchPage => ({ items: [], people: [], counts: { movie: text.length }, next_cursor: null, is_ready: true });

/** A server that answers when it is told to. */
function slowServer() {
	const asked: string[] = [];
	const waiting: (() => void)[] = [];
	const search = (text: string): Promise<SearchPage> =>
		new Promise((resolve, reject) => {
			asked.push(text);
			waiting.push(() => (text === 'fault' ? reject(new Error(text)) : resolve(answer(text))));
		});
	const next = async (): Promise<void> => {
		waiting.shift()?.();
		await new Promise((done) => setTimeout(done));
	};
	return { asked, waiting, search, next };
}

test('at most one request is on its way, and the words in between are not asked for', async () => {
	const server = slowServer();
	const finding = new Finding(server.search);
	for (const text of ['a', 'al', 'ali', 'alien']) finding.ask(text);
	expect(server.waiting.length).toBe(1);
	await server.next();
	expect(server.asked).toEqual(['a', 'alien']);
	await server.next();
	expect(finding.answered).toBe('alien');
	expect(finding.page?.counts['movie']).toBe(5);
	expect(finding.isBusy).toBe(false);
});

test('an emptied box shows nothing and asks nothing', async () => {
	const server = slowServer();
	const finding = new Finding(server.search);
	finding.ask('alien');
	finding.ask('  ');
	await server.next();
	expect(server.asked).toEqual(['alien']);
	expect(finding.page).toBeUndefined();
	expect(finding.answered).toBe('');
});

test('a fault is told, and the next words are asked for all the same', async () => {
	const server = slowServer();
	const finding = new Finding(server.search);
	finding.ask('fault');
	await server.next();
	expect(finding.error).toBeInstanceOf(Error);
	finding.ask('alien');
	await server.next();
	expect(finding.error).toBeUndefined();
	expect(finding.page).toBeDefined();
});
