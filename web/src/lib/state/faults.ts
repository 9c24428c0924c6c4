/** Errors in words a person can act on. */
import { Problem, Unreachable } from '#api';
import { getLocale } from '#lib/text/language.ts';
import { m } from '#paraglide/messages.js';
import { toasts } from './toasts.svelte.ts';

const WORDS: Record<string, () => string> = {
	invalid_credentials: m.fault_invalid_credentials,
	setup_token_wrong: m.fault_setup_token,
	setup_done: m.fault_setup_done,
	folder_not_found: m.fault_folder_not_found,
	folder_not_readable: m.fault_folder_not_readable,
	folder_not_answering: m.fault_folder_not_answering,
	folder_not_a_folder: m.fault_folder_not_a_folder,
	folder_not_absolute: m.fault_folder_not_absolute,
	folder_is_root: m.fault_folder_is_root,
	folder_nests: m.fault_folder_nests,
	folder_holds_data: m.fault_folder_holds_data
};

/** What the folder browser calls why it could not look into a folder, as the code of the fault that adding it would be. */
const FOLDER_PROBLEMS: Record<string, string> = { permission_denied: 'folder_not_readable' };

export function wordsForFolder(problem: string): string {
	return (WORDS[FOLDER_PROBLEMS[problem] ?? `folder_${problem}`] ?? m.fault_unknown)();
}

export function wordsFor(error: unknown): string {
	if (error instanceof Unreachable) return m.fault_unreachable();
	if (error instanceof Problem) {
		const known = WORDS[error.code];
		if (known) return known();
		if (error.words) return error.words;
		if (error.status === 404) return m.fault_not_found();
		if (error.status === 403) return error.detail || m.fault_forbidden();
		return error.detail || error.title || m.fault_unknown();
	}
	return m.fault_unknown();
}

/** English is what the server speaks, and says more exactly. */
export async function translate(code: string): Promise<string> {
	if (getLocale() === 'en') return '';
	const { PROBLEMS } = await import('./problems.ts').catch(() => ({ PROBLEMS: {} as Record<string, () => string> }));
	return PROBLEMS[code]?.() ?? '';
}

export function referenceOf(error: unknown): string | undefined {
	return error instanceof Problem && error.id ? error.id : undefined;
}

export function tell(error: unknown): void {
	if (error instanceof DOMException && error.name === 'AbortError') return;
	toasts.fault(wordsFor(error), referenceOf(error));
}
