"""The theme board: statements and codes into themes, within a case and across cases."""

from __future__ import annotations

import json
import re
from typing import Any

import node
import pytest
from conftest import watch
from desk_panel_page import beginning, choose_by_keys, focused, shelf, tab_to, write_panel
from widget_page import said, violations

IPA = {"kinds": ["PET", "GET"]}
GROUNDED = {"kinds": ["category", "core"]}


def work(page: Any, part: str = "themes") -> Any:
    return page.evaluate("part => window.tested.desk.work[part]", part)


def theme(page: Any, name: str) -> Any:
    return next(one for one in work(page) if one["name"] == name)


def focused_place(page: Any) -> list[str | None]:
    """Say on which card the focus is, and where that card stands."""
    return page.evaluate(
        "() => { const c = document.activeElement.closest('[data-card]');"
        " return [c?.dataset.card ?? null, c?.dataset.in ?? null]; }"
    )


def move_by_keys(page: Any, name: str | re.Pattern[str], where: str) -> None:
    tab_to(page, name)
    page.keyboard.press("Enter")
    choose_by_keys(page, where)
    page.keyboard.press("Tab")
    assert focused(page) == "Move it"
    page.keyboard.press("Enter")


@pytest.fixture
def ipa(browser_page, tmp_path):
    """T01 and T02 with some statements and no theme."""
    docs = ("T01", "T02")
    start = beginning(docs)
    start["statements"] = [one for one in start["statements"] if one["id"][4:] in ("S1", "S2", "S5")]
    browser_page.page.goto(
        write_panel(tmp_path, "boardPanel", "board/board-panel", docs, start, settings=IPA, shows=True)
    )
    yield browser_page
    assert browser_page.complaints == []
    assert browser_page.outside == []


@pytest.fixture
def grounded(browser_page, tmp_path):
    """P01 to P03 with a reader's categories and core category."""
    docs = ("P01", "P02", "P03")
    browser_page.page.goto(
        write_panel(
            tmp_path,
            "boardPanel",
            "board/board-panel",
            docs,
            beginning(docs, "category", "core"),
            settings=GROUNDED,
        )
    )
    yield browser_page
    assert browser_page.complaints == []
    assert browser_page.outside == []


# --- by keyboard alone ---------------------------------------------------------------------------


