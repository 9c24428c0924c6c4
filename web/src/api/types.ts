/** What the server answers, as its HTTP contract names it. Times are ISO 8601 in UTC, durations milliseconds. */

export interface Page<T> {
	items: T[];
	next_cursor: string | null;
	total?: number | null;
}

export type ItemKind = 'movie' | 'series' | 'season' | 'episode' | 'extra' | 'collection' | 'playlist';

export interface Picture {
	id: string;
	tag: string;
	thumbhash: string | null;
	width: number | null;
	height: number | null;
}

export type PictureKind = 'poster' | 'backdrop' | 'thumb' | 'logo';

export interface ItemState {
	watched: boolean;
	position_ms: number;
	play_count: number;
	favourite: boolean;
	last_played_at?: string | null;
}

export interface Item {
	id: string;
	kind: ItemKind;
	title: string;
	sort_title?: string | null;
	original_title?: string | null;
	year: number | null;
	added_at: string | null;
	missing_since: string | null;
	overview?: string | null;
	runtime_ms?: number | null;
	duration_ms?: number | null;
	rating?: number | null;
	certificate?: string | null;
	genres?: string[];
	images?: Partial<Record<PictureKind, Picture | null>>;
	state: ItemState;
	library_ids?: string[];
	series_id?: string | null;
	series_title?: string | null;
	season_id?: string | null;
	season_number?: number | null;
	episode_numbers?: number[];
	absolute_numbers?: number[];
	air_date?: string | null;
	season_count?: number | null;
	episode_count?: number | null;
	unwatched_count?: number | null;
	status?: string | null;
}

export interface Credit {
	person_id: string;
	name: string;
	role: string;
	character: string | null;
}

export interface VersionPart {
	part_id: string;
	part: number;
	file_id: string;
}

export interface Version {
	version_id: string;
	edition: string | null;
	library_id: string;
	missing_since: string | null;
	parts: VersionPart[];
	duration_ms: number | null;
	width: number | null;
	height: number | null;
	hdr: string | null;
	size_bytes: number | null;
}

export interface ItemDetail extends Item {
	cast?: Credit[];
	studios?: string[];
	tags?: string[];
	tagline?: string | null;
	external_ids?: Record<string, string>;
	versions?: Version[];
	extras?: Item[];
	next_up?: Item | null;
	why?: unknown;
}

export interface Stream {
	index: number;
	kind: 'video' | 'audio' | 'subtitle' | string;
	codec: string | null;
	profile?: string | null;
	level?: number | string | null;
	language: string | null;
	title: string | null;
	default: boolean;
	forced: boolean;
	hearing_impaired?: boolean;
	width?: number | null;
	height?: number | null;
	frame_rate?: number | null;
	bit_depth?: number | null;
	hdr?: string | null;
	channels?: number | null;
	channel_layout?: string | null;
	bitrate_bps?: number | null;
}

export interface Chapter {
	start_ms: number;
	end_ms: number | null;
	title: string | null;
}

export interface MediaFile {
	file_id: string;
	version_id: string;
	part: number | null;
	edition: string | null;
	path: string | null;
	size_bytes: number;
	duration_ms: number | null;
	missing_since: string | null;
	probe_state: string;
	streams: Stream[];
	chapters: Chapter[];
}

export interface Group {
	label: string;
	offset: number;
	count: number;
}

export interface ListIndex {
	total: number;
	groups: Group[];
}

export interface Genre {
	id: string;
	name: string;
	count: number;
}

export interface HomeRow {
	id: string;
	title_key: string;
	items: Item[];
}

export interface Notice {
	code: string;
	library_id?: string | null;
	text: string;
}

export interface Home {
	rows: HomeRow[];
	libraries: { id: string; name: string; kind: 'movies' | 'shows' }[];
	notices: Notice[];
}

export interface Track {
	index: number;
	codec: string | null;
	language: string | null;
	title: string | null;
	default: boolean;
	forced: boolean;
	channels?: number | null;
	url?: string | null;
}

export interface PlaybackPart {
	part: number;
	file_id: string;
	duration_ms: number | null;
	url: string;
}

export interface Playback {
	id: string;
	item_id: string;
	method: 'direct' | 'unsupported' | string;
	reasons: { code: string; text: string }[];
	url: string | null;
	file_id: string;
	part: number | null;
	parts: PlaybackPart[];
	duration_ms: number | null;
	position_ms: number;
	tracks: { audio: Track[]; subtitle: Track[] };
	chapters: Chapter[];
	next: Item | null;
}

export interface ServerEvent {
	name: string;
	at: string;
	subject_id: string | null;
	payload: Record<string, unknown>;
}
