"""The question clinic: questions word for word, two supervisors who differ, nothing typed that leaves."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import node
import pytest
from widget_page import mounted, opened, said, tab_to, violations, write_page
from widget_samples import Outline

from compassion_course.corpus import Course, CourseError, load_passages, load_transcript
from compassion_course.models.question_clinic import FILE, Clinic, load_clinic, out_of_order
from compassion_course.widgets import QuestionClinic
from compassion_course.widgets.course_widget import WIDGET_MIME

RULE = node.WIDGETS / "js" / "question-clinic" / "rule.js"


@pytest.fixture(scope="module")
def course(course_root: Path) -> Course:
    return Course(course_root)


@pytest.fixture(scope="module")
def clinic(course: Course) -> Clinic:
    return load_clinic(course)


# --- the data ---------------------------------------------------------------------------------


def test_a_question_of_an_interview_stands_word_for_word_with_what_came_next(course, clinic):
    asked = [question for question in clinic.questions if question.source]
    assert 4 <= len(asked) <= 6
    assert len(clinic.questions) == 10
    for question in asked:
        turns = load_transcript(course, question.source.doc).turns
        place = [turn.turn for turn in turns].index(question.source.turn)
        put, answered = turns[place : place + 2]
        assert put.speaker == "I"
        assert put.text == question.text
        assert answered.turn == question.answer.turn
        assert question.answer.text in answered.text
    invented = [question for question in clinic.questions if not question.source]
    assert not [one for one in invented if one.answer], "nobody has answered a draft"


def test_no_question_comes_from_a_passage_kept_for_an_exercise(course, clinic):
    kept = {
        turn.turn
        for passage in load_passages(course)
        for turn in load_transcript(course, passage.doc).passage(passage.first, passage.last)
    }
    used = {turn for one in clinic.questions if one.source for turn in (one.source.turn, one.answer.turn)}
    assert not used & kept
    text = (course.data / "models" / f"{FILE}.json").read_text(encoding="utf-8")
    assert not set(re.findall(r"\b[A-Z]\d{2}-\d{3}[a-z]?\b", text)) & kept


def test_the_supervisors_differ_on_every_question_and_one_may_be_asked_as_it_is(clinic):
    for question in clinic.questions:
        ticks = [frozenset(comment.faults) for comment in question.supervisors]
        assert len(set(ticks)) > 1, question.id
    assert [one.id for one in clinic.questions if any("fine" in s.faults for s in one.supervisors)]
    ticked = {fault for one in clinic.questions for comment in one.supervisors for fault in comment.faults}
    assert ticked == {fault.id for fault in (*clinic.faults, clinic.fine)}, "every fault is met"


def test_an_order_is_read_alike_in_the_page_and_in_python(clinic):
    given = [entry.id for entry in clinic.schedule.entries]
    orders = [given, given[::-1], *(list(one.order) for one in clinic.schedule.orders)]
    pairs = [[pair.before, pair.after] for pair in clinic.schedule.pairs]
    code = """
        const { outOfOrder } = await import(process.argv[1]);
        const { pairs, orders } = JSON.parse(process.argv[2]);
        const named = pairs.map(([before, after]) => ({ before, after, why: "" }));
        const turned = (order) => outOfOrder(named, order).map((pair) => [pair.before, pair.after]);
        console.log(JSON.stringify(orders.map(turned)));
    """
    asked = json.dumps({"pairs": pairs, "orders": orders})
    answer = json.loads(node.run("node", "--input-type=module", "--eval", code, RULE.as_uri(), asked).stdout)
    assert answer == [
        [[pair.before, pair.after] for pair in out_of_order(clinic.schedule, order)] for order in orders
    ]
    assert answer[0] != []
    assert answer[2:] == [[], []]


SPOILT = {
    "a fault nobody knows": lambda m: m["questions"][0]["supervisors"][0].update(faults=["rude"]),
    "a supervisor without a tick": lambda m: m["questions"][0]["supervisors"][0].update(faults=[]),
    "one supervisor": lambda m: m["questions"][0]["supervisors"].pop(),
    "two repairs that mend": lambda m: m["questions"][0]["repairs"][1].update(does="mends"),
    "an answer without its question's turn": lambda m: m["questions"][0].update(source=None),
    "something unknown that it gets": lambda m: m["questions"][0].update(likely=["applause"]),
    "one id for two questions": lambda m: m["questions"][0].update(id=m["questions"][1]["id"]),
    "a row of no kind": lambda m: m["kinds"]["item"]["rows"][0].update(answer=[]),
    "a pair of nothing": lambda m: m["schedule"]["pairs"][0].update(before="tea"),
    "an order that leaves one out": lambda m: m["schedule"]["orders"][0]["order"].pop(),
    "an order against its own reasons": lambda m: m["schedule"]["orders"][0]["order"].reverse(),
    "an unnamed effect of a repair": lambda m: m["does"].pop("loses"),
    "a field misspelt": lambda m: m.update(questoins=[]),
}


@pytest.mark.parametrize("change", SPOILT.values(), ids=SPOILT)
def test_a_clinic_that_contradicts_itself_is_refused(change, course, tmp_path):
    shutil.copytree(course.data / "models", tmp_path / "data" / "models")
    path = tmp_path / "data" / "models" / f"{FILE}.json"
    model = json.loads(path.read_text(encoding="utf-8"))
    change(model)
    path.write_text(json.dumps(model), encoding="utf-8")
    with pytest.raises(CourseError, match=re.escape(f"{FILE}.json")):
        load_clinic(Course(tmp_path))


def test_the_words_hold_every_question_comment_and_repair_without_scripts(clinic):
    html = QuestionClinic().as_html()
    outline = Outline(html)
    assert not {"script", "style", "h1", "h2", "h3", "button", "input"} & set(outline.tags)
    assert len(set(outline.ids)) == len(outline.ids)
    text = " ".join(outline.text.split())
    for question in clinic.questions:
        said_of_it = [question.text, question.context, question.got]
        said_of_it += [comment.comment for comment in question.supervisors]
        said_of_it += [part for repair in question.repairs for part in (repair.text, repair.feedback)]
        for words in said_of_it:
            assert " ".join(words.split()) in text
    for option in clinic.transfer.options:
        assert option.feedback in text
    assert clinic.own.warning not in text, "a page takes no texts but the course's"


def test_a_clinic_says_the_same_of_itself_each_time():
    assert repr(QuestionClinic()) == repr(QuestionClinic()) == "QuestionClinic(key='question-clinic')"
    assert QuestionClinic()._repr_mimebundle_()[0][WIDGET_MIME]["traits"]["work"] == {}


# --- the page ---------------------------------------------------------------------------------


def compare_the_first(page) -> None:
    page.get_by_label("The interviewer's own idea").check()
    page.get_by_label(re.compile("^It leads")).first.check()
    page.get_by_role("button", name="Compare with two supervisors").click()


def do_everything(page) -> None:
    compare_the_first(page)
    page.get_by_label("How undervalued did you feel").check()
    page.get_by_role("button", name="What does this one do?").click()
    for summary in page.locator(".cw-clinic-part > summary").all():
        summary.click()
    for select in page.locator(".cw-item-classify select").all():
        select.select_option(index=1)
    page.get_by_role("button", name="Check my answer").click()
    page.get_by_role("button", name="Keep this order").click()
    page.get_by_role("button", name="Compare the order").click()
    page.get_by_label("Grounded theory: what happens, and what else?", exact=True).check()
    page.get_by_role("button", name="See what speaks for it").click()
    page.get_by_role("button", name="Show what two supervisors wrote").click()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_before_or_after(theme, browser_page, axe, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", QuestionClinic(), theme=theme))
    assert mounted(browser_page) == ["true"]
    assert violations(browser_page.page, axe) == []
    do_everything(browser_page.page)
    assert violations(browser_page.page, axe) == []
    assert browser_page.complaints == []
    assert browser_page.outside == []


def test_nothing_scrolls_sideways_on_a_phone_or_with_text_twice_as_large(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", QuestionClinic()))
    page = browser_page.page
    do_everything(page)
    for width, text in ((320, "100%"), (640, "200%")):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("size => { document.documentElement.style.fontSize = size }", text)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        small = page.eval_on_selector_all(
            ".cw button, .cw input, .cw select, .cw summary",
            "all => all.filter(e => e.offsetParent && (Math.min(e.offsetWidth, e.offsetHeight) < 20))"
            ".map(e => e.outerHTML)",
        )
        assert small == []


def test_the_whole_clinic_is_done_by_keyboard_alone_and_heard(clinic, browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", QuestionClinic()))
    page = browser_page.page
    first = clinic.questions[0]
    tab_to(page, "Compare with two supervisors")
    page.keyboard.press("Enter")
    assert said(page).startswith("Say what it will get")
    page.keyboard.press("Shift+Tab")
    for _ in clinic.faults:
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    tab_to(page, "Compare with two supervisors")
    page.keyboard.press("Enter")
    assert f"What came next: {first.answer.text}" in said(page)
    assert first.supervisors[1].comment in page.locator(".cw-question-clinic").inner_text()
    tab_to(page, first.repairs[0].text)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, "What does this one do?")
    page.keyboard.press("Enter")
    assert said(page) == f"{clinic.does['new-fault']}. {first.repairs[1].feedback}"
    tab_to(page, re.compile("^Now mend it"))
    page.keyboard.type("What happened then?")
    tab_to(page, clinic.repair.checks[0])
    page.keyboard.press("Space")
    tab_to(page, "Next question")
    page.keyboard.press("Enter")
    assert page.locator("*:focus").inner_text() == "Question 2 of 10"
    tab_to(page, "Tell three kinds of question apart")
    page.keyboard.press("Enter")
    for row in clinic.kinds.item.rows:
        tab_to(page, row.text)
        page.keyboard.press("I" if "ipa" in row.answer else "G" if "gt" in row.answer else "S")
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    assert said(page).endswith("Yes, as most readers would place them.")
    tab_to(page, "Make a schedule of six")
    page.keyboard.press("Enter")
    tab_to(page, f"Move down: {clinic.schedule.entries[0].text}")
    page.keyboard.press("Enter")
    tab_to(page, "Compare the order")
    page.keyboard.press("Enter")
    assert "The supervisors would turn some round:" in said(page)
    tab_to(page, clinic.transfer.prompt)
    page.keyboard.press("Enter")
    tab_to(page, clinic.transfer.options[0].text)
    page.keyboard.press("Space")
    tab_to(page, "See what speaks for it")
    page.keyboard.press("Enter")
    assert clinic.transfer.options[0].feedback in said(page)
    tab_to(page, re.compile("^Write one first question"))
    page.keyboard.type("Could you tell me about one meeting?")
    tab_to(page, "Show what two supervisors wrote")
    page.keyboard.press("Enter")
    assert clinic.transfer.examples[1].text in page.locator(".cw-question-clinic").inner_text()
    assert browser_page.complaints == []


def test_nothing_is_counted_and_no_part_calls_a_reader_right_by_number(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", QuestionClinic()))
    page = browser_page.page
    do_everything(page)
    shown = page.locator(".cw-question-clinic").inner_text()
    assert not re.search(r"\d+ (of|out of) \d+ (right|correct|as most|stand)|score|%", shown, re.IGNORECASE)


def test_nothing_is_wrong_and_something_is_wrong_cannot_both_be_ticked(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", QuestionClinic()))
    page = browser_page.page
    leads, fine = (
        page.get_by_label(re.compile("^It leads")),
        page.get_by_label(re.compile("^Nothing: ask it")),
    )
    leads.check()
    fine.check()
    assert not leads.is_checked()
    leads.check()
    assert not fine.is_checked()


def test_another_tick_takes_the_old_comparison_away_and_keeps_what_was_written(browser_page, tmp_path):
    opened(browser_page, write_page(tmp_path / "page", QuestionClinic()))
    page = browser_page.page
    compare_the_first(page)
    assert page.locator(".cw-live .cw-table").is_visible()
    page.get_by_label("Now mend it in your own words").fill("And then?")
    page.get_by_label(re.compile("^It is closed")).check()
    assert page.locator(".cw-live .cw-table").count() == 0
    page.get_by_role("button", name="Next question").click()
    page.get_by_label("Which question?").select_option("undervalued")
    assert page.get_by_label("Now mend it in your own words").input_value() == "And then?"


def test_what_was_done_is_there_again_when_the_output_is_shown_again(clinic, browser_page, tmp_path):
    widget = QuestionClinic()
    widget.work = {"undervalued": {"predicted": "hush", "ticked": ["presumes"], "repair": "policy"}}
    widget.kinds = {row.id: row.answer[0] for row in clinic.kinds.item.rows}
    widget.order = list(clinic.schedule.orders[1].order)
    widget.method = "gt"
    opened(browser_page, write_page(tmp_path / "page", widget))
    page = browser_page.page
    assert page.get_by_label("Which question?").input_value() == clinic.questions[1].id
    assert page.locator(".cw-live").get_by_text(clinic.transfer.options[1].feedback).is_visible()
    assert page.locator(".cw-order-text").first.inner_text() == "How did you come to be doing this job?"
    assert page.get_by_text("Both supervisors could live with your order.").is_visible()
    page.get_by_label("Which question?").select_option("undervalued")
    assert page.get_by_label(re.compile("^It takes something for granted")).is_checked()
    assert page.locator(".cw-live").get_by_text(clinic.questions[0].repairs[2].feedback).is_visible()


def with_kernel(folder: Path) -> str:
    """Write a page whose model has what JupyterLab's has: the trait `kernel`."""
    address = write_page(folder, QuestionClinic())
    page = folder / "light.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace('"clinic":', '"kernel": true, "clinic":', 1), encoding="utf-8")
    return address


