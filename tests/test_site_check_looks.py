"""Reduced motion and forced colours are respected, and nothing shifts while a page loads."""

from __future__ import annotations

import pytest
from conftest import Site, watch
from playwright.sync_api import Browser
from site_kinds import kinds
from test_site_axe import RULES, violations
from test_site_pages import open_page, reading_pages

pytestmark = pytest.mark.site_check

#: What still moves: running animations, and elements whose style would start one.
MOVES = """() => {
    const found = document.getAnimations().map(one => `running: ${one.effect.target.outerHTML.slice(0, 99)}`);
    const long = value => value.split(',').some(part => parseFloat(part) > 0);
    for (const one of document.querySelectorAll('*')) {
        const style = getComputedStyle(one);
        if (long(style.transitionDuration)) found.push(`transition: ${one.outerHTML.slice(0, 100)}`);
        if (style.animationName !== 'none' && long(style.animationDuration))
            found.push(`animation: ${one.outerHTML.slice(0, 100)}`);
        if (style.scrollBehavior === 'smooth') found.push(`smooth scrolling: ${one.outerHTML.slice(0, 100)}`);
    }
    return found;
}"""


def test_nothing_moves_for_who_asked_for_less(site: Site, browser: Browser) -> None:
    context = browser.new_context(reduced_motion="reduce")
    watched = watch(context)
    found = {}
    for name in reading_pages(site):
        open_page(watched, site.url(name))
        found[name] = watched.page.evaluate(MOVES)
    context.close()
    assert {name: moves for name, moves in found.items() if moves} == {}


def test_motion_would_be_seen(site: Site, browser: Browser) -> None:
    """Without the wish something does move, so that the test above can fail."""
    context = browser.new_context(reduced_motion="no-preference")
    watched = watch(context)
    open_page(watched, site.url("book/widgets/change-it.html"))
    assert watched.page.evaluate(MOVES) != []
    context.close()


#: Controls without an edge, where colours are forced and backgrounds are gone.
EDGELESS = """() => [...document.querySelectorAll('button, select, textarea, input')]
    .filter(one => one.checkVisibility())
    .filter(one => !one.matches('[type=checkbox], [type=radio], [type=range], [type=file]'))
    .filter(one => {
        const style = getComputedStyle(one);
        return ['Top', 'Right', 'Bottom', 'Left'].every(side =>
            style[`border${side}Style`] === 'none' || parseFloat(style[`border${side}Width`]) === 0);
    })
    .map(one => one.outerHTML.slice(0, 120))"""
#: What is chosen and has the same lines around it as what is not: weight alone tells too little.
ALIKE = """() => {
    const look = one => {
        const style = getComputedStyle(one);
        const edges = ['Top', 'Right', 'Bottom', 'Left']
            .flatMap(side => ['Style', 'Color', 'Width'].map(part => style[`border${side}${part}`]));
        return [style.outlineStyle, style.outlineWidth, style.textDecorationLine, ...edges].join();
    };
    const found = [];
    for (const state of ['aria-selected', 'aria-current']) {
        for (const chosen of document.querySelectorAll(`[${state}]:not([${state}=false])`)) {
            const group = chosen.closest('[role=tablist], nav, .cw');
            const other = [...group.querySelectorAll(chosen.localName)].find(one => one.checkVisibility()
                && one.className === chosen.className && [null, 'false'].includes(one.getAttribute(state)));
            if (chosen.checkVisibility() && other && look(other) === look(chosen))
                found.push(chosen.outerHTML.slice(0, 120));
        }
    }
    return found;
}"""
FOCUS = """() => {
    const one = document.activeElement, style = getComputedStyle(one);
    const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    return one === document.body || one.id === 'content' || seen ? '' : one.outerHTML.slice(0, 120);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_leave_edges_focus_and_choices_to_be_seen(
    site: Site, browser: Browser, axe: str, scheme
) -> None:
    context = browser.new_context(forced_colors="active", color_scheme=scheme, bypass_csp=True)
    watched = watch(context)
    page = watched.page
    widgets = [name for name in reading_pages(site) if name.startswith("book/widgets/")]
    found = {}
    for name in dict.fromkeys([*kinds(site).values(), *widgets]):
        open_page(watched, site.url(name))
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        faults = [f"no edge: {one}" for one in page.evaluate(EDGELESS)]
        faults += [f"chosen, and looks like the others: {one}" for one in page.evaluate(ALIKE)]
        # What scrolls sideways can be reached by keys from the first frame that was drawn.
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        faults += violations(watched, axe, RULES)
        unseen = set()
        for _ in range(80):
            page.keyboard.press("Tab")
            unseen.add(page.evaluate(FOCUS))
        faults += [f"focus is not seen: {one}" for one in sorted(unseen - {""})]
        if faults:
            found[name] = faults
    context.close()
    assert found == {}


SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => {
    for (const one of list.getEntries()) {
        if (!one.hadRecentInput)
            window.shifts.push([one.value, ...one.sources.map(s => s.node?.outerHTML?.slice(0, 99))]);
    }
}).observe({type: 'layout-shift', buffered: true});
"""


@pytest.mark.parametrize("width", [412, 1280])
def test_nothing_shifts_while_a_page_loads(site: Site, browser: Browser, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 823})
    watched = watch(context)
    watched.page.add_init_script(SHIFTS)
    found = {}
    for name in reading_pages(site):
        open_page(watched, site.url(name))
        watched.page.wait_for_timeout(300)
        shifts = watched.page.evaluate("window.shifts")
        if sum(one[0] for one in shifts) >= 0.01:
            found[name] = shifts
    context.close()
    assert found == {}
