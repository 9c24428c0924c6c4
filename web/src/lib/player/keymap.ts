/** What a key does in the player. */
export type PlayerAct =
	| { do: 'toggle' | 'fullscreen' | 'mute' | 'audio' | 'next' | 'leave' | 'help' }
	| { do: 'skip'; ms: number }
	| { do: 'share'; share: number }
	| { do: 'volume'; step: number };

const PLAIN: Record<string, PlayerAct> = {
	' ': { do: 'toggle' },
	k: { do: 'toggle' },
	j: { do: 'skip', ms: -10_000 },
	l: { do: 'skip', ms: 10_000 },
	arrowleft: { do: 'skip', ms: -10_000 },
	arrowright: { do: 'skip', ms: 10_000 },
	',': { do: 'skip', ms: -40 },
	'.': { do: 'skip', ms: 40 },
	arrowup: { do: 'volume', step: 0.05 },
	arrowdown: { do: 'volume', step: -0.05 },
	f: { do: 'fullscreen' },
	m: { do: 'mute' },
	a: { do: 'audio' },
	n: { do: 'next' },
	escape: { do: 'leave' },
	'?': { do: 'help' }
};

export interface Key {
	key: string;
	ctrlKey?: boolean;
	metaKey?: boolean;
	altKey?: boolean;
}

export function actOf({ key, ctrlKey, metaKey, altKey }: Key): PlayerAct | undefined {
	if (ctrlKey || metaKey || altKey) return undefined;
	if (/^[0-9]$/.test(key)) return { do: 'share', share: Number(key) / 10 };
	return PLAIN[key.toLowerCase()];
}
