/** One viewing: what plays, where it is, what is reported, and how it comes back when the server was away. */
import { endPlayback, isGone, type Playback, Problem, reportPosition, startPlayback } from '#api';
import { invalidate } from '#lib/resource/resource.svelte.ts';
import { capabilities } from './capabilities.ts';
import type { PlayerEngine } from './engine.ts';
import { isNearEnd } from './nextup.ts';
import { placeOf, startOf, wholeDuration } from './parts.ts';

const HEARTBEAT = 10_000;
const FIRST_RETRY = 700;
const LONGEST_RETRY = 6_000;

export class Viewing {
	playback = $state.raw<Playback>();
	error = $state.raw<unknown>();
	positionMs = $state(0);
	durationMs = $state(0);
	isPaused = $state(true);
	isWaiting = $state(true);
	isReconnecting = $state(false);
	hasEnded = $state(false);
	cannotDecode = $state(false);
	/** Moved while the pointer drags or keys gather; null when the film tells the position. */
	wantedMs = $state<number | null>(null);
	readonly isNearEnd = $derived.by(() => isNearEnd(this.positionMs, this.durationMs));
	private part = 0;
	private engine: PlayerEngine | undefined;
	private beat: ReturnType<typeof setInterval> | undefined;
	private retry: ReturnType<typeof setTimeout> | undefined;
	private retryWait = FIRST_RETRY;
	private seekTimer: ReturnType<typeof setTimeout> | undefined;
	private isOver = false;

	constructor(
		private readonly itemId: string,
		private readonly versionId: string | undefined
	) {}

	async start(engine: PlayerEngine, from: number | null): Promise<void> {
		this.engine = engine;
		try {
			const playback = await this.ask();
			if (this.isOver) return this.decline(playback);
			this.take(playback);
			if (playback.method !== 'direct' || !playback.url) return;
			this.open(from ?? playback.position_ms);
			this.beat = setInterval(() => this.report(), HEARTBEAT);
		} catch (error) {
			if (error instanceof Problem) this.error = error;
			else this.reconnect(from);
		}
	}

	/** The element's own events; positions are those of the part that plays. */
	on = {
		time: (): void => {
			if (!this.engine || this.isReconnecting) return;
			this.positionMs = this.offset + this.engine.positionMs;
			this.isWaiting = false;
		},
		length: (): void => {
			const parts = this.playback?.parts ?? [];
			this.durationMs = wholeDuration(parts, this.engine?.durationMs || (this.playback?.duration_ms ?? 0));
		},
		playing: (): void => {
			this.isPaused = false;
			this.isWaiting = false;
			this.hasEnded = false;
			this.isReconnecting = false;
			this.retryWait = FIRST_RETRY;
		},
		pause: (): void => {
			this.isPaused = true;
			this.report();
		},
		waiting: (): void => {
			this.isWaiting = true;
		},
		ended: (): void => {
			if (this.part + 1 < (this.playback?.parts.length ?? 0)) return this.open(startOf(this.playback?.parts ?? [], this.part + 1));
			this.hasEnded = true;
			this.positionMs = this.durationMs;
			this.report();
		},
		error: (): void => {
			const fault = this.engine?.fault;
			if (fault === 'decode') this.cannotDecode = true;
			else if (fault === 'network') this.reconnect(this.positionMs || null);
		}
	};

	/** The server is back while the element still waits on a connection that died: begin again where it stands. */
	recover(): void {
		if (!this.playback || this.isOver || this.isReconnecting || !this.isWaiting) return;
		this.retryWait = FIRST_RETRY;
		this.reconnect(this.wantedMs ?? this.positionMs);
	}

	toggle(): void {
		if (!this.engine) return;
		if (this.isPaused) void this.engine.play().catch(() => {});
		else this.engine.pause();
	}

	/** Presses that follow quickly add up to one seek. */
	skip(ms: number): void {
		this.seekSoon((this.wantedMs ?? this.positionMs) + ms);
	}

	seekSoon(ms: number): void {
		this.wantedMs = Math.min(Math.max(0, ms), Math.max(0, this.durationMs - 200));
		clearTimeout(this.seekTimer);
		this.seekTimer = setTimeout(() => this.seek(this.wantedMs ?? ms), 220);
	}

	seek(ms: number): void {
		clearTimeout(this.seekTimer);
		this.wantedMs = null;
		this.hasEnded = false;
		const parts = this.playback?.parts ?? [];
		const place = placeOf(parts, ms);
		this.positionMs = ms;
		if (parts.length > 1 && place.index !== this.part) this.open(ms);
		else this.engine?.seek(ms - this.offset);
	}

	report(): void {
		if (!this.playback || this.isOver || this.isReconnecting || !this.positionMs) return;
		reportPosition(this.playback.id, this.positionMs, this.isPaused ? 'paused' : 'playing').catch((error: unknown) => {
			// The server forgot this viewing (it was restarted, or a night went by): begin a new one at this place.
			if (isGone(error)) void this.renew();
		});
	}

	end(): void {
		this.isOver = true;
		clearInterval(this.beat);
		clearTimeout(this.retry);
		clearTimeout(this.seekTimer);
		if (this.playback && this.playback.method === 'direct') {
			const done = endPlayback(this.playback.id, this.positionMs).catch(() => {});
			void done.then(() => {
				invalidate('home');
				invalidate('item:');
				invalidate('episodes:');
			});
		}
		this.engine?.destroy();
	}

	private get offset(): number {
		return startOf(this.playback?.parts ?? [], this.part);
	}

	private ask(): Promise<Playback> {
		return startPlayback({ item_id: this.itemId, version_id: this.versionId, capabilities: capabilities() });
	}

	/** An answer that came after everybody left. */
	private decline(playback: Playback): void {
		endPlayback(playback.id, playback.position_ms).catch(() => {});
	}

	private take(playback: Playback): void {
		this.playback = playback;
		this.durationMs = wholeDuration(playback.parts, playback.duration_ms ?? 0);
	}

	private open(positionMs: number): void {
		const parts = this.playback?.parts ?? [];
		const place = placeOf(parts, positionMs);
		this.part = place.index;
		const url = parts.length > 1 ? parts[place.index]?.url : this.playback?.url;
		if (!url) return;
		this.positionMs = positionMs;
		this.engine?.load({ url, startMs: parts.length > 1 ? place.offsetMs : positionMs });
		// Browsers may refuse to start with sound before a touch; the play button is there then.
		void this.engine?.play().catch(() => (this.isPaused = true));
	}

	private async renew(): Promise<void> {
		try {
			const playback = await this.ask();
			if (this.isOver) return this.decline(playback);
			this.playback = { ...playback, position_ms: this.positionMs };
		} catch {
			// The next heartbeat tries again.
		}
	}

	private reconnect(from: number | null): void {
		if (this.isOver) return;
		this.isReconnecting = true;
		clearTimeout(this.retry);
		this.retry = setTimeout(async () => {
			try {
				const playback = await this.ask();
				if (this.isOver) return this.decline(playback);
				this.take(playback);
				this.isReconnecting = false;
				this.open(from ?? playback.position_ms);
				this.beat ??= setInterval(() => this.report(), HEARTBEAT);
			} catch (error) {
				if (error instanceof Problem && error.status < 500) {
					this.isReconnecting = false;
					this.error = error;
				} else {
					this.retryWait = Math.min(LONGEST_RETRY, this.retryWait * 1.5);
					this.reconnect(from);
				}
			}
		}, this.retryWait);
	}
}
