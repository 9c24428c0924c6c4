// Holds the app to its size: what the first page loads, and everything but the player, in gzip. Usage: check-budgets.js FOLDER
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const INITIAL_KB = 70;
const TOTAL_KB = 200;
const folder = process.argv[2];
const immutable = join(folder, '_app/immutable');
const gzip = (path) => statSync(`${path}.gz`).size;
const scripts = readdirSync(immutable, { recursive: true })
	.filter((name) => name.endsWith('.js'))
	.map((name) => join(immutable, name));
const text = new Map(scripts.map((path) => [path, readFileSync(path, 'utf8')]));
const named = (name) => scripts.find((path) => path.endsWith(name));

/** A script and all it imports before it runs. */
const closure = (start, seen = new Set()) => {
	if (!start || seen.has(start)) return seen;
	seen.add(start);
	for (const [, name] of text.get(start).matchAll(/(?:from|import)\s*"\.{1,2}\/([^"]+\.js)"/g)) closure(named(name.split('/').pop()), seen);
	return seen;
};

const initial = new Set();
for (const [, path] of readFileSync(join(folder, 'index.html'), 'utf8').matchAll(/\/app\/(_app\/immutable\/[^"]+\.js)/g)) {
	closure(join(folder, path), initial);
}
// The first page: the root layout is node 0; which ones the home page and its layouts are, the app's table of routes says.
const app = text.get(scripts.find((path) => /entry\/app\./.test(path)));
const [, page, layouts] = /"\/\(app\)":\[(\d+),\[([\d,]*)\]\]/.exec(app);
const nodes = new Set(['0', page, ...layouts.split(',')]);
const home = scripts.filter((path) => nodes.has(/\/nodes\/(\d+)\./.exec(path)?.[1]));
for (const path of home) closure(path, initial);
const player = new Set(scripts.filter((path) => /requestPictureInPicture/.test(text.get(path))));
const sum = (paths) => [...paths].reduce((total, path) => total + gzip(path), 0) / 1024;
const first = sum(initial);
const total = sum(scripts.filter((path) => !player.has(path)));
console.log(`JavaScript in gzip: first page ${first.toFixed(1)} of ${INITIAL_KB} KB, all but the player ${total.toFixed(1)} of ${TOTAL_KB} KB`);
if (first > INITIAL_KB || total > TOTAL_KB) process.exit(1);
