import { describe, expect, it } from 'vitest';
import { size, resolution, bitrate } from './amounts.ts';
import { clock, length, since } from './time.ts';

describe('a position', () => {
	it.each([
		[0, '0:00'],
		[7_000, '0:07'],
		[59_999, '0:59'],
		[60_000, '1:00'],
		[3_753_000, '1:02:33'],
		[36_000_000, '10:00:00'],
		[-5, '0:00']
	])('%i ms reads %s', (ms, text) => expect(clock(ms)).toBe(text));
});

describe('a length', () => {
	it.each([
		[20_000, '20 s'],
		[2_280_000, '38 min'],
		[6_420_000, '1 h 47 min'],
		[7_200_000, '2 h'],
		[3_599_900, '1 h']
	])('%i ms reads %s', (ms, text) => expect(length(ms)).toBe(text));
});

describe('a time past or coming', () => {
	const now = Date.parse('2026-11-24T12:00:00Z');
	it.each([
		['2026-11-24T11:59:40Z', 'just now'],
		['2026-11-24T11:57:00Z', '3 minutes ago'],
		['2026-11-24T14:00:00Z', 'in 2 hours'],
		['2026-11-23T11:00:00Z', 'yesterday']
	])('%s reads %s', (iso, text) => expect(since(iso, now)).toBe(text));

	it('keeps a text that is no time', () => expect(since('soon', now)).toBe('soon'));
});

describe('amounts', () => {
	it('says sizes in the units disks are sold in', () => {
		expect(size(999)).toBe('999 B');
		expect(size(4_700_000_000)).toBe('4.7 GB');
		expect(size(123_400_000)).toBe('123 MB');
	});

	it('calls cropped pictures by the name of their class', () => {
		expect(resolution(1920, 800)).toBe('1080p');
		expect(resolution(3840, 1600)).toBe('4K');
		expect(resolution(720, 576)).toBe('576p');
		expect(resolution(null, null)).toBeNull();
	});

	it('says rates', () => expect(bitrate(12_340_000)).toBe('12.3 Mbit/s'));
});
