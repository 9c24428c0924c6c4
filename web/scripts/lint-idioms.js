// Refuses idioms of SvelteKit 2 that SvelteKit 3 no longer knows, requests made outside src/api, and texts missing in a language.
import { readdirSync, readFileSync } from 'node:fs';

const RULES = [
	[/from '\$lib/, 'write #lib/…: Kit 3 has no $lib'],
	[/\bbase\b.*from '\$app\/paths'/, "write resolve('/…'): Kit 3 has no base"],
	[/from '\$app\/stores'/, 'read $app/state: Kit 3 has no stores'],
	[/\bexport let\b/, 'write $props()'],
	[/^\s*\$:/m, 'write $derived or $effect'],
	[/\son:\w+=/, 'write onclick, not on:click'],
	[/<slot\b/, 'write {@render children()}'],
	[/\sstyle="/, 'a style attribute in markup is refused by a strict content policy: write style:name or a class']
];
const faults = [];
for (const entry of readdirSync('src', { recursive: true })) {
	const path = entry.replaceAll('\\', '/');
	if (!/\.(svelte|ts)$/.test(path) || path.startsWith('paraglide/') || path === 'api/generated.ts') continue;
	const text = readFileSync(`src/${path}`, 'utf8');
	for (const [pattern, advice] of RULES) if (pattern.test(text)) faults.push(`src/${path}: ${advice}`);
	if (!path.startsWith('api/') && /\bfetch\(|new EventSource/.test(text) && !/this\.fetch\(|async fetch\(/.test(text)) {
		faults.push(`src/${path}: only src/api talks to the server`);
	}
	if (text.split('\n').length > 300) faults.push(`src/${path}: longer than 300 lines`);
}
const read = (language) => JSON.parse(readFileSync(`messages/${language}.json`, 'utf8'));
const english = read('en');
const german = read('de');
for (const key of Object.keys(english)) if (!(key in german)) faults.push(`messages/de.json: ${key} is missing`);
for (const key of Object.keys(german)) if (!(key in english)) faults.push(`messages/en.json: ${key} is missing`);
const lock = readFileSync('package-lock.json', 'utf8');
if (lock.includes('"resolved": "http')) faults.push('package-lock.json: holds download addresses; install with this folder’s .npmrc');
if (faults.length) {
	console.error(faults.join('\n'));
	process.exit(1);
}
