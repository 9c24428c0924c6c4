/** Decisions on files in words: reasons, questions, candidates, and what was changed. */
import type { Change, ChangeKind, Named, Offer, Reason } from '#api/matching.ts';
import { day } from '#lib/text/time.ts';
import { m } from '#paraglide/messages.js';
import { ruleInWords } from './rules.ts';

const REASONS: Record<string, (detail: string) => string> = {
	title: (detail) => m.reason_title({ share: percent(Number(detail)) }),
	year_equal: m.reason_year_equal,
	year_near: m.reason_year_near,
	year_differs: m.reason_year_differs,
	id_equal: (provider) => m.reason_id_equal({ provider: provider.toUpperCase() }),
	id_differs: (provider) => m.reason_id_differs({ provider: provider.toUpperCase() }),
	runtime_off_minutes: (minutes) => m.reason_runtime({ minutes }),
	nfo_agrees: m.reason_nfo_agrees,
	named_by_nfo: m.reason_named_by_nfo,
	numbered_by_nfo: m.reason_numbered_by_nfo,
	nfo_number_agrees: m.reason_nfo_number_agrees,
	chosen_by_person: m.reason_chosen,
	as_in_folder: m.reason_as_in_folder,
	no_usable_title: m.question_no_usable_title,
	no_number_or_date: m.question_no_number_or_date,
	two_readings_near: m.question_two_readings_near,
	name_against_nfo: m.question_name_against_nfo
};

const FIELDS: Record<string, () => string> = {
	title: m.field_title,
	sort_title: m.field_sort_title,
	original_title: m.field_original_title,
	year: m.year,
	overview: m.field_overview,
	tagline: m.field_tagline,
	status: m.field_status,
	rating: m.field_rating,
	certificate: m.field_certificate,
	minimum_age: m.field_minimum_age,
	air_date: m.field_air_date,
	end_date: m.field_end_date,
	season: m.field_season,
	episodes: m.field_episodes,
	absolute: m.field_absolute,
	date: m.field_date,
	edition: m.field_edition,
	part: m.field_part,
	ids: m.field_ids,
	extra: m.field_extra,
	group: m.field_group,
	genres: m.genres,
	studios: m.studios,
	tags: m.tags
};

export const QUESTIONS = ['no_usable_title', 'no_number_or_date', 'two_readings_near', 'name_against_nfo'];

export const percent = (share: number): string => `${Math.round(share * 100)} %`;

export const fieldName = (field: string): string => FIELDS[field]?.() ?? field;

/** "Title 98 % alike"; what a name's rule found is told as "Year: by its rule". */
export function reasonInWords(reason: Pick<Reason, 'code'> & Partial<Reason>): string {
	const known = REASONS[reason.code];
	if (known) return known(reason.detail ?? '');
	const rule = /^(\w+)_by$/.exec(reason.code);
	if (rule) return m.reason_rule({ field: fieldName(rule[1] ?? ''), rule: ruleInWords(reason.detail ?? '') });
	return reason.code.replaceAll('_', ' ') + (reason.detail ? `: ${reason.detail}` : '');
}

export const named = (title: Named): string => (title.year ? `${title.title} (${title.year})` : title.title);

/** S1 E3–4 of a candidate; empty for films. */
export function numberOf(candidate: Pick<Offer, 'season' | 'episodes' | 'air_date'>): string {
	if (candidate.air_date) return day(candidate.air_date);
	const [first] = candidate.episodes ?? [];
	if (first === undefined || candidate.season === null || candidate.season === undefined) return '';
	const last = candidate.episodes?.at(-1) ?? first;
	return m.episode_number({ season: candidate.season, episode: last === first ? String(first) : `${first}–${last}` });
}

const SOURCES: Record<string, () => string> = {
	name: m.source_name,
	nfo: m.source_nfo,
	known: m.source_known,
	person: m.source_person
};

export const sourceName = (source: string | undefined): string => SOURCES[source ?? 'name']?.() ?? '';

const KINDS: Record<ChangeKind, (from: string, to: string) => string> = {
	match: (from, to) => (from && from !== to ? m.change_match({ from, to }) : m.change_match_to({ to })),
	split: (from, to) => m.change_split({ from, to }),
	merge_titles: (from, to) => m.change_merge({ from, to }),
	merge_versions: (_from, to) => m.change_merge_versions({ to }),
	move_episode: (from, to) => m.change_move({ from: from || to, to }),
	edit: (_from, to) => m.change_edit({ to })
};

export function changeInWords(change: Change): string {
	const { from = [], to, number } = change.summary;
	const target = [to ? named(to) : '', number ? numberOf({ season: number.season, episodes: number.episode === null ? [] : [number.episode] }) : ''];
	const words = KINDS[change.kind]?.(from.map(named).join(', '), target.filter(Boolean).join(' · ')) ?? change.kind;
	const fields = change.kind === 'edit' ? (change.summary.fields ?? []).map(fieldName).join(', ') : '';
	return fields ? `${words}: ${fields}` : words;
}

/** "1-3, 5" as numbers; undefined for what is none. */
export function episodesFrom(text: string): number[] | undefined {
	const numbers: number[] = [];
	for (const part of text.split(',').map((each) => each.trim()).filter(Boolean)) {
		const found = /^(\d{1,6})(?:\s*[-–]\s*(\d{1,6}))?$/.exec(part);
		if (!found) return undefined;
		const first = Number(found[1]);
		const last = Number(found[2] ?? found[1]);
		if (last < first || last - first >= 50) return undefined;
		for (let number = first; number <= last; number += 1) numbers.push(number);
	}
	return numbers.length && numbers.length <= 50 ? [...new Set(numbers)] : undefined;
}
