"""Two readers of the same interviews: their notes, their kinds of note, and their group themes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from ..corpus import Course, CourseError, ReaderWork, Theme, find_course, load_transcript, load_work
from ..corpus.readings import NOTE_KINDS, Span
from .change import Change, Mark, State, change_from, change_words
from .figure import ACCENT, INK, Figure, figure

KEY = "shared-by-how-many"
READERS = ("close", "interpretative")
CASES = ("T01", "T02", "T03", "T04")
#: How many statements a case must bring before it is counted as carrying a group theme.
LEAST = (1, 3, 4)


@dataclass(frozen=True)
class SideBySide:
    """Notes of several readers on the same turns; Jupyter and the site show it folded, as a table."""

    words: Mapping[str, str]
    readers: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[Span, ...], ...]], ...]

    def __repr__(self) -> str:
        return f"SideBySide({', '.join(turn for turn, _ in self.rows)})"

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in self.readers)
        body = "".join(
            f'<tbody><tr><th colspan="{len(cells)}" scope="rowgroup">{escape(self.words["turn"])} '
            f"{escape(turn)}</th></tr><tr>"
            + "".join(f"<td>{self._cell(spans)}</td>" for spans in cells)
            + "</tr></tbody>"
            for turn, cells in self.rows
        )
        return (
            f'<details class="cw-figure"><summary>{escape(self.words["summary"])}</summary>'
            f'<table class="cw-table"><caption>{escape(self.words["caption"])}</caption>'
            f"<thead><tr>{head}</tr></thead>{body}</table></details>"
        )

    def _cell(self, spans: Sequence[Span]) -> str:
        if not spans:
            return escape(self.words["none"])
        return "".join(
            f"<p><q>{escape(span.quote)}</q></p>"
            + "".join(
                f"<p><b>{escape(self.words[kind])}:</b> {escape(span.notes[kind])}</p>"
                for kind in NOTE_KINDS
                if span.notes.get(kind)
            )
            for span in spans
        )


def notes_side_by_side(
    doc: str, turns: Sequence[str], readers: Sequence[str] = READERS, course: Course | None = None
) -> SideBySide:
    """Set the exploratory notes of reference readers on the same turns beside each other.

    Parameters
    ----------
    turns
        Turns of the transcript, such as ``"T01-046"``.

    Raises
    ------
    CourseError
        If a turn is not one of the transcript.
    """
    course = course or find_course()
    known = load_transcript(course, doc).by_id
    if missing := [turn for turn in turns if turn not in known]:
        raise CourseError(doc, f"It has no turn {missing[0]}.", "Name turns as the transcript does.")
    works = [load_work(course, reader) for reader in readers]
    return SideBySide(
        change_words(course, KEY)["notes"],
        tuple(work.reader.name for work in works),
        tuple(
            (turn, tuple(tuple(s for s in _noted(work, doc) if s.turn == turn) for work in works))
            for turn in turns
        ),
    )


def _noted(work: ReaderWork, doc: str) -> list[Span]:
    return [span for span in work.readings[doc].spans if any(span.notes.values())]


def note_kinds(work: ReaderWork, docs: Sequence[str] = CASES) -> Counter[str]:
    """Count a reader's exploratory notes by kind; a span across turns counts once."""
    first = {span.id: span for doc in docs for span in reversed(_noted(work, doc))}
    return Counter(kind for span in first.values() for kind in NOTE_KINDS if span.notes.get(kind))


