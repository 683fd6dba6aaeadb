"""axe-core finds nothing on any page: light and dark, wide, at 320 pixels and with text twice as large."""

from __future__ import annotations

import pytest
from conftest import Site, watch
from playwright.sync_api import Browser
from test_site_axe import RULES, violations
from test_site_pages import open_page, reading_pages

pytestmark = pytest.mark.site_check

SIZES = {"wide": (1280, "100%"), "320 pixels": (320, "100%"), "text at 200 %": (1280, "200%")}
#: The pages in so many parts, so that two workers share them.
PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(site: Site, browser: Browser, axe: str, scheme, part: int) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    watched = watch(context)
    page = watched.page
    found = {}
    for name in reading_pages(site)[part::PARTS]:
        page.set_viewport_size({"width": 1280, "height": 900})
        open_page(watched, site.url(name))
        assert page.evaluate("document.documentElement.dataset.theme") == scheme
        for size, (width, text) in SIZES.items():
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate("text => { document.documentElement.style.fontSize = text }", text)
            faults = violations(watched, axe, RULES)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                faults.append("scrolls sideways")
            if faults:
                found[f"{name}, {size}"] = faults
    context.close()
    assert found == {}
