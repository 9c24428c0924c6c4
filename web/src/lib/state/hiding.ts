/** Hiding a title from oneself, with a way back. Whatever is on screen may hold it, so all is asked for again. */
import { goto } from '$app/navigation';
import { resolve } from '$app/paths';
import type { Item } from '#api';
import * as api from '#api/hiding.ts';
import { invalidate } from '#lib/resource/resource.svelte.ts';
import { m } from '#paraglide/messages.js';
import { tell } from './faults.ts';
import { live } from './live.svelte.ts';
import { toasts } from './toasts.svelte.ts';

function refresh(): void {
	invalidate('');
	live.catalogRevision += 1;
}

/** From the title's own page, which is no more, one goes home. */
export async function hide(item: Item, place: 'card' | 'continue' | 'page'): Promise<void> {
	try {
		await api.hideTitle(item.id);
	} catch (error) {
		return tell(error);
	}
	if (place === 'page') await goto(resolve('/(app)'));
	refresh();
	toasts.say(m.said_hidden({ title: item.title }), () => showAgain(item));
}

export async function showAgain(item: Item): Promise<void> {
	try {
		await api.showTitleAgain(item.id);
		refresh();
	} catch (error) {
		tell(error);
	}
}
