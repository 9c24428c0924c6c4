/** Scopes of keys and permissions of roles, in words. */
import type { Scope } from '#api/keys.ts';
import { m } from '#paraglide/messages.js';

const SCOPES: Record<Scope, () => string> = {
	read: m.key_scope_read,
	play: m.key_scope_play,
	manage: m.key_scope_manage,
	admin: m.key_scope_admin
};

const PERMISSIONS: Record<string, () => string> = {
	read: m.permission_read,
	play: m.permission_play,
	keep: m.permission_keep,
	account: m.permission_account,
	keys: m.permission_keys,
	manage: m.permission_manage,
	users: m.permission_users,
	admin: m.permission_admin
};

export const scopeInWords = (scope: Scope): string => SCOPES[scope]?.() ?? scope;

export const permissionInWords = (permission: string): string => PERMISSIONS[permission]?.() ?? permission;
