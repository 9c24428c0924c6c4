/** The pages of the settings, in groups. A new page adds its line here and nothing else. */
import { resolve } from '$app/paths';
import type { IconName } from '#lib/ui/icons.ts';
import { m } from '#paraglide/messages.js';

/** Whom a page is shown to. The server decides anyway; this only hides what it would refuse. */
type Reader = 'everyone' | 'keeper' | 'manager' | 'admin';

export interface SettingsPage {
	href: string;
	icon: IconName;
	text: () => string;
	for: Reader;
}

export interface SettingsGroup {
	name: () => string;
	pages: SettingsPage[];
}

const GROUPS: SettingsGroup[] = [
	{
		name: m.settings_you,
		pages: [
			{ href: resolve('/(app)/settings'), icon: 'person', text: m.account, for: 'everyone' },
			{ href: resolve('/(app)/settings/security'), icon: 'device', text: m.security, for: 'everyone' },
			{ href: resolve('/(app)/settings/hidden'), icon: 'eyeOff', text: m.hidden_titles, for: 'keeper' },
			{ href: resolve('/(app)/settings/keys'), icon: 'key', text: m.api_keys, for: 'keeper' }
		]
	},
	{
		name: m.settings_library,
		pages: [
			{ href: resolve('/(app)/settings/libraries'), icon: 'folder', text: m.libraries, for: 'manager' },
			{ href: resolve('/(app)/settings/inbox'), icon: 'inbox', text: m.inbox, for: 'manager' },
			{ href: resolve('/(app)/settings/changes'), icon: 'clock', text: m.changes, for: 'manager' }
		]
	},
	{
		name: m.settings_server,
		pages: [
			{ href: resolve('/(app)/settings/users'), icon: 'people', text: m.people, for: 'admin' },
			{ href: resolve('/(app)/settings/roles'), icon: 'check', text: m.roles, for: 'admin' },
			{ href: resolve('/(app)/settings/providers'), icon: 'key', text: m.oidc_providers, for: 'admin' },
			{ href: resolve('/(app)/settings/jobs'), icon: 'gear', text: m.jobs, for: 'admin' },
			{ href: resolve('/(app)/settings/activity'), icon: 'activity', text: m.activity, for: 'admin' },
			{ href: resolve('/(app)/settings/statistics'), icon: 'eye', text: m.statistics, for: 'admin' },
			{ href: resolve('/(app)/settings/caches'), icon: 'bolt', text: m.caches, for: 'admin' }
		]
	}
];

/** What this person may open; a group without a page is not named. */
export function settingsFor(person: { isManager: boolean; isAdmin: boolean; me: { permissions: string[] } | null }): SettingsGroup[] {
	const may: Record<Reader, boolean> = { everyone: true, keeper: person.me?.permissions.includes('keys') ?? false, manager: person.isManager, admin: person.isAdmin };
	return GROUPS.map((group) => ({ ...group, pages: group.pages.filter((page) => may[page.for]) })).filter((group) => group.pages.length);
}
