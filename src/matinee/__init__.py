"""Matinee: a self-hosted media server for movies and TV shows that never loses anything."""

__version__ = "0.1.0"
