/**
 * By which rule a name was read, in words: where it was found, and what such a name looks like.
 * Examples need no translation. `tests/contracts/test_web_words.py` holds that every rule is known here.
 */
import { m } from '#paraglide/messages.js';

const WAYS: Record<string, () => string> = {
	before_year: m.rule_before_year,
	before_tags: m.rule_before_tags,
	whole_name: m.rule_whole_name,
	bracketed_year: m.rule_bracketed_year,
	bare_year: m.rule_bare_year,
	year_first: m.rule_year_first,
	year_folder: m.rule_year_folder,
	season_folder: m.rule_season_folder,
	extras_folder: m.rule_extras_folder,
	extras_suffix: m.rule_extras_suffix,
	edition: m.rule_edition,
	part_mark: m.rule_part_mark,
	id_tag: m.rule_id_tag,
	release_group: m.rule_release_group,
	fansub_group: m.rule_fansub_group,
	season_and_episode: m.rule_season_and_episode,
	absolute: m.rule_absolute
};

const EXAMPLES: Record<string, string> = {
	season_episode: 'S01E02',
	cross: '1x02',
	words: 'Season 1 Episode 2',
	words_reversed: '1. Staffel 2. Folge',
	cjk: '第1季第2集',
	season_dot: '- 1.02',
	season_dash: 'S1 - 02',
	season_dash_episode: '1-02',
	season_half: 'Season 2 Part 2 - 05',
	season_only: 'Season 1',
	season_behind_series: 'Show 5 - 02',
	glued: 'ShowS01E02',
	cap: 'Cap.102',
	special: 'SP1',
	episode_word: 'Episode 2',
	worded_episode: 'Part Two',
	roman_episode: 'Part II',
	season_inside: 'Show Season 2 Name - 05',
	of: '2 of 6',
	part_of_series: 'Part 2',
	leading_number: '02 - Name',
	trailing_number: 'Show 02',
	trailing_range: 'Show 02-03',
	dashed_number: 'Show - 02',
	braced_number: '{02}',
	compact_range: '.102-03.',
	inner_pair: '.102.103.',
	inner_number: '.102.',
	padded_number: 'Show 02 Name',
	glued_number: 'show102',
	number_before_name: 'Show 02 - Name',
	number_behind_tags: 'show-720p-102',
	date: '2024-03-31',
	date_beside: '2024-03-31',
	date_compact: '20240331',
	date_named: '31 Mar 2024',
	date_short: '24.03.31',
	date_six: '240331',
	date_year_last: '31.03.2024'
};

const PLACES: Record<string, (inputs: { way: string }) => string> = { file: m.rule_in_file, folder: m.rule_in_folder };

/** "the year in brackets, in the folder's name", "written like “S01E02”". Newer rules than this app knows say nothing. */
export function ruleInWords(rule: string): string {
	const [first = '', second = ''] = rule.split('.');
	const place = PLACES[first];
	if (place) return place({ way: WAYS[second]?.() ?? m.rule_whole_name() });
	const example = EXAMPLES[first];
	const like = example ? m.rule_like({ example }) : '';
	return [WAYS[first]?.() ?? like, WAYS[second]?.()].filter(Boolean).join(', ') || m.rule_whole_name();
}
