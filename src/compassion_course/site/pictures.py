"""A picture of each kind of interactive part as it begins, for books that cannot run it.

The part is put on a page of its own with the site's scripts, Chromium mounts it as in a reader's browser, and
takes the picture. Retrieval questions and exercises are left out: their words are all that there is to see.
"""

from __future__ import annotations

import html
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup

from compassion_course.corpus import CourseError
from compassion_course.site import chromium
from compassion_course.site.bound import BoundPage, words

#: What is wholly in its words, or has its chart among them.
WITHOUT = frozenset({"Check", "ExerciseSheet", "ChangeIt", "EvidenceReader"})
WIDTH, HIGHEST, MARGIN = 720, 1100, 8
#: Pages that show one widget each, as it is meant to be met.
SHOWN = "book/widgets/"
_WIDGET = re.compile(
    r'<div class="cw-widget" data-widget="(\w+)".*?class="cw-traits">.*?</script>\s*</div>', re.DOTALL
)
_ASSET = re.compile(r'<(?:link rel="stylesheet" href|script defer src)="[^"]*_static/([^"]+)"')
_MEASURED = re.compile(r'data-measured="(\d+)"')
# Runs in the page that is pictured only; the site's own pages carry no inline script.
_MEASURE = """<script>
addEventListener("load", function look() {
  var one = document.querySelector(".cw-widget");
  if (one.dataset.mounted !== "true") return void setTimeout(look, 50);
  one.dataset.measured = Math.ceil(one.getBoundingClientRect().height);
});
</script>"""


@dataclass(frozen=True)
class Picture:
    """A PNG of a widget."""

    name: str
    content: bytes
    alt: str


def pictures_of(site: Path, pages: Iterable[BoundPage], folder: Path) -> dict[str, Picture]:
    """Take a picture of each kind of widget that the pages hold.

    Parameters
    ----------
    site
        The built site.
    pages
        The pages of the book.
    folder
        Where Chromium may keep what it needs meanwhile.

    Returns
    -------
    dict[str, Picture]
        By the widget's class.

    Raises
    ------
    CourseError
        If Chromium fails, or a widget does not start.
    """
    found: dict[str, Picture] = {}
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="pictures-", ignore_cleanup_errors=True) as place:
        sheet, shot = Path(place) / "widget.html", Path(place) / "widget.png"
        for page in sorted(pages, key=lambda page: not page.place.name.startswith(SHOWN)):
            text = (site / f"{page.place.name}.html").read_text(encoding="utf-8")
            for part in _WIDGET.finditer(text):
                kind = part[1]
                if kind in WITHOUT or kind in found:
                    continue
                assets = [site / "_static" / name for name in _ASSET.findall(text) if name != "course.js"]
                sheet.write_text(_sheet(part[0], assets), encoding="utf-8")
                measured = _MEASURED.search(chromium.dom(sheet))
                if measured is None:
                    raise CourseError(page.place.name, f"The widget {kind} does not start.", "Build again.")
                chromium.picture(sheet, shot, WIDTH, min(int(measured[1]) + 2 * MARGIN, HIGHEST))
                title = BeautifulSoup(part[0], "html.parser").select_one(".cw-title")
                named = words(title) if title is not None else "An interactive part"
                alt = f"{named}, as it begins on the site. The words below say what it holds."
                found[kind] = Picture(f"{kind}.png", shot.read_bytes(), alt)
                shot.unlink()
    return found


def _sheet(widget: str, assets: list[Path]) -> str:
    links = "".join(
        f'<link rel="stylesheet" href="{html.escape(path.as_uri())}">\n'
        if path.suffix == ".css"
        else f'<script defer src="{html.escape(path.as_uri())}"></script>\n'
        for path in assets
    )
    return (
        '<!DOCTYPE html>\n<html lang="en-GB" class="js" data-theme="light">\n<head>\n<meta charset="utf-8">\n'
        f"{links}{_MEASURE}<style>body {{ margin: 0; padding: {MARGIN}px; background: #fff }}"
        ".cw-widget { display: flow-root; margin: 0 }"
        "* { animation: none !important; transition: none !important; caret-color: transparent !important }"
        f"</style>\n</head>\n<body>\n{widget}\n</body>\n</html>\n"
    )
