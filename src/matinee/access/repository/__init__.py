"""The SQL of accounts, by subject."""
