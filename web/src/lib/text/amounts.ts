/** Sizes, rates and counts as people read them. */
import { getLocale } from './language.ts';

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];

export function size(bytes: number): string {
	let value = bytes;
	let unit = 0;
	while (value >= 1000 && unit < UNITS.length - 1) {
		value /= 1000;
		unit += 1;
	}
	const digits = unit < 2 || value >= 100 ? 0 : 1;
	return `${value.toLocaleString(getLocale(), { maximumFractionDigits: digits })} ${UNITS[unit]}`;
}

export function bitrate(bps: number): string {
	const megabits = bps / 1_000_000;
	return megabits >= 1
		? `${megabits.toLocaleString(getLocale(), { maximumFractionDigits: 1 })} Mbit/s`
		: `${Math.round(bps / 1000)} kbit/s`;
}

export function count(value: number): string {
	return value.toLocaleString(getLocale());
}

/** The name people know a picture's size by. */
export function resolution(width: number | null | undefined, height: number | null | undefined): string | null {
	if (!width || !height) return null;
	if (width >= 7000 || height >= 4000) return '8K';
	if (width >= 3200 || height >= 1900) return '4K';
	if (width >= 2300 || height >= 1400) return '1440p';
	if (width >= 1700 || height >= 1000) return '1080p';
	if (width >= 1150 || height >= 700) return '720p';
	if (height >= 560) return '576p';
	return height >= 470 ? '480p' : `${height}p`;
}
