"""The page of settings is what the tree says."""

from scripts.settings_page import PAGE, page


def test_the_settings_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python scripts/settings_page.py"
