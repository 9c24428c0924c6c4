import { expect, test } from 'vitest';
import type { Folder } from '#api';
import { FolderWalk } from './folder-walk.svelte.ts';

const folder = (path: string | null, problem: Folder['problem'] = null): Folder => ({
	path,
	parent: null,
	folders: [],
	videos: 0,
	subfolders: 0,
	complete: true,
	problem
});

/** A server that answers when it is told to, in any order, and does not notice that a question was given up. */
function slowServer() {
	const waiting = new Map<string | null, (answer: Folder) => void>();
	const browse = (path: string | null): Promise<Folder> => new Promise((resolve) => waiting.set(path, resolve));
	const answer = async (path: string | null, problem: Folder['problem'] = null): Promise<void> => {
		waiting.get(path)?.(folder(path, problem));
		await new Promise((done) => setTimeout(done));
	};
	return { waiting, browse, answer };
}

test('a late first listing leaves what was typed meanwhile', async () => {
	const server = slowServer();
	const walk = new FolderWalk(server.browse);
	void walk.look(null);
	walk.typed = '/films';
	await server.answer(null);
	expect(walk.typed).toBe('/films');
	expect(walk.isElsewhere).toBe(true);
});

test('the last question wins, whichever answer comes last', async () => {
	const server = slowServer();
	const walk = new FolderWalk(server.browse);
	void walk.look('/a');
	void walk.look('/b');
	await server.answer('/b');
	await server.answer('/a', 'not_found');
	expect(walk.folder?.path).toBe('/b');
	expect(walk.folder?.problem).toBeNull();
	expect(walk.typed).toBe('/b');
	expect(walk.isLooking).toBe(false);
});

test('choosing takes the folder that the box names, not the one still shown', async () => {
	const server = slowServer();
	const walk = new FolderWalk(server.browse);
	void walk.look('/a');
	await server.answer('/a');
	walk.typed = '/b';
	const chosen = walk.chosen();
	await server.answer('/b');
	expect(await chosen).toBe('/b');
});

test('a folder with a problem is not chosen, nor one that was typed over meanwhile', async () => {
	const server = slowServer();
	const walk = new FolderWalk(server.browse);
	walk.typed = '/gone';
	const gone = walk.chosen();
	await server.answer('/gone', 'not_found');
	expect(await gone).toBeUndefined();
	walk.typed = '/b';
	const replaced = walk.chosen();
	walk.typed = '/c';
	await server.answer('/b');
	expect(await replaced).toBeUndefined();
	expect(walk.typed).toBe('/c');
});
