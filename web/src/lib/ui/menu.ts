/** What a menu holds, and where it opens. */
import type { IconName } from './icons.ts';

export interface MenuEntry {
	text: string;
	icon?: IconName;
	note?: string;
	href?: string;
	choose?: () => void;
	/** Set when the entry is one of several choices. */
	checked?: boolean;
	heading?: boolean;
	danger?: boolean;
}

const MARGIN = 8;

/** Opens below the anchor, above it where there is no room, and never beyond the screen's edge. */
export function placeBeside(list: HTMLElement, anchor: HTMLElement): void {
	const from = anchor.getBoundingClientRect();
	const { width, height } = list.getBoundingClientRect();
	const below = from.bottom + MARGIN / 2;
	const fitsBelow = below + height + MARGIN <= innerHeight;
	const top = fitsBelow ? below : Math.max(MARGIN, from.top - height - MARGIN / 2);
	const alignedRight = from.left + width > innerWidth - MARGIN;
	const left = alignedRight ? Math.max(MARGIN, from.right - width) : from.left;
	list.style.top = `${Math.round(top)}px`;
	list.style.left = `${Math.round(Math.min(left, innerWidth - width - MARGIN))}px`;
}
