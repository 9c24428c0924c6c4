/** Libraries, their folders and scans in words. What the server says by stable words is said here in the reader's language. */
import type { Hold, Library, Root, Scan, ScanCounts } from '#api';
import { count } from '#lib/text/amounts.ts';
import { since } from '#lib/text/time.ts';
import { m } from '#paraglide/messages.js';

type Words = () => string;

const HELD: [keyof Library['counts'], (inputs: { count: string }) => string][] = [
	['movies', m.count_movies],
	['series', m.count_series],
	['episodes', m.count_episodes],
	['files', m.count_files],
	['missing', m.count_missing],
	['inbox', m.count_inbox]
];

export function contents(library: Library): string {
	const said = HELD.map(([key, words]) => ({ value: library.counts[key] ?? 0, words })).filter(({ value }) => value > 0);
	return said.map(({ value, words }) => words({ count: count(value) })).join(' · ') || m.nothing_yet();
}

/** "12 new, 3 changed, 2 moved": films and episodes; what changed beside them is said apart. */
export function planWords(counts: ScanCounts, nothing = m.plan_nothing()): string {
	const said: [number | undefined, (inputs: { count: string }) => string][] = [
		[counts.added, m.plan_added],
		[counts.updated, m.plan_updated],
		[counts.moved, m.plan_moved],
		[counts.returned, m.plan_returned],
		[counts.missing, m.plan_hidden],
		[counts.beside, m.plan_beside]
	];
	return said.flatMap(([number, words]) => (number ? [words({ count: count(number) })] : [])).join(', ') || nothing;
}

const STATES: Record<Scan['state'], Words> = {
	waiting: m.scan_state_waiting,
	running: m.scan_state_running,
	held: m.scan_state_held,
	offline: m.scan_state_offline,
	completed: m.scan_state_completed,
	dismissed: m.scan_state_dismissed,
	failed: m.scan_state_failed,
	cancelled: m.scan_state_cancelled
};
export const stateWords = (scan: Scan): string => STATES[scan.state]();

const AWAY: Record<string, Words> = {
	root_missing: m.root_root_missing,
	root_not_a_folder: m.root_root_not_a_folder,
	root_unreadable: m.root_root_unreadable,
	root_failing: m.root_root_failing,
	not_answering: m.root_not_answering,
	disk_changed: m.passed_disk_changed,
	other_content: m.root_other_content,
	not_mounted: m.root_not_mounted
};

/** Whether a folder is there, and since when not. */
export function reachWords(root: Root, now: number): string {
	if (root.state === 'offline') return root.seen_at ? m.root_since({ when: since(root.seen_at, now) }) : m.root_offline();
	if (root.state === 'unknown') return m.root_unknown();
	return root.state_code ? m.root_partly() : m.root_online();
}

/** Why it, or a part of it, is away; nothing where all of it is there. */
export function awayWords(root: Root): string {
	if (!root.state_code && root.state !== 'offline') return '';
	return AWAY[root.state_code ?? '']?.() ?? root.state_detail ?? '';
}

const WATCH: Record<string, Words> = {
	watching: m.watch_watching,
	polled: m.watch_polled,
	limited: m.watch_limited,
	failed: m.watch_failed
};

export function watchWords(root: Root): string {
	if (root.state === 'offline') return '';
	if (root.watch === 'watching' && root.watch_detail) return m.watch_overflow();
	return WATCH[root.watch ?? '']?.() ?? '';
}

export function holdWords(hold: Hold): string {
	const numbers = { hidden: count(hold.hidden), files: count(hold.files), path: hold.path };
	const words = {
		every_file: () => m.hold_every_file({ count: numbers.hidden, path: hold.path }),
		share_of_root: () => m.hold_share_of_root(numbers),
		emptied_folder: () => m.hold_emptied_folder(numbers),
		other_disk: () => m.hold_other_disk(numbers)
	};
	return words[hold.code]();
}

const PASSED: Record<string, Words> = {
	hidden: m.passed_hidden,
	rule: m.passed_rule,
	rule_file: m.passed_rule_file,
	rule_left_out: m.passed_rule_left_out,
	sample: m.passed_sample,
	recycle_bin: m.passed_recycle_bin,
	snapshot: m.passed_snapshot,
	system_folder: m.passed_system_folder,
	system_file: m.passed_system_file,
	old_versions: m.passed_old_versions,
	transcoded_copies: m.passed_transcoded_copies,
	trickplay: m.passed_trickplay,
	artwork: m.passed_artwork,
	unpacking: m.passed_unpacking,
	partial_download: m.passed_partial_download,
	disc_data: m.passed_disc_data,
	disc_folder: m.passed_disc_folder,
	link_file: m.passed_link_file,
	not_media: m.passed_not_media,
	not_a_file: m.passed_not_a_file,
	symlink_outside: m.passed_symlink_outside,
	visited_before: m.passed_visited_before,
	disk_changed: m.passed_disk_changed,
	link_broken: m.passed_link_broken,
	not_answering: m.passed_not_answering,
	not_listed: m.passed_not_listed,
	permission_denied: m.passed_permission_denied,
	still_written: m.passed_still_written,
	too_deep: m.passed_too_deep,
	too_many_entries: m.passed_too_many_entries,
	unreadable: m.passed_unreadable,
	vanished: m.passed_vanished
};

/** Why a path was passed over or could not be read. */
export const passedWords = (reason: string): string => PASSED[reason]?.() ?? reason;
