import { beforeEach, describe, expect, it } from 'vitest';
import { entryOf, forgetEverything, invalidate, patch, peek, prefetch } from './resource.svelte.ts';

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('resource cache', () => {
	beforeEach(forgetEverything);

	it('asks once while an answer is on its way', async () => {
		let asked = 0;
		const ask = async () => ++asked;
		prefetch('home', ask);
		prefetch('home', ask);
		await settled();
		expect(asked).toBe(1);
		expect(peek('home')).toBe(1);
	});

	it('does not ask again for what is fresh', async () => {
		let asked = 0;
		prefetch('home', async () => ++asked);
		await settled();
		prefetch('home', async () => ++asked);
		await settled();
		expect(asked).toBe(1);
	});

	it('shows the old value while it fetches the new one', async () => {
		let answer = 'old';
		const entry = entryOf<string>('home');
		entry.users = 1;
		entry.fetcher = async () => answer;
		await entry.refresh();
		answer = 'new';
		invalidate('home');
		expect(entry.data).toBe('old');
		await settled();
		expect(entry.data).toBe('new');
	});

	it('fetches again when something changed while the answer was on its way', async () => {
		const waiting: ((value: number) => void)[] = [];
		const entry = entryOf<number>('item:1');
		entry.users = 1;
		entry.fetcher = () => new Promise((resolve) => waiting.push(resolve));
		void entry.refresh();
		invalidate('item:');
		waiting[0]?.(1);
		await settled();
		expect(waiting).toHaveLength(2);
		waiting[1]?.(2);
		await settled();
		expect(entry.data).toBe(2);
	});

	it('keeps an optimistic value over an answer that was asked for before it', async () => {
		let answer: (value: string) => void = () => {};
		const entry = entryOf<string>('item:1');
		entry.fetcher = () => new Promise((resolve) => (answer = resolve));
		void entry.refresh();
		entry.put('mine');
		answer('theirs');
		await settled();
		expect(entry.data).toBe('mine');
	});

	it('takes an optimistic change back', () => {
		entryOf<{ watched: boolean }>('item:1').put({ watched: false });
		const rollBack = patch<{ watched: boolean }>('item:1', (item) => ({ ...item, watched: true }));
		expect(peek('item:1')).toEqual({ watched: true });
		rollBack();
		expect(peek('item:1')).toEqual({ watched: false });
	});

	it('takes a change back without losing what the server said meanwhile', async () => {
		const entry = entryOf<{ watched: boolean; title: string }>('item:1');
		entry.put({ watched: false, title: 'old' });
		const rollBack = patch<{ watched: boolean; title: string }>('item:1', (item) => ({ ...item, watched: true }));
		entry.fetcher = async () => ({ watched: false, title: 'new' });
		entry.users = 1;
		entry.expire();
		await settled();
		rollBack();
		await settled();
		expect(entry.data).toEqual({ watched: false, title: 'new' });
	});

	it('does not repeat a failed request by itself', async () => {
		let asked = 0;
		const entry = entryOf('home');
		entry.users = 1;
		entry.fetcher = async () => {
			asked += 1;
			throw new Error('away');
		};
		await entry.refresh();
		await settled();
		expect(asked).toBe(1);
		expect(entry.error).toBeInstanceOf(Error);
	});

	it('forgets what was used longest ago and is not on screen', () => {
		entryOf('first').put(1);
		const kept = entryOf('second');
		kept.put(2);
		kept.users = 1;
		for (let index = 0; index < 200; index += 1) entryOf(`item:${index}`).put(index);
		expect(peek('first')).toBeUndefined();
		expect(peek('second')).toBe(2);
	});
});
