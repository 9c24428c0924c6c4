/** What people did for a title, in the viewer's language. */
import { m } from '#paraglide/messages.js';

const NAMES: Record<string, () => string> = {
	actor: m.credit_actor,
	director: m.credit_director,
	writer: m.credit_writer,
	producer: m.credit_producer,
	composer: m.credit_composer,
	guest: m.credit_guest
};

export const roleName = (role: string): string => NAMES[role]?.() ?? role;
