"""Every page: opened by double-click nothing leaves it, and with scripts off all its words are there."""

from __future__ import annotations

import pytest
from conftest import Site, Watched, watch
from playwright.sync_api import Browser
from test_site_pages import open_page, reading_pages, unmounted, use_everything

pytestmark = pytest.mark.site_check


@pytest.mark.parametrize("where", ["http", "file"])
def test_no_page_reaches_outside_or_complains(site: Site, browser_page: Watched, where: str) -> None:
    for name in reading_pages(site):
        browser_page.page.set_viewport_size({"width": 1280, "height": 900})
        open_page(browser_page, site.url(name) if where == "http" else (site.folder / name).as_uri())
        assert unmounted(browser_page) == [], name
        use_everything(browser_page)
    assert browser_page.outside == []
    assert browser_page.complaints == []
    if where == "file":
        assert all(address.startswith(("file://", "data:", "blob:")) for address in browser_page.local)
    assert browser_page.page.evaluate("document.cookie") == ""


#: What is to be seen on a page whose own scripts are off: how long its text is, and what is missing.
PRESENT = """() => {
    const seen = one => one.checkVisibility() && one.getBoundingClientRect().height > 0;
    const charts = [...document.querySelectorAll('article figure svg')]
        .filter(one => one.closest('details:not([open])') === null);
    return {
        words: document.querySelector('article').textContent.trim().length,
        charts: charts.filter(one => !seen(one)).length,
        widgets: [...document.querySelectorAll('.cw-widget > .cw-fallback')]
            .map(one => seen(one) ? one.textContent.trim().length : 0),
    };
}"""


@pytest.mark.parametrize("where", ["http", "file"])
def test_text_charts_and_widgets_words_are_there_with_scripts_off(
    site: Site, browser: Browser, where: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    watched = watch(context)
    widgets = 0
    found = {}
    for name in reading_pages(site):
        watched.page.goto(site.url(name) if where == "http" else (site.folder / name).as_uri())
        present = watched.page.evaluate(PRESENT)
        widgets += len(present["widgets"])
        if present["words"] < 200 or present["charts"] or min(present["widgets"], default=99) < 40:
            found[name] = present
    context.close()
    assert widgets > 100
    assert found == {}
    assert watched.outside == [] and watched.complaints == []
