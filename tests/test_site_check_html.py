"""Every page is valid HTML by the Nu checker (vnu), and every picture in it has words."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest
from conftest import Site, watch
from peers.environment import modules_of
from playwright.sync_api import Browser
from test_site_pages import open_page, reading_pages

pytestmark = pytest.mark.site_check

#: Warnings that stay, each with the reason.
ACCEPTED = {
    r"Consider using the “h1” element as a top-level heading only": (
        "A page has one h1. It stands in a section, as docutils writes titles; sections give no level."
    ),
    r"Article lacks heading\.": "The same: the article's heading is the h1 of the section in it.",
    r"Inline script violates Content Security Policy": (
        "A block of data (application/json) is none; the policy is there to stop any that runs."
    ),
}


def test_every_page_is_valid(site: Site) -> None:
    java = shutil.which("java")
    if java is None:
        pytest.fail("vnu needs Java. Run: apt-get install default-jre-headless")
    jar = modules_of("vnu") / "vnu-jar" / "build" / "dist" / "vnu.jar"
    # By address, not by file: from a file, the policy's 'self' is nobody.
    asked = [site.url(page) for page in site.pages]
    # It refuses 127.0.0.1 else, and gives a busy machine five seconds.
    here = [
        "-Dnu.validator.servlet.allow-forbidden-hosts=true",
        "-Dnu.validator.servlet.socket-timeout=60000",
    ]
    run = subprocess.run(
        [java, "-Xss2m", *here, "-jar", str(jar), "--format", "json", "--exit-zero-always", *asked],
        capture_output=True,
        text=True,
        timeout=600,
        check=True,
    )
    messages = json.loads(run.stderr)["messages"]
    faults = [
        f"{one['url']}, line {one.get('lastLine')}: {one['message']} {one.get('extract', '')!r}"
        for one in messages
        if not any(re.match(accepted, one["message"]) for accepted in ACCEPTED)
    ]
    assert faults == []
    for accepted in ACCEPTED:  # none stays on the list that is no longer found
        assert any(re.match(accepted, one["message"]) for one in messages), accepted


#: Pictures that are neither named nor hidden from who cannot see them, and figures without a caption.
WITHOUT_WORDS = """() => {
    const found = [];
    const hidden = one => one.closest('[aria-hidden=true]') !== null;
    for (const picture of document.querySelectorAll('img, svg, [role=img], canvas')) {
        if (hidden(picture) || picture.parentElement.closest('svg')) continue;
        const named = (picture.getAttribute('aria-labelledby') ?? '').split(/\\s+/)
            .map(id => document.getElementById(id)?.textContent ?? '').join(' ');
        const words = [picture.getAttribute('alt'), picture.getAttribute('aria-label'), named]
            .find(words => words?.trim()) ?? '';
        const decorative = picture.localName === 'img' && picture.getAttribute('alt') === '';
        if (words.trim().length < 10 && !decorative) found.push(picture.outerHTML.slice(0, 150));
    }
    for (const figure of document.querySelectorAll('article figure')) {
        if ((figure.querySelector('figcaption')?.textContent ?? '').trim().length < 10)
            found.push(figure.outerHTML.slice(0, 150));
    }
    for (const chart of document.querySelectorAll('article figure.cw-figure[id]')) {
        if (!chart.nextElementSibling?.querySelector('table td')) found.push(`no table: ${chart.id}`);
    }
    return found;
}"""


def test_every_figure_has_words_and_every_chart_a_table(site: Site, browser: Browser) -> None:
    context = browser.new_context()
    watched = watch(context)
    charts = 0
    found = {}
    for name in reading_pages(site):
        open_page(watched, site.url(name))
        charts += watched.page.locator("article figure.cw-figure[id]").count()
        found[name] = watched.page.evaluate(WITHOUT_WORDS)
    context.close()
    assert charts > 10
    assert {name: faults for name, faults in found.items() if faults} == {}


#: Levels of the headings that a person meets, the widgets' included, in the order of the page.
LEVELS = """() => [...document.querySelectorAll('main :is(h1, h2, h3, h4, h5, h6)')]
    .filter(heading => heading.checkVisibility())
    .map(heading => [Number(heading.localName[1]), heading.textContent])"""


def test_headings_are_in_order_with_the_widgets_mounted(site: Site, browser: Browser) -> None:
    context = browser.new_context()
    watched = watch(context)
    found = {}
    for name in reading_pages(site):
        open_page(watched, site.url(name))
        level = 0
        for next_level, words in watched.page.evaluate(LEVELS):
            if next_level > level + 1:
                found[f"{name}: {words}"] = f"h{level} is followed by h{next_level}"
            level = next_level
        assert level > 0, name
    context.close()
    assert found == {}
