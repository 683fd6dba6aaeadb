"""Every page of the site: reaches nothing outside, complains of nothing, is readable by everyone."""

from __future__ import annotations

import json
import re
from itertools import pairwise

from conftest import Site, Watched, watch
from playwright.sync_api import Browser, expect

from compassion_course.site import book, policy, redirects
from compassion_course.site.weight import PAGE_LIMIT, WIDGETS_LIMIT, weigh

#: Clicks, chooses and types once in every control that the widgets show; what a click brings is used as well.
USE_WIDGETS = """() => {
    const used = new Set();
    window.print = () => undefined;
    for (let round = 0; round < 3; round++) {
        for (const control of document.querySelectorAll('.cw-live :is(button, input, select, textarea)')) {
            if (used.has(control) || !control.isConnected || control.disabled) continue;
            // Only a person's click may open the browser's own window for files.
            if (control.type === 'file' || control.matches('[data-opens-file]')) continue;
            used.add(control);
            if (control.localName === 'select') control.selectedIndex = control.options.length - 1;
            else if (control.matches('textarea, [type=text], [type=number]')) control.value = '1';
            else { control.click(); continue; }
            control.dispatchEvent(new Event('input', {bubbles: true}));
            control.dispatchEvent(new Event('change', {bubbles: true}));
        }
    }
    return used.size;
}"""


def reading_pages(site: Site) -> list[str]:
    """The pages that people read: not those that only lead to one, nor what a server shows for none."""
    return [
        page
        for page in site.pages
        if page != redirects.LOST and not redirects.leads_on((site.folder / page).read_text(encoding="utf-8"))
    ]


def a_few_of_each_kind(site: Site) -> list[str]:
    """The pages that people read; of chapters, interviews, widgets and exercises, three each.

    Every widget, and every kind of question in an exercise, is tried on a page of its own by its own tests,
    axe included; `make site-check` takes every page.
    """
    several = {
        "book/interviews/": ("P05", "T01", "outsider"),
        "book/widgets/": ("transcript-coder", "theme-board", "working-day"),
        "chapters/": ("02-burnout-and-its-neighbours", "04-three-systems", "09-ipa-step-by-step"),
        "exercises/": ("three-systems-coding/exercise", "grounded-theory-model/exercise", "numbers/exercise"),
    }
    kept = {f"{folder}{name}.html" for folder, names in several.items() for name in names}
    pages = reading_pages(site)
    assert kept < set(pages)
    return [page for page in pages if not page.startswith(tuple(several)) or page in kept]


def open_page(watched: Watched, address: str) -> None:
    """Open a page and wait until each of its widgets has been drawn or has given up."""
    watched.page.goto(address, wait_until="load")
    # not wait_for_function: it evaluates text in the page, which the policy rightly refuses
    waiting = watched.page.locator(".cw-widget:not([data-mounted=true]):not([data-mounted=error])")
    expect(waiting).to_have_count(0)


def use_everything(watched: Watched) -> None:
    """Use the frame's every control once, and open whatever folds."""
    page = watched.page
    for mode in ("dark", "light", "auto"):
        page.select_option("#colour-mode", mode)
    page.click("#search-button")
    page.fill("#search-words", "compassion")
    page.locator("#search-results li").first.wait_for()
    page.keyboard.press("Escape")
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    page.evaluate(USE_WIDGETS)
    page.set_viewport_size({"width": 400, "height": 800})
    page.click("#contents-button")
    page.keyboard.press("Escape")


def test_no_page_reaches_outside_or_complains(site: Site, browser_page: Watched) -> None:
    for name in a_few_of_each_kind(site):
        browser_page.page.set_viewport_size({"width": 1280, "height": 900})
        open_page(browser_page, site.url(name))
        assert unmounted(browser_page) == [], name
        use_everything(browser_page)
    assert browser_page.outside == []
    assert browser_page.complaints == []


def unmounted(watched: Watched) -> list[str]:
    found: list[str] = watched.page.evaluate(
        "[...document.querySelectorAll('.cw-widget')].filter(w => w.dataset.mounted !== 'true')"
        ".map(w => `${w.dataset.widget} ${w.dataset.key}: ${w.dataset.mounted}`)"
    )
    return found


