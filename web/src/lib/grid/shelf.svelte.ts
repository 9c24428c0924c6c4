/**
 * One list as a grid sees it: its length, its index of letters or years, and the windows fetched so far.
 * Shelves are kept for a while, so going back shows what was there without a request.
 */
import { type Group, type Item, listShelf, type Query, readShelfIndex, type Shelf as ShelfName } from '#api';
import { windowsOf, type Span } from './arithmetic.ts';

export const WINDOW = 60;
const KEPT_SHELVES = 6;
const KEPT_WINDOWS = 60;

export class Shelf {
	total = $state<number | undefined>(undefined);
	groups = $state.raw<Group[]>([]);
	error = $state.raw<unknown>(undefined);
	/** Raised whenever a window arrives or is dropped, so that cells look again and ask for what they miss. */
	revision = $state(0);
	/** The cell that had focus last. */
	focused = 0;
	private readonly windows = new Map<number, Item[]>();
	private readonly flights = new Map<number, AbortController>();
	private changes = 0;
	private isStale = true;
	private indexFlight: Promise<void> | undefined;

	constructor(
		private readonly name: ShelfName,
		private readonly query: Query
	) {}

	/** Asks for what the cells in sight need, and gives up flights nobody waits for any more. */
	need(span: Span): void {
		void this.revision;
		if (this.isStale) void this.readIndex();
		const wanted = this.total === undefined ? [0] : windowsOf(span, WINDOW);
		for (const [number, flight] of this.flights) {
			if (!wanted.includes(number)) flight.abort();
		}
		for (const number of wanted) {
			if (!this.windows.has(number) && !this.flights.has(number)) void this.fetch(number);
		}
	}

	at(index: number): Item | undefined {
		void this.revision;
		return this.windows.get(Math.floor(index / WINDOW))?.[index % WINDOW];
	}

	/** Something on the server changed: what is shown stays until its successor is there. */
	async refresh(inSight: () => Span): Promise<void> {
		this.isStale = true;
		await this.readIndex();
		const span = inSight();
		const wanted = windowsOf({ ...span, end: Math.min(span.end, this.total ?? 0) }, WINDOW);
		for (const number of this.windows.keys()) if (!wanted.includes(number)) this.windows.delete(number);
		this.revision += 1;
		await Promise.all(wanted.map((number) => this.fetch(number)));
	}

	/** Replaces a title wherever the shelf holds it. */
	change(id: string, to: (item: Item) => Item): void {
		this.changes += 1;
		for (const [number, items] of this.windows) {
			if (!items.some((item) => item.id === id)) continue;
			this.windows.set(
				number,
				items.map((item) => (item.id === id ? to(item) : item))
			);
			this.revision += 1;
		}
	}

	/** One flight at a time; what became stale while it was under way is asked for again. */
	private readIndex(): Promise<void> {
		this.indexFlight ??= this.flyForIndex().finally(() => (this.indexFlight = undefined));
		return this.indexFlight;
	}

	private async flyForIndex(): Promise<void> {
		while (this.isStale) {
			this.isStale = false;
			try {
				const index = await readShelfIndex(this.name, this.query);
				this.total = index.total;
				this.groups = index.groups;
				this.error = undefined;
			} catch (error) {
				this.error = error;
			}
		}
	}

	private async fetch(number: number): Promise<void> {
		const flight = new AbortController();
		this.flights.get(number)?.abort();
		this.flights.set(number, flight);
		const changes = this.changes;
		try {
			const page = await listShelf(this.name, { ...this.query, offset: number * WINDOW, limit: WINDOW }, flight.signal);
			if (this.flights.get(number) !== flight) return;
			// A title was marked while this was on its way: the answer may be of before.
			if (this.changes !== changes && this.windows.has(number)) return await this.fetch(number);
			this.windows.delete(number);
			this.windows.set(number, page.items);
			for (const old of this.windows.keys()) {
				if (this.windows.size <= KEPT_WINDOWS) break;
				this.windows.delete(old);
			}
			this.revision += 1;
			this.error = undefined;
		} catch (error) {
			if (!(error instanceof DOMException)) this.error = error;
		} finally {
			if (this.flights.get(number) === flight) this.flights.delete(number);
		}
	}
}

const shelves = new Map<string, Shelf>();

export function shelfOf(name: ShelfName, query: Query): Shelf {
	const key = `${name}?${JSON.stringify(Object.entries(query).sort())}`;
	const shelf = shelves.get(key) ?? new Shelf(name, query);
	shelves.delete(key);
	shelves.set(key, shelf);
	for (const old of shelves.keys()) {
		if (shelves.size <= KEPT_SHELVES) break;
		shelves.delete(old);
	}
	return shelf;
}

/** A title changed on this device: every shelf shows it so, without asking. */
export function changeOnShelves(id: string, to: (item: Item) => Item): void {
	for (const shelf of shelves.values()) shelf.change(id, to);
}

export function dropShelves(): void {
	shelves.clear();
}
