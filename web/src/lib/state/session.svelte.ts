/** Who is signed in on this device. */
import { type Me, logIn, logOut, Problem, readMe, readSetup, type Setup, useCsrfToken } from '#api';
import { dropShelves } from '#lib/grid/shelf.svelte.ts';
import { forgetEverything } from '#lib/resource/resource.svelte.ts';
import { thisDevice } from './device.ts';

/** `due`: signed in, and a second factor must be set up before anything else. */
export type Standing = 'unknown' | 'away' | 'setup' | 'out' | 'due' | 'in';

class SessionState {
	standing = $state<Standing>('unknown');
	me = $state.raw<Me | null>(null);
	setup = $state.raw<Setup | null>(null);

	/** May change libraries and titles. The server decides anyway; this only hides what it would refuse. */
	get isManager(): boolean {
		return this.isAdmin || (this.me?.permissions.includes('manage') ?? false);
	}

	/** May run the server: people, jobs. */
	get isAdmin(): boolean {
		return this.me?.permissions.includes('admin') ?? false;
	}

	get name(): string {
		return this.me?.display_name || this.me?.username || '';
	}

	async find(): Promise<void> {
		try {
			this.enter(await readMe());
		} catch (error) {
			if (!(error instanceof Problem)) this.standing = 'away';
			else await this.findDoor();
		}
	}

	async signIn(username: string, password: string, totp?: string): Promise<void> {
		const answer = await logIn({ username, password, totp, device: thisDevice() });
		useCsrfToken(answer.csrf_token);
		this.enter(await readMe());
	}

	/** Whoever signed in at a provider is led there, to sign out there, too. */
	async signOut(): Promise<void> {
		try {
			const { location: there } = await logOut();
			if (there) location.assign(there);
		} finally {
			this.leave();
		}
	}

	/** The server no longer knows this session. */
	leave(): void {
		if (this.standing === 'in' || this.standing === 'due') this.standing = 'out';
		this.me = null;
		useCsrfToken(null);
		forgetEverything();
		dropShelves();
	}

	enter(me: Me): void {
		useCsrfToken(me.csrf_token);
		this.me = me;
		this.standing = me.second_factor_due ? 'due' : 'in';
	}

	/** An administrator requires a second factor since a moment ago. */
	owe(): void {
		if (this.standing === 'in') this.standing = 'due';
	}

	private async findDoor(): Promise<void> {
		try {
			this.setup = await readSetup();
			this.standing = this.setup.needed ? 'setup' : 'out';
		} catch (error) {
			this.standing = error instanceof Problem ? 'out' : 'away';
		}
	}
}

export const session = new SessionState();
