/** A scan's progress in words. */
import type { Progress } from '#api';
import { count } from '#lib/text/amounts.ts';
import { m } from '#paraglide/messages.js';

const PHASES: Record<string, () => string> = {
	walk: m.phase_walk,
	compare: m.phase_compare,
	plan: m.phase_plan,
	apply: m.phase_apply,
	probe: m.phase_probe,
	match: m.phase_match
};

export function scanShare(progress: Progress | null): number | null {
	return progress?.total ? Math.min(1, progress.current / progress.total) : null;
}

export function phaseName(phase: string | null | undefined): string {
	return (phase && PHASES[phase]?.()) || m.scanning();
}

export function scanWords(progress: Progress | null): string {
	if (!progress) return m.scanning();
	const name = phaseName(progress.phase);
	return progress.total === null && progress.current ? `${name} · ${count(progress.current)}` : name;
}
