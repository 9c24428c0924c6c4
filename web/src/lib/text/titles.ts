/** How titles and numbers of episodes are written, and where each thing's page is. */
import { resolve } from '$app/paths';
import type { Item } from '#api';
import { m } from '#paraglide/messages.js';
import { day } from './time.ts';

/** S2 E5, S1 E3–4, Special 2. */
export function episodeNumber(item: Item): string {
	const numbers = item.episode_numbers ?? [];
	const first = numbers[0];
	if (first === undefined) return item.air_date ? day(item.air_date) : '';
	const last = numbers[numbers.length - 1] ?? first;
	const span = last === first ? String(first) : `${first}–${last}`;
	if (item.season_number === 0) return m.special_number({ number: span });
	return m.episode_number({ season: item.season_number ?? 1, episode: span });
}

export function seasonName(season: Item): string {
	if (season.season_number === 0) return m.specials();
	return season.title || m.season_number({ number: season.season_number ?? 1 });
}

/** Title and second line of a card. */
export function captionOf(item: Item): { title: string; note: string } {
	switch (item.kind) {
		case 'episode':
			return { title: item.series_title ?? item.title, note: [episodeNumber(item), item.title].filter(Boolean).join(' · ') };
		case 'series':
			return {
				title: item.title,
				note: [item.year, item.season_count ? m.seasons_count({ count: item.season_count }) : ''].filter(Boolean).join(' · ')
			};
		default:
			return { title: item.title, note: item.year ? String(item.year) : '' };
	}
}

export function pageOf(item: Pick<Item, 'id'>): string {
	return resolve('/(app)/title/[id]', { id: item.id });
}

export function watchPage(id: string, query = ''): string {
	return resolve('/watch/[id]', { id }) + query;
}

/** Is it begun and not finished? Known also while the file's length is not. */
export function isBegun(item: Item): boolean {
	return item.state.position_ms > 0 && (item.duration_ms ?? item.runtime_ms ? progressOf(item) !== undefined : true);
}

/** 0 to 1 while something is begun and not finished; undefined otherwise. */
export function progressOf(item: Item): number | undefined {
	const whole = item.duration_ms ?? item.runtime_ms;
	if (!whole || !item.state?.position_ms) return undefined;
	const share = item.state.position_ms / whole;
	return share > 0.005 && share < 0.97 ? share : undefined;
}
