"""Statements over the catalog. Each takes the viewer, and joins what that viewer may see."""
