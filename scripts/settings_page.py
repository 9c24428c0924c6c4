"""Write docs/reference/settings.md from the settings tree: `python scripts/settings_page.py`."""

import typing
from pathlib import Path

from matinee.settings import Key, OidcSettings, Settings, keys, keys_of_provider, shown

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "settings.md"
HEAD = """# Settings

Made from the settings tree by `scripts/settings_page.py`; a test keeps it current.

A setting comes from, in this order: the environment, the file, the default. The file is `matinee.toml` in the data
folder, or what `MATINEE_CONFIG_FILE` names. A variable that is empty counts as not set; a secret that is empty is
refused. Each secret may also come from a file: `MATINEE_ADMIN_PASSWORD_FILE=/run/secrets/password`. Times carry a
unit: `90s`, `30m`, `12h`, `7d`. An unknown name or an impossible value stops the start, and is named.

`matinee doctor` shows each value with where it came from, secrets hidden.
"""


def page() -> str:
    """Give the page's text."""
    lines = [HEAD]
    hints = typing.get_type_hints(Settings)
    section: str | None = ""
    for key in sorted(keys(), key=lambda each: (len(each.path) > 1, 0)):
        above = key.path[0] if len(key.path) > 1 else None
        if above != section:
            section = above
            about = "What most people set." if above is None else (hints[above].__doc__ or "")
            lines += ["", f"## {'General' if above is None else f'[{above}]'}", "", about, ""]
            lines += ["| in the file | variable | default | meaning |", "|---|---|---|---|"]
        lines.append(_line(key))
    lines += ["", "## [oidc.NAME]", "", OidcSettings.__doc__ or "", ""]
    lines += ["| in the file | variable | default | meaning |", "|---|---|---|---|"]
    lines += [_line(key) for key in keys_of_provider("NAME")]
    return "\n".join(lines) + "\n"


def _line(key: Key) -> str:
    default = "" if key.default is None or key.default == () or not shown(key.default) else shown(key.default)
    cell = f"`{default}`" if default not in {"", "-"} else ""
    return f"| `{key.path[-1]}` | `{key.environment}` | {cell} | {key.description} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
