"""The colours of code, light and dark, from palettes made for contrast (accessible-pygments)."""

from __future__ import annotations

from pathlib import Path

from pygments.formatters import HtmlFormatter

LIGHT = "a11y-high-contrast-light"
DARK = "a11y-high-contrast-dark"


def write_code_colours(path: Path) -> None:
    """Write one style sheet for both palettes; the page's own background shows through."""
    dark = 'html[data-theme="dark"] '
    light = _rules(LIGHT, "")
    path.write_text("\n".join([*light, *_rules(DARK, dark)]) + "\n", encoding="utf-8")


def _rules(style: str, scope: str) -> list[str]:
    text: str = HtmlFormatter(style=style, nobackground=True).get_style_defs(f"{scope}.highlight")
    return [
        line.split(" /*")[0]
        for line in text.splitlines()
        # line numbers are never shown; the first rules are theirs
        if line.startswith(f"{scope}.highlight")
    ]
