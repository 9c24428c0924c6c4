import { describe, expect, it } from 'vitest';
import { heightOf, leftOf, neighbour, shapeOf, spanInSight, topOf, windowsOf } from './arithmetic.ts';

const SCREENS = [
	[358, 844],
	[736, 1024],
	[1180, 800],
	[1800, 1080],
	[2400, 1440],
	[3680, 2160]
] as const;
const TOTAL = 100_000;

describe.each(SCREENS)('a grid %i px wide in a viewport %i px high', (width, viewport) => {
	const shape = shapeOf(width);

	it('draws at most 120 cells wherever it is scrolled', () => {
		for (let scrolled = -500; scrolled < heightOf(shape, TOTAL); scrolled += 9973) {
			const span = spanInSight(shape, TOTAL, scrolled, viewport);
			expect(span.end - span.first).toBeLessThanOrEqual(120);
		}
	});

	it('stays below the height at which browsers cap an element', () => {
		expect(heightOf(shape, TOTAL)).toBeLessThan(2 ** 24);
	});

	it('covers the viewport with cells', () => {
		const scrolled = 54_321;
		const span = spanInSight(shape, TOTAL, scrolled, viewport);
		expect(topOf(shape, span.first)).toBeLessThanOrEqual(scrolled);
		expect(topOf(shape, span.end - 1) + shape.cellHeight).toBeGreaterThanOrEqual(scrolled + viewport);
	});

	it('keeps every cell inside its width', () => {
		expect(leftOf(shape, shape.columns - 1) + shape.cellWidth).toBeLessThanOrEqual(width);
	});
});

describe('the ends of a list', () => {
	const shape = shapeOf(1180);

	it('draws nothing of an empty list', () => {
		expect(spanInSight(shape, 0, 0, 800)).toEqual({ first: 0, end: 0 });
		expect(heightOf(shape, 0)).toBe(0);
	});

	it('draws the last row when scrolled beyond it', () => {
		const span = spanInSight(shape, 50, 1_000_000, 800);
		expect(span.end).toBe(50);
	});

	it('draws no cell beyond the list', () => {
		expect(spanInSight(shape, 3, 0, 800)).toEqual({ first: 0, end: 3 });
	});
});

describe('windows of a list', () => {
	it('are those that hold the span', () => {
		expect(windowsOf({ first: 59, end: 121 }, 60)).toEqual([0, 1, 2]);
		expect(windowsOf({ first: 60, end: 120 }, 60)).toEqual([1]);
		expect(windowsOf({ first: 0, end: 0 }, 60)).toEqual([]);
	});
});

describe('focus moved by a key', () => {
	const shape = { ...shapeOf(1180), columns: 5 };

	it.each([
		[7, 'ArrowRight', 8],
		[7, 'ArrowLeft', 6],
		[7, 'ArrowDown', 12],
		[7, 'ArrowUp', 2],
		[2, 'ArrowUp', 2],
		[0, 'ArrowLeft', 0],
		[22, 'ArrowRight', 22],
		[21, 'ArrowDown', 21],
		[19, 'ArrowDown', 22],
		[7, 'End', 22],
		[7, 'Home', 0],
		[7, 'PageDown', 17],
		[7, 'PageUp', 0]
	] as const)('from %i by %s to %i', (from, key, to) => expect(neighbour(shape, 23, from, key, 2)).toBe(to));
});
