/** A stream's language tag as a name in the reader's language. */
import { getLocale } from './language.ts';
import { m } from '#paraglide/messages.js';

export function languageName(tag: string | null | undefined): string {
	if (!tag || tag === 'und') return m.unknown_language();
	try {
		return new Intl.DisplayNames(getLocale(), { type: 'language' }).of(tag) ?? tag;
	} catch {
		return tag;
	}
}
