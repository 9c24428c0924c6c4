/** How the app looks on this device: theme, contrast. Applied before the first paint by app.html, kept here. */

export type Theme = 'dark' | 'light' | 'system';
export type Contrast = 'normal' | 'high';

const read = (key: string): string | null => {
	try {
		return localStorage.getItem(key);
	} catch {
		return null;
	}
};

const keep = (key: string, value: string): void => {
	try {
		localStorage.setItem(key, value);
	} catch {
		// Private windows of some browsers keep nothing; the choice holds until the page closes.
	}
};

class LookState {
	theme = $state<Theme>((read('matinee.theme') as Theme | null) ?? 'dark');
	contrast = $state<Contrast>((read('matinee.contrast') as Contrast | null) ?? 'normal');
	private readonly systemLight = typeof matchMedia === 'undefined' ? null : matchMedia('(prefers-color-scheme: light)');
	private systemIsLight = $state(this.systemLight?.matches ?? false);

	constructor() {
		this.systemLight?.addEventListener('change', (event) => {
			this.systemIsLight = event.matches;
			this.apply();
		});
	}

	get isLight(): boolean {
		return this.theme === 'light' || (this.theme === 'system' && this.systemIsLight);
	}

	choose(theme: Theme, contrast: Contrast): void {
		this.theme = theme;
		this.contrast = contrast;
		keep('matinee.theme', theme);
		keep('matinee.contrast', contrast);
		this.apply();
	}

	private apply(): void {
		const root = document.documentElement;
		root.dataset.theme = this.isLight ? 'light' : 'dark';
		root.dataset.contrast = this.contrast;
		document.querySelector('meta[name=theme-color]')?.setAttribute('content', this.isLight ? '#faf7f2' : '#0d0c0e');
	}
}

export const look = new LookState();

export const wantsCalm = (): boolean =>
	typeof matchMedia !== 'undefined' && matchMedia('(prefers-reduced-motion: reduce)').matches;
