import { describe, expect, it } from 'vitest';
import { aspectOf, bytesOf, decode, meanColour } from './thumbhash.ts';
import { groundOf, tintOf } from './tint.ts';

// The hash that the format's own documentation shows (a sunrise photograph, wider than high).
const SUNRISE = '1QcSHQRnh493V4dIh4eXh1h4kJUI';

describe('ThumbHash', () => {
	it('decodes to at most 32 pixels a side, in the picture’s shape', () => {
		const hash = bytesOf(SUNRISE);
		const likeness = decode(hash);
		expect(Math.max(likeness.width, likeness.height)).toBe(32);
		expect(likeness.width / likeness.height).toBeCloseTo(aspectOf(hash), 1);
		expect(likeness.pixels).toHaveLength(likeness.width * likeness.height * 4);
	});

	it('is opaque where the picture is', () => {
		const { pixels } = decode(bytesOf(SUNRISE));
		for (let at = 3; at < pixels.length; at += 4) expect(pixels[at]).toBe(255);
	});

	it('has the mean of its pixels as mean colour', () => {
		const hash = bytesOf(SUNRISE);
		const { pixels } = decode(hash);
		let red = 0;
		for (let at = 0; at < pixels.length; at += 4) red += pixels[at] ?? 0;
		expect(meanColour(hash).r).toBeCloseTo(red / (pixels.length / 4) / 255, 1);
	});

	it('survives a hash cut short', () => {
		expect(() => decode(bytesOf('1QcSHQ=='))).not.toThrow();
	});
});

describe('page tint', () => {
	it('has a fixed lightness whatever the picture', () => {
		expect(groundOf(tintOf(SUNRISE), false)).toMatch(/ 9%\)$/);
		expect(groundOf(tintOf(SUNRISE), true)).toMatch(/ 93%\)$/);
	});

	it('is the plain ground without a picture', () => {
		expect(groundOf(tintOf(null), false)).toBe('var(--ground)');
	});
});