def test_statements_become_themes_of_a_case_and_of_the_group_by_keyboard_alone(ipa):
    page = ipa.page
    keys = page.keyboard

    # A statement from two spans, in one's own words.
    tab_to(page, "Make a statement")
    keys.press("Enter")
    tab_to(page, re.compile("T01-"))
    keys.press("Space")
    keys.press("Tab")
    keys.press("Space")
    tab_to(page, "Make a statement from these")
    keys.press("Enter")
    assert focused(page) == "What the statement says"
    keys.type("She hears it from outside.")
    made = work(page, "statements")[-1]
    assert made["id"] == "T01-s1"
    assert made["text"] == "She hears it from outside."
    assert len(made["spans"]) == 2
    tab_to(page, "Done: editing")
    keys.press("Enter")
    assert focused(page).startswith("Edit: She hears it")

    # A theme, named and said.
    tab_to(page, "New personal theme")
    keys.press("Enter")
    assert focused(page) == "Name"
    keys.type("Told from outside")
    keys.press("Tab")
    keys.type("News of her work reaches her late.")
    told = theme(page, "Told from outside")
    assert told["statement"] == "News of her work reaches her late."
    assert told["doc"] == "T01"

    # Two statements go into it; the focus goes with them.
    move_by_keys(page, re.compile("^Move: She hears it"), "Told from outside")
    assert focused_place(page) == ["T01-s1", told["id"]]
    assert "is now in “Told from outside”. It holds 1 statement." in said(page)
    move_by_keys(page, re.compile("^Move: She was told, very nicely"), "Told from outside")
    assert theme(page, "Told from outside")["members"] == ["T01-s1", "T01cS2"]
    assert focused_place(page) == ["T01cS2", told["id"]]

    # Out again, and back by undo.
    move_by_keys(page, re.compile("^Move: She was told, very nicely"), "Out of this theme")
    assert focused_place(page) == ["T01cS2", ""]
    keys.press("Control+z")
    assert theme(page, "Told from outside")["members"] == ["T01-s1", "T01cS2"]
    assert focused(page)
    keys.press("Control+Shift+z")
    assert theme(page, "Told from outside")["members"] == ["T01-s1"]
    keys.press("Control+z")

    # A second theme made of a statement, and put under the first.
    move_by_keys(page, re.compile("^Move: By dinner"), "A new one")
    assert focused(page) == "Name"
    keys.type("Green till Easter")
    move_by_keys(page, "Move: Green till Easter", "Told from outside")
    assert theme(page, "Green till Easter")["parent"] == told["id"]
    assert "“Green till Easter” is now part of “Told from outside”." in said(page)
    assert page.get_by_text("part of “Told from outside”", exact=True).is_visible()

    # Across cases: one case alone is not a group theme.
    tab_to(page, re.compile("^T01$"))
    keys.press("ArrowRight")
    move_by_keys(page, re.compile("^Move: He misses|^Move: "), "A new one")
    keys.type("His own")
    tab_to(page, "T02")
    keys.press("ArrowRight")
    assert page.get_by_role("heading", name="Group themes (GETs)").is_visible()
    move_by_keys(page, "Move: Told from outside", "A new one")
    keys.type("Not their doing")
    assert page.get_by_text("One case alone is not a group theme yet.").is_visible()
    move_by_keys(page, "Move: His own", "Not their doing")
    assert page.get_by_text("One case alone").count() == 0
    assert page.get_by_text("Where does a case go another way?").is_visible()
    tab_to(page, re.compile("^Divergence"))
    keys.type("T02 keeps a count of his own.")
    assert page.get_by_text("Where does a case go another way?").count() == 0
    rows = page.get_by_role("table", name="Who carries it").get_by_role("row").all_inner_texts()
    assert [row.split("\t")[:2] for row in rows[1:]] == [["T01", "Told from outside"], ["T02", "His own"]]


def test_merge_split_and_removal_are_steps_that_can_be_taken_back(grounded):
    page = grounded.page
    keys = page.keyboard
    start = json.dumps(page.evaluate("window.tested.desk.work"))
    first, second = [one for one in work(page) if one["kind"] == "category"][:2]

    tab_to(page, re.compile("^Split: 'Somewhere"))
    keys.press("Enter")
    keys.press("Space")
    tab_to(page, "Name of the new one")
    keys.type("Split off")
    keys.press("Tab")
    keys.press("Enter")
    assert theme(page, "Split off")["members"] == [first["members"][0]]
    assert focused_place(page)[0] == theme(page, "Split off")["id"]

    tab_to(page, "Merge: Split off")
    keys.press("Enter")
    choose_by_keys(page, "Nobody ever said")
    keys.press("Tab")
    keys.press("Enter")
    merged = theme(page, second["name"])
    assert merged["members"] == [*second["members"], first["members"][0]]
    assert focused_place(page)[0] == second["id"]
    assert "is merged into" in said(page)

    tab_to(page, re.compile("^Remove: 'Nobody ever said"))
    keys.press("Enter")
    assert "in it stay. What you wrote in it went with it. Ctrl Z brings it back." in said(page)
    assert focused(page)
    assert second["members"][0] in page.evaluate(
        "[...document.querySelectorAll('[data-card][data-in=\"\"]')].map(e => e.dataset.card)"
    )
    for _ in range(4):
        keys.press("Control+z")
        assert focused(page)
    assert json.dumps(page.evaluate("window.tested.desk.work")) == start


def test_a_memo_on_a_removed_theme_is_kept_on_the_project(grounded):
    page = grounded.page
    page.get_by_role("button", name="Memos: 'It was a rota'").click()
    page.get_by_role("button", name="Write a memo").click()
    assert focused(page) == "Memo"
    page.keyboard.type("Look at P03 again.")
    page.get_by_role("button", name="Remove: 'It was a rota'").click()
    (memo,) = work(page, "memos")
    assert memo["on"] == "project"
    assert memo["text"] == "On the removed category “'It was a rota'”: Look at P03 again."
    assert "1 memo on it is now on the project." in said(page)


