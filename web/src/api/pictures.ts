/** URLs of artwork: fixed widths, immutable, signed by their tag, so no session is needed. */
import type { Picture } from './types.ts';

const WIDTHS = [160, 320, 480, 800, 1280, 1920] as const;

export function pictureUrl(picture: Picture, width: (typeof WIDTHS)[number]): string {
	return `/api/v1/images/${picture.id}/${width}/${picture.tag}.webp`;
}

/** Widths worth offering: up to the first that holds the whole picture. */
export function pictureSet(picture: Picture): string {
	const whole = picture.width ?? 1920;
	const last = WIDTHS.findIndex((width) => width >= whole);
	const offered = last < 0 ? WIDTHS : WIDTHS.slice(0, last + 1);
	return offered.map((width) => `${pictureUrl(picture, width)} ${width}w`).join(', ');
}
