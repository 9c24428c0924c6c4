/** A film in parts is one film: positions count from the first part's start. */
import type { PlaybackPart } from '#api';

export interface Place {
	index: number;
	offsetMs: number;
}

export function wholeDuration(parts: PlaybackPart[], fallback: number): number {
	return parts.length > 1 ? parts.reduce((sum, part) => sum + (part.duration_ms ?? 0), 0) : fallback;
}

export function startOf(parts: PlaybackPart[], index: number): number {
	return parts.slice(0, index).reduce((sum, part) => sum + (part.duration_ms ?? 0), 0);
}

export function placeOf(parts: PlaybackPart[], positionMs: number): Place {
	let rest = Math.max(0, positionMs);
	for (let index = 0; index < parts.length - 1; index += 1) {
		const duration = parts[index]?.duration_ms ?? 0;
		if (rest < duration) return { index, offsetMs: rest };
		rest -= duration;
	}
	return { index: Math.max(0, parts.length - 1), offsetMs: rest };
}
