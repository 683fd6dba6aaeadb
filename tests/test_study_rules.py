"""Which studies count, and the two pictures of the page on the system."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from compassion_course.analysis import (
    change_effects_chart,
    demands_resources_map,
    plain_share,
    rules_with_all_plain,
    which_studies,
)
from compassion_course.analysis.study_rules import SCOPES, TOPICS, Row, sorted_studies
from compassion_course.analysis.system_charts import change_effects
from compassion_course.corpus import Course, CourseError
from compassion_course.models.service_conditions import Evidence, load_conditions

COURSE = Course(Path(__file__).resolve().parent.parent)


def row(study: str, *directions: str, scopes: tuple[str, ...] = ("surveys",), topic: str = "workload") -> Row:
    return Row(study, frozenset(scopes), topic, directions)


def test_a_study_says_it_plainly_only_where_every_finding_points_that_way():
    rows = [
        row("plain", "higher"),
        row("plain", "higher"),
        row("split", "higher", "none"),
        row("unprinted", "related"),
        row("empty", "none", "none"),
        row("elsewhere", "higher", scopes=("pwp",)),
    ]
    assert sorted_studies(rows, "surveys", "workload") == {
        "plain": ["plain"],
        "part": ["split", "unprinted"],
        "none": ["empty"],
    }


def test_one_survey_that_was_analysed_twice_counts_once():
    """Westwood's paper and thesis are one survey: four asked about workload, and not five."""
    assert plain_share(which_studies(course=COURSE), "surveys", "workload") == "0 of 4"


def test_no_survey_of_the_workforce_says_it_plainly_for_everyone_and_the_page_says_so():
    change = which_studies(course=COURSE)
    assert {plain_share(change, "surveys", topic).split()[0] for topic in TOPICS} == {"0"}
    page = (COURSE.chapters / "06-system-and-recommendations.md").read_text("utf-8")
    assert "none that we read says plainly" in page


def test_the_two_roles_differ_and_the_therapists_result_is_not_borrowed():
    change = which_studies(course=COURSE)
    assert plain_share(change, "pwp", "workload") == "1 of 1"
    assert plain_share(change, "hi", "workload") == "0 of 1"


def test_only_the_rule_that_counts_other_jobs_lets_a_service_say_all_three():
    """What the page's prose says beside the number."""
    assert rules_with_all_plain(which_studies(course=COURSE)) == ["followed"]


def test_leaving_the_theses_out_changes_what_may_be_said():
    first, second = which_studies(course=COURSE), which_studies(theses=False, course=COURSE)
    assert plain_share(first, "pwp", "support") == "0 of 1"
    assert plain_share(second, "pwp", "support") == "1 of 1"
    assert [state.sentence for state in first.states] != [state.sentence for state in second.states]


def test_numbers_marks_and_sentence_of_a_state_agree():
    for state in which_studies(course=COURSE).states:
        assert state.value in SCOPES
        marks = {mark.id: mark.x for mark in state.marks}
        for topic in TOPICS:
            shown, asked = state.numbers[topic.capitalize()], marks[f"{topic}-asked"]
            assert shown == "no study here" if asked == 0 else f"of {asked:.0f}" in shown
            assert ("plainly" in shown or "told" in shown) == (marks[f"{topic}-plain"] > 0)
        assert "nothing here to cite" not in state.sentence or "no study here" in state.numbers.values()


def test_new_evidence_in_the_grid_moves_the_counts(monkeypatch):
    """Were Johnson to have found workload with both outcomes, one survey would say it plainly."""
    model = load_conditions(COURSE)

    def with_a_finding(line: Evidence) -> Evidence:
        if (line.source, line.condition) != ("johnson2020", "caseload"):
            return line
        findings = tuple(msgspec.structs.replace(one, direction="higher") for one in line.findings)
        return msgspec.structs.replace(line, findings=findings)

    changed = msgspec.structs.replace(model, evidence=tuple(map(with_a_finding, model.evidence)))
    monkeypatch.setattr("compassion_course.analysis.study_rules.load_conditions", lambda _: changed)
    assert plain_share(which_studies(course=COURSE), "surveys", "workload") == "1 of 4"


def test_every_interval_of_the_effects_holds_its_value_and_the_chart_shows_them_all():
    effects = change_effects(COURSE)
    for effect in effects:
        if effect.low is not None and effect.high is not None:
            assert effect.low < effect.value < effect.high
    shown = change_effects_chart(COURSE)
    assert len(shown.table) == len(effects)
    assert all(f"{effect.value:g}" in shown.alt for effect in effects)


def test_the_map_names_everything_that_it_draws(tmp_path):
    drawn = demands_resources_map(COURSE)
    for line in drawn.table:
        assert line["What"] in drawn.svg
        assert line["What"].split(",")[0].split(" and ")[0] in drawn.alt
    with pytest.raises(CourseError):
        demands_resources_map(Course(tmp_path))
