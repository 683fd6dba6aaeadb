"""Which files of ``built/`` a widget class needs, for a page and for JupyterLab."""

from __future__ import annotations

import re
from pathlib import Path

BUILT = Path(__file__).parent / "built"

#: The coding desk: its three widgets share most of their script, and the work on a page. The last is also the
#: module for JupyterLab, which has all parts in one.
_SCRIPTS = {
    "DeskWidget": ("coding-desk",),
    "TranscriptCoder": ("desk-coder", "coding-desk"),
    "ThemeBoard": ("desk-board", "coding-desk"),
    "AxialMap": ("desk-map", "coding-desk"),
}
#: What a script fetches by itself when it is first needed; it must lie beside it.
LATE = {"coding-desk": ("desk-coder", "desk-files", "desk-more")}
#: What a class needs beyond the look that all widgets share, where that is not a sheet of its own name.
_STYLES = {
    "ExerciseSheet": ("coding",),
    "DeskWidget": ("coding", "coding-desk"),
    "TranscriptCoder": ("coding", "coding-desk"),
    "ThemeBoard": ("coding", "coding-desk"),
    "AxialMap": ("coding", "coding-desk"),
}


def kebab(name: str) -> str:
    """Return the file name of a class: "WorkingDay" is built from working-day.js."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def scripts_of(widget: str) -> tuple[str, ...]:
    """Name the scripts of a class that a page loads, without their endings."""
    return _SCRIPTS.get(widget, (kebab(widget),))


def styles_of(widget: str) -> tuple[str, ...]:
    """Name the style sheets of a class, without their endings, in the order in which they apply."""
    own = _STYLES.get(widget, (kebab(widget),))
    return ("widgets", *(name for name in own if (BUILT / f"{name}.css").is_file()))


def module_of(widget: str) -> Path:
    """Give the module that JupyterLab loads for a class."""
    return BUILT / f"{scripts_of(widget)[-1]}.mjs"


def style_text_of(widget: str) -> str:
    """Give the style sheets of a class in one, as JupyterLab takes them."""
    return "".join((BUILT / f"{name}.css").read_text(encoding="utf-8") for name in styles_of(widget))
