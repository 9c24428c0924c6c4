"""Rows of HOSTILE.md, driven through the running parts."""
