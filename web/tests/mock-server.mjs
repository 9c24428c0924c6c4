// For looking at pages without a library: serves the built app and made-up answers. Never shipped.
// node tests/mock-server.mjs FOLDER PORT
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';

const [, , folder, port] = process.argv;
const TYPES = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.png': 'image/png', '.webmanifest': 'application/manifest+json' };
const HASHES = ['1QcSHQRnh493V4dIh4eXh1h4kJUI', '3OcRJYB4d3h/iIeHeEh3eIhw+j3A', 'HBkSHYSIeHiPiHh8eJd4eTN0EEQG', '2fcZFIB3iId/h3iJh4aIYJ2V8g'];
const WORDS = 'Quiet Harbour,The Long Afternoon,Paper Lanterns,North of Midnight,A House by the Sea,Signal Fires,The Cartographer,Winter Orchard,Glass Mountain,Half a World Away,Copper Rain,The Understudy,Salt and Ember,Yesterday’s Radio,Borrowed Light,The Ninth Wave,Velvet Hour,Kites over Lisbon,Zero Kelvin,Umbra'.split(',');
const GENRES = ['Drama', 'Science Fiction', 'Comedy', 'Thriller', 'Documentary'];
const TOTAL = 4000;

const hashOf = (text) => [...text].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0, 7);
const picture = (id, width, height) => ({ id, tag: 't', thumbhash: HASHES[hashOf(id) % HASHES.length], width, height });
const images = (id) => ({ poster: picture(`${id}-poster`, 800, 1200), backdrop: picture(`${id}-wide`, 1920, 1080), thumb: picture(`${id}-wide`, 1920, 1080) });
const state = (over) => ({ watched: false, position_ms: 0, play_count: 0, favourite: false, last_played_at: null, ...over });
const base = (id, kind, title, year, over = {}) => ({
	id, kind, title, sort_title: title, original_title: null, year, added_at: '2026-11-20T10:00:00Z', missing_since: null,
	overview: 'A retired lighthouse keeper finds a box of letters that were never sent, and sets out to deliver each of them by hand. What begins as a favour to the dead becomes a journey through every house on the coast.',
	runtime_ms: 6420000, duration_ms: 6420000, rating: 7.9, certificate: '12', genres: [GENRES[hashOf(id) % 5], 'Drama'], images: images(id), state: state(), library_ids: ['1'], ...over
});
const movie = (at) => {
	const word = WORDS[at % WORDS.length];
	const letter = String.fromCharCode(65 + Math.floor((at / TOTAL) * 26));
	return base(`m${at}`, 'movie', at < 20 ? word : `${letter}${word.slice(1).toLowerCase()} ${at}`, 1960 + (hashOf(word + at) % 66), {
		state: state(at % 7 === 3 ? { watched: true, play_count: 1 } : at % 9 === 4 ? { position_ms: 2400000 } : {}),
		missing_since: at === 11 ? '2026-10-02T00:00:00Z' : null
	});
};
const series = (at) => base(`s${at}`, 'series', WORDS[(at * 3 + 5) % WORDS.length], 2010 + (at % 15), { duration_ms: null, season_count: 3, episode_count: 24, unwatched_count: at % 5 ? 7 : 0 });
const episode = (s, season, number) => base(`e${s}-${season}-${number}`, 'episode', WORDS[(s + season * 5 + number) % WORDS.length], 2020, {
	series_id: `s${s}`, series_title: series(s).title, season_number: season, episode_numbers: [number], absolute_numbers: [], air_date: `2021-0${season + 1}-1${number % 9}`, duration_ms: 2760000,
	state: state(number < 3 ? { watched: true } : number === 3 ? { position_ms: 900000 } : {}), missing_since: number === 6 ? '2026-09-12T00:00:00Z' : null
});
const list = (items, more = {}) => ({ items, next_cursor: null, ...more });
const me = { id: 'u', username: 'ada', display_name: 'Ada', role: 'administrator', permissions: ['read', 'play', 'manage', 'admin'], all_libraries: true, library_ids: [], csrf_token: 'x' };
const libraries = ['movies', 'shows'].map((kind, at) => ({
	id: String(at + 1), name: at ? 'Shows' : 'Movies', kind, enabled: true, scan_interval_s: 3600, first_scanned_at: '2026-11-20T10:00:00Z', last_scanned_at: '2026-11-23T22:00:00Z', active_scan: null,
	roots: [{ id: 'r', path: `/media/${kind}`, state: at ? 'offline' : 'online', state_detail: at ? 'not the disk seen before' : null, free_bytes: 812e9 }],
	counts: at ? { series: 212, episodes: 4112, files: 4100, missing: 12, inbox: 3 } : { movies: TOTAL, files: 4120, missing: 1, inbox: 0 }
}));

