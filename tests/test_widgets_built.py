"""What the widgets are made of: colours that can be told apart, little weight, a build that repeats."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import node
import pytest

from compassion_course.widgets.files import BUILT

CSS = node.WIDGETS / "js" / "widgets.css"


def tokens(scheme: str) -> dict[str, str]:
    """Read the colours of one scheme from the style sheet."""
    start = {"light": ":root {", "dark": 'html[data-theme="dark"],'}[scheme]
    block = CSS.read_text(encoding="utf-8").split(start, 1)[1].split("}", 1)[0]
    return dict(re.findall(r"(--cw-[a-z-]+): (#[0-9a-f]{6});", block))


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


TEXT = [
    ("ink", "paper"),
    ("ink", "panel"),
    ("quiet", "paper"),
    ("quiet", "panel"),
    ("accent", "paper"),
    ("on-accent", "accent"),
    ("ink", "right-panel"),
    ("ink", "look-again-panel"),
    ("right", "right-panel"),
    ("look-again", "look-again-panel"),
    ("right", "paper"),
    ("look-again", "paper"),
]
GRAPHICS = [
    ("focus", "paper"),
    ("focus", "panel"),
    ("line", "paper"),
    ("line", "panel"),
    ("accent", "panel"),
    ("threat", "paper"),
    ("drive", "paper"),
    ("soothe", "paper"),
    ("threat", "panel"),
    ("drive", "panel"),
    ("soothe", "panel"),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_of_colours_can_be_told_apart(scheme):
    colours = tokens(scheme)
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    for least, pairs in ((4.5, TEXT), (3.0, GRAPHICS)):
        for one, two in pairs:
            measured = contrast(colours[f"--cw-{one}"], colours[f"--cw-{two}"])
            assert measured >= least, f"{one} on {two} in {scheme}: {measured:.2f}"


def test_both_schemes_name_the_same_colours():
    assert set(tokens("light")) == set(tokens("dark"))


def test_a_page_with_every_small_widget_stays_light():
    names = ["check", "change-it", "three-circles", "working-day", "host"]
    files = [*(f"{name}.page.js" for name in names), "widgets.css"]
    sizes = {name: len(gzip.compress((BUILT / name).read_bytes(), 6)) for name in files}
    assert sum(sizes.values()) <= 45_000, sizes


@pytest.fixture(scope="session")
def js_tools() -> None:
    """What package-lock.json names, installed once."""
    if not (node.WIDGETS / "node_modules" / "esbuild").is_dir():
        node.run("npm", "ci", "--no-audit", "--no-fund")


def test_what_is_committed_is_what_the_sources_build(js_tools, tmp_path):
    node.run("node", "build.mjs", str(tmp_path))
    fresh = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    kept = {path.name: path.read_bytes() for path in BUILT.iterdir()}
    assert sorted(fresh) == sorted(kept)
    assert [name for name in fresh if fresh[name] != kept[name]] == [], "run make js and commit built/"


def test_the_javascript_is_typed(js_tools):
    answer = node.run("npm", "run", "--silent", "check", check=False)
    assert answer.returncode == 0, answer.stdout


def test_the_javascript_rules_hold():
    files = sorted((Path(__file__).parent / "js").glob("*.test.mjs"))
    answer = node.run("node", "--test", *map(str, files), check=False)
    assert answer.returncode == 0, answer.stdout
