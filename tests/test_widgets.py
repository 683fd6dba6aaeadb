"""The widgets in Python: the data and the words that they give to a page, and what they refuse."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import node
import pytest
from widget_samples import Outline, change, checks, every_widget

from compassion_course import widgets
from compassion_course.corpus import CourseError
from compassion_course.widgets import ChangeIt, Check, SupportBox, ThreeCircles, WorkingDay
from compassion_course.widgets.course_widget import WIDGET_MIME
from compassion_course.widgets.exercise_words import sheet_words
from compassion_course.widgets.interval_figure import (
    broken,
    interval_figure,
    position,
    ticks,
    worded,
    words_place,
)

__all__ = ["checks"]


def test_naming_the_package_loads_no_widget():
    code = "import sys, compassion_course.widgets; print({'anywidget', 'ipywidgets'} & set(sys.modules))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "set()"
    assert set(dir(widgets)) >= {
        "Check",
        "ChangeIt",
        "ThreeCircles",
        "WorkingDay",
        "ExerciseSheet",
        "SupportBox",
    }
    with pytest.raises(AttributeError, match="no attribute 'Slider'"):
        widgets.__getattr__("Slider")


def test_a_widget_gives_the_page_plain_data_and_words(checks):
    for widget in every_widget(checks):
        data, _ = widget._repr_mimebundle_()
        page = data[WIDGET_MIME]
        assert page == json.loads(json.dumps(page))
        assert page["widget"] in {"Check", "ChangeIt", "ThreeCircles", "WorkingDay"}
        assert page["key"] == widget.key != ""
        assert not [
            name
            for name in page["traits"]
            if name.startswith("_") or name in ("layout", "tooltip", "tabbable")
        ]
        assert str(node.WIDGETS) not in json.dumps(page)
        outline = Outline(data["text/html"])
        assert not {"script", "style", "h1", "h2", "h3", "button", "input"} & set(outline.tags)
        assert len(set(outline.ids)) == len(outline.ids)


def test_a_widget_says_the_same_of_itself_each_time(checks):
    first = [repr(widget) for widget in every_widget(checks)]
    assert first == [repr(widget) for widget in every_widget(checks)]
    assert not [text for text in first if re.search(r"0x|IPY_MODEL", text)]
    for one, two in zip(every_widget(checks), every_widget(checks), strict=True):
        assert one._repr_mimebundle_()[0][WIDGET_MIME] == two._repr_mimebundle_()[0][WIDGET_MIME]


def test_the_words_of_a_check_hold_question_answer_and_feedback(checks):
    texts = [Outline(check.as_html()).text for check in checks]
    assert "Which one? <b>" in texts[0]
    assert "Yes: The first & only Because of a." in texts[0]
    assert "No: The second Because of b." in texts[0]
    assert "More than one may fit." in texts[1]
    assert "Threat or Drive" in texts[2]
    assert re.search("Fog.*Show the answer.*Air that moves *Wind *It blows.", texts[3])
    assert texts[4].index("First", texts[4].index("Show the answer")) < texts[4].rindex("Second")
    assert "68.6%" in texts[5]
    for check in checks:
        assert "<details><summary>" in check.as_html(), "answers stay folded until asked for"


def test_a_check_that_is_not_there_is_named(checks, monkeypatch, tmp_path):
    monkeypatch.setenv("COMPASSION_COURSE", str(tmp_path))
    with pytest.raises(CourseError, match=r"no question 'nobody'.*choice, many"):
        Check("01-kinds", "nobody")


def test_a_match_in_a_practice_part_stands_in_the_words_of_its_exercise(checks):
    exercise = {
        **dict.fromkeys(("title", "stakes", "brief", "content_note", "method_note"), "x"),
        "minutes": 5,
        "items": [],
        "practice": {"minutes": 1, "intro": "", "worked_example": [], "items": [checks[3].item]},
    }
    text = Outline(sheet_words(exercise, [], {"codes": []}, {}, "x")).text
    assert re.search("Pair with.*Rain; Wind; Fog.*Air that moves *Wind. *It blows.", text)


def test_a_tutor_makes_a_question_of_their_own_and_a_mistake_in_it_is_named(checks):
    match = checks[3].item
    own = Check.of(match)
    assert own.as_html() == checks[3].as_html()
    assert repr(own) == "Check.of(id='match')"
    assert own.page_traits() == checks[3].page_traits()
    with pytest.raises(CourseError, match=r"match pairs rain with falls and with blows"):
        Check.of({**match, "rows": [match["rows"][0], {**match["rows"][1], "answer": ["rain"]}]})
    with pytest.raises(CourseError, match=r"Check\.of.*oracle"):
        Check.of({**match, "kind": "oracle"})


def with_state(**other) -> list[dict]:
    first, *rest = change()["states"]
    return [{**first, **other}, *rest]


def with_mark(**mark) -> list[dict]:
    return with_state(marks=[{"id": "a", "label": "A", **mark}])


UP, DOWN = {"id": "up", "text": "Up"}, {"id": "down", "text": "Down"}
FIRST, SECOND, THIRD = change()["states"]
WRONG_CHANGES = {
    "one state": ({"states": [FIRST]}, "There are 1 states"),
    "thirteen states": ({"states": [{**FIRST, "value": str(n)} for n in range(13)]}, "There are 13 states"),
    "one prediction": ({"predictions": [UP]}, "There are 1 predictions"),
    "a prediction without words": ({"predictions": [{"id": "up"}, DOWN]}, "lacks its id or text"),
    "one id for two predictions": ({"predictions": [UP, {**DOWN, "id": "up"}]}, "'up' stands twice"),
    "one value for two states": ({"states": with_state(value="25")}, "'25' stands twice"),
    "no sentence": ({"states": with_state(sentence="")}, "'24' lacks sentence"),
    "other numbers": ({"states": [FIRST, {**SECOND, "numbers": {"N": 1}}, THIRD]}, "has the numbers N"),
    "a right prediction nobody can make": (
        {"states": with_state(right_predictions=["sideways"])},
        "calls sideways right",
    ),
    "half an interval": ({"states": with_mark(x=5, low=4)}, "one end of an interval"),
    "outside its interval": ({"states": with_mark(x=9, low=4, high=6)}, "has low, x, high"),
    "outside the axis": ({"states": with_mark(x=101)}, "outside the axis"),
    "not a number": ({"states": with_mark(x=float("nan"))}, "finite numbers"),
    "an axis upside down": ({"axis": {"label": "S", "min": 10, "max": 0}}, "Let min be below max"),
    "an axis without a label": ({"axis": {"min": 0, "max": 10}}, "The axis lacks label"),
}


@pytest.mark.parametrize(("other", "problem"), WRONG_CHANGES.values(), ids=WRONG_CHANGES)
def test_a_change_that_cannot_be_drawn_is_refused(other, problem):
    with pytest.raises(CourseError, match=re.escape(problem)):
        ChangeIt(**change(**other))


def test_the_words_of_a_change_hold_every_state():
    text = Outline(ChangeIt(**change()).as_html()).text
    for state in change()["states"]:
        assert state["label"] in text
        assert state["sentence"] in text
    assert "Computed from 400 invented scores." in text


FIGURES = """
const figure = await import(process.argv[1]);
const asked = JSON.parse(process.argv[2]);
console.log(JSON.stringify(asked.map(({ axis, xs, label }) => ({
  ticks: figure.ticks(axis), positions: xs.map((x) => figure.position(axis, x)),
  words: xs.map((x) => figure.worded(axis, x)), lines: figure.broken(label),
  places: xs.map((x) => [label, "60%"].map((words) => {
    const at = figure.position(axis, x);
    return Object.values(figure.wordsPlace(words.slice(0, 22), at, at - 5, at + 5));
  })),
}))));
"""


def test_the_figure_is_the_same_with_scripts_and_without():
    label = "Psychological Wellbeing Practitioners in their first year, and everybody else"
    asked = [
        {
            "axis": {"label": "a", "unit": unit, "min": low, "max": high},
            "xs": [low, (low + high) / 3, high, high + 1],
            "label": label,
        }
        for unit, low, high in (
            ("%", 0, 100),
            ("", 0, 1),
            ("points", 20, 45),
            ("", -3, 3),
            ("%", 12.5, 68.6),
            ("h", 0, 7),
        )
    ]
    module = node.WIDGETS / "js" / "interval-figure.js"
    answer = node.run("node", "--input-type=module", "--eval", FIGURES, module.as_uri(), json.dumps(asked))
    for one, drawn in zip(asked, json.loads(answer.stdout), strict=True):
        assert drawn["ticks"] == ticks(one["axis"])
        assert len(drawn["ticks"]) <= 6
        assert drawn["positions"] == pytest.approx([position(one["axis"], x) for x in one["xs"]])
        assert drawn["words"] == [worded(one["axis"], x) for x in one["xs"]]
        assert drawn["lines"] == broken(label)
        assert drawn["places"] == [
            [[anchor, pytest.approx(place)] for anchor, place in places]
            for places in (
                [words_place(words[:22], at, at - 5, at + 5) for words in (label, "60%")]
                for at in drawn["positions"]
            )
        ]


def test_a_figure_says_in_words_what_it_shows():
    svg = interval_figure(change()["axis"], change()["states"][0]["marks"], "24 or more.")
    assert 'role="img"' in svg
    assert 'aria-label="Share counted. 24 or more."' in svg
    assert "68.5% (64.5% to 72.5%)" in svg


def test_three_circles_never_shows_a_number_for_a_size():
    html = ThreeCircles().as_html()
    assert "neither of them the answer" in html
    assert not re.search(r"<td>\s*\d", html)
    assert Outline(html).text.count("Gareth. CBT") == 2
    assert Outline(ThreeCircles("gareth").as_html()).text.count("Gareth. CBT") == 1
    with pytest.raises(CourseError, match=r"no case 'nobody'.*gareth"):
        ThreeCircles("nobody")


def test_the_words_of_three_circles_hold_both_moments_and_for_a_seminar_what_to_talk_about():
    circles = ThreeCircles().circles
    alone, seminar = (Outline(ThreeCircles(group=group).as_html()).text for group in (False, True))
    for pair in circles["pairs"]:
        for one in pair["tipped"]:
            assert one["text"] in alone
            assert one["comment"] in alone
        assert pair["transfer"]["question"] in alone
    assert "smaller: large, then middling" in alone
    assert "better" not in alone
    for words in (circles["group"]["intro"], *circles["group"]["prompts"]):
        assert words in seminar
        assert words not in alone
    assert "Two moments" not in Outline(ThreeCircles("gareth").as_html()).text, (
        "one case has no second moment"
    )


def test_a_working_day_gives_back_its_levels_in_words():
    day = WorkingDay()
    assert [set(levels.values()) for levels in day.levels()] == [{"present"}]
    day.choices = {"target-email": "email-pressed"}
    assert day.levels()[-1] == {"threat": "strong", "drive": "strong", "soothe": "present"}
    text = Outline(day.as_html()).text
    for event in day.day["events"]:
        assert event["title"] in text
        assert all(way["text"] in text for way in event["appraisals"])


def test_the_support_box_needs_no_script():
    box = SupportBox()
    outline = Outline(box._repr_html_())
    assert outline.tags[0] == "aside"
    for line in box.support.lines:
        assert line.who in outline.text
        assert line.how in outline.text
        assert f"**{line.who}.**" in box._repr_markdown_()
