"""The rules of accounts: setting up, signing in, people, sessions. None of them commits."""
