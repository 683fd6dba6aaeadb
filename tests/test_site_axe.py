"""axe-core finds nothing on pages of each kind, in light and dark, wide and on a small screen.

Every page, in every size: `make site-check` (test_site_check_axe.py).
"""

from __future__ import annotations

from typing import Any

from conftest import Site, Watched, watch
from playwright.sync_api import Browser
from site_kinds import kinds
from test_site_pages import a_few_of_each_kind, open_page

RULES = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
}
#: What another colour scheme can change.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


def test_axe_finds_nothing(site: Site, browser: Browser, axe: str) -> None:
    """All rules in the light scheme, then those about colour in the dark one on the same page."""
    # The page's policy is right to refuse a script from outside; axe needs to get in all the same.
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, color_scheme="light", bypass_csp=True
    )
    watched = watch(context)
    found = {}
    for name in a_few_of_each_kind(site):
        watched.page.emulate_media(color_scheme="light")
        open_page(watched, site.url(name))
        found[name] = violations(watched, axe, RULES)
        watched.page.emulate_media(color_scheme="dark")
        found[f"{name}, dark"] = violations(watched, axe, COLOURS)
    context.close()
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_axe_finds_nothing_on_a_small_screen_with_everything_open(
    site: Site, browser: Browser, axe: str
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True)
    watched = watch(context)
    found = {}
    for name in kinds(site).values():
        open_page(watched, site.url(name))
        watched.page.click("#contents-button")
        watched.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        found[name] = violations(watched, axe, RULES)
    context.close()
    assert {name: faults for name, faults in found.items() if faults} == {}


def violations(watched: Watched, axe: str, rules: dict[str, Any]) -> list[str]:
    watched.page.evaluate(axe)
    result = watched.page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules
    )
    return [
        f"{violation['id']}: {node['html'][:150]}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]
