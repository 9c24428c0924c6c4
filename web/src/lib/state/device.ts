/** How this browser introduces itself: a name people recognise in their list of devices, and an id that stays. */

const KEY = 'matinee.device';

function randomId(): string {
	// crypto.randomUUID needs a secure context; a home server on plain http is none.
	return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function keptId(): string {
	try {
		const kept = localStorage.getItem(KEY) ?? randomId();
		localStorage.setItem(KEY, kept);
		return kept;
	} catch {
		return randomId();
	}
}

const BROWSERS: [RegExp, string][] = [
	[/Edg\//, 'Edge'],
	[/OPR\//, 'Opera'],
	[/Firefox\//, 'Firefox'],
	[/(Chromium|Chrome)\//, 'Chrome'],
	[/Safari\//, 'Safari']
];
const SYSTEMS: [RegExp, string][] = [
	[/iPhone/, 'iPhone'],
	[/iPad/, 'iPad'],
	[/Android/, 'Android'],
	[/Windows/, 'Windows'],
	[/Mac OS X/, 'Mac'],
	[/Linux|X11/, 'Linux']
];

export function deviceName(agent: string): string {
	const browser = BROWSERS.find(([sign]) => sign.test(agent))?.[1] ?? 'Browser';
	const system = SYSTEMS.find(([sign]) => sign.test(agent))?.[1];
	return system ? `${browser}, ${system}` : browser;
}

export function thisDevice(): { id: string; name: string; client: string; version: string } {
	return { id: keptId(), name: deviceName(navigator.userAgent), client: 'Matinee web', version: '1' };
}
