import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { toasts } from './toasts.svelte.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('a word goes by itself, and one that can be taken back stays longer', () => {
	toasts.say('done');
	toasts.say('taken back?', () => {});
	vi.advanceTimersByTime(6_000);
	expect(toasts.shown.map((toast) => toast.text)).toEqual(['taken back?']);
	vi.advanceTimersByTime(6_000);
	expect(toasts.shown).toEqual([]);
});

test('nothing goes while a pointer or the focus is on it', () => {
	toasts.say('read me');
	toasts.hold(true);
	vi.advanceTimersByTime(60_000);
	expect(toasts.shown.length).toBe(1);
	toasts.hold(false);
	expect(toasts.shown).toEqual([]);
});