def test_nothing_is_wider_than_a_small_screen(site: Site, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    watched = watch(context)
    wide = {}
    for name in reading_pages(site):
        open_page(watched, site.url(name))
        wide[name] = watched.page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert {name: width for name, width in wide.items() if width > 320} == {}


def test_targets_are_24_pixels_or_more(site: Site, browser_page: Watched) -> None:
    # Links within sentences are exempt (WCAG 2.5.8, inline); a box to tick has its label as a target too.
    for name in reading_pages(site):
        open_page(browser_page, site.url(name))
        small = browser_page.page.evaluate(
            """[...document.querySelectorAll('header a, nav a, button, select, summary')]
            .filter(e => e.checkVisibility())
            .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
            .filter(([_, box]) => box.width > 0 && Math.min(box.height, box.width) < 24)
            .map(([html]) => html)"""
        )
        assert small == [], name


def test_pages_are_readable_with_scripts_off(site: Site, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    watched = watch(context)
    for name in a_few_of_each_kind(site):
        watched.page.goto(site.url(name))
        assert watched.page.locator("h1").is_visible(), name
        assert watched.page.locator("nav.course a").first.is_visible(), name
        assert not watched.page.locator("#search-button").is_visible(), name
        for words in watched.page.locator(".cw-fallback").all():
            assert words.is_visible() and len((words.text_content() or "").strip()) > 20, name
    context.close()


def test_the_colour_mode_is_kept_and_can_be_given_back(site: Site, browser_page: Watched) -> None:
    page = browser_page.page
    open_page(browser_page, site.url("book/welcome.html"))
    assert page.evaluate("localStorage.length") == 0
    page.select_option("#colour-mode", "dark")
    open_page(browser_page, site.url("book/how-to-use.html"))
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.input_value("#colour-mode") == "dark"
    page.select_option("#colour-mode", "auto")
    assert page.evaluate("localStorage.length") == 0


def test_a_print_is_made_in_the_light_palette(site: Site, browser_page: Watched) -> None:
    page = browser_page.page
    open_page(browser_page, site.url("book/welcome.html"))
    page.select_option("#colour-mode", "dark")
    theme = "document.documentElement.dataset.theme"
    assert page.evaluate(f"dispatchEvent(new Event('beforeprint')), {theme}") == "light"
    assert page.evaluate(f"dispatchEvent(new Event('afterprint')), {theme}") == "dark"


def test_search_by_keyboard_alone_leads_to_the_passage(site: Site, browser_page: Watched) -> None:
    page = browser_page.page
    open_page(browser_page, site.url("book/welcome.html"))
    assert not any("search-data" in address for address in browser_page.local)
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "search-button":
            break
    page.keyboard.press("Enter")
    page.keyboard.type("wipe the browser")
    page.locator("#search-results li").first.wait_for()
    assert "passage" in page.inner_text("#search-count")
    page.keyboard.press("Enter")
    page.wait_for_url("**/how-to-use.html#keeping-your-work")


def test_the_first_tab_stop_skips_to_the_text(site: Site, browser_page: Watched) -> None:
    open_page(browser_page, site.url("book/welcome.html"))
    browser_page.page.keyboard.press("Tab")
    assert browser_page.page.evaluate("document.activeElement.textContent") == "Skip to the text"
    browser_page.page.keyboard.press("Enter")
    assert browser_page.page.evaluate("document.activeElement.id") == "content"


def test_the_entrance_leads_to_the_welcome_page(site: Site, browser_page: Watched) -> None:
    browser_page.page.goto(site.url(""))
    browser_page.page.wait_for_url("**/book/welcome.html")


def test_every_page_has_its_policy_and_no_script_without_leave(site: Site) -> None:
    for name in site.pages:
        html = (site.folder / name).read_text(encoding="utf-8")
        found = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', html)
        without = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n?', "", html)
        assert found == [policy.policy_for(without)], name
        assert "unsafe-eval" not in found[0] and "blob:" not in found[0], name
        assert not re.search(r"<[^>]+\son[a-z]+=", without), name
        assert "http-equiv" in html[: html.index("<link")], name


def test_no_page_carries_what_jupyter_would_load(site: Site) -> None:
    for name in site.pages:
        html = (site.folder / name).read_text(encoding="utf-8")
        for unwanted in ("application/vnd.jupyter", "require.js", "thebe", "mathjax", "fontawesome", "_esm"):
            assert unwanted not in html.lower(), f"{name}: {unwanted}"


def test_every_page_says_what_it_is(site: Site) -> None:
    titles = {}
    for name in reading_pages(site):
        html = (site.folder / name).read_text(encoding="utf-8")
        assert '<html lang="en-GB"' in html
        description = re.search(r'<meta [^>]*name="description"[^>]*>', html)
        assert description and re.search(r'content="[^"]{20,}"', description[0]), name
        assert html.count("<h1") == 1, name
        titles[name] = re.findall(r"<title>(.*?)</title>", html)[0]
    assert len(set(titles.values())) == len(titles)


def test_headings_go_down_one_level_at_a_time(site: Site, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for name in reading_pages(site):
        page.goto(site.url(name))
        levels = [
            int(tag[1])
            for tag in page.locator("article :is(h1, h2, h3, h4, h5, h6)").evaluate_all(
                "all => all.map(e => e.tagName)"
            )
        ]
        assert all(after - before <= 1 for before, after in pairwise(levels)), (name, levels)
    context.close()


def test_every_link_within_the_site_leads_somewhere(site: Site) -> None:
    anchors = {
        name: set(re.findall(r'\sid="([^"]+)"', (site.folder / name).read_text(encoding="utf-8")))
        for name in site.pages
    }
    lost = []
    for name in site.pages:
        html = (site.folder / name).read_text(encoding="utf-8")
        for address in re.findall(r'<a\b[^>]*\shref="([^"]+)"', html):
            # The page for wrong addresses is shown at any of them, and goes by addresses from the top.
            if re.match(r"[a-z]+:", address) or name == redirects.LOST:
                continue
            path, _, anchor = address.partition("#")
            target = (site.folder / name).parent.joinpath(path).resolve() if path else site.folder / name
            relative = target.relative_to(site.folder).as_posix() if target.is_file() else ""
            if not relative or (anchor and relative in anchors and anchor not in anchors[relative]):
                lost.append(f"{name}: {address}")
    assert lost == []


def test_no_id_stands_twice_on_a_page(site: Site) -> None:
    for name in site.pages:
        html = (site.folder / name).read_text(encoding="utf-8")
        ids = re.findall(r'<[a-z][^>]*\sid="([^"]+)"', html)
        assert sorted({one for one in ids if ids.count(one) > 1}) == [], name


def test_pages_keep_to_their_weight(site: Site) -> None:
    for name in reading_pages(site):
        weight = weigh(site.folder, name)
        assert weight.page <= PAGE_LIMIT, (name, weight)
        assert weight.widgets <= WIDGETS_LIMIT, (name, weight)


def test_a_page_weighs_what_the_browser_fetches(site: Site, browser_page: Watched) -> None:
    name = max(reading_pages(site), key=lambda page: weigh(site.folder, page).requests)
    open_page(browser_page, site.url(name))
    assert len(set(browser_page.local)) == weigh(site.folder, name).requests


def test_search_finds_every_section(site: Site) -> None:
    text = (site.folder / "_static" / "search-data.js").read_text(encoding="utf-8")
    passages = json.loads(text.removeprefix("compassionSearch(").removesuffix(");\n"))
    for name in reading_pages(site):
        html = (site.folder / name).read_text(encoding="utf-8")
        found = {passage["url"].partition("#")[2] for passage in passages if passage["url"].startswith(name)}
        assert set(re.findall(r'<section id="([^"]+)"', html)) == found, name


def test_references_are_a_plain_list_and_citations_stay_on_their_page(site: Site) -> None:
    cited = False
    for name in reading_pages(site):
        html = (site.folder / name).read_text(encoding="utf-8")
        if "bibtex-citation" not in html:
            continue
        cited = True
        assert '<ul class="references' in html, name
        assert "doc-biblioentry" not in html and 'role="list"' not in html, name
        for citation in re.findall(r'<span class="bibtex-citation".*?</span>', html, re.DOTALL):
            assert all(address.startswith("#") for address in re.findall(r'href="([^"]+)"', citation)), (
                citation
            )
    assert cited


def test_nothing_of_the_tutors_is_in_the_site(site: Site) -> None:
    """By names and canaries, as each build looks; tests/test_leaks.py looks for every string."""
    assert book.leaked_into(site.folder) == []
