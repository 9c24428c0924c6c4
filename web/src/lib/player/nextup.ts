/** The countdown to the next episode: when it shows, and what it reads. */
export const COUNTDOWN_S = 10;
const LEAD_MS = 30_000;
/** Of a short episode the last tenth, not the last half minute. */
const LEAD_SHARE = 0.1;

export function leadOf(durationMs: number): number {
	return Math.min(LEAD_MS, durationMs * LEAD_SHARE);
}

/** Is the film so near its end that what comes next may be offered? */
export function isNearEnd(positionMs: number, durationMs: number): boolean {
	return durationMs > 0 && durationMs - positionMs <= leadOf(durationMs);
}

/** Whole seconds until the switch, from the moment the film ended. */
export function secondsLeft(endedAt: number, now: number): number {
	return Math.max(0, Math.ceil(COUNTDOWN_S - (now - endedAt) / 1000));
}
