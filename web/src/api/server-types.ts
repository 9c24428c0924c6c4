/** What the server answers about itself: people, libraries, scans. */

export interface Setup {
	needed: boolean;
	server_name: string;
	version: string;
	/** Anybody may make an account. */
	registration_open: boolean;
}

export type Role = 'administrator' | 'manager' | 'member' | 'guest';

export interface Me {
	id: string;
	username: string;
	display_name: string | null;
	role: Role;
	permissions: string[];
	all_libraries: boolean;
	library_ids: string[];
	csrf_token: string | null;
}

export interface User {
	id: string;
	username: string;
	display_name: string | null;
	role: Role;
	all_libraries: boolean;
	library_ids: string[];
	disabled_at: string | null;
	created_at: string;
}

export interface SignedIn {
	token: string | null;
	user: User;
	csrf_token: string;
}

export interface Session {
	id: string;
	device: { id: string | null; name: string | null; client: string | null; version: string | null } | null;
	address: string | null;
	created_at: string;
	last_seen_at: string | null;
	current: boolean;
}

export type LibraryKind = 'movies' | 'shows';

export interface Root {
	id: string;
	path: string;
	state: string;
	state_detail: string | null;
	free_bytes: number | null;
	watch: 'watching' | 'polled' | 'limited' | 'failed' | null;
	watch_detail: string | null;
}

export interface Progress {
	phase: string;
	current: number;
	total: number | null;
	message: string;
}

export interface Scan {
	id: string;
	library_id: string;
	state: string;
	phase: string | null;
	counts: Partial<Record<string, number>>;
	progress: Progress | null;
	hold_reason: string | null;
	error: string | null;
	requested_at: string | null;
	started_at: string | null;
	finished_at: string | null;
	seconds: number | null;
}

export interface Library {
	id: string;
	name: string;
	kind: LibraryKind;
	enabled: boolean;
	scan_interval_s: number | null;
	roots: Root[];
	counts: Partial<Record<string, number>>;
	first_scanned_at: string | null;
	last_scanned_at: string | null;
	active_scan: Scan | null;
}

export interface Folder {
	path: string | null;
	parent: string | null;
	folders: { name: string; path: string }[];
	videos: number;
	subfolders: number;
	complete: boolean;
	problem: string | null;
}

export interface PlanChange {
	action: string;
	path: string;
	title?: string | null;
	from_path?: string | null;
	reason?: string | null;
	[key: string]: unknown;
}
