/** The one place that talks to the server: every request of the app goes through `call`. */

const ROOT = '/api/v1';

/** An answer that refuses, as RFC 9457 tells it. `id` is what to quote when asking for help. */
export class Problem extends Error {
	override readonly name = 'Problem';
	/** What it means in the reader's language, where that is not the server's. */
	words = '';
	constructor(
		readonly status: number,
		readonly code: string,
		readonly title: string,
		readonly detail: string,
		readonly id: string,
		/** Seconds to wait before the next try, where the server names them. */
		readonly wait = 0
	) {
		super(detail || title);
	}
}

/** No answer came at all: the server is off, restarting, or the network is gone. */
export class Unreachable extends Error {
	override readonly name = 'Unreachable';
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type Query = Record<string, string | number | boolean | null | undefined>;

export interface CallOptions {
	query?: Query;
	body?: unknown;
	signal?: AbortSignal;
	/** The request outlives the page (a position reported while the tab closes). */
	keepalive?: boolean;
	/** Sees the answer's headers, where they carry something. */
	onHeaders?: (headers: Headers) => void;
}

interface Listeners {
	signedOut: () => void;
	/** The account must set a second factor up before anything else. */
	due: () => void;
	reached: (reachable: boolean) => void;
	/** Says a refusal in the reader's language; nothing where that is the server's. */
	translate: (code: string) => Promise<string>;
}

let csrfToken: string | null = null;
let listeners: Listeners = { signedOut: () => {}, due: () => {}, reached: () => {}, translate: async () => '' };

export function useCsrfToken(token: string | null): void {
	csrfToken = token;
}

export function listenToHttp(to: Listeners): void {
	listeners = to;
}

export function urlOf(path: string, query: Query = {}): string {
	const search = new URLSearchParams();
	for (const [name, value] of Object.entries(query)) {
		if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
	}
	const text = search.toString();
	return ROOT + path + (text ? `?${text}` : '');
}

export async function call<T>(method: Method, path: string, options: CallOptions = {}): Promise<T> {
	const headers: Record<string, string> = { Accept: 'application/json' };
	if (options.body !== undefined) headers['Content-Type'] = 'application/json';
	if (method !== 'GET' && csrfToken) headers['X-CSRF-Token'] = csrfToken;
	const response = await reach(urlOf(path, options.query), {
		method,
		headers,
		body: options.body === undefined ? undefined : JSON.stringify(options.body),
		signal: options.signal,
		keepalive: options.keepalive ?? false,
		credentials: 'same-origin'
	});
	if (response.ok) {
		options.onHeaders?.(response.headers);
		const text = response.status === 204 ? '' : await response.text();
		return (text ? JSON.parse(text) : undefined) as T;
	}
	const problem = await problemOf(response);
	if (problem.status === 401 && !path.startsWith('/auth/')) listeners.signedOut();
	if (problem.code === 'second_factor_due') listeners.due();
	else if (problem.status !== 401 || path.startsWith('/auth/')) problem.words = await listeners.translate(problem.code);
	throw problem;
}

async function reach(url: string, init: RequestInit): Promise<Response> {
	try {
		const response = await fetch(url, init);
		// A proxy in front answers these while the server itself restarts.
		const away = response.status === 502 || response.status === 504;
		listeners.reached(!away);
		if (away) throw new Unreachable('The server does not answer.');
		return response;
	} catch (error) {
		if (error instanceof DOMException && error.name === 'AbortError') throw error;
		if (!(error instanceof Unreachable)) listeners.reached(false);
		throw error instanceof Unreachable ? error : new Unreachable('The server does not answer.');
	}
}

async function problemOf(response: Response): Promise<Problem> {
	let told: Record<string, unknown> = {};
	try {
		told = (await response.json()) as Record<string, unknown>;
	} catch {
		// Not ours: a proxy's page. The status still says enough.
	}
	const word = (key: string): string => (typeof told[key] === 'string' ? told[key] : '');
	const id = word('error_id') || word('request_id') || word('id') || response.headers.get('X-Request-Id') || word('instance');
	const wait = Number(response.headers.get('Retry-After')) || 0;
	return new Problem(response.status, word('code') || `http_${response.status}`, word('title'), word('detail'), id, wait);
}

export function isGone(error: unknown): boolean {
	return error instanceof Problem && (error.status === 404 || error.status === 410);
}
