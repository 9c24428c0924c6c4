// The certified provider, with the people and the clients that a test hands over as JSON. It prints its port.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const { clients, people } = JSON.parse(process.env.TEST_OIDC);
const server = createServer();
server.listen(0, '127.0.0.1', () => {
	const issuer = `http://127.0.0.1:${server.address().port}`;
	const provider = new Provider(issuer, {
		clients,
		claims: {
			openid: ['sub'],
			profile: ['name', 'preferred_username', 'picture'],
			email: ['email', 'email_verified'],
			groups: ['groups', 'realm_access']
		},
		scopes: ['openid', 'offline_access', 'profile', 'email', 'groups'],
		cookies: { keys: ['only for a test'] },
		pkce: { required: () => true },
		async findAccount(_, id) {
			return { accountId: id, claims: async () => ({ sub: id, ...people[id] }) };
		}
	});
	server.on('request', provider.callback());
	console.log(issuer);
});
