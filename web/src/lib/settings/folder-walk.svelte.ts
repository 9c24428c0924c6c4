/** A walk through the server's folders: the last question wins, and no answer changes what was typed after its question. */
import type { Folder } from '#api';

type Browse = (path: string | null, signal: AbortSignal) => Promise<Folder>;

export class FolderWalk {
	/** What stands in the box. */
	typed = $state('');
	/** The folder looked into last. */
	folder = $state.raw<Folder>();
	error = $state.raw<unknown>();
	isLooking = $state(false);
	private asking: AbortController | undefined;

	constructor(private readonly browse: Browse) {}

	/** The box names another folder than the one that is shown. */
	get isElsewhere(): boolean {
		return this.typed.trim() !== (this.folder?.path ?? '');
	}

	async look(path: string | null): Promise<void> {
		this.asking?.abort();
		const mine = (this.asking = new AbortController());
		const typed = this.typed;
		this.isLooking = true;
		try {
			const folder = await this.browse(path, mine.signal);
			if (this.asking !== mine) return;
			this.folder = folder;
			this.error = undefined;
			if (this.typed === typed) this.typed = folder.path ?? '';
		} catch (error) {
			if (this.asking === mine) this.error = error;
		} finally {
			if (this.asking === mine) this.isLooking = false;
		}
	}

	/** The folder that the box names, looked into first where that was not done; nothing where it cannot be used. */
	async chosen(): Promise<string | undefined> {
		if (this.isElsewhere) await this.look(this.typed.trim() || null);
		return this.isElsewhere || this.error || this.folder?.problem ? undefined : (this.folder?.path ?? undefined);
	}
}
