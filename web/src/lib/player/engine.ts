/** What the player's controls know of whatever plays: the native element today, a streaming library beside it later. */
export interface Source {
	url: string;
	startMs: number;
}

export interface EngineTrack {
	id: string;
	label: string;
	language: string;
	active: boolean;
}

export interface PlayerEngine {
	load(source: Source): void;
	play(): Promise<void>;
	pause(): void;
	seek(ms: number): void;
	readonly positionMs: number;
	readonly durationMs: number;
	/** Why it stopped; null while all is well. */
	readonly fault: 'network' | 'decode' | null;
	audioTracks(): EngineTrack[];
	setAudio(id: string): void;
	destroy(): void;
}
