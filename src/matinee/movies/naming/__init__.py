"""Reading movies from their paths. Pure functions."""

from matinee.movies.naming.path import read_movie_path
from matinee.movies.naming.reading import MovieGuess, MovieReading

__all__ = ["MovieGuess", "MovieReading", "read_movie_path"]
