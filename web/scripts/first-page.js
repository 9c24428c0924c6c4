// Which modules the first page needs: its layouts, the home page, what those import, and what that imports in turn.
import { fileURLToPath } from 'node:url';

const STARTS = ['+layout.svelte', '(app)/+layout.svelte', '(app)/+page.svelte'].map((name) => fileURLToPath(new URL(`../src/routes/${name}`, import.meta.url)));
/** These pass on what others hold: following them would reach everything. */
const PASSED_ON = /\/src\/(paraglide|api)\//;
let needed;

/** Names the chunk of a module of the first page; other modules are left to the other groups. */
export const firstPage = (id, context) => {
	needed ??= reached(context);
	return needed.has(id) ? 'first' : null;
};

function reached(context) {
	const seen = new Set();
	const visit = (id) => {
		if (seen.has(id) || PASSED_ON.test(id)) return;
		seen.add(id);
		for (const next of context.getModuleInfo(id)?.importedIds ?? []) visit(next);
	};
	STARTS.forEach(visit);
	for (const start of STARTS) seen.delete(start);
	return seen;
}
