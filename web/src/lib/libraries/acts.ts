/** What is done to libraries from their pages: done, told, and everything that shows it asked for again. */
import { invalidate } from '#lib/resource/resource.svelte.ts';
import { tell } from '#lib/state/faults.ts';
import { toasts } from '#lib/state/toasts.svelte.ts';

/** Does it and gives true, or says why not and gives false. */
export async function act(ask: () => Promise<unknown>, said = ''): Promise<boolean> {
	try {
		await ask();
	} catch (error) {
		tell(error);
		return false;
	}
	if (said) toasts.say(said);
	for (const key of ['libraries', 'scans:', 'plan:', 'ignored:', 'missing:', 'home']) invalidate(key);
	return true;
}
