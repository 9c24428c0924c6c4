/** The last day of background work by the hour, ready to be drawn. */
import type { EndedInHour } from '#api';

export interface Hour {
	at: number;
	done: number;
	failed: number;
}

const HOUR = 3_600_000;

/** Gives the 24 hours up to now, the oldest first; hours in which nothing ended are there with zeros. */
export function lastDay(ended: EndedInHour[], now: number): Hour[] {
	const newest = Math.floor(now / HOUR) * HOUR;
	const hours = Array.from({ length: 24 }, (_, index) => ({ at: newest - (23 - index) * HOUR, done: 0, failed: 0 }));
	for (const one of ended) {
		const hour = hours.find((each) => each.at === Date.parse(one.hour));
		if (!hour) continue;
		if (one.state === 'discarded') hour.failed += one.count;
		else hour.done += one.count;
	}
	return hours;
}

/** The next round number at or above: what the plot's top stands for. */
export function roundUp(value: number): number {
	if (value <= 4) return 4;
	const power = 10 ** Math.floor(Math.log10(value));
	return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value) ?? value;
}
