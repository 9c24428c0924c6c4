/** The fields of a title as a form: which a kind has, as texts, and back as the changes that a save sends. */
import type { ItemDetail } from '#api';
import type { Editable } from '#api/matching.ts';
import { m } from '#paraglide/messages.js';

export interface Field {
	name: keyof Editable & string;
	type?: 'text' | 'number' | 'date';
	min?: number;
	max?: number;
	step?: number;
	isLong?: boolean;
	/** Several names, separated by commas. */
	isList?: boolean;
	kinds?: string[];
	choices?: () => { value: string; text: string }[];
}

const FIELDS: Field[] = [
	{ name: 'title' },
	{ name: 'sort_title' },
	{ name: 'original_title' },
	{ name: 'year', type: 'number', min: 1800, max: 2200 },
	{ name: 'overview', isLong: true },
	{ name: 'tagline', isLong: true, kinds: ['movie', 'series'] },
	{ name: 'certificate' },
	{ name: 'minimum_age', type: 'number', min: 0, max: 99 },
	{ name: 'rating', type: 'number', min: 0, max: 10, step: 0.1 },
	{ name: 'air_date', type: 'date' },
	{ name: 'end_date', type: 'date', kinds: ['series'] },
	{
		name: 'status',
		kinds: ['series'],
		choices: () => [
			{ value: '', text: '–' },
			{ value: 'continuing', text: m.status_continuing() },
			{ value: 'ended', text: m.status_ended() }
		]
	},
	{ name: 'genres', isLong: true, isList: true, kinds: ['movie', 'series'] },
	{ name: 'studios', isLong: true, isList: true, kinds: ['movie', 'series'] },
	{ name: 'tags', isLong: true, isList: true, kinds: ['movie', 'series'] }
];

export const fieldsOf = (kind: string): Field[] => FIELDS.filter((field) => !field.kinds || field.kinds.includes(kind));

function textOf(field: Field, item: ItemDetail): string {
	const value = (item as unknown as Record<string, unknown>)[field.name];
	if (value === null || value === undefined) return '';
	return Array.isArray(value) ? value.join(', ') : String(value);
}

export const textsOf = (item: ItemDetail): Record<string, string> =>
	Object.fromEntries(fieldsOf(item.kind).map((field) => [field.name, textOf(field, item)]));

function valueOf(field: Field, text: string): unknown {
	const trimmed = text.trim();
	if (field.isList) return trimmed.split(',').map((each) => each.trim()).filter(Boolean);
	if (!trimmed) return null;
	return field.type === 'number' ? Number(trimmed) : trimmed;
}

/** What differs from the title as it is; undefined when nothing does. A form's number may come back as one. */
export function changesOf(item: ItemDetail, texts: Record<string, string | number | null | undefined>, locks: string[]): Editable | undefined {
	const changes: Record<string, unknown> = {};
	for (const field of fieldsOf(item.kind)) {
		const text = String(texts[field.name] ?? '');
		if (text.trim() !== textOf(field, item).trim()) changes[field.name] = valueOf(field, text);
	}
	if (changes.title === null) delete changes.title;
	const before = new Set(item.locked_fields ?? []);
	const unlocked = [...before].filter((field) => !locks.includes(field));
	if (unlocked.length || locks.some((field) => !before.has(field))) changes.locked_fields = locks;
	return Object.keys(changes).length ? (changes as Editable) : undefined;
}
