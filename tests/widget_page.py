"""A static page with widgets, as the site writes them: no server, no kernel, a strict policy."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from compassion_course.widgets.course_widget import BUILT, WIDGET_MIME, CourseWidget

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'self'"
)
SCRIPTS = {
    "Check": "check",
    "ChangeIt": "change-it",
    "ThreeCircles": "three-circles",
    "WorkingDay": "working-day",
}


def block(widget: CourseWidget) -> str:
    """Write one widget as the site's renderer does."""
    data, _ = widget._repr_mimebundle_()
    page = data[WIDGET_MIME]
    traits = json.dumps(page["traits"]).replace("<", "\\u003c")
    return (
        f'<div class="cw-widget" data-widget="{page["widget"]}" data-key="{page["key"]}">'
        f'<div class="cw-fallback">{data["text/html"]}</div>'
        f'<script type="application/json" class="cw-traits">{traits}</script></div>'
    )


def write_page(folder: Path, *widgets: CourseWidget, theme: str = "light") -> str:
    """Write the page with its scripts beside it, and give its ``file://`` address."""
    folder.mkdir(parents=True, exist_ok=True)
    names = sorted({SCRIPTS[type(widget).__name__] for widget in widgets})
    files = [*(f"{name}.page.js" for name in names), "host.page.js"]
    for name in [*files, "widgets.css"]:
        shutil.copy(BUILT / name, folder / name)
    scripts = "".join(f'<script defer src="{name}"></script>' for name in files)
    colours = ("#14181e", "#ced6dd") if theme == "dark" else ("#ffffff", "#222832")
    page = folder / f"{theme}.html"
    page.write_text(
        f'<!doctype html><html lang="en-GB" data-theme="{theme}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Widgets</title>'
        '<link rel="stylesheet" href="widgets.css">'
        "<style>body { margin: 0 auto; max-width: 46rem; padding: 1rem;"
        f" font: 16px/1.6 sans-serif; background: {colours[0]}; color: {colours[1]}; }}</style></head>"
        f"<body><main><h1>Widgets</h1><h2>Section</h2>{''.join(map(block, widgets))}</main>"
        f"{scripts}</body></html>",
        encoding="utf-8",
    )
    return page.as_uri()