const ROUTES = [
	[/^\/me$/, () => me],
	[/^\/setup$/, () => ({ needed: false, server_name: 'Home', version: '0.1' })],
	[/^\/home$/, () => ({
		rows: [
			{ id: 'continue', title_key: 'continue', items: [movie(4), episode(2, 1, 3), movie(13)] },
			{ id: 'next_up', title_key: 'next_up', items: [1, 2, 3, 4, 5, 6].map((at) => episode(at, 1, 4)) },
			{ id: 'added_movies', title_key: 'added_movies', items: Array.from({ length: 20 }, (_, at) => movie(at)) },
			{ id: 'added_series', title_key: 'added_series', items: Array.from({ length: 14 }, (_, at) => series(at)) }
		],
		libraries, notices: [{ code: 'library_offline', library_id: '2', text: 'The library “Shows” cannot be reached. Its titles stay listed.' }]
	})],
	[/^\/movies\/index$/, () => ({ total: TOTAL, groups: Array.from({ length: 26 }, (_, at) => ({ label: String.fromCharCode(65 + at), offset: Math.ceil((at / 26) * TOTAL), count: 150 })) })],
	[/^\/series\/index$/, () => ({ total: 40, groups: [] })],
	[/^\/movies$/, (_, query) => list(Array.from({ length: 60 }, (__, at) => movie(Number(query.get('offset')) + at)).filter((__, at) => Number(query.get('offset')) + at < TOTAL))],
	[/^\/series$/, () => list(Array.from({ length: 40 }, (_, at) => series(at)))],
	[/^\/series\/s(\d+)\/seasons$/, ([, id]) => list([0, 1, 2, 3].map((n) => base(`se${id}-${n}`, 'season', '', null, { series_id: `s${id}`, season_number: n, episode_count: 8, unwatched_count: n === 2 ? 0 : 5 })))],
	[/^\/series\/s(\d+)\/episodes$/, ([, id], query) => list(Array.from({ length: 8 }, (_, at) => episode(Number(id), Number(query.get('season')), at + 1)))],
	[/^\/items\/(\w)(\d+)(?:-(\d+)-(\d+))?$/, ([, kind, at, season, number]) => ({
		...(kind === 'm' ? movie(Number(at)) : kind === 's' ? series(Number(at)) : episode(Number(at), Number(season), Number(number))),
		tagline: 'Every letter finds its door.', studios: [], tags: [], external_ids: {}, extras: [], why: null, next_up: kind === 's' ? episode(Number(at), 1, 3) : null,
		cast: ['Ines Moreira', 'Tom Halloran', 'Yuki Tanabe', 'Aisha Bello', 'Per Lindqvist'].map((name, n) => ({ person_id: String(n), name, role: 'actor', character: ['Marta', 'Finn', 'Dr. Ito', 'Ada', 'The Keeper'][n] })),
		versions: kind === 'm' ? ['Theatrical', 'Director’s Cut'].map((edition, n) => ({ version_id: `v${n}`, edition, library_id: '1', missing_since: null, parts: [{ part_id: 'p', part: 1, file_id: 'f' }], duration_ms: 6420000 + n * 900000, width: n ? 3840 : 1920, height: n ? 1600 : 800, hdr: n ? 'dolby vision' : null, size_bytes: 8e9 * (n + 1) })) : []
	})],
	[/^\/items\/.*\/files$/, () => list([{ file_id: 'f', version_id: 'v0', part: 1, edition: null, path: 'Quiet Harbour (2019)/Quiet Harbour.mkv', size_bytes: 8.2e9, duration_ms: 6420000, missing_since: null, probe_state: 'done', chapters: [], streams: [
		{ index: 0, kind: 'video', codec: 'h264', width: 1920, height: 800, frame_rate: 23.976, bitrate_bps: 9.2e6, language: null, title: null, default: true, forced: false },
		{ index: 1, kind: 'audio', codec: 'ac3', language: 'en', channels: 6, channel_layout: '5.1', title: null, default: true, forced: false }] }])],
	[/^\/genres$/, () => list(GENRES.map((name) => ({ id: name, name, count: 99 })))],
	[/^\/years$/, () => list([2026, 2025, 1999].map((year) => ({ name: String(year), count: 12 })))],
	[/^\/libraries$/, () => list(libraries)],
	[/^\/libraries\/\d+\/scans$/, () => list([])],
	[/^\/sessions$/, () => list([{ id: 'a', device: { id: '1', name: 'Chrome, Linux', client: 'Matinee web', version: '1' }, address: '192.168.1.20', created_at: '2026-11-20T10:00:00Z', last_seen_at: '2026-11-24T01:00:00Z', current: true }])],
	[/^\/users$/, () => list([{ ...me, disabled_at: null, created_at: '' }, { ...me, id: 'v', username: 'ben', display_name: 'Ben', role: 'member', all_libraries: false, library_ids: ['1'], disabled_at: null }])],
	[/^\/folders$/, (_, query) => ({ path: query.get('path'), parent: query.get('path') ? '/' : null, folders: ['movies', 'shows', 'home videos'].map((name) => ({ name, path: `/media/${name}` })), videos: 214, subfolders: 38, complete: true, problem: null })]
];

