"""EvidenceReader: one rule in both languages, and nothing that may be said where it may not."""

from __future__ import annotations

import json
import re
import shutil
from math import exp, lgamma, log, log1p
from pathlib import Path

import msgspec
import node
import pytest
from widget_page import opened, said, tab_to, violations, write_page
from widget_samples import Outline

from compassion_course.analysis import clopper_pearson, published_figures
from compassion_course.analysis.two_shares import at_size, exact_interval, newcombe, tenth, wilson
from compassion_course.corpus import Course, CourseError
from compassion_course.models.evidence_reader import PAIRS, load_reader
from compassion_course.widgets import EvidenceReader
from compassion_course.widgets.evidence_reader import survey_counts

RULE = node.WIDGETS / "js" / "evidence-reader" / "rule.js"


@pytest.fixture(scope="module")
def course(course_root: Path) -> Course:
    return Course(course_root)


@pytest.fixture(scope="module")
def widget() -> EvidenceReader:
    return EvidenceReader()


def asked_of_page(code: str, given: object, folder: Path) -> object:
    """Give a module of the page something as JSON, and take what it answers."""
    file = folder / "given.json"
    file.write_text(json.dumps(given), encoding="utf-8")
    head = (
        'import { readFileSync } from "node:fs"; const rule = await import(process.argv[1]);'
        'const given = JSON.parse(readFileSync(process.argv[2], "utf8"));'
    )
    answer = node.run("node", "--input-type=module", "--eval", head + code, RULE.as_uri(), str(file))
    return json.loads(answer.stdout)


