"""ServiceConditions: predict first, then see what was measured for a role, conflict and absence included."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from widget_page import opened, said, tab_to, violations, write_page
from widget_samples import Outline

from compassion_course.analysis import published_figures
from compassion_course.corpus import Course, CourseError
from compassion_course.models.service_conditions import (
    Conditions,
    Evidence,
    Finding,
    load_conditions,
    verdict,
)
from compassion_course.widgets import ServiceConditions


@pytest.fixture(scope="module")
def course(course_root: Path) -> Course:
    return Course(course_root)


@pytest.fixture(scope="module")
def model(course: Course) -> Conditions:
    return load_conditions(course)


def study(source: str, reach: str = "role", **findings: str) -> Evidence:
    found = tuple(Finding(outcome, direction) for outcome, direction in findings.items())
    return Evidence("overtime", ("pwp",), source, reach, "hours", "", found)


VERDICTS = {
    "nobody measured it": ([], "unmeasured"),
    "told is not measured": ([study("a", "told")], "unmeasured"),
    "other staff do not count": ([study("a", "near", burnout="higher")], "unmeasured"),
    "a mixed group counts": ([study("a", "mixed", burnout="lower")], "lower"),
    "none found": ([study("a", burnout="none"), study("b", exhaustion="none")], "none"),
    "a relation beside none, same outcome": (
        [study("a", burnout="none"), study("b", burnout="related")],
        "conflict",
    ),
    "opposite ways": ([study("a", burnout="higher"), study("b", burnout="lower")], "conflict"),
    "nothing at all beside something": (
        [study("a", exhaustion="none", disengagement="none"), study("b", burnout="higher")],
        "conflict",
    ),
    "one study differs by outcome": ([study("a", exhaustion="none", disengagement="lower")], "lower"),
    "agreed where they overlap": (
        [study("a", burnout="related"), study("b", burnout="related", exhaustion="none")],
        "related",
    ),
    "a printed direction beside one that is not": (
        [study("a", burnout="higher"), study("b", burnout="related")],
        "higher",
    ),
    "one study in two rows is no conflict": (
        [study("a", burnout="higher"), study("a", exhaustion="none")],
        "higher",
    ),
}


@pytest.mark.parametrize(("rows", "word"), VERDICTS.values(), ids=VERDICTS)
def test_the_verdict_follows_its_rule(rows: list[Evidence], word: str):
    assert verdict(rows) == word
    assert verdict(rows[::-1]) == word


def test_the_grid_says_what_the_domain_facts_say(model: Conditions):
    """D2, D4, D7, D8: Westwood's hours are the PWPs' alone, and supervision and workload conflict."""
    word = {
        (cell.condition, cell.role): verdict(model.rows(cell.condition, cell.role)) for cell in model.cells
    }
    assert word["overtime", "pwp"] == "higher"
    assert word["overtime", "hi"] == word["supervision-hours", "hi"] == "none"
    assert word["supervision-hours", "pwp"] == word["caseload", "pwp"] == word["caseload", "hi"] == "conflict"
    assert word["supervision-quality", "pwp"] == "conflict"
    for condition in ("peer-time", "admin", "unsuitable-referrals"):
        assert word[condition, "pwp"] == word[condition, "hi"] == "unmeasured"
    assert model.rows("unsuitable-referrals", "hi") == []
    quality = {row.source: row for row in model.rows("supervision-quality", "pwp")}["johnson2020"]
    assert {one.outcome: one.direction for one in quality.findings} == {
        "disengagement": "lower",
        "exhaustion": "none",
    }


def references(course: Course) -> dict[str, str]:
    """Give how much of each reference was read; entries that wait to be added stand beside the repository."""
    text = (course.root / "book" / "references.bib").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=@)", text)
    found = {}
    for entry in entries:
        key, read = re.match(r"@\w+\{([^,]+),", entry), re.search(r"read = \{(\w+)\}", entry)
        if key and read:
            found[key[1]] = read[1]
    return found


def test_every_source_is_in_the_references_and_says_how_much_of_it_was_read(
    model: Conditions, course: Course
):
    known = references(course)
    for source in model.sources:
        assert known.get(source.citekey) == source.read, source.citekey


def test_every_source_on_the_page_is_cited_there(model: Conditions, course: Course):
    page = (course.root / "book" / "widgets" / "service-conditions.md").read_text(encoding="utf-8")
    cited = {key for keys in re.findall(r"\{cite:[pt]\}`([^`]+)`", page) for key in keys.split(",")}
    assert cited == {source.citekey for source in model.sources}


def test_a_number_that_is_published_once_is_read_and_not_typed(model: Conditions, course: Course):
    counted = {figure.citekey for figure in published_figures(course)}
    for source in model.sources:
        for group in source.groups:
            assert bool(group.figure) == (source.citekey in counted), source.citekey
            assert not (group.figure and group.n), source.citekey
    groups = {
        (source["citekey"], group["roles"][0]): group["n"]
        for source in ServiceConditions().grid["sources"]
        for group in source["groups"]
    }
    assert groups["westwood2017", "pwp"] == 105
    assert groups["johnson2020", "pwp"] == 298


def row_of(model: dict, source: str) -> dict:
    return next(row for row in model["evidence"] if row["source"] == source)


SPOILT = {
    "a conflict that does not say why": lambda model: model["cells"][0].pop("differs"),
    "a difference where nothing conflicts": lambda model: model["cells"][2].update(
        differs=[{"what": "x", "words": "y"}]
    ),
    "an empty place left out": lambda model: model["cells"].pop(),
    "a place twice": lambda model: model["cells"].append(model["cells"][0]),
    "an account with a finding": lambda model: row_of(model, "vivolo2024").update(
        findings=[{"outcome": "burnout", "direction": "higher"}]
    ),
    "a measurement without a finding": lambda model: row_of(model, "steel2015").pop("findings"),
    "a direction that is none of ours": lambda model: row_of(model, "steel2015")["findings"][0].update(
        direction="causes"
    ),
    "a source that is not there": lambda model: row_of(model, "steel2015").update(source="steel2016"),
    "a source that is no use": lambda model: model["left_out"].pop(),
    "a role that nobody was asked of": lambda model: row_of(model, "vivolo2024").update(roles=["hi"]),
    "a condition that is not asked about": lambda model: row_of(model, "steel2015").update(condition="pay"),
    "a reach without words": lambda model: model["reaches"].pop("near"),
    "a reply left out": lambda model: model["replies"].pop("conflict"),
    "a prediction that no study could bear out": lambda model: model["predictions"].append(
        {"id": "sideways", "name": "Sideways"}
    ),
    "a question without a wrong answer": lambda model: [
        option.update(right=True) for option in model["transfer"]["questions"][0]["options"]
    ],
    "a row of no category": lambda model: model["transfer"]["questions"][1]["rows"][0].update(
        answer=["maybe"]
    ),
    "two right answers where one is asked for": lambda model: model["transfer"]["questions"][2]["options"][
        1
    ].update(right=True),
    "a field misspelt": lambda model: model.update(tilte=""),
}


@pytest.mark.parametrize("change", SPOILT.values(), ids=SPOILT)
def test_evidence_that_contradicts_itself_is_refused(course: Course, tmp_path: Path, change):
    shutil.copytree(course.data / "models", tmp_path / "data" / "models")
    path = tmp_path / "data" / "models" / "service-conditions.json"
    spoilt = json.loads(path.read_text(encoding="utf-8"))
    change(spoilt)
    path.write_text(json.dumps(spoilt), encoding="utf-8")
    with pytest.raises(CourseError, match=r"service-conditions\.json"):
        load_conditions(Course(tmp_path))


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_the_words_without_scripts_hold_the_grid_the_studies_and_the_claim(model: Conditions):
    widget = ServiceConditions()
    assert repr(widget) == repr(ServiceConditions()) == "ServiceConditions(key='service-conditions')"
    outline = Outline(widget.as_html())
    assert not {"script", "style", "h1", "h2", "h3", "button", "input"} & set(outline.tags)
    assert len(set(outline.ids)) == len(outline.ids)
    text = squeezed(outline.text)
    for part in (
        model.note,
        *(cell.says for cell in model.cells),
        *(one.words for cell in model.cells for one in cell.differs),
        *(row.words for row in model.evidence),
        *(source.name for source in model.sources),
        *(prompt.label for prompt in (*model.plan.prompts, *model.explain)),
        *(option.feedback for question in model.transfer.questions for option in question.options),
        *(row.feedback for question in model.transfer.questions for row in question.rows),
        model.transfer.open_question,
    ):
        assert squeezed(part) in text, part
    assert "n = 105" in text
    assert "Not measured. Told in interviews" in text
    assert "Not measured. Not told either" in text


# --- in the page ------------------------------------------------------------------------------


def look(page, condition: str, role: str, expected: str) -> None:
    page.get_by_role("radio", name=role, exact=True).check()
    page.get_by_role("radio", name=condition).check()
    page.get_by_role("radio", name=expected, exact=True).check()
    page.get_by_role("button", name="Light up the studies").click()


HIGHER = "Higher burnout scores where there is more of it"
LOWER = "Lower burnout scores where there is more of it"


def do_everything(page) -> None:
    look(page, "Overtime", "PWP", HIGHER)
    look(page, "Supervision: how much", "PWP", LOWER)
    look(page, "Unsuitable referrals", "High-intensity therapist", HIGHER)
    page.get_by_text("The same studies as a table").first.is_visible()
    look(page, "Caseload", "PWP", "Studies conflict")
    page.get_by_text("The same studies as a table").click()
    page.get_by_label("Which condition, for which role?").select_option("caseload/pwp")
    page.get_by_label("What the service could try: what").fill("An hour a week for letters")
    page.get_by_role("button", name="Read the plan back").click()
    page.get_by_role("checkbox", name="Those who left").check()
    page.get_by_role("checkbox", name="Five is fewer").check()
    for select in page.locator(".cw-claim select").all():
        select.select_option("may")
    page.get_by_role("radio", name="Choose a stricter cut-off.").check()
    for button in page.get_by_role("button", name="Check my answer").all():
        button.click()
    page.get_by_text("One way to answer").locator("visible=true").click()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_before_or_after_use(theme, browser_page, axe, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", ServiceConditions(), theme=theme))
    page = browser_page.page
    assert violations(page, axe) == []
    do_everything(page)
    assert violations(page, axe) == []
    assert browser_page.complaints == []
    assert browser_page.outside == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_nothing_scrolls_sideways_on_a_phone_or_with_text_twice_as_large(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", ServiceConditions()))
    page = browser_page.page
    do_everything(page)
    for width, text in ((320, "100%"), (640, "200%")):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("size => { document.documentElement.style.fontSize = size }", text)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_no_study_lights_up_before_a_reader_has_said_what_to_expect(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", ServiceConditions()))
    page = browser_page.page
    live = page.locator(".cw-live")
    button = page.get_by_role("button", name="Light up the studies")
    for step, asked in (
        (None, "Choose a role first."),
        ("PWP", "Choose a condition first."),
        ("Overtime", "Say what you expect first."),
    ):
        if step:
            page.get_by_role("radio", name=step).check()
        button.click()
        assert asked in said(page)
        assert live.locator(".cw-study").count() == 0
        assert live.get_by_text("Westwood").count() == 0
    page.get_by_role("radio", name=HIGHER).check()
    button.click()
    assert live.locator(".cw-study").count() == 2
    assert "n = 105" in live.locator(".cw-study").first.inner_text()
    assert "Higher scores" in live.locator(".cw-lit").inner_text()
    assert live.locator(".cw-dark").count() == 15


def test_a_conflict_says_what_differs_and_an_empty_place_says_that_it_is_empty(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", ServiceConditions()))
    page = browser_page.page
    look(page, "Supervision: how much", "PWP", LOWER)
    result = page.locator(".cw-live .cw-result").first
    assert "The studies do not agree." in result.inner_text()
    assert "Hours or frequency." in result.inner_text()
    assert "Conflict." in said(page)
    page.get_by_role("button", name="The same condition, the other role").click()
    assert page.locator("*:focus").get_attribute("value") == "higher"
    page.get_by_role("radio", name=LOWER).check()
    page.get_by_role("button", name="Light up the studies").click()
    assert "None found is weaker than none there." in result.inner_text()
    look(page, "Unsuitable referrals", "High-intensity therapist", HIGHER)
    assert "This cell is empty" in result.inner_text()
    assert "Not measured. Not told either" in result.inner_text()
    assert result.locator(".cw-study").count() == 0


def test_a_study_of_a_mixed_group_is_not_passed_off_as_one_of_the_role(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", ServiceConditions()))
    page = browser_page.page
    look(page, "Autonomy", "PWP", "Nobody measured it for this role")
    result = page.locator(".cw-live .cw-result").first
    assert "You are half right." in result.inner_text()
    assert "Roles not told apart" in result.inner_text()
    reaches = result.locator(".cw-study-reach").all_inner_texts()
    assert reaches == ["A group of several roles, not told apart"] * 2 + [
        "Near it: other staff, or another question. Does not count here"
    ]


def test_the_whole_path_is_walked_by_keyboard_alone(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", ServiceConditions()))
    page = browser_page.page
    tab_to(page, "PWP")
    page.keyboard.press("Space")
    tab_to(page, re.compile("^Caseload"))
    page.keyboard.press("Space")
    tab_to(page, HIGHER)
    page.keyboard.press("Space")
    tab_to(page, "Light up the studies")
    page.keyboard.press("Enter")
    assert page.locator("*:focus").inner_text() == "Caseload and workload, PWP"
    assert said(page).startswith("Caseload and workload, PWP: Conflict.")
    # The other role of the same condition, then another condition.
    tab_to(page, "The same condition, the other role")
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    tab_to(page, "Light up the studies")
    page.keyboard.press("Enter")
    assert page.locator("*:focus").inner_text() == "Caseload and workload, High-intensity therapist"
    tab_to(page, "Another condition")
    page.keyboard.press("Enter")
    for _ in range(6):
        page.keyboard.press("ArrowDown")
    tab_to(page, HIGHER)
    page.keyboard.press("Space")
    tab_to(page, "Light up the studies")
    page.keyboard.press("Enter")
    assert page.locator("*:focus").inner_text() == "Admin, High-intensity therapist"
    tab_to(page, re.compile("^Take one place where"))
    page.keyboard.type("What everybody says.")
    tab_to(page, "Read the plan back")
    page.keyboard.press("Enter")
    assert said(page) == "Choose a condition, and write in at least one box."
    for _ in range(7):
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("a")  # jumps to Admin in the list that opens
    assert "Nobody measured it" in said(page)
    tab_to(page, re.compile("^What would make you stop"))
    page.keyboard.type("Longer waits.")
    tab_to(page, "Read the plan back")
    page.keyboard.press("Enter")
    assert page.locator("*:focus").inner_text() == "The plan, read back"
    plan = page.locator(".cw-plan").inner_text()
    assert "Longer waits." in plan
    assert plan.count("Not said yet.") == 5
    tab_to(page, "Those who left were among the most exhausted.")
    page.keyboard.press("Space")
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    assert "Partly." in said(page)
    assert "The new supervisor.: This one too." in said(page)
    tab_to(page, re.compile("^Write the newsletter"))
    page.keyboard.type("Since February ...")
    assert page.locator("*:focus").input_value() == "Since February ..."


def test_what_expectations_met_is_told_without_a_score(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", ServiceConditions()))
    page = browser_page.page
    look(page, "Overtime", "PWP", HIGHER)
    look(page, "Time with peers", "PWP", LOWER)
    live = page.locator(".cw-live")
    assert live.get_by_text("So far: 2.").is_visible()
    assert live.locator(".cw-claim").count() == 0
    look(page, "Supervision: how good", "PWP", LOWER)
    text = live.inner_text()
    met = text[text.index("Compare and explain: what your expectations met") :]
    conflict, empty = met.split("These met an empty place:")
    assert "Supervision: how good, PWP. You expected: Lower burnout scores" in conflict
    assert "Time with peers, PWP. You expected: Lower" in empty
    assert "All of them are of one role." in met
    assert not re.search(r"score[sd]? \d|\d of \d+ right|\d%", met.split("Try it on something new")[0])


SPY = """
window.told = [];
const wrap = (render) => ({ model, el }) => render({ el, model: { ...model, set(name, value) {
  window.told.push([name, JSON.stringify(value)]); model.set(name, value); } } });
