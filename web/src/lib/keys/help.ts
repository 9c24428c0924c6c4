/** The keys of the app outside the player, for the "?" overlay. */
import { m } from '#paraglide/messages.js';

export const appKeys = (): [string, string][] => [
	['/', m.search()],
	['← ↑ → ↓', m.key_move()],
	['Enter', m.key_open()],
	['Shift Enter', m.key_play()],
	['A … Z', m.key_letter()],
	['Home End', m.key_ends()],
	['Esc', m.key_close()],
	['?', m.keyboard_help()]
];