def note_kinds_chart(docs: Sequence[str] = CASES, course: Course | None = None) -> Figure:
    """Draw what share of each reader's notes is descriptive, linguistic or conceptual."""
    import altair as alt

    course = course or find_course()
    words = change_words(course, KEY)["kinds"]
    works = [load_work(course, reader) for reader in READERS]
    rows: list[dict[str, Any]] = []
    for work in works:
        counts = note_kinds(work, docs)
        total = counts.total()
        rows += [
            {
                "reader": f"{work.reader.name} ({total} {words['unit']})",
                "kind": words[kind],
                "share": round(100 * counts[kind] / total),
                "notes": counts[kind],
            }
            for kind in NOTE_KINDS
        ]
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("kind:N", title=None, sort=[words[kind] for kind in NOTE_KINDS]),
        x=alt.X("share:Q", title=words["axis"], scale=alt.Scale(domain=[0, 60]), axis=alt.Axis(tickCount=4)),
    )
    bars = base.mark_bar(color=ACCENT, height=18)
    labels = (
        base.mark_text(align="left", dx=6, color=INK, fontSize=13)
        .encode(text=alt.Text("label:N"))
        .transform_calculate(label="datum.share + '%'")
    )
    header = alt.Header(title=None, labelOrient="top", labelAnchor="start", labelFontSize=14, labelColor=INK)
    chart = (
        alt.layer(bars, labels)
        .properties(width=340, height=90)
        .facet(row=alt.Row("reader:N", header=header), spacing=10)
        .properties(padding={"left": 14, "right": 5, "top": 5, "bottom": 5})
    )
    said = "; ".join(f"{row['reader']}, {row['kind'].lower()} {row['share']}%" for row in rows)
    return figure(
        chart,
        name="note-kinds",
        alt=words["alt"].format(said=said),
        caption=words["caption"],
        table=[
            {words["reader"]: row["reader"], words["kind"]: row["kind"], words["notes"]: row["notes"]}
            for row in rows
        ],
        source=words["source"],
    )


def statements_by_case(work: ReaderWork, theme: Theme) -> Counter[str]:
    """Count the experiential statements that each case brings to a group theme, by way of its own themes."""
    known = {each.id: each for each in work.themes}
    found = {
        (known[member].doc, statement)
        for member in theme.members
        if member in known
        for statement in known[member].members
    }
    return Counter(doc for doc, _ in found if doc is not None)


def shared_by_how_many(
    pair: Sequence[str] = ("T01", "T03"),
    readers: Sequence[str] = READERS,
    course: Course | None = None,
) -> Change:
    """Count the cases that carry each group theme, by reader, by who was interviewed, and by what counts.

    Parameters
    ----------
    pair
        Two cases to set beside all four, as if only these had been interviewed.
    readers
        Reference readers; with each, all four cases and the pair, at three thresholds.

    Raises
    ------
    CourseError
        If a case is none of the four.
    """
    course = course or find_course()
    if unknown := sorted(set(pair) - set(CASES)):
        raise CourseError("pair", f"{unknown[0]} is not among the cases.", f"Use two of {', '.join(CASES)}.")
    words = change_words(course, KEY)
    works = [load_work(course, reader) for reader in readers]
    return change_from(
        words,
        (
            _state(work, cases, name, least, words)
            for work in works
            for name, cases in (("all", CASES), ("pair", tuple(pair)))
            for least in LEAST
        ),
    )


def _state(
    work: ReaderWork, cases: tuple[str, ...], name: str, least: int, words: Mapping[str, Any]
) -> State:
    themes = [theme for theme in work.themes if theme.kind == "GET"]
    carried = {}
    for theme in themes:
        counts = statements_by_case(work, theme)
        carried[theme.id] = sum(counts[case] >= least for case in cases)
    whole = sum(number == len(cases) for number in carried.values())
    shown = {
        "reader": work.reader.name,
        "cases": words["cases"][name].format(cases=words["and"].join(cases)),
        "rule": words["rules"][str(least)],
    }
    each = [
        words["each"].format(theme=theme.name, number=carried[theme.id], cases=len(cases)) for theme in themes
    ]
    return State(
        value=f"{work.reader.id}-{name}-{least}",
        label=words["label"].format(**shown),
        numbers={
            words["numbers"]["whole"]: words["of"].format(number=whole, cases=len(themes)),
            words["numbers"]["fewest"]: words["of"].format(number=min(carried.values()), cases=len(cases)),
        },
        sentence=words["sentence"].format(whole=whole, themes=len(themes), each="; ".join(each), **shown),
        marks=tuple(
            # By place: two readers' themes take the same rows of the figure in turn.
            Mark(f"theme-{place}", theme.name, carried[theme.id])
            for place, theme in enumerate(themes, start=1)
        ),
    )


def carried_by_all(change: Change) -> dict[str, str]:
    """Give, for each state, how many of the group themes every case carries."""
    return {state.value: next(iter(state.numbers.values())) for state in change.states}
