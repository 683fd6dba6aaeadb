"""Lighthouse, and how soon text, chart and widget are there on a slow phone, for one page of every kind.

    make site-check                                          five runs each, the median counts
    .venv/bin/python -m pytest -s -m site_check tests/test_site_check_speed.py --runs 1

Times need a quiet machine: Lighthouse's own measure of the machine's speed is printed beside them.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import time
from pathlib import Path
from typing import Any

import node
import pytest
from chromium import find_chromium, playwrights_own
from conftest import Site
from peers.environment import modules_of
from playwright.sync_api import Browser
from site_kinds import kinds

from compassion_course.site.weight import weigh

pytestmark = pytest.mark.site_check

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
#: Of 100. Of the four, performance alone depends on the machine.
WANTED = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
TIMES = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time")
SHIFT = "cumulative-layout-shift"


def lighthouse(address: str, report: Path, chromium: str) -> dict[str, Any]:
    """Run Lighthouse on its mobile profile (slow 4G, a processor four times as slow) and give its report."""
    command = str(modules_of("lighthouse") / "lighthouse" / "cli" / "index.js")
    flags = "--headless=new" + (" --no-sandbox" if hasattr(os, "geteuid") and os.geteuid() == 0 else "")
    subprocess.run(
        [
            *node.command("node"),
            command,
            address,
            "--quiet",
            "--output=json",
            f"--output-path={report}",
            f"--chrome-flags={flags}",
            f"--only-categories={','.join(CATEGORIES)}",
            "--no-enable-error-reporting",
        ],
        env={**node.environment(), "CHROME_PATH": chromium},
        check=True,
        capture_output=True,
        timeout=180,
    )
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found


def lost_points(report: dict[str, Any]) -> list[str]:
    """List what cost points in the three categories that do not depend on the machine."""
    return [
        f"{category}: {reference['id']}"
        for category in CATEGORIES[1:]
        for reference in report["categories"][category]["auditRefs"]
        if reference["weight"] and (report["audits"][reference["id"]]["score"] or 0) < 1
        if report["audits"][reference["id"]]["scoreDisplayMode"] not in ("notApplicable", "manual")
    ]


def test_lighthouse(site: Site, runs: int, tmp_path: Path) -> None:
    chromium = find_chromium(playwrights_own())
    faults = {}
    print(f"\nLighthouse, mobile, median of {runs}")
    print(f"{'kind of page':24} requests  page kB  widgets kB", end="  ")
    print("perf a11y best  seo   FCP s  LCP s  TBT ms    CLS  machine")
    for kind, name in kinds(site).items():
        reports = [lighthouse(site.url(name), tmp_path / "report.json", chromium) for _ in range(runs)]
        scores = {
            category: statistics.median(round(100 * one["categories"][category]["score"]) for one in reports)
            for category in CATEGORIES
        }
        fcp, lcp, tbt, shift = (
            statistics.median(one["audits"][audit]["numericValue"] for one in reports)
            for audit in (*TIMES, SHIFT)
        )
        machine = statistics.median(one["environment"]["benchmarkIndex"] for one in reports)
        weight = weigh(site.folder, name)
        print(
            f"{kind:24} {weight.requests:8} {weight.page / 1000:8.1f} {weight.widgets / 1000:11.1f} ",
            *(f"{scores[category]:4.0f}" for category in CATEGORIES),
            f"{fcp / 1000:7.2f} {lcp / 1000:6.2f} {tbt:7.0f} {shift:6.3f} {machine:8.0f}",
            flush=True,
        )
        low = [f"{name} {scores[name]:.0f}" for name, wanted in WANTED.items() if scores[name] < wanted]
        if low or shift >= 0.01:
            faults[kind] = [*low, *lost_points(reports[0]), f"shift {shift:.3f}", f"machine {machine:.0f}"]
    assert faults == {}


#: Lighthouse's slow 4G: 150 ms there and back, 1.6 Mbit/s down, 750 kbit/s up.
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_638_400 / 8,
    "uploadThroughput": 750_000 / 8,
}
#: Notes when the first chart is drawn and when each widget is mounted, and every shift of the layout.
WATCH = """
window.seen = {shift: 0};
new PerformanceObserver(list => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) window.seen.shift += one.value;
}).observe({type: 'layout-shift', buffered: true});
(function look() {
    const now = performance.now();
    const chart = document.querySelector('article figure svg');
    if (chart && !window.seen.chart && chart.getBoundingClientRect().height > 0) window.seen.chart = now;
    const widgets = document.querySelectorAll('.cw-widget');
    const mounted = document.querySelectorAll('.cw-widget[data-mounted=true]').length;
    if (mounted && !window.seen.widget) window.seen.widget = now;
    const all = document.readyState === 'complete' && mounted === widgets.length;
    if (all && !window.seen.all) window.seen.all = now;
    requestAnimationFrame(look);
})();
"""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def test_text_chart_and_widget_are_there_soon_on_a_slow_phone(
    site: Site, browser: Browser, runs: int
) -> None:
    print(f"\nSeconds on slow 4G (150 ms, 1.6 Mbit/s) with a processor four times as slow, median of {runs}")
    print(f"{'kind of page':24}   text  chart  widget (all)  shift")
    faults = {}
    for kind, name in kinds(site).items():
        found = [slowly(browser, site.url(name)) for _ in range(runs)]
        middle = {
            part: statistics.median(one[part] for one in found) if found[0].get(part) is not None else None
            for part in ("text", "chart", "widget", "all", "shift")
        }
        seconds = [
            f"{one / 1000:.1f}".rjust(6) if one is not None else "–".rjust(6)
            for one in (middle[part] for part in ("text", "chart", "widget", "all"))
        ]
        print(f"{kind:24}", *seconds, f"{middle['shift']:7.3f}", flush=True)
        if middle["shift"] >= 0.01:
            faults[kind] = f"the layout shifts by {middle['shift']:.3f}"
        # The text and its charts wait for no script: they are there before any widget is.
        if middle["widget"] is not None and middle["text"] >= middle["widget"]:
            faults[kind] = "the text waits for the widgets"
        if (
            middle["chart"] is not None
            and middle["widget"] is not None
            and middle["chart"] > middle["widget"]
        ):
            faults[kind] = "a chart waits for the widgets"
    assert faults == {}


def slowly(browser: Browser, address: str) -> dict[str, float]:
    """Open a page cold on the throttled profile, and give the milliseconds until each part is there."""
    context = browser.new_context(
        viewport={"width": 412, "height": 823}, device_scale_factor=1.75, is_mobile=True, has_touch=True
    )
    page = context.new_page()
    page.add_init_script(WATCH)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(address, wait_until="load", timeout=60_000)
    end = time.monotonic() + 60
    while not page.evaluate("window.seen.all"):
        assert time.monotonic() < end, f"{address}: not every widget is mounted"
        page.wait_for_timeout(100)
    page.wait_for_timeout(1000)  # what shifts late is seen too
    found: dict[str, float] = {**page.evaluate("window.seen"), "text": page.evaluate(PAINT)}
    context.close()
    return found
