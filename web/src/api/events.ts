/** The server's stream of events. EventSource hands named events to named listeners, so the names are listed here. */
import { urlOf } from './http.ts';
import type { ServerEvent } from './types.ts';

const NAMES = [
	...['created', 'deleted', 'updated', 'scan_started', 'scan_progress', 'scan_done', 'scan_failed'].map(
		(verb) => `library.${verb}`
	),
	...['offline', 'online'].map((verb) => `library.${verb}`),
	...['movie', 'series', 'episode'].flatMap((kind) =>
		['added', 'updated', 'available', 'missing', 'deleted'].map((verb) => `${kind}.${verb}`)
	),
	...['started', 'progress', 'stopped'].map((verb) => `playback.${verb}`),
	...['watched', 'unwatched', 'progress', 'favourite'].map((verb) => `item.${verb}`),
	...['created', 'updated', 'deleted'].map((verb) => `user.${verb}`),
	...['progress', 'started', 'finished', 'done', 'discarded'].map((verb) => `job.${verb}`),
	...['auth.session_revoked', 'system.started', 'system.stopping', 'system.backup_created', 'resync']
];

export interface EventHandlers {
	event: (event: ServerEvent) => void;
	/** The stream is open. One that comes back was told what it missed; the first knows nothing of what happened before. */
	opened: (isFirst: boolean) => void;
	/** The connection broke. The browser tries again by itself, and says how far it had heard (`Last-Event-ID`). */
	broken: () => void;
	/** The server refused the stream: it will not come back by itself. */
	refused: () => void;
}

export interface EventStream {
	/** Does the browser believe that it is connected? */
	readonly isOpen: boolean;
	close: () => void;
}

/** Opens the stream, to tell what happens from now on, or what happened after a place that `readMe` gave. */
export function openEvents(handlers: EventHandlers, after?: string | null): EventStream {
	const source = new EventSource(urlOf('/events', { after }));
	let isFirst = true;
	source.onopen = () => {
		handlers.opened(isFirst);
		isFirst = false;
	};
	source.onerror = () => (source.readyState === EventSource.CLOSED ? handlers.refused() : handlers.broken());
	for (const name of NAMES) {
		source.addEventListener(name, (message: MessageEvent<string>) => handlers.event(readEvent(name, message.data)));
	}
	return {
		get isOpen() {
			return source.readyState === EventSource.OPEN;
		},
		close: () => source.close()
	};
}

function readEvent(name: string, data: string): ServerEvent {
	try {
		return { payload: {}, subject_id: null, at: '', ...(JSON.parse(data) as object), name };
	} catch {
		return { name, at: '', subject_id: null, payload: {} };
	}
}
