/** Why a file does not play, in the reader's language; what depends on the file's own format stays in the server's words. */
import { m } from '#paraglide/messages.js';

const WORDS: Record<string, () => string> = {
	disc_image: m.unplayable_disc,
	file_incomplete: m.unplayable_incomplete,
	file_unreadable: m.unplayable_unreadable,
	not_a_video: m.unplayable_not_video,
	encrypted: m.unplayable_encrypted
};
const STATES: Record<string, string> = { incomplete: 'file_incomplete', unreadable: 'file_unreadable', not_video: 'not_a_video', encrypted: 'encrypted' };

export const unplayableWords = (reason: { code: string; text: string }): string => WORDS[reason.code]?.() ?? reason.text;

/** What is known of a file before it is played; nothing where it may well play. */
export function problemOf(file: { probe_state: string; is_disc?: boolean }): string {
	const code = STATES[file.probe_state];
	if (!code) return '';
	return unplayableWords({ code: file.is_disc && code === 'not_a_video' ? 'disc_image' : code, text: '' });
}
