"""The `matinee` command. Each command is imported when it is asked for: a program of many parts answers at once."""

import sys
from typing import NoReturn

from cyclopts import App

import matinee
from matinee.kit.errors import Fault

app = App(name="matinee", version=matinee.__version__, help="Movies and TV shows from your own disks, on any device.")
app.command("matinee.cli.serving:serve", help="Start Matinee on this machine: database, web server, background work.")
app.command("matinee.cli.serving:worker", help="Run background work on a database elsewhere.")
app.command("matinee.cli.demo:demo", help="Make a small library of films and shows, and serve it apart from your own.")
app.command("matinee.cli.identify:identify", help="Print what Matinee reads from paths.")
app.command("matinee.cli.backup:commands", name="backup", help="Make a backup, or restore one into an empty folder.")
app.command("matinee.cli.library:commands", name="library", help="List, make, change and delete libraries.")
app.command("matinee.cli.library:scan", help="Ask for a scan of a library, or of all of them.")
app.command("matinee.cli.doctor:doctor", help="Show settings, versions, the database, ffmpeg, disk space and rights.")
app.command("matinee.cli.user:commands", name="user", help="Accounts: make, list, let in or not.")
app.command("matinee.cli.jobs:commands", name="jobs", help="Background work: list, retry, cancel, run now, pause.")
app.command("matinee.cli.secrets:commands", name="secrets", help="The key that encrypts the secrets in the database.")


def main() -> None:
    """Run the command line; a fault is told in one sentence, without a trace."""
    try:
        app()
    except Fault as fault:
        _fail(fault)


def _fail(fault: Fault) -> NoReturn:
    print(f"{fault.title}. {fault.detail}" if fault.detail != fault.title else fault.title, file=sys.stderr)  # noqa: T201
    raise SystemExit(1)
