/** A title's own hue for the card drawn in place of missing artwork: the same on every device, without a request. */
export function hueOf(title: string): number {
	let hash = 2166136261;
	for (const letter of title) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16777619);
	return (hash >>> 0) % 360;
}
