/** Which labels a jump rail can show, and where in the list a label is. */
import type { Group } from '#api';

/** At most `room` groups, spread evenly, the first and the last kept. */
export function fitRail(groups: Group[], room: number): Group[] {
	if (groups.length <= room) return groups;
	const step = (groups.length - 1) / (room - 1);
	return Array.from({ length: room }, (_, at) => groups[Math.round(at * step)]).filter((group) => group !== undefined);
}

/** The group that holds the entry. */
export function groupAt(groups: Group[], index: number): Group | undefined {
	return groups.findLast((group) => group.offset <= index) ?? groups[0];
}

/** The group a typed letter means; the nearest one after it where the letter has no titles. */
export function groupOfLetter(groups: Group[], letter: string): Group | undefined {
	const plain = letter.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase();
	const wanted = /\p{N}/u.test(plain) ? '#' : plain;
	return (
		groups.find((group) => group.label.toUpperCase() === wanted) ??
		groups.find((group) => group.label.toUpperCase().startsWith(plain)) ??
		groups.find((group) => /^\p{L}/u.test(group.label) && group.label.toUpperCase() > wanted)
	);
}
