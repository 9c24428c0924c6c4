// The certified provider, with the clients that a test hands over, and people from a file that is read at each sign-in.
// It prints where it listens; behind a TLS front its issuer is another.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const { clients, people, issuer } = JSON.parse(process.env.TEST_OIDC);
const server = createServer();
server.listen(0, '127.0.0.1', () => {
	const here = `http://127.0.0.1:${server.address().port}`;
	const provider = new Provider(issuer ?? here, {
		clients,
		claims: {
			openid: ['sub'],
			profile: ['name', 'preferred_username', 'picture'],
			email: ['email', 'email_verified'],
			groups: ['groups', 'realm_access', 'shelves']
		},
		scopes: ['openid', 'offline_access', 'profile', 'email', 'groups'],
		cookies: { keys: ['only for a test'] },
		pkce: { required: () => true },
		async findAccount(_, id) {
			const person = JSON.parse(readFileSync(people, 'utf8'))[id];
			return { accountId: id, claims: async () => ({ sub: id, ...person }) };
		}
	});
	provider.proxy = issuer !== undefined;
	server.on('request', provider.callback());
	console.log(here);
});
