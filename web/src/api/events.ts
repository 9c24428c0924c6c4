/** The server's stream of events. EventSource hands named events to named listeners, so the names are listed here. */
import { urlOf } from './http.ts';
import type { ServerEvent } from './types.ts';

const NAMES = [
	...['created', 'deleted', 'updated', 'scan_started', 'scan_progress', 'scan_done', 'scan_failed', 'scan_held'].map(
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
	/** The stream is open; whatever happened before may have been missed. */
	opened: () => void;
	/** The stream ended and will not come back by itself. */
	closed: () => void;
}

/** Opens the stream; the function returned closes it. */
export function openEvents(handlers: EventHandlers): () => void {
	const source = new EventSource(urlOf('/events'));
	source.onopen = handlers.opened;
	source.onerror = () => {
		source.close();
		handlers.closed();
	};
	for (const name of NAMES) {
		source.addEventListener(name, (message: MessageEvent<string>) => handlers.event(readEvent(name, message.data)));
	}
	return () => source.close();
}

function readEvent(name: string, data: string): ServerEvent {
	try {
		return { payload: {}, subject_id: null, at: '', ...(JSON.parse(data) as object), name };
	} catch {
		return { name, at: '', subject_id: null, payload: {} };
	}
}
