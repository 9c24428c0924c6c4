/** What the server answers about titles, by the names this app uses. Times are ISO 8601 in UTC, durations milliseconds. */
import type * as server from './generated.ts';

export type { Chapter, Home, HomeRow, Item, ItemDetail, ItemState, ListIndex, Notice, PlaybackPart } from './generated.ts';
export type Picture = server.ItemImage;
export type PictureKind = 'poster' | 'backdrop' | 'thumb' | 'logo';
export type Credit = server.CastMember;
export type Version = server.VersionRecord;
export type Stream = server.StreamRecord;
export type MediaFile = server.FileRecord;
export type Group = server.IndexGroup;
export type Genre = server.FacetCount;
export type Playback = server.PlaybackAnswer;

export interface Page<T> {
	items: T[];
	next_cursor: string | null;
	total?: number | null;
}

/** One of the stream of events, which OpenAPI does not describe. */
export interface ServerEvent {
	name: string;
	at: string;
	subject_id: string | null;
	payload: Record<string, unknown>;
}
