"""What a page weighs.

Counted is every file of the site that a browser asks for when it opens the page, gzipped as
`make serve` sends it.
"""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from pathlib import Path

from compassion_course.site.serve import LEVEL

_ASSET = re.compile(r"""<(?:script|img|source|use)\b[^>]*?\b(?:src|href)="([^"#]+)"|<link\b([^>]*)>""")
_HREF = re.compile(r'\bhref="([^"#]+)"')
_LOADED = re.compile(r'\brel="(?:stylesheet|icon)"')
_WIDGET = re.compile(r"_static/widgets/")

#: Limits of design section 4, in bytes.
PAGE_LIMIT = 120_000
WIDGETS_LIMIT = 60_000


@dataclass(frozen=True)
class Weight:
    """Bytes of a page, gzipped: the page with its assets, and its widgets' scripts and styles apart."""

    page: int
    widgets: int
    requests: int


def weigh(site: Path, page: str) -> Weight:
    """Weigh one page of a built site, given its address from the root."""
    html = (site / page).read_text(encoding="utf-8")
    files = {(site / page).resolve()}
    for found in _ASSET.finditer(html):
        address = found[1]
        if address is None:
            href = _HREF.search(found[2])
            if href is None or not _LOADED.search(found[2]):
                continue
            address = href[1]
        if not re.match(r"[a-z]+:", address):
            files.add((site / page).parent.joinpath(address).resolve())
    sizes = {path: len(gzip.compress(path.read_bytes(), compresslevel=LEVEL, mtime=0)) for path in files}
    widgets = sum(size for path, size in sizes.items() if _WIDGET.search(path.as_posix()))
    return Weight(page=sum(sizes.values()) - widgets, widgets=widgets, requests=len(sizes))
