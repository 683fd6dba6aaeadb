"""A route keeps the time that it promises, and needs nothing that it does not hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from compassion_course.corpus import Course, CourseError
from compassion_course.exercises.minutes import chapter_minutes
from compassion_course.exercises.routes import load_routes, timed_route

ROOT = Path(__file__).resolve().parent.parent
COURSE = Course(ROOT)
ROUTES = load_routes(COURSE)
LINK = re.compile(r"\[[^\]]*\]\((\d\d-[\w-]+)\.md[^)]*\)")
#: Words after a link that two lines take.
RECAP = 15


@pytest.mark.parametrize("route", [route for route in ROUTES if route.hours], ids=lambda route: route.id)
def test_a_route_keeps_its_promise(route):
    assert timed_route(route.id, COURSE).total <= route.hours * 60


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.id)
def test_what_a_route_needs_from_outside_is_said_again(route):
    """A chapter that is not read, or only later, is recapped where it is needed."""
    read: set[str] = set()
    for stop in route.stops:
        if not stop.chapter:
            continue
        text = (COURSE.chapters / f"{stop.chapter}.md").read_text(encoding="utf-8")
        needs = re.split(r"^## What you need first\s*$", text, flags=re.M)[1].split("\n## ", 1)[0]
        for paragraph in needs.split("\n\n"):
            for found in LINK.finditer(paragraph):
                if found[1] not in read:
                    words = LINK.sub("", paragraph).split()
                    assert len(words) >= RECAP, (stop.chapter, found[1])
        read.add(stop.chapter)


def test_every_chapter_is_on_a_route():
    on_a_route = {stop.chapter for route in ROUTES for stop in route.stops if stop.chapter}
    assert on_a_route == {path.stem for path in COURSE.chapters.glob("*.md")}


def test_the_routes_are_those_that_the_page_shows():
    page = (ROOT / "book" / "routes.md").read_text(encoding="utf-8")
    assert re.findall(r'timed_route\("(\w+)"\)', page) == [route.id for route in ROUTES]
    for route in ROUTES:
        assert f"## {route.name}\n" in page


def test_leaving_out_the_widgets_leaves_out_their_minutes():
    (stop, *_) = timed_route("cpd", COURSE).stops
    minutes = chapter_minutes("02-burnout-and-its-neighbours", COURSE)
    assert stop.minutes == minutes.reading + minutes.questions < minutes.total


def test_a_stop_that_is_two_things_is_refused(tmp_path):
    (tmp_path / "data").mkdir()
    text = (COURSE.data / "routes.json").read_text(encoding="utf-8")
    broken = text.replace('{"exercise": "three', '{"chapter": "04-three-systems", "exercise": "three', 1)
    (tmp_path / "data" / "routes.json").write_text(broken, encoding="utf-8")
    with pytest.raises(CourseError, match="not clear"):
        load_routes(Course(tmp_path))
