"""The runner of child processes."""
