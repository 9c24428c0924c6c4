import type { Role } from '#api';
import { m } from '#paraglide/messages.js';

/** Roles from the widest to the narrowest, as people read them. */
export const roles = (): { value: Role; text: string }[] => [
	{ value: 'administrator', text: m.role_administrator() },
	{ value: 'manager', text: m.role_manager() },
	{ value: 'member', text: m.role_member() },
	{ value: 'guest', text: m.role_guest() }
];
