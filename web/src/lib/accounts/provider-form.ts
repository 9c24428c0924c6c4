/** What is typed of a provider, and what is sent of it: lists are one text, maps are lines. */
import type { Role } from '#api';
import type { Preset, Provider, ProviderOptions } from '#api/providers.ts';

export interface RoleLine {
	group: string;
	role: Role;
}

export interface LibraryLine {
	group: string;
	all: boolean;
	ids: string[];
}

export interface ProviderForm extends Omit<ProviderOptions, 'scopes' | 'create_groups' | 'roles' | 'libraries'> {
	id: string;
	secret: string;
	scopes: string;
	create_groups: string;
	roles_claim: string;
	libraries_claim: string;
	roles: RoleLine[];
	libraries: LibraryLine[];
}

/** The form of a provider that is set up, or an empty one. */
export const formOf = (was?: Provider): ProviderForm => ({
	id: was?.id ?? '',
	secret: '',
	preset: was?.preset ?? 'generic',
	name: was?.name ?? '',
	issuer: was?.issuer ?? '',
	client_id: was?.client_id ?? '',
	enabled: was?.enabled ?? true,
	scopes: (was?.scopes ?? ['openid', 'profile', 'email']).join(' '),
	username_claim: was?.username_claim ?? 'preferred_username',
	display_name_claim: was?.display_name_claim ?? 'name',
	picture_claim: was?.picture_claim ?? 'picture',
	groups_claim: was?.groups_claim ?? 'groups',
	create_accounts: was?.create_accounts ?? 'off',
	create_groups: (was?.create_groups ?? []).join(', '),
	first_role: was?.first_role ?? 'member',
	roles_claim: was?.roles_claim ?? '',
	roles: Object.entries(was?.roles ?? {}).map(([group, role]) => ({ group, role })),
	libraries_claim: was?.libraries_claim ?? '',
	libraries: Object.entries(was?.libraries ?? {}).map(([group, seen]) => ({ group, all: seen === 'all', ids: seen === 'all' ? [] : seen })),
	ask_second_factor: was?.ask_second_factor ?? true,
	sign_out_there: was?.sign_out_there ?? true
});

/** Fills in what is known of a well-known provider; what was typed stays. */
export function fill(form: ProviderForm, preset: Preset): void {
	form.preset = preset.preset;
	form.scopes = preset.scopes.join(' ');
	form.groups_claim = preset.groups_claim;
	form.username_claim = preset.username_claim;
	if (preset.preset === 'generic') return;
	form.name ||= preset.name;
	form.id ||= preset.preset;
}

/** What the server takes; a line without a group says nothing. */
export function optionsOf(form: ProviderForm): ProviderOptions {
	const { id: _id, secret: _secret, ...typed } = form;
	return {
		...typed,
		scopes: form.scopes.split(/[\s,]+/).filter(Boolean),
		create_groups: form.create_groups.split(',').map((one) => one.trim()).filter(Boolean),
		roles_claim: form.roles_claim.trim() || null,
		roles: Object.fromEntries(named(form.roles).map((line) => [line.group, line.role])),
		libraries_claim: form.libraries_claim.trim() || null,
		libraries: Object.fromEntries(named(form.libraries).map((line) => [line.group, line.all ? ('all' as const) : line.ids]))
	};
}

const named = <T extends { group: string }>(lines: T[]): T[] => lines.map((line) => ({ ...line, group: line.group.trim() })).filter((line) => line.group);
