/** A page's tint from its artwork: the hue of the picture, in a lightness on which our text keeps its contrast. */
import { bytesOf, meanColour } from './thumbhash.ts';

export interface Tint {
	hue: number;
	/** 0 (grey) to 1. */
	saturation: number;
}

export function tintOf(thumbhash: string | null | undefined): Tint | null {
	if (!thumbhash) return null;
	const { r, g, b } = meanColour(bytesOf(thumbhash));
	const high = Math.max(r, g, b);
	const spread = high - Math.min(r, g, b);
	if (spread < 0.015) return { hue: 40, saturation: 0 };
	const sector = high === r ? ((g - b) / spread + 6) % 6 : high === g ? (b - r) / spread + 2 : (r - g) / spread + 4;
	return { hue: Math.round(sector * 60), saturation: Math.min(1, (spread / high) * 1.1) };
}

/** CSS colour for the page behind the artwork. Lightness is fixed by theme, so contrast never depends on the picture. */
export function groundOf(tint: Tint | null, isLight: boolean): string {
	if (!tint) return 'var(--ground)';
	const saturation = Math.round(tint.saturation * (isLight ? 45 : 38));
	return `hsl(${tint.hue} ${saturation}% ${isLight ? 93 : 9}%)`;
}
