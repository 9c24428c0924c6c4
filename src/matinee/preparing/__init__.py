"""What a start needs to be done once, in a short program of its own: `python -m matinee.preparing`."""
