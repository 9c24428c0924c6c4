/** What is found while somebody types: at most one request is on its way, and the last words asked for are answered. */
import type { SearchPage } from '#api';

export class Finding {
	page = $state.raw<SearchPage | undefined>(undefined);
	error = $state.raw<unknown>(undefined);
	/** The words that `page` answers. */
	answered = $state('');
	isBusy = $state(false);
	private wanted = '';

	constructor(private readonly search: (text: string) => Promise<SearchPage>) {}

	/** Asks for these words, once whatever is on its way has come. */
	ask(text: string): void {
		this.wanted = text.trim();
		if (!this.isBusy) void this.run();
	}

	private async run(): Promise<void> {
		this.isBusy = true;
		while (this.wanted !== this.answered) {
			const asked = this.wanted;
			try {
				this.page = asked ? await this.search(asked) : undefined;
				this.error = undefined;
			} catch (error) {
				this.error = error;
			}
			this.answered = asked;
		}
		this.isBusy = false;
	}
}
