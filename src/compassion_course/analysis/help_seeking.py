"""What "would you seek help?" and "did you?" can say together, for a survey and for a team.

Two whole percentages are printed for one sample. The counts behind them are worked out here, and what a
team with the same shares could write about itself: chance matters for a sample, silence for a team.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..corpus import Course, CourseError, find_course
from .change import Change, Mark, State, change_from, change_words
from .figure import ACCENT, INK, MUTED, Figure, figure, figure_words
from .intervals import clopper_pearson
from .published import published_figures

if TYPE_CHECKING:
    import altair as alt

SMALL = 8  # a small team, all of whom answer: a teaching assumption
MOST, FEW = 0.8, 0.4  # parts of the larger team that answer: teaching assumptions
WIDTH, ROW = 440, 46  # pixels


@dataclass(frozen=True)
class Answers:
    """How many of ``n`` people gave two answers, and how many there are in all, silent ones included."""

    n: int
    would: int
    gone: int
    people: int

    @property
    def both(self) -> tuple[int, int]:
        """Least and most people who can have given both answers."""
        return both_answers(self.would, self.gone, self.n)

    def silent_bounds(self, count: int) -> tuple[float, float]:
        """Share of all people if every silent one said no, and if every one said yes."""
        return count / self.people, (count + self.people - self.n) / self.people


def counts_that_print(percent: float, n: int) -> list[int]:
    """Give every count of ``n`` that rounds to a whole per cent as printed.

    Raises
    ------
    ValueError
        If ``n`` is less than 1.
    """
    if n < 1:
        raise ValueError(f"n is at least 1, not {n}")
    return [count for count in range(n + 1) if int(100 * count / n + 0.5) == percent]


def both_answers(first: int, second: int, n: int) -> tuple[int, int]:
    """Give the least and the most people of ``n`` who can have given both of two answers.

    Raises
    ------
    ValueError
        If a count is not between 0 and ``n``.
    """
    if not (0 <= first <= n and 0 <= second <= n):
        raise ValueError(f"{first} and {second} cannot both be counts among {n} people")
    return max(0, first + second - n), min(first, second)


def survey_answers(course: Course | None = None) -> Answers:
    """Read the two printed shares and give the counts behind them.

    Raises
    ------
    CourseError
        If the file cannot be read, or not one count alone fits a printed share of the same people.
    """
    course = course or find_course()
    rows = {row.id: row for row in published_figures(course, "help-seeking")}
    try:
        would, gone = rows["would-seek"], rows["once-did-not"]
        if would.n is None or would.n != gone.n:
            raise ValueError(f"{would.n} people and {gone.n} people cannot have answered both questions")
        ((first,), (second,)) = (counts_that_print(row.value, would.n) for row in (would, gone))
    except (KeyError, ValueError) as error:
        raise CourseError(
            course.data / "published" / "help-seeking.csv",
            f"The two shares do not fit each other: {error!r}.",
            "Restore the file from git.",
        ) from error
    return Answers(would.n, first, second, would.n)


def help_in_a_team(team: int = 20, course: Course | None = None) -> Change:
    """Say which of three headlines a survey, and teams with the survey's shares, can carry.

    Parameters
    ----------
    team
        Size of the larger team; the value that the chapter's notebook marks "change me".

    Raises
    ------
    ValueError
        If the team has fewer than 5 people.
    """
    if team < 5:
        raise ValueError(f"a team has at least 5 people here, not {team}")
    course = course or find_course()
    words = change_words(course, "help-in-a-team")
    survey = survey_answers(course)
    cases = {
        "survey": survey,
        "small": _same_shares(survey, SMALL, SMALL),
        "all": _same_shares(survey, team, team),
        "most": _same_shares(survey, round(MOST * team), team),
        "few": _same_shares(survey, round(FEW * team), team),
    }
    if team == SMALL:
        del cases["small"]
    return change_from(
        words,
        (_state(name, answers, words) for name, answers in cases.items()),
        {"small": SMALL, "team": team},
    )


def headlines(case: str, answers: Answers) -> dict[str, bool]:
    """Say of each headline whether the answers can carry it.

    The first two ask for a majority: the whole range lies above one half. The third asks that somebody
    must have given both answers.
    """
    ranges = _ranges(case, answers)
    return {
        "first": ranges["would"][0] > 0.5,
        "second": ranges["gone"][0] > 0.5,
        "third": answers.both[0] > 0,
    }


def _same_shares(survey: Answers, n: int, people: int) -> Answers:
    would, gone = (round(n * count / survey.n) for count in (survey.would, survey.gone))
    return Answers(n, would, gone, people)


def _ranges(case: str, answers: Answers) -> dict[str, tuple[float, float]]:
    counts = {"would": answers.would, "gone": answers.gone}
    if case == "survey":
        return {name: clopper_pearson(count, answers.n) for name, count in counts.items()}
    return {name: answers.silent_bounds(count) for name, count in counts.items()}


def _left_open(case: str, answers: Answers) -> str:
    if case == "survey":
        return "chance"
    return "nothing" if answers.n == answers.people else "silence"


def _state(case: str, answers: Answers, words: Mapping[str, Any]) -> State:
    ranges, left_open, least = _ranges(case, answers), _left_open(case, answers), answers.both[0]
    counts = {"would": answers.would, "gone": answers.gone}
    given: dict[str, Any] = {
        **counts,
        "n": answers.n,
        "team": answers.people,
        "silent": answers.people - answers.n,
        "both": least,
        "alone": words["alone"] if answers.n - answers.would == 1 else "",
        "verdict": _verdict(headlines(case, answers), words),
    }
    for name, (low, high) in ranges.items():
        given |= {f"{name}_low": f"{100 * low:.0f}%", f"{name}_high": f"{100 * high:.0f}%"}
    marks = []
    for name, count in counts.items():
        low, high = (round(100 * bound, 1) for bound in ranges[name])
        interval = {} if left_open == "nothing" else {"low": low, "high": high}
        marks.append(Mark(name, words["marks"][name], round(100 * count / answers.n, 1), **interval))
    marks.append(Mark("both", words["marks"]["both"], round(100 * least / answers.people, 1)))
    labels = words["numbers"]
    return State(
        value=case,
        label=words["labels"][case].format(**given),
        numbers={
            labels["would"]: words["count"].format(count=answers.would, n=answers.n),
            labels["gone"]: words["count"].format(count=answers.gone, n=answers.n),
            labels["both"]: words["people"].format(count=least),
            labels["open"]: words["open"][left_open].format(**given),
        },
        sentence=words["sentences"][left_open].format(**given),
        marks=tuple(marks),
    )


def _verdict(holds: Mapping[str, bool], words: Mapping[str, Any]) -> str:
    names = words["headlines"]
    may, may_not = (
        [names[one] for one, is_so in holds.items() if is_so is wanted] for wanted in (True, False)
    )
    verdict = words["verdict"]
    if not may_not:
        return str(verdict["all"])
    if not may:
        return str(verdict["none"])
    said: str = verdict["some"].replace("{may}", words["and"].join(may))
    return said.replace("{not}", words["and"].join(may_not))


def both_answers_chart(course: Course | None = None, *, name: str = "both-answers") -> Figure:
    """Draw the two answers pushed as far apart as they will go, and what still overlaps.

    Raises
    ------
    CourseError
        If the figures or the words cannot be read.
    """
    course = course or find_course()
    words = figure_words(course, "both-answers")
    survey = survey_answers(course)
    given = {"n": survey.n, "would": survey.would, "gone": survey.gone, "least": survey.both[0]}
    spans = {
        "would": (0, survey.would),
        "gone": (survey.n - survey.gone, survey.n),
        "both": (survey.n - survey.gone, survey.would),
    }
    columns = words["columns"]
    labels = {one: text.format(**given) for one, text in words["bars"].items()}
    return figure(
        _bars(spans, labels, words["axis"].format(**given), survey.n),
        name=name,
        alt=words["alt"].format(**given),
        caption=words["caption"].format(**given),
        table=[
            {
                columns["what"]: labels[one].rsplit(":", 1)[0],
                columns["people"]: end - start,
                columns["from"]: start,
                columns["to"]: end,
            }
            for one, (start, end) in spans.items()
        ],
        source=words["source"],
    )


def _bars(
    spans: Mapping[str, tuple[int, int]], labels: Mapping[str, str], axis: str, n: int
) -> alt.LayerChart:
    import altair as alt

    height = ROW * len(spans)
    values = [
        {
            "label": labels[one],
            "start": start,
            "end": end,
            "words": place * ROW + 12,
            "top": place * ROW + 22,
            "bottom": place * ROW + 38,
            "kind": one,
        }
        for place, (one, (start, end)) in enumerate(spans.items())
    ]
    base = alt.Chart(alt.Data(values=values), width=WIDTH, height=height)
    down = alt.Scale(domain=[0, height], range=[0, height])
    across = alt.X(
        "start:Q", title=axis, scale=alt.Scale(domain=[0, n], nice=False), axis=alt.Axis(tickCount=5)
    )
    return alt.layer(
        base.mark_rect(opacity=1).encode(
            x=across,
            x2="end:Q",
            y=alt.Y("top:Q", axis=None, scale=down),
            y2="bottom:Q",
            color=alt.Color(
                "kind:N", legend=None, scale=alt.Scale(domain=list(spans), range=[MUTED, MUTED, ACCENT])
            ),
        ),
        base.mark_text(align="left", baseline="middle", color=INK, fontSize=13).encode(
            x=alt.value(0), y=alt.Y("words:Q", axis=None, scale=down), text="label:N"
        ),
    )