const drawn = (id, isWide) => {
	const hue = (hashOf(id.replace(/-\w+$/, '')) * 137) % 360;
	const [w, h] = isWide ? [1280, 720] : [400, 600];
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}"><defs><linearGradient id="a" x2="0.4" y2="1"><stop stop-color="hsl(${hue} 60% 45%)"/><stop offset="1" stop-color="hsl(${(hue + 60) % 360} 55% 14%)"/></linearGradient></defs><rect width="${w}" height="${h}" fill="url(#a)"/><circle cx="${w * 0.68}" cy="${h * 0.36}" r="${h * 0.17}" fill="hsl(${(hue + 40) % 360} 90% 72%)" opacity="0.85"/><path d="M0 ${h * 0.7}Q${w * 0.3} ${h * 0.52} ${w * 0.55} ${h * 0.68}T${w} ${h * 0.6}V${h}H0Z" fill="hsl(${(hue + 20) % 360} 45% 12%)"/></svg>`;
};

createServer((request, response) => {
	const url = new URL(request.url, 'http://mock');
	const path = url.pathname;
	const image = /^\/api\/v1\/images\/([^/]+)\//.exec(path);
	if (image) return response.writeHead(200, { 'Content-Type': 'image/svg+xml' }).end(drawn(image[1], image[1].endsWith('wide')));
	if (path === '/api/v1/events') return response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(': open\n\n');
	if (path.startsWith('/api/v1')) {
		for (const [pattern, answer] of ROUTES) {
			const match = pattern.exec(path.slice(7));
			if (match && request.method === 'GET') return response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer(match, url.searchParams)));
		}
		return response.writeHead(request.method === 'GET' ? 404 : 204, { 'Content-Type': 'application/problem+json' }).end(request.method === 'GET' ? '{"code":"not_found"}' : '');
	}
	const file = join(folder, path.replace(/^\/app/, ''));
	const found = existsSync(file) && extname(file) ? file : join(folder, 'index.html');
	response.writeHead(200, { 'Content-Type': TYPES[extname(found)] ?? 'application/octet-stream' });
	createReadStream(found).pipe(response);
}).listen(Number(port), '127.0.0.1');
