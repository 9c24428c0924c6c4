/** Watched, favourite, position: painted in the same frame, taken back with a word when the server refuses. */
import * as api from '#api';
import type { Item, ItemState, Page } from '#api';
import { changeOnShelves } from '#lib/grid/shelf.svelte.ts';
import { invalidate, patch } from '#lib/resource/resource.svelte.ts';
import { m } from '#paraglide/messages.js';
import { tell } from './faults.ts';
import { toasts } from './toasts.svelte.ts';

type Change = (item: Item) => Item;

const withState =
	(change: Partial<ItemState>): Change =>
	(item) => ({ ...item, state: { ...item.state, ...change } });

function inList(id: string, change: Change) {
	return <T extends { items: Item[] }>(page: T): T =>
		page.items.some((item) => item.id === id)
			? { ...page, items: page.items.map((item) => (item.id === id ? change(item) : item)) }
			: page;
}

/** Shows the change everywhere the title is remembered; the function returned takes it back. */
function paint(item: Item, change: Change): () => void {
	const takeBack = [
		patch<Item>(`item:${item.id}`, change),
		patch<Page<Item>>('seasons:', inList(item.id, change)),
		patch<Page<Item>>('episodes:', inList(item.id, change)),
		patch<api.Home>('home', (home) => ({ ...home, rows: home.rows.map((row) => inList(item.id, change)(row)) }))
	];
	changeOnShelves(item.id, change);
	return () => {
		for (const back of takeBack) back();
		changeOnShelves(item.id, () => item);
	};
}

async function act(item: Item, change: Change, ask: () => Promise<unknown>): Promise<unknown> {
	const takeBack = paint(item, change);
	try {
		const answer = await ask();
		refresh(item);
		return answer ?? true;
	} catch (error) {
		takeBack();
		tell(error);
		return undefined;
	}
}

function refresh(item: Item): void {
	invalidate('home');
	invalidate('seasons:');
	invalidate('episodes:');
	invalidate(`item:${item.id}`);
	if (item.series_id) invalidate(`item:${item.series_id}`);
}

async function undoing(item: Item, token: string): Promise<void> {
	try {
		await api.undo(token);
		refresh(item);
	} catch (error) {
		tell(error);
	}
}

const tokenOf = (answer: unknown): string | undefined => (typeof answer === 'string' ? answer : undefined);

export async function setWatched(item: Item, watched: boolean): Promise<void> {
	const all = item.kind === 'series' || item.kind === 'season';
	const left = all ? { unwatched_count: watched ? 0 : (item.episode_count ?? null) } : {};
	const change: Change = (old) => ({ ...withState({ watched, position_ms: 0 })(old), ...left });
	const answer = await act(item, change, () => (watched ? api.markWatched(item.id) : api.markUnwatched(item.id)));
	if (!answer) return;
	const token = tokenOf(answer);
	const back = (): Promise<void> => (token ? undoing(item, token) : setWatchedQuietly(item, !watched));
	toasts.say(watched ? m.said_watched({ title: item.title }) : m.said_unwatched({ title: item.title }), back);
}

async function setWatchedQuietly(item: Item, watched: boolean): Promise<void> {
	await act(item, withState({ watched, position_ms: item.state.position_ms }), async () => {
		await (watched ? api.markWatched(item.id) : api.markUnwatched(item.id));
		if (!watched && item.state.position_ms > 0) await api.setProgress(item.id, item.state.position_ms);
	});
}

export async function watchedUpTo(item: Item): Promise<void> {
	const answer = await act(item, withState({ watched: true, position_ms: 0 }), () => api.markWatchedUpTo(item.id));
	const token = tokenOf(answer);
	if (answer) toasts.say(m.said_watched_up_to({ title: item.title }), token ? () => undoing(item, token) : undefined);
}

export async function setFavourite(item: Item, favourite: boolean): Promise<void> {
	await act(item, withState({ favourite }), () => (favourite ? api.addFavourite(item.id) : api.removeFavourite(item.id)));
}

export async function removeFromContinue(item: Item): Promise<void> {
	const takeBack = patch<api.Home>('home', (home) => ({
		...home,
		rows: home.rows.map((row) =>
			row.id === 'continue' ? { ...row, items: row.items.filter((other) => other.id !== item.id) } : row
		)
	}));
	const position = item.state.position_ms;
	const answer = await act(item, withState({ position_ms: 0 }), () => api.forgetProgress(item.id));
	if (!answer) return takeBack();
	toasts.say(m.said_removed({ title: item.title }), async () => {
		await act(item, withState({ position_ms: position }), () => api.setProgress(item.id, position));
	});
}
