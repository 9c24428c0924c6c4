import { expect, test } from 'vitest';
import type { Preset, Provider } from '#api/providers.ts';
import { fill, formOf, optionsOf } from './provider-form.ts';

const provider = {
	id: 'home',
	name: 'Home',
	issuer: 'https://auth.example.org',
	client_id: 'matinee',
	preset: 'keycloak',
	enabled: false,
	scopes: ['openid', 'groups'],
	username_claim: 'nick',
	display_name_claim: 'n',
	picture_claim: 'p',
	groups_claim: 'g',
	create_accounts: 'groups',
	create_groups: ['family', 'friends'],
	first_role: 'guest',
	roles_claim: 'realm_access.roles',
	roles: { boss: 'administrator' },
	libraries_claim: 'shelves',
	libraries: { films: ['1', '2'], everything: 'all' },
	ask_second_factor: false,
	sign_out_there: false
} as const;

test('a provider that is opened and saved is the same provider', () => {
	const { id: _id, ...options } = provider;
	expect(optionsOf(formOf(provider as unknown as Provider))).toEqual(options);
});

test('what is typed is cut into lists, and a line without a group says nothing', () => {
	const form = { ...formOf(), scopes: ' openid,  groups ', create_groups: 'family, , friends ', roles_claim: ' ' };
	form.roles = [{ group: ' boss ', role: 'administrator' }, { group: ' ', role: 'manager' }];
	const sent = optionsOf(form);
	expect([sent.scopes, sent.create_groups, sent.roles_claim, sent.roles]).toEqual([['openid', 'groups'], ['family', 'friends'], null, { boss: 'administrator' }]);
});

test('a preset fills in what is known and leaves a name that was typed', () => {
	const form = { ...formOf(), name: 'Mine' };
	fill(form, { preset: 'authelia', name: 'Authelia', scopes: ['openid', 'groups'], groups_claim: 'groups', username_claim: 'preferred_username' } as Preset);
	expect([form.name, form.id, form.scopes]).toEqual(['Mine', 'authelia', 'openid groups']);
});
