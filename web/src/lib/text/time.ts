/** Durations, positions and dates as people say them. Everything comes in as milliseconds or ISO 8601. */
import { m } from '#paraglide/messages.js';
import { getLocale } from './language.ts';

/** The reader's own region of the app's language, so that an evening in London ends at 22:40 and not at 10:40 PM. */
function region(): string {
	const language = getLocale();
	return navigator.languages.find((wanted) => wanted.startsWith(language)) ?? language;
}

/** A position on a player's clock: 4:07, 1:02:33. */
export function clock(ms: number): string {
	const seconds = Math.max(0, Math.floor(ms / 1000));
	const two = (value: number): string => String(value).padStart(2, '0');
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
	return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** How long a film is: 1 h 47 min, 38 min, 20 s. */
export function length(ms: number): string {
	const seconds = Math.round(ms / 1000);
	if (seconds < 60) return m.length_seconds({ seconds });
	const minutes = Math.round(seconds / 60);
	if (minutes < 60) return m.length_minutes({ minutes });
	const rest = minutes % 60;
	const hours = Math.floor(minutes / 60);
	return rest ? m.length_hours({ hours, minutes: rest }) : m.length_hours_only({ hours });
}

export function timeLeft(durationMs: number, positionMs: number): string {
	return m.time_left({ length: length(Math.max(0, durationMs - positionMs)) });
}

export function day(iso: string): string {
	const date = new Date(iso);
	if (Number.isNaN(date.getTime())) return iso;
	return new Intl.DateTimeFormat(region(), { dateStyle: 'medium' }).format(date);
}

export function moment(iso: string): string {
	const date = new Date(iso);
	if (Number.isNaN(date.getTime())) return iso;
	return new Intl.DateTimeFormat(region(), { dateStyle: 'medium', timeStyle: 'short' }).format(date);
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
	['year', 31_557_600],
	['month', 2_629_800],
	['week', 604_800],
	['day', 86_400],
	['hour', 3_600],
	['minute', 60]
];

/** 3 minutes ago, in 2 hours, just now. */
export function since(iso: string, now: number): string {
	const seconds = (new Date(iso).getTime() - now) / 1000;
	if (Number.isNaN(seconds)) return iso;
	const format = new Intl.RelativeTimeFormat(region(), { numeric: 'auto' });
	for (const [unit, size] of STEPS) {
		if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
	}
	return m.just_now();
}

/** Where on the evening's clock it ends. */
export function endsAt(remainingMs: number, now: number): string {
	return new Intl.DateTimeFormat(region(), { timeStyle: 'short' }).format(new Date(now + remainingMs));
}
