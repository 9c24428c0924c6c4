/** Direct play: the browser's own element, fed by byte ranges. */
import type { EngineTrack, PlayerEngine, Source } from './engine.ts';

interface AudioTrackLike {
	id: string;
	label: string;
	language: string;
	enabled: boolean;
}

export class NativeEngine implements PlayerEngine {
	constructor(private readonly video: HTMLVideoElement) {}

	load({ url, startMs }: Source): void {
		this.video.src = url;
		const seek = (): void => {
			if (startMs > 0) this.video.currentTime = startMs / 1000;
		};
		if (this.video.readyState >= 1) seek();
		else this.video.addEventListener('loadedmetadata', seek, { once: true });
	}

	play(): Promise<void> {
		return this.video.play();
	}

	pause(): void {
		this.video.pause();
	}

	seek(ms: number): void {
		this.video.currentTime = Math.max(0, ms / 1000);
	}

	get positionMs(): number {
		return this.video.currentTime * 1000;
	}

	get durationMs(): number {
		return Number.isFinite(this.video.duration) ? this.video.duration * 1000 : 0;
	}

	get fault(): 'network' | 'decode' | null {
		const code = this.video.error?.code;
		if (code === undefined) return null;
		// A source that fails before its first byte is called "not supported" too; without metadata it may be the network.
		if (code === MediaError.MEDIA_ERR_NETWORK) return 'network';
		return code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED && this.video.networkState === HTMLMediaElement.NETWORK_NO_SOURCE
			? 'network'
			: 'decode';
	}

	/** Only some browsers let a page choose among a file's own audio tracks. */
	audioTracks(): EngineTrack[] {
		const tracks = (this.video as unknown as { audioTracks?: ArrayLike<AudioTrackLike> }).audioTracks;
		return Array.from(tracks ?? []).map(({ id, label, language, enabled }) => ({ id, label, language, active: enabled }));
	}

	setAudio(id: string): void {
		const tracks = (this.video as unknown as { audioTracks?: ArrayLike<AudioTrackLike> }).audioTracks;
		for (const track of Array.from(tracks ?? [])) track.enabled = track.id === id;
	}

	destroy(): void {
		this.video.removeAttribute('src');
		this.video.load();
	}
}
