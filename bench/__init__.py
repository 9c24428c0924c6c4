"""The figures we publish, with the commands that make them."""
