/** What can be done with a title from its card or page, as entries of a menu. */
import { goto } from '$app/navigation';
import type { Item } from '#api';
import { removeFromContinue, setFavourite, setWatched, watchedUpTo } from '#lib/state/marks.ts';
import { session } from '#lib/state/session.svelte.ts';
import { isBegun, pageOf, watchPage } from '#lib/text/titles.ts';
import type { MenuEntry } from '#lib/ui/menu.ts';
import { m } from '#paraglide/messages.js';

export function isPlayable(item: Item): boolean {
	return item.kind === 'movie' || item.kind === 'episode' || item.kind === 'extra';
}

export function isWatched(item: Item): boolean {
	if (item.kind === 'series' || item.kind === 'season') return item.unwatched_count === 0 && (item.episode_count ?? 0) > 0;
	return item.state.watched;
}

export function menuFor(item: Item, place: 'card' | 'continue' | 'page'): MenuEntry[] {
	const watched = isWatched(item);
	const entries: (MenuEntry | false)[] = [
		isPlayable(item) && !item.missing_since && place !== 'page' && {
			text: isBegun(item) ? m.resume() : m.play(),
			icon: 'play',
			choose: () => void goto(watchPage(item.id))
		},
		isPlayable(item) && isBegun(item) && {
			text: m.play_from_start(),
			icon: 'replay',
			choose: () => void goto(watchPage(item.id, '?from=0'))
		},
		{
			text: watched ? m.mark_unwatched() : m.mark_watched(),
			icon: 'check',
			choose: () => void setWatched(item, !watched)
		},
		item.kind === 'episode' && {
			text: m.watched_up_to_here(),
			icon: 'eye',
			choose: () => void watchedUpTo(item)
		},
		{
			text: item.state.favourite ? m.remove_favourite() : m.add_favourite(),
			icon: item.state.favourite ? 'heartFull' : 'heart',
			choose: () => void setFavourite(item, !item.state.favourite)
		},
		(place === 'continue' || (isPlayable(item) && isBegun(item))) && {
			text: m.remove_from_continue(),
			icon: 'close',
			choose: () => void removeFromContinue(item)
		},
		(item.kind === 'movie' || item.kind === 'series') && (session.me?.permissions.includes('keep') ?? false) && {
			text: m.hide_title(),
			icon: 'eyeOff',
			choose: () => void import('#lib/state/hiding.ts').then(({ hide }) => hide(item, place))
		},
		place !== 'page' && item.kind === 'episode' && item.series_id !== undefined && item.series_id !== null && {
			text: m.go_to_series(),
			icon: 'show',
			href: pageOf({ id: item.series_id })
		}
	];
	return entries.filter((entry): entry is MenuEntry => entry !== false);
}
