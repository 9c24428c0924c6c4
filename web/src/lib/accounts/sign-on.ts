/** Why signing in at a provider did not work, in words; by the code that the server puts into the address. */
import { m } from '#paraglide/messages.js';

const WORDS: Record<string, () => string> = {
	oidc_start_again: m.oidc_start_again,
	oidc_refused_there: m.oidc_refused_there,
	oidc_answer_refused: m.oidc_answer_refused,
	oidc_not_linked: m.oidc_not_linked,
	oidc_name_taken: m.oidc_name_taken,
	oidc_account_disabled: m.oidc_account_disabled,
	oidc_linked_elsewhere: m.oidc_linked_elsewhere,
	oidc_provider_failed: m.oidc_provider_failed,
	oidc_provider_not_found: m.oidc_provider_not_found,
	oidc_last_way_in: m.oidc_last_way_in,
	oidc_provider_taken: m.oidc_provider_taken
};

/** Nothing for no code; something for each, also one that is new. */
export function signOnFault(code: string | null): string {
	return code ? (WORDS[code]?.() ?? m.oidc_answer_refused()) : '';
}

export const signOnWords = (code: string): string | undefined => WORDS[code]?.();
