"""What a service may claim about workload, control and support, by which studies are allowed to count.

The findings are those of ``data/models/service-conditions.json`` (the evidence of the grid widget). A few
about other jobs, which that grid does not need, stand with the words in ``data/changes/which-studies.json``.
Nothing is pooled: studies are sorted and counted, by a rule that the page states.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..corpus import Course, find_course
from ..models.service_conditions import Evidence, load_conditions
from .change import Change, Mark, State, change_from, change_words

#: What a service might change, the conditions of the grid that belong to it, and what would speak for it.
TOPICS: dict[str, tuple[frozenset[str], str]] = {
    "workload": (frozenset({"caseload", "overtime"}), "higher"),
    "control": (frozenset({"autonomy"}), "lower"),
    "support": (frozenset({"supervision-hours", "supervision-quality", "peer-time"}), "lower"),
}
SCOPES = ("surveys", "pwp", "hi", "told", "followed", "changed")
VERDICTS = ("plain", "part", "none")


@dataclass(frozen=True)
class Row:
    """One line of evidence: which survey it belongs to, for whom it counts, and what was found."""

    study: str
    scopes: frozenset[str]
    topic: str
    directions: tuple[str, ...]


def sorted_studies(rows: Iterable[Row], scope: str, topic: str) -> dict[str, list[str]]:
    """Sort the studies of one scope by what they found on one topic.

    ``plain``: every finding points the way that would speak for a change. ``part``: something was
    found, but not in every role, outcome or analysis, or the abstract does not print its direction.
    ``none``: asked, and nothing found.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.topic == topic and scope in row.scopes:
            found[row.study].extend(row.directions)
    groups: dict[str, list[str]] = {verdict: [] for verdict in VERDICTS}
    for study, directions in found.items():
        groups[_verdict(directions, TOPICS[topic][1])].append(study)
    return groups


def which_studies(theses: bool = True, course: Course | None = None) -> Change:
    """Count what speaks for changing workload, control or support, under six rules for what counts.

    Parameters
    ----------
    theses
        Whether the two unpublished theses count. One of them is a second analysis of a published survey.

    Raises
    ------
    CourseError
        If the evidence or the words are missing or cannot be read.
    """
    course = course or find_course()
    words = change_words(course, "which-studies")
    rows = list(evidence_rows(course, words, theses=theses))
    return change_from(
        words,
        (_state(rows, scope, words) for scope in SCOPES),
        {"theses": words["theses"]["in" if theses else "out"]},
    )


def evidence_rows(course: Course, words: Mapping[str, Any], *, theses: bool) -> Iterator[Row]:
    """Read the grid's evidence, then the lines about other jobs that stand with the words."""
    surveys, left_out = words["one_survey"], () if theses else words["unpublished"]
    for evidence in load_conditions(course).evidence:
        topic = next((name for name, (parts, _) in TOPICS.items() if evidence.condition in parts), None)
        scopes = _scopes(evidence, words["followed_sources"])
        if topic and scopes and evidence.source not in left_out:
            directions = tuple(finding.direction for finding in evidence.findings) or (TOPICS[topic][1],)
            yield Row(surveys.get(evidence.source, evidence.source), scopes, topic, directions)
    for extra in words["other_jobs"]:
        yield Row(extra["source"], frozenset({extra["scope"]}), extra["topic"], (TOPICS[extra["topic"]][1],))


def _scopes(evidence: Evidence, followed: Iterable[str]) -> frozenset[str]:
    if evidence.reach == "told":
        return frozenset({"told"})
    if evidence.reach == "near":
        return frozenset({"followed"} if evidence.source in followed else ())
    alone = evidence.roles if evidence.reach == "role" else ()
    return frozenset({"surveys", *alone})


def _verdict(directions: Iterable[str], expected: str) -> str:
    kinds = set(directions)
    if kinds == {expected}:
        return "plain"
    return "none" if kinds == {"none"} else "part"


def _state(rows: list[Row], scope: str, words: Mapping[str, Any]) -> State:
    counts = {
        topic: {verdict: len(studies) for verdict, studies in sorted_studies(rows, scope, topic).items()}
        for topic in TOPICS
    }
    scope_words = words["scopes"][scope]
    said = {
        part: {**words[part], **(words["told"][part] if scope == "told" else {})}
        for part in ("clauses", "counted", "marks")
    }
    clauses = [_clause(words["topics"][topic], count, said["clauses"]) for topic, count in counts.items()]
    return State(
        value=scope,
        label=scope_words["label"],
        numbers={words["topics"][topic]: _counted(counts[topic], said["counted"], words) for topic in TOPICS},
        sentence=words["sentence"].format(
            counting=scope_words["counting"],
            clauses="; ".join([clauses[0], *(clause[0].lower() + clause[1:] for clause in clauses[1:])]),
            caveat=scope_words["caveat"],
        ),
        marks=tuple(
            Mark(f"{topic}-{kind}", said["marks"][kind].format(topic=words["topics"][topic]), number)
            for topic, count in counts.items()
            for kind, number in (("plain", count["plain"]), ("asked", sum(count.values())))
        ),
    )


def _counted(count: Mapping[str, int], said: Mapping[str, str], words: Mapping[str, Any]) -> str:
    asked = sum(count.values())
    if not asked:
        return str(words["nothing"])
    parts = [said[verdict].format(n=count[verdict]) for verdict in VERDICTS if count[verdict]]
    return f"{', '.join(parts)} ({words['asked'].format(n=asked)})"


def _clause(topic: str, count: Mapping[str, int], said: Mapping[str, str]) -> str:
    asked = sum(count.values())
    kinds = [verdict for verdict in VERDICTS if count[verdict]]
    kind = "nothing" if not asked else kinds[0] if len(kinds) == 1 else "mixed"
    return said[kind].format(topic=topic, asked=asked, **count)


def plain_share(change: Change, scope: str, topic: str) -> str:
    """Give "0 of 4": how many studies of a scope say it plainly, of how many that asked."""
    marks = {mark.id: mark.x for state in change.states if state.value == scope for mark in state.marks}
    return f"{marks[f'{topic}-plain']:.0f} of {marks[f'{topic}-asked']:.0f}"


def rules_with_all_plain(change: Change) -> list[str]:
    """Give the scopes under which every topic was asked about, and said plainly by all that asked."""

    def all_plain(scope: str) -> bool:
        shares = [plain_share(change, scope, topic).split(" of ") for topic in TOPICS]
        return all(plain == asked != "0" for plain, asked in shares)

    return [state.value for state in change.states if all_plain(state.value)]
