/** A wait that the server asked for, counted down on the page. */
import { Problem } from '#api';

export class Waiting {
	/** Seconds that are left. */
	left = $state(0);
	private timer: ReturnType<typeof setInterval> | undefined;

	/** Begins when the error names a wait; tells whether it does. */
	heed(error: unknown): boolean {
		if (!(error instanceof Problem) || error.status !== 429 || error.wait <= 0) return false;
		const over = Date.now() + error.wait * 1000;
		this.stop();
		this.left = error.wait;
		this.timer = setInterval(() => {
			this.left = Math.max(0, Math.ceil((over - Date.now()) / 1000));
			if (this.left === 0) this.stop();
		}, 250);
		return true;
	}

	stop(): void {
		clearInterval(this.timer);
		this.left = 0;
	}
}
