/** The reader's language: the one chosen on this device, else the first of the browser's that we speak, else English. */
export type Language = 'en' | 'de';
type Words = (inputs: Record<string, unknown>) => string;

let language: Language | undefined;

/** What `first-paint.js` found and wrote on the page. */
export const getLocale = (): Language => (language ??= document.documentElement.lang === 'de' ? 'de' : 'en');

/** From here on, on this page. */
export const speak = (wanted: Language): void => {
	language = wanted;
};

/** For good, on this device. */
export function setLocale(wanted: Language): void {
	try {
		localStorage.setItem('matinee.language', wanted);
	} catch {
		// Private windows of some browsers keep nothing.
	}
	location.reload();
}

/** A message in that language; `scripts/short-messages.js` builds each upon this. */
export const inLanguage =
	(english: Words, german: Words): Words =>
	(inputs = {}) =>
		(getLocale() === 'de' ? german : english)(inputs);