def test_a_category_says_where_it_is_absent(browser_page, tmp_path):
    docs = ("P01", "P02", "P03")
    start = beginning(docs, "category")
    start["spans"] = [
        span for span in start["spans"] if span["doc"] != "P03" or "next-one" not in span["codes"]
    ]
    start["themes"] = [{**start["themes"][0], "members": ["next-one"]}]
    page = browser_page.page
    page.goto(write_panel(tmp_path, "boardPanel", "board/board-panel", docs, start, settings=GROUNDED))
    assert page.get_by_text("P03 has no span of any of its codes. Look again there").is_visible()
    page.get_by_role("button", name="Counts by case").click()
    table = page.get_by_role("table", name="How many spans of each case")
    counts = table.get_by_role("row").nth(1).get_by_role("cell").all_inner_texts()
    assert counts[2] == "0"
    assert int(counts[3]) == int(counts[0]) + int(counts[1]) > 0


def test_a_reader_follows_an_extract_to_its_place_and_reads_all_as_an_outline(ipa):
    page = ipa.page
    page.get_by_role("button", name=re.compile(r"^Extracts \(4\)")).first.click()
    page.get_by_role("button", name=re.compile("^Show T01-")).first.click()
    ((doc, span),) = page.evaluate("window.tested.shown")
    assert doc == "T01"
    assert span in {one["id"] for one in work(page, "spans")}
    page.get_by_role("button", name="New personal theme").click()
    page.keyboard.type("Under way")
    page.get_by_role("button", name="All themes as an outline").click()
    outline = page.locator(".cw-outline")
    assert "Under way" in outline.inner_text()


def test_typing_undoes_as_one_step_and_keeps_its_field(grounded):
    page = grounded.page
    page.get_by_role("button", name="Edit: 'It was a rota'").click()
    page.keyboard.press("End")
    page.keyboard.type(" and more")
    assert focused(page) == "Name"
    assert page.get_by_role("heading", name="'It was a rota' and more").is_visible()
    page.keyboard.press("Control+z")
    assert page.get_by_role("textbox", name="Name").input_value() == "'It was a rota'"
    assert focused(page) == "Name"


def test_the_focus_stays_on_the_board_until_nothing_is_left_on_it(ipa):
    page = ipa.page
    keys = page.keyboard
    for name in ("One", "Two", "Three"):
        page.get_by_role("button", name="New personal theme").click()
        keys.type(name)
    tab_to(page, "Remove: One")
    for left in ("Two", "Three", None):
        keys.press("Enter")
        assert [one["name"] for one in work(page)][:1] == ([left] if left else [])
        if left:
            assert focused(page) == f"Move: {left}"
            tab_to(page, f"Remove: {left}")
    assert focused(page) == "New personal theme"
    tab_to(page, re.compile("^Delete: "))
    for left in (2, 1, 0):
        keys.press("Enter")
        assert len([one for one in work(page, "statements") if one["doc"] == "T01"]) == left
        assert focused(page)
        if left:
            tab_to(page, re.compile("^Delete: "))


def test_things_and_themes_can_be_put_in_another_order(grounded):
    page = grounded.page
    first, second = [one for one in work(page) if one["kind"] == "category"][:2]
    assert first["members"][0] == "next-one"
    move_by_keys(page, "Move: 'Then it's the next one'", "One place later")
    one, other, *rest = first["members"]
    assert theme(page, first["name"])["members"] == [other, one, *rest]
    assert focused_place(page) == [one, first["id"]]
    move_by_keys(page, f"Move: {first['name']}", "One place later")
    assert [one["id"] for one in work(page)][:2] == [second["id"], first["id"]]
    assert focused_place(page) == [first["id"], "themes"]


# --- the rules agree with Python's ---------------------------------------------------------------


