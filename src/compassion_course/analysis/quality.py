"""Judging quality: one pair of readings under many measures of agreement, and what two reports show."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from ..corpus import Codebook, Course, Reading, find_course, load_codebook, load_reading, load_transcript
from ..corpus.overlap import soft_f1
from .agreement import cohen_kappa, gwet_ac1, jaccard, shown
from .change import Change, Mark, State, change_from, change_words
from .counting import SYSTEMS
from .figure import ACCENT, INK, Figure, figure, figure_words

KEY = "agreement-by-choice"
REPORTS = "judging-quality"
READERS = ("close", "interpretative")
STUDIES = ("broadley", "vivolo")
#: Three columns of words in a narrow phone, without scrolling sideways.
FITS = "table-layout:fixed;width:100%;overflow-wrap:break-word;hyphens:auto"


@dataclass(frozen=True)
class Way:
    """One way of putting the agreement of two readings into a figure, with the counts behind it."""

    id: str
    way: str
    value: float
    both: int
    one: int
    neither: int
    code: str = ""

    @property
    def printed(self) -> str:
        """The figure as a paper would have it: a percentage, or a coefficient with two decimals."""
        return (
            f"{100 * self.value:.0f}%"
            if self.way in {"pct-all", "pct-talk", "shared-turns"}
            else self.decimal
        )

    @property
    def decimal(self) -> str:
        """The same with two decimals."""
        return shown(self.value)


def agreement_by_choice(
    doc: str = "T01",
    readers: Sequence[str] = READERS,
    codebook: str = "three-systems",
    course: Course | None = None,
) -> Change:
    """Compute the agreement of two readings of one interview in all the ways in which one could print it.

    Parameters
    ----------
    doc
        Any transcript that both readers read.
    codebook
        A closed codebook; if both used no codes but its own, its three systems are compared as well.

    Raises
    ------
    CourseError
        If the transcript, a reading or the codebook is missing.
    """
    course = course or find_course()
    words = change_words(course, KEY)
    ways = agreement_ways(doc, readers, codebook, course)
    figures = [way.value for way in ways]
    return change_from(
        words,
        (_state(way, min(figures), max(figures), words) for way in ways),
        {"doc": doc},
        axis=words["axis"] | ({"min": -20} if min(figures) < 0 else {}),
    )


def agreement_ways(
    doc: str = "T01",
    readers: Sequence[str] = READERS,
    codebook: str = "three-systems",
    course: Course | None = None,
) -> list[Way]:
    """Give every way of counting the agreement of two readings; one that is not defined is left out."""
    course = course or find_course()
    transcript = load_transcript(course, doc)
    one, other = (load_reading(course, reader, doc) for reader in readers)
    every = [turn.turn for turn in transcript.turns]
    talk = [turn.turn for turn in transcript.turns if turn.speaker == doc]
    stops = [{span.turn for span in reading.spans} for reading in (one, other)]
    ways: list[Way | None] = [
        _way("pct-all", every, stops, "pct-all"),
        _way("pct-talk", talk, stops, "pct-talk"),
        _way("kappa-all", every, stops, "kappa-all"),
        _way("kappa-talk", talk, stops, "kappa-talk"),
        _way("ac1-all", every, stops, "ac1-all"),
        _way("shared-turns", talk, stops, "shared-turns"),
    ]
    words = soft_f1(one.spans, other.spans)
    if words is not None:
        ways.append(Way("shared-words", "shared-words", words, *_counts(talk, stops)))
    book = load_codebook(course, codebook)
    if _closed(one, book) and _closed(other, book):
        for system, name in SYSTEMS:
            given = [_turns_with(reading, book, system) for reading in (one, other)]
            ways.append(_way(f"kappa-{system}", talk, given, "code", name))
    return [way for way in ways if way is not None]


def _way(
    name: str, units: Sequence[str], marked: Sequence[Collection[str]], way: str, code: str = ""
) -> Way | None:
    one, other = ([unit in turns for unit in units] for turns in marked)
    if way.startswith("pct"):
        value: float | None = sum(a == b for a, b in zip(one, other, strict=True)) / len(units)
    elif way.startswith("ac1"):
        value = gwet_ac1(one, other)
    elif way == "shared-turns":
        value = jaccard(*(set(units).intersection(turns) for turns in marked))
    else:
        value = cohen_kappa(one, other)
    return None if value is None else Way(name, way, value, *_counts(units, marked), code)


def _counts(units: Sequence[str], marked: Sequence[Collection[str]]) -> tuple[int, int, int]:
    given = [sum(unit in turns for turns in marked) for unit in units]
    return given.count(2), given.count(1), given.count(0)


def _closed(reading: Reading, book: Codebook) -> bool:
    used = {code for span in reading.spans for code in span.codes}
    return bool(used) and used <= set(book.by_id)


def _turns_with(reading: Reading, book: Codebook, system: str) -> set[str]:
    return {span.turn for span in reading.spans if system in {book.top_of(code) for code in span.codes}}


def _state(way: Way, lowest: float, highest: float, words: Mapping[str, Any]) -> State:
    said = words["ways"][way.way]
    given = {
        "value": way.decimal,
        "percent": way.printed,
        "both": way.both,
        "one": way.one,
        "neither": way.neither,
        "either": way.both + way.one,
        "turns": way.both + way.one + way.neither,
        "code": way.code,
        "lower": way.code.lower(),
    }
    label = said["label"].format(**given)
    made = {"shared-turns": "made_from_either", "shared-words": "made_from_words"}.get(way.way, "made_from")
    return State(
        value=way.id,
        label=words["label"].format(label=label),
        numbers={
            words["numbers"]["value"]: way.printed,
            words["numbers"]["unit"]: words[made].format(**given),
        },
        sentence=words["sentence"].format(
            label=label, print=said["print"].format(**given), hides=said["hides"].format(**given)
        ),
        # In hundredths: the widget writes one decimal, and 0.03 must not look like 0.
        marks=(
            Mark("this", words["marks"]["this"], round(100 * way.value)),
            Mark("low", words["marks"]["low"], round(100 * lowest)),
            Mark("high", words["marks"]["high"], round(100 * highest)),
        ),
    )


def agreement_in_words(doc: str = "T01", course: Course | None = None) -> dict[str, str]:
    """Give what chapter 11 says of the figures, by way, with the lowest and the highest as decimals."""
    ways = agreement_ways(doc, course=course)
    ordered = sorted(ways, key=lambda way: way.value)
    return {way.id: way.printed for way in ways} | {
        "lowest": ordered[0].decimal,
        "highest": ordered[-1].decimal,
        "ways": str(len(ways)),
    }


@dataclass(frozen=True)
class ReportsTable:
    """What each report lets a reader find; Jupyter and the site show it as a table, without any total."""

    words: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"ReportsTable({sum(len(group['rows']) for group in self.words['groups'])} questions)"

    def _repr_html_(self) -> str:
        words = self.words
        heads = [words["shown"]["question"], *(words["studies"][study] for study in STUDIES)]
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
        body = "".join(
            f'<tbody><tr><th colspan="{len(heads)}" scope="rowgroup">{escape(group["name"])}</th></tr>'
            + "".join(self._row(row) for row in group["rows"])
            + "</tbody>"
            for group in words["groups"]
        )
        return (
            f'<div class="cw-figure"><table class="cw-table" style="{FITS}">'
            f"<caption>{escape(words['shown']['caption'])}"
            f"</caption><thead><tr>{head}</tr></thead>{body}</table>"
            f'<p><span class="cw-source">{escape(words["shown"]["source"])}</span></p></div>'
        )

    def _row(self, row: Mapping[str, Any]) -> str:
        cells = "".join(
            f"<td><b>{escape(self.words['answers'][row[study]['answer']])}.</b> "
            f"{escape(row[study]['where'])}</td>"
            for study in STUDIES
        )
        return f'<tr><th scope="row">{escape(row["question"])}</th>{cells}</tr>'


def what_reports_show(course: Course | None = None) -> ReportsTable:
    """Set beside each other what the reports of the two studies let a careful reader find, and where."""
    return ReportsTable(figure_words(course or find_course(), REPORTS))


def extracts_chart(course: Course | None = None) -> Figure:
    """Draw how many extracts each of the two reports prints from each participant."""
    import altair as alt

    words = figure_words(course or find_course(), REPORTS)["extracts"]
    panels, rows, said = [], [], []
    for study in words["studies"]:
        points = [{"person": name, "count": count} for name, count in study["people"].items()]
        base = alt.Chart(alt.Data(values=points)).encode(
            y=alt.Y("person:N", title=None, sort=None),
            x=alt.X(
                "count:Q",
                title=words["axis"],
                scale=alt.Scale(domain=[0, 7]),
                axis=alt.Axis(tickMinStep=1, tickCount=7),
            ),
        )
        bars = base.mark_bar(color=ACCENT, height=14)
        labels = base.mark_text(align="left", dx=5, color=INK, fontSize=13).encode(text="count:Q")
        panels.append(
            alt.layer(bars, labels).properties(width=300, height=22 * len(points), title=study["title"])
        )
        rows += [
            {words["study"]: study["title"], words["person"]: p["person"], words["count"]: p["count"]}
            for p in points
        ]
        counts = study["people"].values()
        silent = [name for name, count in study["people"].items() if count == 0]
        said.append(
            words["said"].format(
                title=study["title"],
                total=sum(counts),
                fewest=min(counts),
                most=max(counts),
                silent=" and ".join(silent) or words["nobody"],
            )
        )
    return figure(
        alt.vconcat(*panels, spacing=20),
        name="extracts-by-person",
        alt=words["alt"].format(said=" ".join(said)),
        caption=words["caption"],
        table=rows,
        source=words["source"],
    )


def extracts_printed(course: Course | None = None) -> dict[str, dict[str, int]]:
    """Give for each study how many extracts it prints, and the fewest and the most from one person."""
    words = figure_words(course or find_course(), REPORTS)["extracts"]
    return {
        study["study"]: {
            "total": sum(study["people"].values()),
            "fewest": min(study["people"].values()),
            "most": max(study["people"].values()),
        }
        for study in words["studies"]
    }
