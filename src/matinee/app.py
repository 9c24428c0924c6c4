"""Composition: joins the slices into one web app and one worker; nothing else."""