@pytest.mark.parametrize(
    "docs",
    [tuple(f"T{number:02}" for number in range(1, 5)), tuple(f"P{number:02}" for number in range(1, 9))],
)
def test_a_reading_without_faults_in_python_lacks_nothing_on_the_board_and_the_map(tmp_path, docs):
    data = tmp_path / "reading.json"
    start = beginning(docs, "PET", "GET", "category", "core", relations=docs[0] == "P01")
    data.write_text(json.dumps({"work": start, "shelf": shelf(docs)}), encoding="utf-8")
    code = f"""
        import {{ readFileSync }} from "node:fs";
        import {{ lookAgain, themeNeeds }} from "./theme-questions.js";
        import {{ relationNeeds }} from "./relations.js";
        const {{ work, shelf }} = JSON.parse(readFileSync({json.dumps(str(data))}, "utf-8"));
        const known = {{ work, codes: work.codes, transcripts: shelf.transcripts }};
        const here = work.themes.filter((one) => one.members.length);
        const groups = here.filter(({{ kind }}) => kind === "GET").flatMap((one) => lookAgain(known, one));
        console.log(JSON.stringify({{
          themes: here.filter(({{ members }}) => members.length > 1).flatMap((one) => themeNeeds(known, one)),
          groups,
          relations: work.relations.flatMap((one) => relationNeeds(known, one, (id) => id)),
          counted: [here.length, work.relations.length] }}));"""
    told = json.loads(
        node.run("node", "--input-type=module", "-e", code, cwd=node.WIDGETS / "js" / "desk").stdout
    )
    assert told["counted"][0] > 5
    assert (told["counted"][1] > 5) is (docs[0] == "P01")
    assert (told["themes"], told["groups"], told["relations"]) == ([], [], [])


# --- by mouse and by touch -----------------------------------------------------------------------


def centre(locator: Any) -> tuple[float, float]:
    locator.scroll_into_view_if_needed()
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Any, start: tuple[float, float], end: tuple[float, float], *, drop: bool = True) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + 10, start[1] + 10)
    page.mouse.move(*end, steps=5)
    if drop:
        page.mouse.up()


def two_themes(page: Any) -> tuple[str, str]:
    for name in ("One", "Two"):
        page.get_by_role("button", name="New personal theme").click()
        page.keyboard.type(name)
        page.get_by_role("button", name=f"Done: {name}").click()
    return theme(page, "One")["id"], theme(page, "Two")["id"]


def test_a_mouse_drags_statements_and_themes(ipa):
    page = ipa.page
    page.set_viewport_size({"width": 1280, "height": 1400})
    one, two = two_themes(page)
    head = {id: page.locator(f'.cw-theme[data-card="{id}"] > .cw-theme-head') for id in (one, two)}
    card = page.locator('.cw-slip[data-card="T01cS2"]')

    drag(page, centre(card.locator(".cw-slip-face")), centre(head[one]), drop=False)
    assert page.locator(".cw-ghost").is_visible()
    assert page.locator(".cw-over").get_attribute("data-card") == one
    page.keyboard.press("Escape")
    page.mouse.up()
    assert theme(page, "One")["members"] == []
    assert page.locator(".cw-ghost").count() == 0

    drag(page, centre(card.get_by_role("button", name="Move")), centre(head[one]))
    assert theme(page, "One")["members"] == ["T01cS2"]
    assert page.get_by_role("group", name="Move").count() == 0, "a drag must not press the handle"
    assert focused_place(page) == ["T01cS2", one]

    drag(page, centre(head[two]), centre(head[one]))
    assert theme(page, "Two")["parent"] == one
    drag(page, centre(head[one]), centre(head[two]))
    assert theme(page, "One")["parent"] is None
    assert "cannot stand under" in said(page)

    drag(
        page,
        centre(card.locator(".cw-slip-face")),
        centre(page.get_by_role("heading", name="in no theme yet")),
    )
    assert theme(page, "One")["members"] == []
    drag(
        page,
        centre(card.locator(".cw-slip-face")),
        centre(page.get_by_role("button", name="New personal theme")),
    )
    assert work(page)[-1]["members"] == ["T01cS2"]
    assert focused(page) == "Name"


