/** Which remembered answers an event makes out of date, as prefixes of their keys; "catalog" stands for the grids. */
import type { ServerEvent } from '#api';

export function prefixesOf(event: ServerEvent): string[] {
	const [group, verb] = event.name.split('.');
	const item = event.subject_id ? [`item:${event.subject_id}`] : [];
	switch (group) {
		case 'movie':
		case 'series':
		case 'episode':
			return ['home', 'catalog', 'genres:', 'years:', 'seasons:', 'episodes:', 'inbox', ...item, ...seriesOf(event)];
		case 'playback':
			return verb === 'progress' ? ['home', ...item] : ['home', ...item, 'episodes:', ...seriesOf(event)];
		case 'item':
			return ['home', 'seasons:', 'episodes:', ...item, ...seriesOf(event)];
		case 'library':
			if (verb === 'scan_progress') return [];
			return ['libraries', 'scans:', 'scan:', 'plan:', 'ignored:', 'missing:', 'home', 'inbox', ...(verb === 'scan_started' ? [] : ['catalog'])];
		case 'job':
			return ['jobs'];
		case 'user':
			return ['users', 'me'];
		case 'auth':
			return ['sessions'];
		case 'resync':
			return ['', 'catalog'];
		default:
			return [];
	}
}

function seriesOf(event: ServerEvent): string[] {
	const id = event.payload.series_id;
	return typeof id === 'string' ? [`item:${id}`] : [];
}
