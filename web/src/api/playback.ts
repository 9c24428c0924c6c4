/** One viewing of one item on this device. */
import { call } from './http.ts';
import type { PlaybackRequest } from './generated.ts';
import type { Playback } from './types.ts';

export const startPlayback = (request: PlaybackRequest): Promise<Playback> =>
	call('POST', '/playback', { body: request });

export const reportPosition = (id: string, position_ms: number, state: 'playing' | 'paused'): Promise<void> =>
	call('POST', `/playback/${id}/heartbeat`, { body: { position_ms: Math.round(position_ms), state }, keepalive: true });

export const endPlayback = (id: string, position_ms: number): Promise<void> =>
	call('DELETE', `/playback/${id}`, { query: { position_ms: Math.round(position_ms) }, keepalive: true });
