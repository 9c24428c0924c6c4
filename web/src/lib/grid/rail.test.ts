import { describe, expect, it } from 'vitest';
import { fitRail, groupAt, groupOfLetter } from './rail.ts';

const groups = ['#', 'A', 'B', 'D', 'M'].map((label, at) => ({ label, offset: at * 10, count: 10 }));

describe('the jump rail', () => {
	it('shows the ends whatever its height', () => {
		const years = Array.from({ length: 90 }, (_, at) => ({ label: String(2026 - at), offset: at, count: 1 }));
		const shown = fitRail(years, 20);
		expect(shown).toHaveLength(20);
		expect([shown[0]?.label, shown[19]?.label]).toEqual(['2026', '1937']);
	});

	it('knows the group of a cell', () => {
		expect(groupAt(groups, 0)?.label).toBe('#');
		expect(groupAt(groups, 29)?.label).toBe('B');
		expect(groupAt(groups, 1000)?.label).toBe('M');
		expect(groupAt([], 0)).toBeUndefined();
	});

	it.each([
		['d', 'D'],
		['c', 'D'],
		['ä', 'A'],
		['7', '#'],
		['z', undefined]
	])('finds for the key %s the group %s', (key, label) => expect(groupOfLetter(groups, key)?.label).toBe(label));
});
