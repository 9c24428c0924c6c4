/**
 * The server's events, turned into fresh data: what changed is fetched again if it is on screen.
 * Knows whether the server can be reached, and comes back by itself when it can.
 */
import { type EventStream, openEvents, type Progress, readMe, type ServerEvent } from '#api';
import { invalidate } from '#lib/resource/resource.svelte.ts';
import { prefixesOf } from './changes.ts';

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 10_000;
/** A scan announces hundreds of titles a second; the screen needs to hear of them once a second. */
const GATHER = 1_000;

export interface LiveScan {
	libraryId: string;
	progress: Progress | null;
}

class LiveState {
	isReachable = $state(true);
	/** Scans that run now, by library. */
	scans = $state.raw<ReadonlyMap<string, LiveScan>>(new Map());
	/** Raised when lists of titles changed; grids watch it. */
	catalogRevision = $state(0);

	private stream: EventStream | undefined;
	private wait = FIRST_WAIT;
	private retry: ReturnType<typeof setTimeout> | undefined;
	private gathered = new Set<string>();
	private gatherTimer: ReturnType<typeof setTimeout> | undefined;
	private hasBeenOpen = false;
	private readonly listeners = new Set<(event: ServerEvent) => void>();

	/** `after`: the place where pages began to be read, if it is known. What happens until the stream is open is told, too. */
	start(after?: string | null): void {
		if (this.stream) return;
		const handlers = {
			event: (event: ServerEvent) => this.take(event),
			opened: (isFirst: boolean) => this.opened(isFirst),
			broken: () => (this.isReachable = false),
			refused: () => this.refused()
		};
		this.stream = openEvents(handlers, after);
	}

	stop(): void {
		this.drop();
		this.hasBeenOpen = false;
		this.scans = new Map();
	}

	/** Told by every request: an answer came, or none. */
	reached(reachable: boolean): void {
		this.isReachable = reachable;
		// A broken stream comes back by itself; one that believes to be connected may hang on a dead connection.
		if (!reachable && this.stream?.isOpen) this.schedule();
	}

	/** Asks at once instead of waiting for the next try. */
	tryNow(): void {
		this.drop();
		this.start();
	}

	listen(to: (event: ServerEvent) => void): () => void {
		this.listeners.add(to);
		return () => this.listeners.delete(to);
	}

	private drop(): void {
		clearTimeout(this.retry);
		this.retry = undefined;
		this.stream?.close();
		this.stream = undefined;
	}

	/** A stream that came back was told what it missed; a new one in its place was not. */
	private opened(isFirst: boolean): void {
		this.wait = FIRST_WAIT;
		this.isReachable = true;
		if (isFirst && this.hasBeenOpen) this.gather(['', 'catalog']);
		this.hasBeenOpen = true;
	}

	/** Signed out elsewhere, or a proxy's answer for a server that starts: asking who we are tells which. */
	private refused(): void {
		this.schedule();
		void readMe().catch(() => {});
	}

	private schedule(): void {
		if (this.retry) return;
		this.retry = setTimeout(() => {
			this.retry = undefined;
			this.wait = Math.min(LONGEST_WAIT, this.wait * 1.6);
			this.tryNow();
		}, this.wait);
	}

	private take(event: ServerEvent): void {
		this.followScan(event);
		this.gather(prefixesOf(event));
		for (const listener of this.listeners) listener(event);
	}

	private gather(prefixes: string[]): void {
		for (const prefix of prefixes) this.gathered.add(prefix);
		this.gatherTimer ??= setTimeout(() => {
			this.gatherTimer = undefined;
			const all = this.gathered;
			this.gathered = new Set();
			if (all.delete('catalog')) this.catalogRevision += 1;
			if (all.has('')) invalidate('');
			else for (const prefix of all) invalidate(prefix);
		}, GATHER);
	}

	private followScan(event: ServerEvent): void {
		const match = /^library\.scan_(\w+)$/.exec(event.name);
		if (!match) return;
		const payload = event.payload as unknown as { library_id?: string; progress?: Progress } & Progress;
		const libraryId = payload.library_id ?? event.subject_id;
		if (!libraryId) return;
		const scans = new Map(this.scans);
		if (match[1] === 'started' || match[1] === 'progress') {
			const progress = payload.progress ?? (payload.phase ? payload : null);
			scans.set(libraryId, { libraryId, progress });
		} else {
			scans.delete(libraryId);
		}
		this.scans = scans;
	}
}

export const live = new LiveState();
