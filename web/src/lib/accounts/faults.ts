/** What goes wrong with accounts, in words; the rest says what it says everywhere. */
import { Problem } from '#api';
import { wordsFor } from '#lib/state/faults.ts';
import { signOnWords } from './sign-on.ts';
import { m } from '#paraglide/messages.js';

const WORDS: Record<string, () => string> = {
	username_taken: m.account_faults_name_taken,
	username_invalid: m.account_faults_name,
	password_too_weak: m.account_faults_weak,
	password_wrong: m.account_faults_password,
	library_unknown: m.account_faults_library,
	ends_in_the_past: m.account_faults_end,
	last_administrator: m.account_faults_last_administrator,
	totp_wrong: m.account_faults_code,
	second_factor_missing: m.account_faults_second_factor_missing,
	second_factor_required: m.account_faults_required,
	time_zone_unknown: m.account_faults_time_zone,
	too_many_api_keys: m.account_faults_too_many_keys,
	too_many_sign_ins: m.account_faults_busy,
	registration_closed: m.account_faults_registration,
	invitation_wrong: m.invitation_wrong_text,
	invitation_used_up: m.invitation_used_up_text,
	invitation_over: m.invitation_over_text,
	invitation_withdrawn: m.invitation_withdrawn_text
};

export function accountFault(error: unknown): string {
	return (error instanceof Problem && (WORDS[error.code]?.() ?? signOnWords(error.code))) || wordsFor(error);
}