window.compassionWidgets = new Proxy({}, {
  set: (all, name, render) => { all[name] = wrap(render); return true; } });
"""


def test_python_hears_of_predictions_and_never_of_what_was_typed(browser_page, tmp_path):
    browser_page.page.add_init_script(SPY)
    opened(browser_page, write_page(tmp_path / "page", ServiceConditions()))
    page = browser_page.page
    do_everything(page)
    told = page.evaluate("told")
    assert ["shown", '"caseload/pwp"'] in told
    assert '"overtime/pwp":"higher"' in next(value for name, value in told if name == "predictions")
    assert "letters" not in "".join(value for _, value in told)


def test_what_was_done_is_there_when_the_widget_is_shown_again(browser_page, tmp_path):
    widget = ServiceConditions()
    widget.predictions = {"overtime/pwp": "none", "admin/hi": "higher", "caseload/pwp": "conflict"}
    widget.shown = "overtime/pwp"
    widget.answers = {"next": ["same"]}
    opened(browser_page, write_page(tmp_path / "page", widget))
    page = browser_page.page
    live = page.locator(".cw-live")
    assert page.get_by_role("radio", name="Measured, and no relation found").is_checked()
    assert "leans another way than you expected" in live.locator(".cw-result").first.inner_text()
    assert live.locator(".cw-lit").count() == 3
    assert live.get_by_text("These met an empty place:").is_visible()
    assert "Yes, that is it." in live.locator(".cw-claim").inner_text()
    page.get_by_role("button", name="Start again").click()
    assert live.locator(".cw-lit").count() == 0
    assert page.locator("*:focus").get_attribute("value") == "pwp"
    assert live.locator(".cw-claim").count() == 0


def test_there_is_no_slider_and_no_balance(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", ServiceConditions()))
    do_everything(browser_page.page)
    assert (
        browser_page.page.locator(".cw-live :is(input[type=range], meter, progress, svg, canvas)").count()
        == 0
    )
