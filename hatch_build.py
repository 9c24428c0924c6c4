"""Build hook: a wheel or sdist without the web app is refused; an editable install never builds anything."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class RequireWebAssets(BuildHookInterface):
    """Verify that `make web` has left the assets where the package carries them."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the hook's signature
        """Refuse to build without the assets."""
        if version == "editable":
            return
        if not (Path(self.root) / "src/matinee/_web/index.html").exists():
            msg = "The web app is not built: run `make web` first, then build again."
            raise RuntimeError(msg)
