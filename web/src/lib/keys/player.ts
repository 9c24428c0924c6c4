/** The player's keys, for its "?" overlay. */
import { m } from '#paraglide/messages.js';

export const playerKeys = (): [string, string][] => [
	['Space K', m.key_toggle()],
	['J ←', m.back_10()],
	['L →', m.forward_10()],
	['0 … 9', m.key_share()],
	[', .', m.key_frame()],
	['↑ ↓', m.volume()],
	['M', m.mute()],
	['F', m.fullscreen()],
	['A', m.audio()],
	['N', m.play_next()],
	['Esc', m.go_back()]
];
