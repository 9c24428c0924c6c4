"""The rules of signing in elsewhere: providers, the way there and back, links, signing out. None of them commits."""
