// Draws the app's icons (static/icons/*.png) from the same geometry as static/icons/mark.svg, with nothing but Node.
// The build runs it.
import { writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';

const GROUND = [0x17, 0x13, 0x1a];
const SUN = [0xff, 0xb8, 0x4d];
const LINE = [0xff, 0x7a, 0x59];
const SAMPLES = 4;

const isInRounded = (x, y, left, top, width, height, radius) => {
	const dx = Math.max(left + radius - x, x - (left + width - radius), 0);
	const dy = Math.max(top + radius - y, y - (top + height - radius), 0);
	return x >= left && x <= left + width && y >= top && y <= top + height && dx * dx + dy * dy <= radius * radius;
};
const isInPlay = (x, y) => {
	const slope = 8.15 / 14.6;
	return x >= 27.4 && x <= 41.6 && Math.abs(y - 30.85) <= (41.8 - x) * slope;
};
const isInSun = (x, y) => y <= 42 && (x - 32) ** 2 + (y - 42) ** 2 <= 22 ** 2 && !isInPlay(x, y);

/** Colour at a point of the 64 x 64 field; null where nothing is. */
const colourAt = (x, y, isFull) => {
	if (isInSun(x, y)) return SUN;
	if (isInRounded(x, y, 10, 46.5, 44, 4, 2)) return LINE;
	return isFull || isInRounded(x, y, 0, 0, 64, 64, 15) ? GROUND : null;
};

/** A maskable icon fills its square and keeps the mark inside the safe circle. */
const draw = (size, isMaskable) => {
	const rows = Buffer.alloc(size * (size * 4 + 1));
	const scale = isMaskable ? 0.72 : 1;
	for (let py = 0; py < size; py += 1) {
		for (let px = 0; px < size; px += 1) {
			const sum = [0, 0, 0, 0];
			for (let sample = 0; sample < SAMPLES * SAMPLES; sample += 1) {
				const u = ((px + ((sample % SAMPLES) + 0.5) / SAMPLES) / size) * 64;
				const v = ((py + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES) / size) * 64;
				const colour = colourAt((u - 32) / scale + 32, (v - 32) / scale + 32, isMaskable);
				if (!colour) continue;
				for (let part = 0; part < 3; part += 1) sum[part] += colour[part];
				sum[3] += 1;
			}
			const at = py * (size * 4 + 1) + 1 + px * 4;
			for (let part = 0; part < 3; part += 1) rows[at + part] = sum[3] ? Math.round(sum[part] / sum[3]) : 0;
			rows[at + 3] = Math.round((sum[3] / SAMPLES ** 2) * 255);
		}
	}
	return rows;
};

const chunk = (name, data) => {
	const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
	const out = Buffer.alloc(body.length + 8);
	out.writeUInt32BE(data.length, 0);
	body.copy(out, 4);
	out.writeUInt32BE(crc32(body), body.length + 4);
	return out;
};

const png = (size, rows) => {
	const head = Buffer.alloc(13);
	head.writeUInt32BE(size, 0);
	head.writeUInt32BE(size, 4);
	head.set([8, 6, 0, 0, 0], 8);
	const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
	return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
};

for (const [name, size, isMaskable] of [
	['icon-180', 180, false],
	['icon-192', 192, false],
	['icon-512', 512, false],
	['icon-maskable-512', 512, true]
]) {
	writeFileSync(new URL(`../static/icons/${name}.png`, import.meta.url), png(size, draw(size, isMaskable)));
}
