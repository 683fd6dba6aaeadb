"""A class's pictures together: sums from eight on, alike in Python and in the page, and nobody told apart."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import msgspec
import node
import pytest
from widget_page import opened, said, tab_to, violations, write_page
from widget_samples import saved_picture

from compassion_course.corpus import Course, CourseError
from compassion_course.models import class_pictures, load_circles
from compassion_course.models.class_pictures import count_pictures
from compassion_course.models.three_circles import Circles
from compassion_course.widgets import ThreeCircles

RULE = node.WIDGETS / "js" / "three-circles" / "group.js"

COUNT = """
import { readFileSync } from "node:fs";
const { countPictures } = await import(process.argv[1]);
const { circles, asked } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
const files = (list) => list.map(([name, text]) => ({ name, bytes: bytes(text) }));
console.log(JSON.stringify(asked.map(([one, list]) => countPictures(circles, one, files(list)))));
"""

TEA = "Beth brings tea and squeezes his shoulder"
LETTERS = "Five letters cleared over lunch, with some satisfaction"
WORDS = ("very small", "small", "middling", "large", "very large")


@pytest.fixture(scope="module")
def circles(course_root: Path) -> Circles:
    return load_circles(Course(course_root))


def drawn(n: int) -> bytes:
    """The picture of the n-th of a class, with words that somebody typed."""
    sizes = {"threat": WORDS[n % 5], "drive": "large", "soothe": None if n == 0 else "small"}
    fed = {"soothe": [TEA], "drive": [LETTERS, f"typed by {n}"]}
    if n % 2:
        fed["threat"] = [TEA, TEA]
    return saved_picture(sizes, fed, lot=str(n))


def a_class(count: int) -> list[tuple[str, bytes]]:
    return [(f"person-{n}.json", drawn(n)) for n in range(count)]


SMALL = {"threat": "small", "drive": "small", "soothe": "small"}
OWN = {"case": None, "title": "My own moment", "systems": [{"system": "threat", "size": "very large"}]}
UNREADABLE = {
    "no text": b"\xff\xfe\x00",
    "no JSON": b"hello",
    "half a file": saved_picture(SMALL)[:-20],
    "a list": b"[]",
    "an answer sheet": json.dumps({"format": "compassion-course/answers", "format_version": 1}).encode(),
    "a later version": saved_picture(SMALL, format_version=2),
    "a version that is no number": saved_picture(SMALL, format_version=True),
    "no pictures": saved_picture(SMALL, pictures=None),
    "one's own alone": saved_picture(SMALL, pictures=[OWN]),
    "two of the same moment": saved_picture(SMALL, pictures=json.loads(saved_picture(SMALL))["pictures"] * 2),
    "no soothe": saved_picture({"threat": "small", "drive": "small"}),
    "a size of no such word": saved_picture({**SMALL, "drive": "enormous"}),
    "a size that is a number": saved_picture({**SMALL, "drive": 3}),
    "too long": saved_picture(SMALL, note="x" * 1024 * 1024),
}
READABLE = {
    "a byte order mark": b"\xef\xbb\xbf" + saved_picture(SMALL, lot="bom"),
    "one's own beside it": saved_picture(
        SMALL, lot="both", pictures=[*json.loads(saved_picture(SMALL))["pictures"], OWN]
    ),
    "fed by nonsense": saved_picture(SMALL, {"threat": [3, None, {"text": TEA}, TEA]}, lot="odd"),
    "fed by nothing": saved_picture(SMALL, {"threat": TEA, "drive": None}, lot="none"),
}


def test_the_page_and_python_count_the_same_files_alike(circles, course_root, tmp_path):
    classes = [
        ("gareth", []),
        ("gareth", a_class(7)),
        ("gareth", a_class(8)),
        ("gareth", a_class(23)),
        ("saoirse", a_class(8)),
        ("gareth", [*a_class(8), *a_class(3)]),
        ("gareth", [*a_class(8), *((f"{n}.json", content) for n, content in UNREADABLE.items())]),
        ("gareth", [*a_class(5), *((f"{n}.json", content) for n, content in READABLE.items())]),
        ("gareth", [*a_class(8), ("s.json", saved_picture(SMALL, case="saoirse"))]),
        ("gareth", [*a_class(8), ("n.json", saved_picture(SMALL, case="nobody"))]),
    ]
    asked = [
        (case, [(name, base64.b64encode(content).decode()) for name, content in files])
        for case, files in classes
    ]
    data = json.loads((course_root / "data" / "models" / "three-circles.json").read_text(encoding="utf-8"))
    given = tmp_path / "asked.json"
    given.write_text(json.dumps({"circles": data, "asked": asked}), encoding="utf-8")
    answer = node.run("node", "--input-type=module", "--eval", COUNT, RULE.as_uri(), str(given))
    counted = [msgspec.to_builtins(count_pictures(circles, case, files)) for case, files in classes]
    assert json.loads(answer.stdout) == json.loads(json.dumps(counted))
    assert [one["counted"] for one in counted] == [0, 7, 8, 23, 0, 8, 8, 9, 8, 8]


def test_below_eight_there_are_no_sums_and_it_says_how_many_are_missing(circles):
    few = count_pictures(circles, "gareth", a_class(7))
    assert (few.counted, few.missing, few.sizes, few.cues) == (7, 1, {}, {})
    enough = count_pictures(circles, "gareth", a_class(8))
    assert enough.missing == 0
    assert enough.sizes["threat"] == (2, 2, 2, 1, 1, 0)
    assert enough.sizes["soothe"] == (0, 7, 0, 0, 0, 1)
    assert enough.cues["tea"] == {"threat": 4, "drive": 0, "soothe": 8, "none": 0}
    assert enough.cues["left-early"] == {"threat": 0, "drive": 0, "soothe": 0, "none": 8}


def test_a_file_that_cannot_be_counted_is_named_with_a_remedy_and_stops_nobody(circles):
    for name, content in UNREADABLE.items():
        counted = count_pictures(circles, "gareth", [*a_class(8), ("odd.json", content)])
        assert counted.counted == 8, name
        assert [one.file for one in counted.unread] == ["odd.json"], name
        assert counted.unread[0].problem.endswith("."), name
        assert counted.unread[0].remedy.endswith("."), name
    for name, content in READABLE.items():
        assert count_pictures(circles, "gareth", [*a_class(7), ("odd.json", content)]).missing == 0, name


def test_neither_order_names_typed_words_nor_ones_own_picture_make_a_difference(circles):
    plain = [saved_picture(SMALL, {"soothe": [TEA]}, lot=str(n)) for n in range(9)]
    told = []
    for content in reversed(plain):
        data = json.loads(content)
        data["pictures"][0]["title"] = "Somebody's name"
        data["pictures"][0]["systems"][0]["fed_by"] = ["my secret"]
        data["pictures"].append(OWN)
        told.append(json.dumps(data).encode())
    one = count_pictures(circles, "gareth", [(f"{n}.json", content) for n, content in enumerate(plain)])
    two = count_pictures(circles, "gareth", [(f"name-{n}.json", content) for n, content in enumerate(told)])
    assert one == two
    assert not re.search(r"secret|name|\.json", json.dumps(msgspec.to_builtins(two)))


def test_a_tutor_counts_files_in_a_notebook(tmp_path, course_root, monkeypatch):
    monkeypatch.setenv("COMPASSION_COURSE", str(course_root))
    for name, content in a_class(8):
        (tmp_path / name).write_bytes(content)
    assert class_pictures("gareth", tmp_path.glob("*.json")).counted == 8
    with pytest.raises(CourseError, match=r"no case 'nobody'.*gareth"):
        class_pictures("nobody", [])
    with pytest.raises(CourseError, match=r"gone\.json.*cannot be opened"):
        class_pictures("gareth", [tmp_path / "gone.json"])


def given(files: list[tuple[str, bytes]]) -> list[dict]:
    return [{"name": name, "mimeType": "application/json", "buffer": content} for name, content in files]


def test_a_seminar_opens_the_files_by_keyboard_and_sees_sums_alone(browser_page, tmp_path, axe):
    browser_page.page.add_init_script(
        "window.told = []; window.compassionWidgets = new Proxy({}, { set: (all, name, render) => {"
        " all[name] = ({ model, el }) => render({ el, model: { ...model, set: (...a) => told.push(a) } });"
        " return true; } });"
    )
    opened(browser_page, write_page(tmp_path / "page", ThreeCircles(group=True)))
    page = browser_page.page
    result = page.locator(".cw-class .cw-result")
    # A standing listener: one for each choice would be set up too late on a busy machine.
    page.on("filechooser", lambda chooser: chooser.set_files(given(a_class(7))))
    tab_to(page, re.compile("^Files of"))
    page.keyboard.press("Enter")
    result.get_by_text("more is needed").wait_for()
    assert "1 more is needed" in said(page)
    assert result.locator("table, svg").count() == 0
    others = [("saoirse.json", saved_picture(SMALL, case="saoirse")), ("again.json", drawn(3))]
    page.locator("*:focus").set_input_files(given([*a_class(9), *others, ("broken.json", b"hello")]))
    result.get_by_text("To talk about").wait_for()
    assert "9 pictures of" in said(page)
    for part in ("1 file was the same as another", "1 file was of another moment", "1 file was not readable"):
        assert part in said(page)
    words = result.inner_text()
    assert "Threat: 2 very small, 2 small, 2 middling, 2 large, 1 very large." in words
    assert result.locator("svg").first.get_attribute("aria-label").startswith("Threat: 2 very small")
    assert result.locator("svg").first.locator("circle").count() == 9
    assert words.count("broken.json") == 1
    assert not re.search(r"person-\d|typed by|again\.json|saoirse\.json", words)
    row = result.locator("table").nth(1).get_by_role("row", name=TEA).locator("td").all_inner_texts()
    assert row == ["4", "0", "9", "0"]
    assert violations(page, axe) == []
    for width, text in ((320, "100%"), (640, "200%")):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("size => { document.documentElement.style.fontSize = size }", text)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("told.length") == 0, "nothing of the class reaches Python"
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    tab_to(page, "Clear the class's pictures")
    page.keyboard.press("Enter")
    assert result.inner_text() == ""
    assert page.locator("*:focus").get_attribute("type") == "file"
    assert browser_page.complaints == []
    assert browser_page.outside == []


def test_two_people_who_drew_the_same_are_two(browser_page, tmp_path, circles):
    opened(browser_page, write_page(tmp_path / "page", ThreeCircles("gareth")))
    page = browser_page.page
    for place in range(3):
        page.locator(".cw-sizing fieldset").nth(place).get_by_label("large", exact=True).check()
    page.locator(".cw-cue").nth(3).get_by_label("Soothe").check()
    contents = []
    for _ in range(8):
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Save as data").click()
        contents.append(Path(waiting.value.path()).read_bytes())
    together = count_pictures(circles, "gareth", [("a.json", content) for content in contents])
    assert (together.counted, together.twice) == (8, 0)
    assert together.sizes["drive"] == (0, 0, 0, 8, 0, 0)
    assert together.cues["tea"]["soothe"] == 8
    again = count_pictures(circles, "gareth", [("a.json", content) for content in contents * 2])
    assert (again.counted, again.twice) == (8, 8)


def test_a_chapters_circles_have_no_place_for_files(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", ThreeCircles()))
    assert browser_page.page.locator("input[type=file]").count() == 0