COUNTS = [(count, n) for n in (1, 2, 7, 25, 50, 96, 105, 200) for count in range(n + 1)]
COUNTS += [(count, n) for n in (400, 1000) for count in (0, 1, 3, n // 3, n // 2, n - 2, n)]


def test_exact_intervals_are_the_same_in_the_page_in_python_and_in_the_course(tmp_path):
    page = asked_of_page(
        "console.log(JSON.stringify(given.map(([k, n]) => Object.values(rule.clopperPearson(k, n)))))",
        COUNTS,
        tmp_path,
    )
    for (count, n), drawn in zip(COUNTS, page, strict=True):
        assert drawn == pytest.approx(exact_interval(count, n), abs=1e-12)
        # The course's own sums every term, which takes its time with many people.
        if n <= 50 or (n <= 200 and count % 9 == 2):
            assert drawn == pytest.approx(clopper_pearson(count, n), abs=1e-9), (count, n)


@pytest.mark.parametrize(("count", "n"), [(3, 1000), (333, 1000), (998, 1000), (137, 400)])
def test_an_exact_interval_of_many_people_leaves_its_tails(count, n):
    def tail(p: float, counts: range) -> float:
        choose = (lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) for k in counts)
        return sum(exp(one + k * log(p) + (n - k) * log1p(-p)) for one, k in zip(choose, counts, strict=True))

    low, high = exact_interval(count, n)
    assert tail(low, range(count, n + 1)) == pytest.approx(0.025, abs=1e-9)
    assert tail(high, range(count + 1)) == pytest.approx(0.025, abs=1e-9)


PAIRS_OF_COUNTS = [
    (72, 105, 48, 96),
    (56, 70, 48, 80),
    (0, 25, 0, 25),
    (25, 25, 0, 25),
    (9, 10, 3, 10),
    (5, 56, 0, 29),
]


def test_differences_are_the_same_in_the_page_and_in_python(tmp_path):
    page = asked_of_page(
        "console.log(JSON.stringify(given.map((four) => Object.values(rule.newcombe(...four)))))",
        PAIRS_OF_COUNTS,
        tmp_path,
    )
    for four, drawn in zip(PAIRS_OF_COUNTS, page, strict=True):
        assert drawn == pytest.approx(newcombe(*four), abs=1e-12)


def test_the_intervals_are_those_of_their_papers():
    """Newcombe (1998), table II, method 10, contrasts a, c and d; Wilson's 0 of 20 runs to 16.1%."""
    assert [round(bound, 4) for bound in newcombe(56, 70, 48, 80)] == [0.0524, 0.3339]
    assert [round(bound, 4) for bound in newcombe(9, 10, 3, 10)] == [0.1705, 0.8090]
    assert wilson(0, 20)[0] == 0
    assert round(wilson(0, 20)[1], 3) == 0.161


def test_a_half_is_rounded_upwards_and_a_share_is_held_in_whole_people(tmp_path):
    halves = [6.25, 12.5, 0.05, -0.25, 68.25, 99.95]
    sizes = [(1, 2, 25), (72, 105, 25), (72, 105, 105), (0, 96, 1000), (96, 96, 400)]
    page = asked_of_page(
        "console.log(JSON.stringify([given[0].map(rule.tenth), given[1].map((s) => rule.atSize(...s))]))",
        [halves, sizes],
        tmp_path,
    )
    assert page == [[tenth(x) for x in halves], [at_size(*one) for one in sizes]]
    assert tenth(6.25) == 6.3
    assert [at_size(*one) for one in sizes] == [13, 17, 72, 0, 400]


def places(widget: EvidenceReader) -> list[tuple[int, str, str]]:
    return [
        (cut, size["id"], group["id"])
        for cut in range(len(widget.counts))
        for size in widget.reader["sizes"]
        for group in widget.reader["groups"]
    ]


def test_numbers_and_sentences_are_the_same_in_the_page_and_in_python_wherever_the_controls_stand(
    widget, tmp_path
):
    traits = widget.page_traits()
    drawn = asked_of_page(
        "console.log(JSON.stringify(given.places.map((p) => rule.stateAt(given.reader, given, ...p))))",
        {**{name: traits[name] for name in ("reader", "counts", "people")}, "places": places(widget)},
        tmp_path,
    )
    assert len(drawn) == 7 * 6 * 2
    for place, page in zip(places(widget), drawn, strict=True):
        python = msgspec.to_builtins(widget.shown(*place))
        python["shares"] = list(python["shares"].values())
        python["difference"] = list(python["difference"])
        python["facts"] = list(python["facts"])
        python["mayNot"] = python.pop("may_not")
        assert page == python, place


def test_something_may_and_something_may_not_be_said_everywhere_and_nothing_contradicts_it(widget):
    for place in places(widget):
        shown = widget.shown(*place)
        may, may_not = {one["id"] for one in shown.may}, {one["id"] for one in shown.may_not}
        assert len({"overlap-clear", "overlap-unclear", "apart-clear"} & may) == 1, place
        assert len({"count", "count-thought"} & may) == 1
        assert {"have", "instruments", "everyone"} <= may_not
        assert ("overlap" in may_not) == ("overlap" in shown.facts)
        assert ("alike" in may_not) == ("overlap-unclear" in may)
        assert [sum(fact in shown.facts for fact in pair) for pair in PAIRS] == [1] * len(PAIRS)
        assert not [one for one in (*shown.may, *shown.may_not) if "{" in one["text"] + one["because"]]


def test_overlapping_intervals_with_a_clear_difference_can_be_found(widget):
    """The lesson needs one: overlap is not a test of the difference."""
    found = [place for place in places(widget) if {"overlap", "clear"} <= set(widget.shown(*place).facts)]
    assert found
    shown = widget.shown(*found[0])
    assert any("Overlap is not a test of the difference." in one["because"] for one in shown.may)


def test_a_higher_line_never_counts_more_and_more_people_never_widen(widget):
    for one, other in zip(widget.counts, widget.counts[1:], strict=False):
        assert all(one[group] >= other[group] for group in ("pwp", "hi"))
    widths = [
        widget.shown(2, size, "pwp").shares["pwp"].width for size in ("25", "50", "own", "200", "400", "1000")
    ]
    assert widths == sorted(widths, reverse=True)


def test_at_the_convention_the_synthetic_survey_counts_what_its_card_says(widget):
    assert widget.people == {"pwp": 105, "hi": 96}
    assert widget.counts[2] == {"pwp": 72, "hi": 48}
    assert "invented" in widget.shown().sentence


def test_the_printed_intervals_give_away_their_numbers(widget, course):
    for figure, n in zip(widget.published, (105, 96), strict=True):
        printed = published_figures(course, id=figure["id"])[0]
        assert (figure["value"], figure["low"], figure["high"]) == (printed.value, printed.low, printed.high)
        assert [one["n"] for one in figure["candidates"] if one["fits"]] == [n]
        assert len(figure["candidates"]) == 5
        for one in figure["candidates"]:
            low, high = clopper_pearson(one["count"], one["n"])
            assert (one["low"], one["high"]) == (
                pytest.approx(100 * low, abs=0.051),
                pytest.approx(100 * high, abs=0.051),
            )
    assert sum(one["n"] for f in widget.published for one in f["candidates"] if one["fits"]) == 201


def test_the_poster_is_computed_rightly(widget):
    low, high = clopper_pearson(12, 30)
    right = next(o for o in widget.reader["transfer"]["questions"][0]["options"] if o["right"])
    assert right["text"] == f"{100 * low:.1f}% to {100 * high:.1f}%"
    narrow = clopper_pearson(160, 400)
    assert [round(100 * bound) for bound in narrow] == [35, 45]


SPOILT = {
    "a fact that is none": lambda model: model["sayings"][0].update(when=["significant"]),
    "facts that exclude each other": lambda model: model["sayings"][0].update(when=["own", "thought"]),
    "a blank that is not filled": lambda model: model["sayings"][0].update(text="{p_value}"),
    "one id for two sayings": lambda model: model["sayings"][1].update(id="count"),
    "a source without a name": lambda model: model["sources"].pop("who2019"),
    "two conventions": lambda model: model["cut_offs"][0].update(convention=True),
    "cut-offs out of order": lambda model: model["cut_offs"].reverse(),
    "no size of its own": lambda model: model["sizes"][2].update(n=100),
    "three groups": lambda model: model["groups"].append({**model["groups"][0], "id": "x"}),
    "a start that is nowhere": lambda model: model["start"].update(cut_off=7),
    "a prediction of something else": lambda model: model["predictions"][0].update(moves="seed"),
    "an outcome that nobody can expect": lambda model: model["predictions"][0].update(happens="doubles"),
    "a question of another kind": lambda model: model["transfer"]["questions"][0].update(kind="essay"),
    "a field misspelt": lambda model: model.update(titel=""),
}


def test_no_other_number_of_people_prints_the_same_interval(course):
    """D2, asked of every count: the widget shows the nearest five alone."""
    for id, n in (("westwood-pwp", 105), ("westwood-hi", 96)):
        printed = published_figures(course, id=id)[0]
        fitting = [
            size
            for size in range(80, 126)
            for count in range(size + 1)
            if tenth(100 * count / size) == printed.value
            and tuple(tenth(100 * bound) for bound in exact_interval(count, size))
            == (printed.low, printed.high)
        ]
        assert fitting == [n]


@pytest.fixture
def other(course: Course, tmp_path: Path) -> Course:
    shutil.copytree(course.data / "models", tmp_path / "data" / "models")
    shutil.copytree(course.data / "survey", tmp_path / "data" / "survey")
    return Course(tmp_path)


@pytest.mark.parametrize("change", SPOILT.values(), ids=SPOILT)
def test_a_reader_that_contradicts_itself_is_refused(other, change):
    path = other.data / "models" / "evidence-reader.json"
    model = json.loads(path.read_text(encoding="utf-8"))
    change(model)
    path.write_text(json.dumps(model), encoding="utf-8")
    with pytest.raises(CourseError, match=r"evidence-reader\.json"):
        load_reader(other)


@pytest.mark.parametrize(
    ("was", "now", "problem"),
    [
        ("true,16,W001", "false,16,W001", "synthetic"),
        ("role", "rank", "cannot be read"),
        ("HI", "XX", "has no"),
    ],
)
def test_a_survey_that_is_not_the_synthetic_one_is_refused(other, was, now, problem):
    path = other.data / "survey" / "westwood-world.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(was, now), encoding="utf-8")
    with pytest.raises(CourseError, match=problem):
        survey_counts(other, load_reader(other))


def test_every_source_is_in_the_references_and_cited_on_the_page(widget, course):
    text = (course.root / "book" / "references.bib").read_text(encoding="utf-8")
    known = set(re.findall(r"@\w+\{([^,]+),", text))
    page = (course.root / "book" / "widgets" / "evidence-reader.md").read_text(encoding="utf-8")
    cited = {key for keys in re.findall(r"\{cite:[pt]\}`([^`]+)`", page) for key in keys.split(",")}
    assert set(widget.reader["sources"]) <= cited <= known


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_the_words_without_scripts_hold_every_cut_off_every_saying_shown_and_the_poster(widget):
    assert repr(EvidenceReader()) == "EvidenceReader(key='evidence-reader')"
    outline = Outline(widget.as_html())
    assert not {"script", "style", "h1", "h2", "h3", "button", "input"} & set(outline.tags)
    assert len(set(outline.ids)) == len(outline.ids)
    text = squeezed(outline.text)
    shown, model = widget.shown(), widget.reader
    for part in (
        model["synthetic"],
        model["thought"],
        model["method"],
        model["published"]["says"],
        model["transfer"]["open_question"],
        "72 of 105: 68.6% (58.8 to 77.3)",
        "0 of 96: 0.0%",
        *(one["text"] for one in (*shown.may, *shown.may_not)),
        *widget.told.values(),
        *(row["feedback"] for row in model["transfer"]["questions"][2]["rows"]),
    ):
        assert squeezed(part) in text, part
    captions = re.findall(r"<caption>([^<]+)", widget.as_html())
    assert all(caption.startswith(("Synthetic", "Published", "Where each belongs")) for caption in captions)


# --- in the page ------------------------------------------------------------------------------


def predict(page) -> None:
    for name in ("It falls", "The same at every cut-off", "about half as wide"):
        page.get_by_role("radio", name=name).check()
    page.get_by_role("button", name="This is what I expect").click()


def do_everything(page) -> None:
    predict(page)
    page.get_by_role("button", name="Higher cut-off").click()
    page.get_by_role("radio", name="25", exact=True).check()
    page.get_by_role("radio", name="Invented high-intensity therapists").check()
    page.get_by_text("Published, and kept apart").locator("visible=true").click()
    page.get_by_role("radio", name="35% to 45%").check()
    page.get_by_role("checkbox", name="Another cut-off").check()
    for select in page.locator(".cw-claim select").all():
        select.select_option("not")
    for button in page.get_by_role("button", name="Check my answer").all():
        button.click()
    page.get_by_label("Repair the poster").fill("my secret sentence")
    page.get_by_text("One way to answer").locator("visible=true").click()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_before_or_after_use(theme, browser_page, axe, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", EvidenceReader(), theme=theme))
    page = browser_page.page
    assert violations(page, axe) == []
    do_everything(page)
    assert violations(page, axe) == []
    assert browser_page.complaints == []
    assert browser_page.outside == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_nothing_scrolls_sideways_on_a_phone_or_with_text_twice_as_large(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", EvidenceReader()))
    page = browser_page.page
    do_everything(page)
    for width, text in ((320, "100%"), (640, "200%")):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("size => { document.documentElement.style.fontSize = size }", text)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        outside = page.evaluate(
            "width => [...document.querySelectorAll('.cw-live .cw-figure text')].map(e => [e.textContent,"
            " e.getBoundingClientRect()]).filter(([, r]) => r.left < 0 || r.right > width).map(([t]) => t)",
            width,
        )
        assert outside == []


def test_figure_numbers_and_sentences_change_together(browser_page, tmp_path, widget):
    opened(browser_page, write_page(tmp_path / "page", EvidenceReader()))
    page = browser_page.page
    live = page.locator(".cw-live")
    assert page.get_by_role("button", name="Higher cut-off").is_disabled()
    predict(page)
    for cut, size, group in ((3, "own", "pwp"), (3, "50", "pwp"), (3, "50", "hi"), (2, "50", "hi")):
        shown = widget.shown(cut, size, group)
        page.locator(".cw-range").fill(str(cut))
        names = {one["id"]: one["name"] for one in (*widget.reader["sizes"], *widget.reader["groups"])}
        page.get_by_role("radio", name=names[size], exact=True).check()
        page.get_by_role("radio", name=names[group], exact=True).check()
        assert shown.sentence in said(page)
        assert shown.sentence in live.locator(".cw-sentence").inner_text()
        assert shown.sentence in live.locator("svg").first.get_attribute("aria-label")
        assert live.locator("svg").first.get_attribute("aria-label").startswith("Synthetic")
        share = shown.shares[group]
        assert f"{share.low:.1f} to {share.high:.1f}" in live.locator("tbody").first.inner_text()
        said_now = live.locator(".cw-say strong").all_inner_texts()
        assert said_now == [one["text"] for one in (*shown.may, *shown.may_not)]
        dot = live.locator(".cw-figure-dot").nth(0 if group == "pwp" else 1)
        at = float(dot.evaluate("e => parseFloat(e.style.getPropertyValue('cx'))"))
        assert at == pytest.approx(4 + 0.92 * share.share, abs=0.01)
    assert live.locator(".cw-new").count() > 0, "what has just come in is marked"


def test_what_was_expected_stands_beside_what_happened(browser_page, tmp_path, widget):
    opened(browser_page, write_page(tmp_path / "page", EvidenceReader()))
    page = browser_page.page
    predict(page)
    live = page.locator(".cw-live")
    assert live.locator(".cw-met").count() == 0
    page.get_by_role("button", name="Lower cut-off").click()
    assert live.locator(".cw-met").count() == 2
    assert "You expected: It falls. It went as you expected." in live.locator(".cw-met").nth(0).inner_text()
    assert "It went otherwise." in live.locator(".cw-met").nth(1).inner_text()
    assert live.locator(".cw-claim").count() == 0
    page.get_by_role("radio", name="200", exact=True).check()
    assert widget.told["width"] in live.locator(".cw-met").nth(2).inner_text()
    page.get_by_label("In your own words: which").fill("The line.")
    page.get_by_role("radio", name="400", exact=True).check()
    assert page.get_by_label("In your own words: which").input_value() == "The line."


def test_the_whole_path_is_walked_by_keyboard_alone(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", EvidenceReader()))
    page = browser_page.page
    tab_to(page, "This is what I expect")
    page.keyboard.press("Enter")
    assert said(page).startswith("Choose one line in each group.")
    for _ in range(3):
        page.keyboard.press("Shift+Tab")
    for name in ("It rises", "The same at every cut-off", "a quarter as wide"):
        assert page.locator("*:focus").evaluate("e => e.labels[0].innerText") == name or name == "It rises"
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("*:focus").get_attribute("class") == "cw-range"
    page.keyboard.press("ArrowRight")
    assert "exhaustion 2.50" in said(page)
    assert page.locator("*:focus").get_attribute("aria-valuetext").startswith("exhaustion 2.50")
    page.keyboard.press("End")
    assert "exhaustion 3.25" in said(page)
    tab_to(page, "Higher cut-off")
    page.keyboard.press("Enter")
    assert page.locator("*:focus").get_attribute("aria-label") == "Higher cut-off", "focus is kept at the end"
    tab_to(page, "As in the synthetic survey (105 and 96)")
    page.keyboard.press("ArrowRight")
    assert "of 200 invented PWPs" in said(page)
    tab_to(page, "Invented PWPs")
    page.keyboard.press("ArrowDown")
    assert "of 200 invented high-intensity therapists" in said(page)
    tab_to(page, re.compile("^Published, and kept apart"))
    page.keyboard.press("Enter")
    assert page.locator(".cw-live").get_by_text("yes, both ends").count() == 2
    tab_to(page, re.compile("^In your own words: which"))
    page.keyboard.type("The line changes what is counted.")
    tab_to(page, "39% to 41%")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    assert "Yes, that is it." in said(page)
    tab_to(page, re.compile("^Repair the poster"))
    page.keyboard.type("Thirty of our 54 answered.")
    tab_to(page, "Start again")
    page.keyboard.press("Enter")
    assert page.locator("*:focus").get_attribute("value") == "rises"
    assert page.locator(".cw-live .cw-claim").count() == 0


SPY = """
window.told = [];
const wrap = (render) => ({ model, el }) => render({ el, model: { ...model, set(name, value) {
  window.told.push([name, JSON.stringify(value)]); model.set(name, value); } } });
window.compassionWidgets = new Proxy({}, {
  set: (all, name, render) => { all[name] = wrap(render); return true; } });
"""


def test_python_may_move_the_controls_too(browser_page, tmp_path, widget):
    browser_page.page.add_init_script(
        "window.compassionWidgets = new Proxy({}, { set(all, name, render) {"
        " all[name] = (props) => { window.model = props.model; render(props); }; return true; } });"
    )
    opened(browser_page, write_page(tmp_path / "page", EvidenceReader()))
    page = browser_page.page
    predict(page)
    page.evaluate("window.model.set('cut_off', 4)")
    page.evaluate("window.model.set('size', '400')")
    assert widget.shown(4, "400", "pwp").sentence in page.locator(".cw-live .cw-sentence").inner_text()
    assert page.locator(".cw-range").input_value() == "4"


def test_python_hears_where_the_controls_stand_and_never_what_was_typed(browser_page, tmp_path):
    browser_page.page.add_init_script(SPY)
    opened(browser_page, write_page(tmp_path / "page", EvidenceReader()))
    page = browser_page.page
    do_everything(page)
    told = page.evaluate("told")
    assert ["cut_off", "3"] in told
    assert ["size", '"25"'] in told
    assert "secret" not in "".join(value for _, value in told)


def test_what_was_done_is_there_when_the_widget_is_shown_again(browser_page, tmp_path):
    widget = EvidenceReader()
    widget.predicted = {"share": "rises", "gap": "changes", "width": "unsure"}
    widget.cut_off, widget.size, widget.group = 5, "400", "hi"
    widget.answers = {"interval": ["exact"]}
    opened(browser_page, write_page(tmp_path / "page", widget))
    page = browser_page.page
    live = page.locator(".cw-live")
    assert widget.shown().sentence in live.locator(".cw-sentence").inner_text()
    assert page.locator(".cw-range").input_value() == "5"
    assert page.get_by_role("radio", name="It rises").is_checked()
    assert page.get_by_role("radio", name="Invented high-intensity therapists").is_checked()
    assert "It went otherwise." in live.locator(".cw-met").first.inner_text()
    assert "Yes, that is it." in live.locator(".cw-claim").inner_text()
