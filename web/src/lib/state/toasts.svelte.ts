/** Short words at the screen's edge: what was done, with a way back; what failed, with what to quote. */

export interface Toast {
	id: number;
	text: string;
	kind: 'done' | 'fault';
	undo?: () => void | Promise<void>;
	/** What to quote when asking for help. */
	reference?: string;
}

const STAY = 5_000;
/** What can be taken back, or must be read, is given more time. */
const STAY_LONG = 10_000;

class ToastState {
	shown = $state.raw<Toast[]>([]);
	private next = 1;
	/** Somebody's pointer or focus is on them: none goes meanwhile. */
	private isHeld = false;
	private due = new Set<number>();

	say(text: string, undo?: Toast['undo']): void {
		this.add({ id: this.next++, text, kind: 'done', undo }, undo ? STAY_LONG : STAY);
	}

	fault(text: string, reference?: string): void {
		this.add({ id: this.next++, text, kind: 'fault', reference }, STAY_LONG);
	}

	dismiss(id: number): void {
		this.shown = this.shown.filter((toast) => toast.id !== id);
		// Nothing tells of the pointer leaving what is gone.
		if (!this.shown.length) this.hold(false);
	}

	hold(isHeld: boolean): void {
		this.isHeld = isHeld;
		if (isHeld) return;
		this.shown = this.shown.filter((toast) => !this.due.has(toast.id));
		this.due.clear();
	}

	private add(toast: Toast, stay: number): void {
		this.shown = [...this.shown.filter((other) => other.text !== toast.text).slice(-2), toast];
		setTimeout(() => {
			if (this.isHeld) this.due.add(toast.id);
			else this.dismiss(toast.id);
		}, stay);
	}
}

export const toasts = new ToastState();
