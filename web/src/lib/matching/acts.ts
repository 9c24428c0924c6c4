/** Acts that set titles right: done, told with the way back, and everything that showed the old asked for again. */
import { type Changed, undoChange } from '#api/matching.ts';
import { invalidate } from '#lib/resource/resource.svelte.ts';
import { tell } from '#lib/state/faults.ts';
import { toasts } from '#lib/state/toasts.svelte.ts';
import { m } from '#paraglide/messages.js';

const TOUCHED = ['inbox', 'match:', 'changes:', 'item:', 'files:', 'seasons:', 'episodes:', 'home', 'libraries', 'genres:'];

export function refreshTitles(): void {
	for (const prefix of TOUCHED) invalidate(prefix);
}

/** Does it and says so; the answer is undefined when the server refused, which is said, too. */
export async function act<T extends Changed>(said: string, ask: () => Promise<T>): Promise<T | undefined> {
	try {
		const changed = await ask();
		refreshTitles();
		const id = changed.change_id;
		toasts.say(id ? said : m.said_no_change(), id ? () => undo(id) : undefined);
		return changed;
	} catch (error) {
		tell(error);
		return undefined;
	}
}

export async function undo(changeId: string): Promise<void> {
	try {
		await undoChange(changeId);
		refreshTitles();
		toasts.say(m.said_undone());
	} catch (error) {
		tell(error);
	}
}
