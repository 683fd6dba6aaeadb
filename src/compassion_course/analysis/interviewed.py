"""What carries people here? The answer by who was asked and by whose reading one counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ..corpus import Course, CourseError, Reading, find_course, load_reading
from .change import Change, Mark, State, change_from, change_words
from .figure import ACCENT, INK, MUTED, Figure, figure

KEY = "who-was-interviewed"
READERS = ("close", "interpretative")
ROW = 34  # pixels for each interview
WIDTH = 380  # pixels
SHAPES = ("circle", "square", "triangle-up")


def part_counts(reading: Reading, parts: Sequence[Mapping[str, Any]]) -> Counter[str]:
    """Count the coded places of a reading that belong to each part.

    Parameters
    ----------
    parts
        Each with ``id`` and ``codes``, the codes by reader. A span that goes on over several turns is one
        place; a place with codes of two parts counts for both.
    """
    codes: dict[str, set[str]] = {}
    for span in reading.spans:
        codes.setdefault(span.id, set()).update(span.codes)
    return Counter(
        part["id"]
        for found in codes.values()
        for part in parts
        if found.intersection(part["codes"][reading.reader.id])
    )


def who_was_interviewed(leave_out: Collection[str] = (), course: Course | None = None) -> Change:
    """Compute how often each part comes up, for several choices of whom to ask and for two readers.

    Parameters
    ----------
    leave_out
        Interviews that nobody asked for, such as ``["P05"]``; they are taken out of every choice.

    Raises
    ------
    CourseError
        If a reading is missing, or if ``leave_out`` leaves nobody in one of the choices.
    """
    course = course or find_course()
    words = change_words(course, KEY)
    counts = _counts(course, words)
    return change_from(
        words,
        (
            _state(reader, who, [doc for doc in who["docs"] if doc not in leave_out], counts, words, course)
            for reader in READERS
            for who in words["who"]
        ),
    )


def _counts(course: Course, words: Mapping[str, Any]) -> dict[tuple[str, str], Counter[str]]:
    docs = sorted({doc for who in words["who"] for doc in who["docs"]})
    return {
        (reader, doc): part_counts(load_reading(course, reader, doc), words["parts"])
        for reader in READERS
        for doc in docs
    }


def _state(
    reader: str,
    who: Mapping[str, Any],
    docs: Sequence[str],
    counts: Mapping[tuple[str, str], Counter[str]],
    words: Mapping[str, Any],
    course: Course,
) -> State:
    asked = [counts[reader, doc] for doc in docs if counts[reader, doc].total()]
    if not asked:
        raise CourseError(
            course.data / "changes" / f"{KEY}.json",
            f"Nobody is left to ask in the choice {who['id']!r}.",
            "Leave fewer interviews out.",
        )
    parts = words["parts"]
    shares = {
        part["id"]: sum(100 * one[part["id"]] / one.total() for one in asked) / len(asked) for part in parts
    }
    top = max(shares.values())
    leaders = [part["lead"] for part in parts if top - shares[part["id"]] < 1e-9]
    lead = (
        words["one_leads"].format(part=leaders[0])
        if len(leaders) == 1
        else words["a_tie"].format(parts=" and ".join(leaders))
    )
    shown = {"reader": _name(course, reader), "who": who["name"]}
    return State(
        value=f"{reader}-{who['id']}",
        label=words["label"].format(short=words["short"][reader], **shown),
        numbers={part["name"]: f"{shares[part['id']]:.0f}%" for part in parts}
        | {words["places"]: str(sum(one.total() for one in asked))},
        sentence=words["sentence"].format(
            lead=lead,
            n=len(docs),
            shares=", ".join(f"{part['name'].lower()} {shares[part['id']]:.0f}%" for part in parts),
            **shown,
        ),
        marks=tuple(Mark(part["id"], part["name"], round(shares[part["id"]])) for part in parts),
    )


def _name(course: Course, reader: str) -> str:
    return load_reading(course, reader, "P01").reader.name


def interviews_chart(course: Course | None = None, *, name: str = "interviews") -> Figure:
    """Draw the coded places of each part, interview by interview, a panel for each reader."""
    import altair as alt

    course = course or find_course()
    words = change_words(course, KEY)
    chart_words = words["chart"]
    counts = _counts(course, words)
    parts = {part["id"]: part["name"] for part in words["parts"]}
    names = {reader: _name(course, reader) for reader in READERS}
    rows = [
        {
            chart_words["interview"]: doc,
            chart_words["reader"]: names[reader],
            "part": parts[part],
            chart_words["axis"]: counts[reader, doc][part],
        }
        for (reader, doc) in counts
        for part in parts
    ]
    most = max(count[part] for count in counts.values() for part in parts)
    panels = [
        _panel(alt, [row for row in rows if row[chart_words["reader"]] == names[reader]], chart_words, parts)
        .encode(x=_axis(alt, chart_words["axis"], most, last=reader == READERS[-1]))
        .properties(title=names[reader], width=WIDTH, height=ROW * len({doc for _, doc in counts}))
        for reader in READERS
    ]
    leads = [_leads(reader, counts, words, names[reader]) for reader in READERS]
    return figure(
        alt.vconcat(*panels).resolve_scale(x="shared"),
        name=name,
        alt=chart_words["alt"].format(close_lead=leads[0], inter_lead=leads[1]),
        caption=chart_words["caption"],
        table=[
            {chart_words["interview"]: doc, chart_words["reader"]: names[reader]}
            | {parts[part]: counts[reader, doc][part] for part in parts}
            for (reader, doc) in counts
        ],
        source=chart_words["source"],
    )


def _panel(alt: Any, rows: list[dict[str, Any]], words: Mapping[str, Any], parts: Mapping[str, str]) -> Any:
    order = list(parts.values())
    scale = alt.Scale(domain=order, range=list(SHAPES))
    legend = alt.Legend(title=None, orient="top", labelFontSize=13, labelColor=INK)
    colours = alt.Scale(domain=order, range=[ACCENT, INK, MUTED])
    return (
        alt.Chart(alt.Data(values=rows))
        .mark_point(size=70, filled=True, opacity=1)
        .encode(
            y=alt.Y(f"{words['interview']}:N", title=None, axis=alt.Axis(grid=True)),
            yOffset=alt.YOffset("part:N", sort=order),
            shape=alt.Shape("part:N", scale=scale, legend=legend),
            color=alt.Color("part:N", scale=colours, legend=legend),
        )
    )


def _axis(alt: Any, title: str, most: int, *, last: bool) -> Any:
    """Leave half a step before nothing and after the most, so that no mark is cut."""
    return alt.X(
        f"{title}:Q",
        title=title if last else None,
        axis=alt.Axis(values=list(range(most + 1))),
        scale=alt.Scale(domain=[-0.5, most + 0.5], nice=False),
    )


def _leads(
    reader: str, counts: Mapping[tuple[str, str], Counter[str]], words: Mapping[str, Any], name: str
) -> str:
    """Say in which interviews each part has most places; a tie is named under both."""
    chart = words["chart"]
    found = []
    for part in words["parts"]:
        docs = [
            doc
            for (who, doc), count in counts.items()
            if who == reader and count.total() and count[part["id"]] == max(count.values())
        ]
        if docs:
            found.append(chart["lead_item"].format(part=part["name"].lower(), docs=", ".join(docs)))
    said: str = chart["leads"].format(reader=name, parts="; ".join(found))
    return said
