"""OpenID Connect, as a relying party: the code flow with PKCE, and nothing else of it."""
