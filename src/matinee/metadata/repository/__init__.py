"""SQL of metadata."""
