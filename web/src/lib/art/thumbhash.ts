/**
 * ThumbHash (Evan Wallace, MIT): a picture's likeness in under 30 bytes, decoded to at most 32 x 32 pixels.
 * Format: https://github.com/evanw/thumbhash
 */

export interface Likeness {
	width: number;
	height: number;
	/** RGBA, four bytes a pixel. */
	pixels: Uint8ClampedArray<ArrayBuffer>;
}

export interface Colour {
	r: number;
	g: number;
	b: number;
}

export function bytesOf(base64: string): Uint8Array {
	const text = atob(base64.replaceAll('-', '+').replaceAll('_', '/'));
	return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

interface Header {
	l: number;
	p: number;
	q: number;
	a: number;
	lScale: number;
	pScale: number;
	qScale: number;
	hasAlpha: boolean;
	lx: number;
	ly: number;
}

function readHeader(hash: Uint8Array): Header {
	const at = (index: number): number => hash[index] ?? 0;
	const h24 = at(0) | (at(1) << 8) | (at(2) << 16);
	const h16 = at(3) | (at(4) << 8);
	const hasAlpha = h24 >> 23 === 1;
	const isLandscape = h16 >> 15 === 1;
	const long = hasAlpha ? 5 : 7;
	return {
		l: (h24 & 63) / 63,
		p: ((h24 >> 6) & 63) / 31.5 - 1,
		q: ((h24 >> 12) & 63) / 31.5 - 1,
		a: hasAlpha ? (at(5) & 15) / 15 : 1,
		lScale: ((h24 >> 18) & 31) / 31,
		pScale: ((h16 >> 3) & 63) / 63,
		qScale: ((h16 >> 9) & 63) / 63,
		hasAlpha,
		lx: Math.max(3, isLandscape ? long : h16 & 7),
		ly: Math.max(3, isLandscape ? h16 & 7 : long)
	};
}

/** Width divided by height. */
export function aspectOf(hash: Uint8Array): number {
	const at = (index: number): number => hash[index] ?? 0;
	const hasAlpha = (at(2) & 0x80) !== 0;
	const isLandscape = (at(4) & 0x80) !== 0;
	const long = hasAlpha ? 5 : 7;
	const short = at(3) & 7;
	return isLandscape ? long / short : short / long;
}

function colourOf(l: number, p: number, q: number): Colour {
	const b = l - (2 / 3) * p;
	const r = (3 * l - b + q) / 2;
	const clamp = (value: number): number => Math.max(0, Math.min(1, value));
	return { r: clamp(r), g: clamp(r - q), b: clamp(b) };
}

/** The picture's mean colour, each part 0 to 1. */
export function meanColour(hash: Uint8Array): Colour {
	const { l, p, q } = readHeader(hash);
	return colourOf(l, p, q);
}

export function decode(hash: Uint8Array): Likeness {
	const head = readHeader(hash);
	let nibble = 0;
	const start = head.hasAlpha ? 6 : 5;
	const readChannel = (nx: number, ny: number, scale: number): number[] => {
		const factors: number[] = [];
		for (let cy = 0; cy < ny; cy += 1) {
			for (let cx = cy ? 0 : 1; cx * ny < nx * (ny - cy); cx += 1) {
				const byte = hash[start + (nibble >> 1)] ?? 0;
				factors.push((((byte >> ((nibble++ & 1) << 2)) & 15) / 7.5 - 1) * scale);
			}
		}
		return factors;
	};
	const l = readChannel(head.lx, head.ly, head.lScale);
	const p = readChannel(3, 3, head.pScale * 1.25);
	const q = readChannel(3, 3, head.qScale * 1.25);
	const a = head.hasAlpha ? readChannel(5, 5, 1) : [];

	const ratio = aspectOf(hash);
	const width = Math.round(ratio > 1 ? 32 : 32 * ratio);
	const height = Math.round(ratio > 1 ? 32 / ratio : 32);
	const pixels = new Uint8ClampedArray(width * height * 4);
	const count = Math.max(head.lx, head.ly, head.hasAlpha ? 5 : 3);
	const waves = (size: number, at: number): number[] =>
		Array.from({ length: count }, (_, c) => Math.cos((Math.PI / size) * (at + 0.5) * c));
	const columns = Array.from({ length: width }, (_, x) => waves(width, x));
	const sum = (factors: number[], nx: number, ny: number, fx: number[], fy: number[]): number => {
		let total = 0;
		let index = 0;
		for (let cy = 0; cy < ny; cy += 1) {
			const wave = (fy[cy] ?? 0) * 2;
			for (let cx = cy ? 0 : 1; cx * ny < nx * (ny - cy); cx += 1) total += (factors[index++] ?? 0) * (fx[cx] ?? 0) * wave;
		}
		return total;
	};
	for (let y = 0, at = 0; y < height; y += 1) {
		const fy = waves(height, y);
		for (let x = 0; x < width; x += 1, at += 4) {
			const fx = columns[x] ?? [];
			const colour = colourOf(
				head.l + sum(l, head.lx, head.ly, fx, fy),
				head.p + sum(p, 3, 3, fx, fy),
				head.q + sum(q, 3, 3, fx, fy)
			);
			pixels[at] = colour.r * 255;
			pixels[at + 1] = colour.g * 255;
			pixels[at + 2] = colour.b * 255;
			pixels[at + 3] = Math.max(0, Math.min(1, head.a + sum(a, 5, 5, fx, fy))) * 255;
		}
	}
	return { width, height, pixels };
}
