"""Every kind of page works without a server; `make site-check` opens them all so (test_site_check_reach.py).

A file of its own, so that both workers share the pages.
"""

from __future__ import annotations

from conftest import Site, Watched
from site_kinds import kinds
from test_site_pages import open_page, unmounted, use_everything


def test_every_kind_of_page_works_when_opened_by_double_click(site: Site, browser_page: Watched) -> None:
    for name in kinds(site).values():
        browser_page.page.set_viewport_size({"width": 1280, "height": 900})
        open_page(browser_page, (site.folder / name).as_uri())
        assert unmounted(browser_page) == [], name
        use_everything(browser_page)
    assert browser_page.outside == []
    assert browser_page.complaints == []
