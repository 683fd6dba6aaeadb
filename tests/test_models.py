"""The teaching models: the same in the page as in Python, and refused when they contradict themselves."""

from __future__ import annotations

import json
import shutil
from itertools import product
from pathlib import Path

import node
import pytest

from compassion_course.corpus import Course, CourseError
from compassion_course.models import load_circles, load_day, walk
from compassion_course.models.three_circles import size_change
from compassion_course.models.working_day import WorkingDay, after, kind_at

JS = node.WIDGETS / "js" / "working-day" / "rule.js"

WALK_ALL = """
import { readFileSync } from "node:fs";
const { walk } = await import(process.argv[1]);
const { day, walks } = JSON.parse(readFileSync(process.argv[2], "utf8"));
console.log(JSON.stringify(walks.map(([choices, changes]) => walk(day, choices, changes))));
"""


@pytest.fixture(scope="module")
def course(course_root: Path) -> Course:
    return Course(course_root)


@pytest.fixture(scope="module")
def day(course: Course) -> WorkingDay:
    return load_day(course)


@pytest.fixture
def other(course: Course, tmp_path: Path) -> Course:
    """A course of its own with the models in it, for a test to spoil."""
    shutil.copytree(course.data / "models", tmp_path / "data" / "models")
    return Course(tmp_path)


def spoil(course: Course, name: str, change) -> None:
    path = course.data / "models" / f"{name}.json"
    model = json.loads(path.read_text(encoding="utf-8"))
    change(model)
    path.write_text(json.dumps(model), encoding="utf-8")


def test_every_possible_day_goes_the_same_way_in_the_page_and_in_python(day, course, tmp_path):
    ways = [[(event.id, way.id) for way in event.appraisals] for event in day.events]
    service = [[], *([change.id] for change in day.changes.service)]
    person = [[], *([change.id] for change in day.changes.person)]
    walks = [(dict(chosen), [*one, *two]) for chosen in product(*ways) for one in service for two in person]
    assert len(walks) == 3**6 * 4 * 4
    # Days that stop early, and changes named in the other order.
    walks += [(dict(ways[place][0] for place in range(stop)), []) for stop in range(len(ways))]
    walks += [(dict(way[0] for way in ways), [*two, *one]) for one in service for two in person]
    data = json.loads((course.data / "models" / "working-day.json").read_text(encoding="utf-8"))
    asked = tmp_path / "walks.json"
    asked.write_text(json.dumps({"day": data, "walks": walks}), encoding="utf-8")
    answer = node.run("node", "--input-type=module", "--eval", WALK_ALL, JS.as_uri(), str(asked))
    assert json.loads(answer.stdout) == [walk(day, choices, changes) for choices, changes in walks]


def test_no_step_leaves_the_words_there_are(day):
    for start in product(range(len(day.levels)), repeat=len(day.systems)):
        before = dict(zip((system.id for system in day.systems), start, strict=True))
        for kind in day.rule.appraisals:
            assert set(day.words(after(day, before, kind)).values()) <= set(day.levels)


def test_the_same_event_can_go_either_way(day):
    """The event does not decide: at each, two ways of taking it move some system to different words."""
    for event in day.events:
        outcomes = {tuple(after(day, day.start, way.kind).items()) for way in event.appraisals}
        assert len(outcomes) > 1, event.id


def test_each_event_has_a_way_of_its_own_kind(day):
    for event in day.events:
        for way in event.appraisals:
            assert kind_at(day, event, {event.id: way.id}) == way.kind
        assert kind_at(day, event, {}) is None


def test_every_step_says_where_it_comes_from(day):
    for kind in day.rule.appraisals.values():
        for system, step in kind.steps.items():
            assert (system in kind.because) == (step != 0)
            assert step == 0 or (kind.because[system].says and kind.because[system].cite)


def test_readers_do_not_agree_on_how_a_second_moment_differs(course):
    """Otherwise one of them would be taken for the answer."""
    circles = load_circles(course)
    for pair in circles.pairs:
        first, second = circles.case(pair.first), circles.case(pair.second)
        changes = {
            tuple(size_change(circles, before.sizes[one.id], now.sizes[one.id]) for one in circles.systems)
            for before, now in zip(first.pictures, second.pictures, strict=True)
        }
        assert len(changes) == len(first.pictures)
        assert any("service" in one.whose.lower() for one in pair.tipped)


def test_no_case_has_a_single_right_picture(course):
    circles = load_circles(course)
    for case in circles.cases:
        assert len({tuple(picture.sizes.items()) for picture in case.pictures}) > 1, case.id


SPOILT_DAYS = {
    "two words at once": lambda model: model["rule"]["appraisals"]["danger"]["steps"].update(threat=2),
    "a step without its reason": lambda model: model["rule"]["appraisals"]["danger"]["because"].pop("threat"),
    "a reason without its step": lambda model: model["rule"]["appraisals"]["danger"]["steps"].update(
        threat=0
    ),
    "a system left out of a step": lambda model: model["rule"]["appraisals"]["danger"]["steps"].pop("drive"),
    "a kind that the rule lacks": lambda model: model["events"][0]["appraisals"][0].update(kind="joy"),
    "an illustration that is no way": lambda model: model["events"][0].update(illustration="nobody"),
    "a change of no event": lambda model: model["changes"]["person"][0].update(event="night"),
    "a start outside the words": lambda model: model["start"].update(threat=4),
    "a start without a system": lambda model: model["start"].pop("soothe"),
    "one id for two ways": lambda model: model["events"][0]["appraisals"][0].update(
        id=model["events"][0]["appraisals"][1]["id"]
    ),
    "a field misspelt": lambda model: model.update(lables=[]),
}


@pytest.mark.parametrize("change", SPOILT_DAYS.values(), ids=SPOILT_DAYS)
def test_a_day_that_contradicts_itself_is_refused(other, change):
    spoil(other, "working-day", change)
    with pytest.raises(CourseError, match=r"working-day\.json"):
        load_day(other)


SPOILT_CIRCLES = {
    "one picture alone": lambda model: model["cases"][0]["pictures"].pop(),
    "a size outside the words": lambda model: model["cases"][0]["pictures"][0]["sizes"].update(threat=5),
    "a system not sized": lambda model: model["cases"][0]["pictures"][0]["sizes"].pop("threat"),
    "a cue of no system": lambda model: model["cases"][0]["cues"][0].update(could_feed=["joy"]),
    "two cases with one id": lambda model: model["cases"][2].update(id=model["cases"][0]["id"]),
    "two cues of the same words": lambda model: model["cases"][0]["cues"][0].update(
        text=model["cases"][0]["cues"][1]["text"]
    ),
    "two moments of two people": lambda model: model["pairs"][0].update(second="saoirse"),
    "a pair of an unknown moment": lambda model: model["pairs"][0].update(second="nobody"),
    "other readers at the second moment": lambda model: model["cases"][1]["pictures"].reverse(),
    "a moment that comes second twice": lambda model: model["pairs"].append(model["pairs"][0]),
    "a class of seven": lambda model: model["group"].update(least=7),
}


@pytest.mark.parametrize("change", SPOILT_CIRCLES.values(), ids=SPOILT_CIRCLES)
def test_circles_that_contradict_themselves_are_refused(other, change):
    spoil(other, "three-circles", change)
    with pytest.raises(CourseError, match=r"three-circles\.json"):
        load_circles(other)


def test_a_missing_model_is_named(tmp_path):
    with pytest.raises(CourseError, match=r"data/models/working-day\.json"):
        load_day(Course(tmp_path))
