/** Fetches a title's page before it is asked for: after a moment's hover or focus, or when the finger goes down. */
import { preloadCode } from '$app/navigation';
import { type Item, readItem } from '#api';
import { prefetch } from '#lib/resource/resource.svelte.ts';
import { pageOf } from '#lib/text/titles.ts';

const MOMENT = 60;

export function fetchAhead(item: Item): (node: HTMLElement) => () => void {
	return (node) => {
		let timer: ReturnType<typeof setTimeout> | undefined;
		const go = (): void => {
			prefetch(`item:${item.id}`, () => readItem(item.id));
			void preloadCode('/(app)/title/[id]');
		};
		const soon = (): void => {
			clearTimeout(timer);
			timer = setTimeout(go, MOMENT);
		};
		const not = (): void => clearTimeout(timer);
		const on: [string, () => void][] = [
			['pointerenter', soon],
			['focusin', soon],
			['pointerleave', not],
			['pointerdown', go]
		];
		for (const [name, act] of on) node.addEventListener(name, act);
		return () => {
			not();
			for (const [name, act] of on) node.removeEventListener(name, act);
		};
	};
}
