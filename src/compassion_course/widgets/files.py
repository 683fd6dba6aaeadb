"""Which files of ``built/`` a widget class needs, for a page and for JupyterLab."""

from __future__ import annotations

import re
from pathlib import Path

BUILT = Path(__file__).parent / "built"

#: The coding desk is one script: its three widgets share most of it, and the work on a page.
_SCRIPTS = {"TranscriptCoder": "coding-desk", "ThemeBoard": "coding-desk", "AxialMap": "coding-desk"}
#: What a class needs beyond the look that all widgets share, where that is not a sheet of its own name.
_STYLES = {
    "ExerciseSheet": ("coding",),
    "TranscriptCoder": ("coding", "coding-desk"),
    "ThemeBoard": ("coding", "coding-desk"),
    "AxialMap": ("coding", "coding-desk"),
}


def kebab(name: str) -> str:
    """Return the file name of a class: "WorkingDay" is built from working-day.js."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def script_of(widget: str) -> str:
    """Name the script of a class, without its ending."""
    return _SCRIPTS.get(widget, kebab(widget))


def styles_of(widget: str) -> tuple[str, ...]:
    """Name the style sheets of a class, without their endings, in the order in which they apply."""
    own = _STYLES.get(widget, (kebab(widget),))
    return ("widgets", *(name for name in own if (BUILT / f"{name}.css").is_file()))


def module_of(widget: str) -> Path:
    """Give the module that JupyterLab loads for a class."""
    return BUILT / f"{script_of(widget)}.mjs"


def style_text_of(widget: str) -> str:
    """Give the style sheets of a class in one, as JupyterLab takes them."""
    return "".join((BUILT / f"{name}.css").read_text(encoding="utf-8") for name in styles_of(widget))
