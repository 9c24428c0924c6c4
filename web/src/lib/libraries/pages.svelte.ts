/** A list that is read page by page: the first follows its key, the others are asked for. */
import type { Page } from '#api';
import { resource } from '#lib/resource/resource.svelte.ts';
import { tell } from '#lib/state/faults.ts';

export interface Pages<T, P extends Page<T>> {
	readonly items: T[];
	/** The first page, with what it tells beside its items. */
	readonly first: P | undefined;
	readonly error: unknown;
	readonly hasMore: boolean;
	readonly isLoading: boolean;
	more(): Promise<void>;
	refresh(): void;
}

export function pages<T, P extends Page<T>>(key: () => string | null, read: (cursor: string | null) => Promise<P>): Pages<T, P> {
	const first = resource<P>(key, () => read(null));
	let later = $state.raw<Page<T> | null>(null);
	let isLoading = $state(false);
	const items = $derived([...(first.data?.items ?? []), ...(later?.items ?? [])]);
	const next = $derived(later ? later.next_cursor : (first.data?.next_cursor ?? null));

	$effect(() => {
		// What changed may have moved the later pages: they are asked for again.
		void first.data;
		later = null;
	});

	async function more(): Promise<void> {
		const asked = key();
		isLoading = true;
		try {
			const page = await read(next ?? null);
			if (asked === key()) later = { items: [...(later?.items ?? []), ...page.items], next_cursor: page.next_cursor };
		} catch (error) {
			tell(error);
		} finally {
			isLoading = false;
		}
	}
	return {
		get items() {
			return items;
		},
		get first() {
			return first.data;
		},
		get error() {
			return first.data ? undefined : first.error;
		},
		get hasMore() {
			return Boolean(next);
		},
		get isLoading() {
			return isLoading;
		},
		more,
		refresh: () => first.refresh()
	};
}
