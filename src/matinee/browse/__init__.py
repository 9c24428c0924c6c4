"""What crosses kinds, over HTTP: one item, home, next up, people, events."""
