/** Finding titles, episodes and people by a name, and a person's page. */
import { call } from './http.ts';
import type { PersonCredit, PersonFound, PersonPage, SearchPage } from './generated.ts';

export type { PersonCredit, PersonFound, PersonPage, SearchPage };

export const searchFor = (q: string): Promise<SearchPage> => call('GET', '/search', { query: { q: q.slice(0, 200), limit: 60 } });

export const readPerson = (id: string): Promise<PersonPage> => call('GET', `/people/${id}`);
