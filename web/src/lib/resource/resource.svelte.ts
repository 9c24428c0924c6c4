/**
 * What the server said, kept: shown at once from memory, fetched again behind it, dropped when an event says it changed.
 *
 * A key is a path of words ("item:0192…", "home"); invalidating "item:" reaches every key that starts so.
 */

const KEEP = 150;

export type Fetcher<T> = () => Promise<T>;

export class Entry<T> {
	data = $state.raw<T | undefined>(undefined);
	error = $state.raw<unknown>(undefined);
	isFetching = $state(false);
	isStale = true;
	users = 0;
	fetcher: Fetcher<T> | undefined;
	private flight: Promise<void> | undefined;
	private generation = 0;

	/** Fetches unless a flight is on its way; an invalidation during the flight makes it fly once more. */
	refresh(): Promise<void> {
		this.flight ??= this.fly().finally(() => {
			this.flight = undefined;
			if (this.isStale && this.users > 0 && this.error === undefined) void this.refresh();
		});
		return this.flight;
	}

	/** Puts a value that is known without asking (an optimistic change, an answer of another call). */
	put(data: T): void {
		this.generation += 1;
		this.data = data;
		this.error = undefined;
	}

	/** Out of date: fetched again, at once where somebody looks at it. */
	expire(): void {
		this.isStale = true;
		if (this.users > 0) void this.refresh();
	}

	private async fly(): Promise<void> {
		if (!this.fetcher) return;
		this.isStale = false;
		this.isFetching = true;
		const generation = this.generation;
		try {
			const data = await this.fetcher();
			// A change put while this was on its way is newer than the answer: ask again instead.
			if (generation === this.generation) this.data = data;
			else this.isStale = true;
			this.error = undefined;
		} catch (error) {
			this.error = error;
			this.isStale = true;
		} finally {
			this.isFetching = false;
		}
	}
}

const entries = new Map<string, Entry<unknown>>();

export function entryOf<T>(key: string): Entry<T> {
	const known = entries.get(key) as Entry<T> | undefined;
	if (known) {
		entries.delete(key);
		entries.set(key, known as Entry<unknown>);
		return known;
	}
	const entry = new Entry<T>();
	entries.set(key, entry as Entry<unknown>);
	for (const [old, candidate] of entries) {
		if (entries.size <= KEEP) break;
		if (candidate.users === 0 && candidate !== (entry as Entry<unknown>)) entries.delete(old);
	}
	return entry;
}

/** What is remembered under the key, without asking the server. */
export function peek<T>(key: string): T | undefined {
	return (entries.get(key) as Entry<T> | undefined)?.data;
}

export function prefetch<T>(key: string, fetcher: Fetcher<T>): void {
	const entry = entryOf<T>(key);
	entry.fetcher ??= fetcher;
	if (entry.isStale) void entry.refresh();
}

/** Marks everything under the prefix as out of date; what is on screen is fetched again at once. */
export function invalidate(prefix: string): void {
	for (const [key, entry] of entries) {
		if (key.startsWith(prefix)) entry.expire();
	}
}

/** Changes remembered values in place, and returns what takes the change back; what became newer meanwhile is asked for instead. */
export function patch<T>(prefix: string, change: (data: T) => T): () => void {
	const changes: { entry: Entry<T>; before: T; after: T }[] = [];
	for (const [key, candidate] of entries) {
		const entry = candidate as Entry<T>;
		if (!key.startsWith(prefix) || entry.data === undefined) continue;
		const before = entry.data;
		const after = change(before);
		if (after === before) continue;
		changes.push({ entry, before, after });
		entry.put(after);
	}
	return () => {
		for (const { entry, before, after } of changes) {
			if (entry.data === after) entry.put(before);
			else entry.expire();
		}
	};
}

export function forgetEverything(): void {
	entries.clear();
}

export interface Resource<T> {
	readonly data: T | undefined;
	readonly error: unknown;
	readonly isFetching: boolean;
	refresh(): void;
}

/** Follows one key from a component; `null` as key means nothing is wanted yet. */
export function resource<T>(key: () => string | null, fetcher: Fetcher<T>): Resource<T> {
	const entry = $derived.by(() => {
		const name = key();
		return name === null ? undefined : entryOf<T>(name);
	});
	$effect(() => {
		const followed = entry;
		if (!followed) return;
		followed.users += 1;
		followed.fetcher = fetcher;
		if (followed.isStale) void followed.refresh();
		return () => {
			followed.users -= 1;
		};
	});
	return {
		get data() {
			return entry?.data;
		},
		get error() {
			return entry?.error;
		},
		get isFetching() {
			return entry?.isFetching ?? false;
		},
		refresh() {
			void entry?.refresh();
		}
	};
}
