import { describe, expect, it } from 'vitest';
import { lastDay, roundUp } from './hours.ts';

const NOON = Date.parse('2026-05-04T12:34:00Z');

describe('the last day by the hour', () => {
	it('holds 24 hours, also those in which nothing ended', () => {
		const hours = lastDay([], NOON);
		expect(hours).toHaveLength(24);
		expect(hours.at(-1)?.at).toBe(Date.parse('2026-05-04T12:00:00Z'));
		expect(hours.every((hour) => hour.done === 0 && hour.failed === 0)).toBe(true);
	});

	it('counts what failed apart from what was done', () => {
		const hours = lastDay(
			[
				{ hour: '2026-05-04T11:00:00Z', state: 'completed', count: 7 },
				{ hour: '2026-05-04T11:00:00Z', state: 'cancelled', count: 2 },
				{ hour: '2026-05-04T11:00:00Z', state: 'discarded', count: 3 },
				{ hour: '2026-05-02T11:00:00Z', state: 'completed', count: 99 }
			],
			NOON
		);
		expect(hours.at(-2)).toMatchObject({ done: 9, failed: 3 });
		expect(hours.reduce((sum, hour) => sum + hour.done, 0)).toBe(9);
	});

	it.each([
		[0, 4],
		[4, 4],
		[5, 5],
		[11, 20],
		[430, 500],
		[5001, 10000]
	])('rounds %i up to %i for the top of the plot', (value, top) => expect(roundUp(value)).toBe(top));
});
