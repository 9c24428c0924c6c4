/** What this browser says it can decode, asked of the browser itself and never guessed from its name. */
const VIDEO: Record<string, string> = {
	h264: 'video/mp4; codecs="avc1.640028"',
	hevc: 'video/mp4; codecs="hvc1.1.6.L120.90"',
	av1: 'video/mp4; codecs="av01.0.08M.08"',
	vp9: 'video/webm; codecs="vp9"',
	vp8: 'video/webm; codecs="vp8"'
};
const AUDIO: Record<string, string> = {
	aac: 'audio/mp4; codecs="mp4a.40.2"',
	mp3: 'audio/mpeg',
	ac3: 'audio/mp4; codecs="ac-3"',
	eac3: 'audio/mp4; codecs="ec-3"',
	opus: 'audio/webm; codecs="opus"',
	vorbis: 'audio/webm; codecs="vorbis"',
	flac: 'audio/mp4; codecs="flac"'
};
const CONTAINERS: Record<string, string> = {
	mp4: 'video/mp4',
	webm: 'video/webm',
	matroska: 'video/x-matroska; codecs="avc1.640028"'
};

export function capabilities(): Record<string, string[]> {
	const probe = document.createElement('video');
	const known = (types: Record<string, string>): string[] =>
		Object.entries(types)
			.filter(([, type]) => probe.canPlayType(type) !== '')
			.map(([name]) => name);
	return { containers: known(CONTAINERS), video: known(VIDEO), audio: known(AUDIO) };
}
