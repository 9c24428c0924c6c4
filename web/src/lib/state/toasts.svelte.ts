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
const STAY_FAULT = 9_000;

class ToastState {
	shown = $state.raw<Toast[]>([]);
	private next = 1;

	say(text: string, undo?: Toast['undo']): void {
		this.add({ id: this.next++, text, kind: 'done', undo }, STAY);
	}

	fault(text: string, reference?: string): void {
		this.add({ id: this.next++, text, kind: 'fault', reference }, STAY_FAULT);
	}

	dismiss(id: number): void {
		this.shown = this.shown.filter((toast) => toast.id !== id);
	}

	private add(toast: Toast, stay: number): void {
		this.shown = [...this.shown.filter((other) => other.text !== toast.text).slice(-2), toast];
		setTimeout(() => this.dismiss(toast.id), stay);
	}
}

export const toasts = new ToastState();
