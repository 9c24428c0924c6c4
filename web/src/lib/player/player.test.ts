import { describe, expect, it } from 'vitest';
import { actOf } from './keymap.ts';
import { COUNTDOWN_S, isNearEnd, secondsLeft } from './nextup.ts';
import { placeOf, startOf, wholeDuration } from './parts.ts';

describe('keys of the player', () => {
	it.each([
		[' ', 'toggle'],
		['K', 'toggle'],
		['f', 'fullscreen'],
		['m', 'mute'],
		['a', 'audio'],
		['n', 'next'],
		['Escape', 'leave'],
		['?', 'help']
	])('%s does %s', (key, act) => expect(actOf({ key })?.do).toBe(act));

	it('digits go to tenths of the film', () => expect(actOf({ key: '7' })).toEqual({ do: 'share', share: 0.7 }));
	it('arrows and J L go ten seconds', () => {
		expect(actOf({ key: 'ArrowLeft' })).toEqual({ do: 'skip', ms: -10_000 });
		expect(actOf({ key: 'l' })).toEqual({ do: 'skip', ms: 10_000 });
	});
	it('leaves the browser its own shortcuts', () => expect(actOf({ key: 'f', ctrlKey: true })).toBeUndefined());
	it('ignores keys without a meaning', () => expect(actOf({ key: 'q' })).toBeUndefined());
});

describe('the next episode', () => {
	it('is offered in the last half minute of a long one', () => {
		expect(isNearEnd(1_169_000, 1_200_000)).toBe(false);
		expect(isNearEnd(1_170_000, 1_200_000)).toBe(true);
	});
	it('is offered in the last tenth of a short one', () => {
		expect(isNearEnd(15_000, 20_000)).toBe(false);
		expect(isNearEnd(18_000, 20_000)).toBe(true);
	});
	it('is not offered while the length is unknown', () => expect(isNearEnd(5, 0)).toBe(false));
	it('counts down in whole seconds and stops at none', () => {
		expect(secondsLeft(1000, 1000)).toBe(COUNTDOWN_S);
		expect(secondsLeft(1000, 4200)).toBe(7);
		expect(secondsLeft(1000, 99_000)).toBe(0);
	});
});

describe('a film in parts', () => {
	const parts = [1, 2].map((part) => ({ part, file_id: String(part), start_ms: (part - 1) * 60_000, duration_ms: 60_000, url: '' }));
	it('is as long as its parts together', () => expect(wholeDuration(parts, 60_000)).toBe(120_000));
	it('goes on in part 2 where part 1 ends', () => {
		expect(placeOf(parts, 59_999)).toEqual({ index: 0, offsetMs: 59_999 });
		expect(placeOf(parts, 60_000)).toEqual({ index: 1, offsetMs: 0 });
		expect(startOf(parts, 1)).toBe(60_000);
	});
	it('keeps a position beyond the end in the last part', () => expect(placeOf(parts, 500_000).index).toBe(1));
});