def test_a_published_page_takes_no_text_of_ones_own(browser_page, tmp_path):
    assert "kernel" in QuestionClinic().trait_names(sync=True)
    assert "kernel" not in QuestionClinic().page_traits()
    opened(browser_page, write_page(tmp_path / "page", QuestionClinic()))
    assert browser_page.page.get_by_text("A text of your own").count() == 0


def test_in_jupyterlab_ones_own_questions_open_after_the_warning_and_close_without_a_trace(
    clinic, browser_page, tmp_path
):
    opened(browser_page, with_kernel(tmp_path / "page"))
    page = browser_page.page
    assert page.get_by_text(clinic.own.warning).is_visible()
    assert page.get_by_label(clinic.own.question).count() == 0
    tab_to(page, clinic.own.agree)
    page.keyboard.press("Space")
    assert "is open below" in said(page)
    page.get_by_label(clinic.own.question).fill("A question of mine")
    page.get_by_label(clinic.own.agree).uncheck()
    assert page.get_by_label(clinic.own.question).count() == 0
    page.get_by_label(clinic.own.agree).check()
    assert page.get_by_label(clinic.own.question).input_value() == ""


def test_what_is_typed_reaches_no_trait(browser_page, tmp_path):
    """Every call that sends something to the model is recorded while all boxes are typed in."""
    folder = tmp_path / "page"
    address = with_kernel(folder)
    script = folder / "question-clinic.page.js"
    script.write_text(
        script.read_text(encoding="utf-8")
        + ";(() => { const render = window.compassionWidgets.QuestionClinic; window.sent = [];"
        " window.compassionWidgets.QuestionClinic = ({ model, el }) => render({ el, model: { ...model,"
        " set: (name, value) => { window.sent.push(JSON.stringify([name, value])); } } }); })();",
        encoding="utf-8",
    )
    opened(browser_page, address)
    page = browser_page.page
    do_everything(page)
    page.get_by_label(re.compile("I have read this")).check()
    for box in page.locator("textarea").all():
        box.fill("Elderflower")
    do = page.get_by_role("button", name="See what speaks for it")
    do.click()
    sent = page.evaluate("window.sent")
    assert [one for one in sent if '"method"' in one]
    assert "Elderflower" not in "".join(sent)
