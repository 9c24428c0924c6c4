"""The cache: one tier and two, one process and two."""
