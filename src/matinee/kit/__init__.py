"""The shared ground: knows no business word and never reads settings."""
