"""The `matinee` program."""

from cyclopts import App

from matinee.cli import identify

app = App(name="matinee", help="A self-hosted media server for movies and TV shows.")
identify.register(app)


def main() -> None:
    """Run the program."""
    app()