def test_a_finger_drags_by_the_handle_and_scrolls_everywhere_else(browser, tmp_path):
    docs = ("T01",)
    context = browser.new_context(viewport={"width": 800, "height": 1000}, has_touch=True)
    watched = watch(context)
    page = watched.page
    page.goto(write_panel(tmp_path, "boardPanel", "board/board-panel", docs, beginning(docs), settings=IPA))
    one, _ = two_themes(page)
    finger = context.new_cdp_session(page)

    def touch(start: tuple[float, float], end: tuple[float, float]) -> None:
        def at(kind: str, *points: tuple[float, float]) -> None:
            finger.send(
                "Input.dispatchTouchEvent",
                {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]},
            )

        at("touchStart", start)
        for part in range(1, 9):
            at("touchMove", tuple(a + (b - a) * part / 8 for a, b in zip(start, end, strict=True)))
        at("touchEnd")

    card = page.locator('.cw-slip[data-card="T01cS2"]')
    target = page.locator(f'.cw-theme[data-card="{one}"] > .cw-theme-head')
    touch(centre(card.locator(".cw-slip-face")), centre(target))
    assert theme(page, "One")["members"] == []
    page.evaluate("window.scrollTo(0, 0)")
    touch(centre(card.get_by_role("button", name="Move")), centre(target))
    assert theme(page, "One")["members"] == ["T01cS2"]
    assert watched.complaints == []
    context.close()


# --- for every reader ----------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_before_and_while_it_is_used(browser_page, tmp_path, axe, scheme):
    docs = ("T01", "T02")
    start = beginning(docs, "PET", "GET")
    start["themes"] = [one for one in start["themes"] if one["id"][4:] in ("P1", "P2", "")]
    page = browser_page.page
    page.goto(
        write_panel(
            tmp_path,
            "boardPanel",
            "board/board-panel",
            docs,
            start,
            settings=IPA,
            theme=scheme,
            shows=True,
        )
    )
    assert violations(page, axe) == []
    page.get_by_text("Make a statement", exact=True).click()
    page.get_by_role("button", name=re.compile("^Extracts")).first.click()
    page.get_by_role("button", name=re.compile("^Memos")).first.click()
    page.get_by_role("button", name="Write a memo").click()
    page.get_by_role("button", name=re.compile("^Edit: She")).first.click()
    page.get_by_role("button", name=re.compile("^Split")).first.click()
    assert violations(page, axe) == []
    page.get_by_label("Across cases").check()
    page.get_by_role("button", name=re.compile("^Edit: ")).first.click()
    page.get_by_role("button", name=re.compile("^Move: ")).last.click()
    page.get_by_role("button", name="All themes as an outline").click()
    assert violations(page, axe) == []


@pytest.mark.parametrize(("width", "size"), [(320, "100%"), (640, "200%")])
def test_nothing_runs_off_a_phone_or_large_text(browser, tmp_path, width, size):
    context = browser.new_context(viewport={"width": width, "height": 700})
    page = context.new_page()
    for name, docs, kinds, settings in (
        ("ipa", ("T01", "T02"), ("PET", "GET"), IPA),
        ("gt", ("P01", "P02", "P03"), ("category", "core"), GROUNDED),
    ):
        page.goto(
            write_panel(
                tmp_path / name,
                "boardPanel",
                "board/board-panel",
                docs,
                beginning(docs, *kinds),
                settings=settings,
                size=size,
            )
        )
        page.get_by_role("button", name=re.compile("^Edit: '")).first.click()
        page.get_by_role("button", name=re.compile("^Move: ")).last.click()
        page.get_by_role("radio").last.check()
        page.get_by_role("button", name=re.compile("^Edit: ")).first.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        small = page.evaluate(
            "[...document.querySelectorAll('.cw button, .cw select, .cw summary')]"
            ".filter(e => e.offsetParent && (e.offsetHeight < 24 || e.offsetWidth < 24))"
            ".map(e => e.outerHTML)"
        )
        assert small == []
    context.close()
