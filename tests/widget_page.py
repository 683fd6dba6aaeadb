"""A static page with widgets, as the site writes them, and what a person does there.

No server, no kernel, a strict policy.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from compassion_course.widgets.course_widget import WIDGET_MIME, CourseWidget
from compassion_course.widgets.files import BUILT, LATE, scripts_of, styles_of

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'self'"
)


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
    classes = [type(widget).__name__ for widget in widgets]
    names = list(dict.fromkeys(name for one in classes for name in scripts_of(one)))
    late = [f"{name}.page.js" for script in names for name in LATE.get(script, ())]
    files = [*(f"{name}.page.js" for name in names), "host.page.js"]
    sheets = dict.fromkeys(f"{name}.css" for one in classes for name in styles_of(one))
    for name in [*files, *sheets, *late]:
        shutil.copy(BUILT / name, folder / name)
    scripts = "".join(f'<script defer src="{name}"></script>' for name in files)
    links = "".join(f'<link rel="stylesheet" href="{name}">' for name in sheets)
    colours = ("#14181e", "#ced6dd") if theme == "dark" else ("#ffffff", "#222832")
    page = folder / f"{theme}.html"
    page.write_text(
        f'<!doctype html><html lang="en-GB" data-theme="{theme}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Widgets</title>'
        f"{links}"
        "<style>body { margin: 0 auto; max-width: 46rem; padding: 1rem;"
        f" font: 16px/1.6 sans-serif; background: {colours[0]}; color: {colours[1]}; }}</style></head>"
        f"<body><main><h1>Widgets</h1><h2>Section</h2>{''.join(map(block, widgets))}</main>"
        f"{scripts}</body></html>",
        encoding="utf-8",
    )
    return page.as_uri()


def opened(watched: Any, address: str) -> None:
    """Open a page and wait until each of its widgets is mounted, or says why not."""
    watched.page.goto(address)
    # not wait_for_function: it evaluates text in the page, which the policy rightly refuses
    waiting = watched.page.locator(".cw-widget:not([data-mounted=true]):not([data-mounted=error])")
    expect(waiting).to_have_count(0)


def mounted(watched: Any) -> list[str]:
    """Say what became of each widget of the page."""
    states: list[str] = watched.page.eval_on_selector_all(
        ".cw-widget", "all => all.map(w => w.dataset.mounted)"
    )
    return states


def tab_to(page: Any, name: str | re.Pattern[str], role: str | None = None, limit: int = 300) -> None:
    """Press Tab until the element with this accessible name has the focus."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        focused = page.locator("*:focus")
        if not focused.count():
            continue
        words = focused.evaluate(
            "e => (e.getAttribute('aria-label') || [...(e.labels || [])].map(l => l.innerText).join(' ')"
            " || e.innerText || '').trim()"
        )
        hit = name.search(words) if isinstance(name, re.Pattern) else words == name
        if hit:
            return
    raise AssertionError(f"Tab never reached {name}")


def said(page: Any) -> str:
    """Give what the live regions say now."""
    return " ".join(page.locator(".cw [role=status]").all_inner_texts()).replace("\xa0", " ").strip()


TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: What another colour scheme can change.
COLOURS = ["color-contrast", "link-in-text-block"]


def violations(page: Any, axe: str, *, everything: bool = False) -> list[str]:
    """Give what axe-core finds on the page as it stands.

    In the dark only what colours can change, unless ``everything``: the same page is tried in the light too.
    """
    page.evaluate(axe)
    dark = page.evaluate(
        "() => document.documentElement.dataset.theme === 'dark' "
        "|| matchMedia('(prefers-color-scheme: dark)').matches"
    )
    rules = COLOURS if dark and not everything else TAGS
    found = page.evaluate("rules => axe.run(document, { preload: false, runOnly: rules })", rules)
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found["violations"]]
