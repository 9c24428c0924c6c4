/** Pages of other places about the same title. */

type Place = { name: string; href: (value: string, kind: string) => string | null };

const PLACES: Record<string, Place> = {
	imdb: { name: 'IMDb', href: (value) => `https://www.imdb.com/title/${value}/` },
	tmdb: {
		name: 'TMDb',
		href: (value, kind) =>
			kind === 'movie' ? `https://www.themoviedb.org/movie/${value}` : kind === 'series' ? `https://www.themoviedb.org/tv/${value}` : null
	},
	tvdb: { name: 'TheTVDB', href: (value, kind) => `https://thetvdb.com/dereferrer/${kind === 'movie' ? 'movie' : kind}/${value}` },
	tvmaze: { name: 'TVmaze', href: (value, kind) => (kind === 'series' ? `https://www.tvmaze.com/shows/${value}` : null) },
	anidb: { name: 'AniDB', href: (value, kind) => (kind === 'series' ? `https://anidb.net/anime/${value}` : null) }
};

export function pageElsewhere(provider: string, value: string, kind: string): { name: string; href: string } | null {
	const place = PLACES[provider];
	const href = place?.href(encodeURIComponent(value), kind);
	return place && href ? { name: place.name, href } : null;
}
