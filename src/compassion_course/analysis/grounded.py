"""Pictures of a grounded-theory reading: its model, its new codes, and two readers' codes side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from ..corpus import (
    SLOT_LABELS,
    Course,
    ReaderWork,
    Span,
    find_course,
    load_transcript,
    load_work,
)
from .figure import ACCENT, INK, LINE, MUTED, Figure, figure, figure_words
from .next_interview import READERS, new_codes

if TYPE_CHECKING:
    import altair as alt

KEY = "grounded-theory-figures"
PWPS = tuple(f"P{number:02d}" for number in range(1, 9))
WIDTH = 440  # pixels
#: The slots above the core category, and those below it.
ABOVE, BELOW = ("causal", "contextual", "intervening"), ("actions", "consequences")
#: Heights of the diagram's rows in pixels.
HEADING, BOX, GAP = 26, 42, 6


def model_diagram(reader: str, course: Course | None = None) -> Figure:
    """Draw what a reading relates to its core category, slot by slot, with the extracts behind each link.

    Parameters
    ----------
    reader
        A reference reader, such as ``close``.

    Raises
    ------
    CourseError
        If there is no such reader.
    """
    course = course or find_course()
    words = figure_words(course, KEY)["model"]
    work = load_work(course, reader)
    core = next(theme for theme in work.themes if theme.kind == "core")
    rows = core_relations(reader, course)
    return figure(
        _drawn(rows, core.name, words),
        name=f"model-{reader}",
        alt=words["alt"].format(reader=_told(work), parts=_in_words(rows, words)),
        caption=words["caption"].format(reader=work.reader.name, core=core.name.rstrip(".")),
        table=[
            {
                "Slot": SLOT_LABELS[row["slot"]],
                "What stands in it": row["name"],
                "Extracts": row["turns"],
                "Why": row["why"],
            }
            for row in rows
        ],
        source=words["source"].format(id=reader),
    )


def core_relations(reader: str, course: Course | None = None) -> list[dict[str, Any]]:
    """List what a reading relates to its core category, in the order of the slots."""
    work = load_work(course or find_course(), reader)
    themes = {theme.id: theme for theme in work.themes}
    spans = {span.id: span for span in work.spans}
    order = list(SLOT_LABELS)
    rows = [
        {
            "slot": one.slot,
            "name": themes[one.from_].name if one.from_ in themes else work.codebook.by_id[one.from_].name,
            "docs": sorted({spans[id].doc for id in one.evidence}),
            "count": len(one.evidence),
            "turns": ", ".join(spans[id].turn for id in one.evidence),
            "why": one.why,
        }
        for one in work.relations
        if one.to in themes and themes[one.to].kind == "core"
    ]
    return sorted(rows, key=lambda row: order.index(row["slot"]))


def new_codes_chart(docs: Sequence[str] = PWPS, course: Course | None = None) -> Figure:
    """Draw how many codes each reading meets for the first time in each interview, in order.

    Interviews that gave a reader a negative-case memo say so: few new codes do not mean that nothing moves.
    """
    course = course or find_course()
    words = figure_words(course, KEY)["codes"]
    table = new_codes_table(docs, course)
    names = {reader: load_work(course, reader).reader.name for reader in READERS}
    told = {name: name[0].lower() + name[1:] for name in names.values()}
    return figure(
        _counted(table, words),
        name="new-codes",
        alt=words["alt"].format(
            parts=" ".join(
                f"{_row_label(row, words)}: {row['close']} and {row['interpretative']}." for row in table
            )
        ),
        caption=words["caption"].format(**{reader: told[names[reader]] for reader in READERS}),
        table=[
            {
                "Interview": row["doc"],
                **{f"New codes, {told[names[reader]]}": row[reader] for reader in READERS},
                "Negative case for": _who(row["turned"], words) or "\u2013",
            }
            for row in table
        ],
        source=words["source"],
    )


def new_codes_table(docs: Sequence[str] = PWPS, course: Course | None = None) -> list[dict[str, Any]]:
    """Count, interview by interview, the codes met for the first time, and say whose theory it turned."""
    course = course or find_course()
    works = {reader: load_work(course, reader) for reader in READERS}
    turned = {reader: negative_cases(work) for reader, work in works.items()}
    return [
        {
            "doc": doc,
            **{reader: len(new_codes(work, docs[:place], doc)) for reader, work in works.items()},
            "turned": [reader for reader in READERS if doc in turned[reader]],
        }
        for place, doc in enumerate(docs)
    ]


def negative_cases(work: ReaderWork) -> set[str]:
    """Name the interviews for which a reader wrote a memo on a negative case."""
    doc_of = {span.id: span.doc for span in work.spans}
    return {doc_of[memo.compares[0]] for memo in work.memos if memo.kind == "negative-case"} & set(PWPS)


@dataclass(frozen=True)
class Beside:
    """Two readers' codes on one passage, folded; Jupyter and the site show them as a table."""

    summary: str
    caption: str
    columns: tuple[str, str, str]
    rows: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{escape(column)}</th>' for column in self.columns)
        body = "".join(
            f'<tr><th scope="row">{escape(turn)}</th>'
            + "".join(f"<td>{''.join(f'<p>{escape(one)}</p>' for one in cell)}</td>" for cell in cells)
            + "</tr>"
            for turn, *cells in self.rows
        )
        return (
            f"<details><summary>{escape(self.summary)}</summary>"
            f'<table class="cw-table"><caption>{escape(self.caption)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></details>"
        )


def codes_side_by_side(doc: str, first: str, last: str, course: Course | None = None) -> Beside:
    """Set two readers' codes on a passage beside each other, with the words and the reason for each.

    Parameters
    ----------
    doc
        A transcript that both read.
    first, last
        Turn ids; turns in which neither stopped are left out.
    """
    course = course or find_course()
    words = figure_words(course, KEY)["beside"]
    works = [load_work(course, reader) for reader in READERS]
    turns = [turn.turn for turn in load_transcript(course, doc).turns]
    rows = []
    for turn in turns[turns.index(first) : turns.index(last) + 1]:
        one, other = (
            tuple(_told_span(span, work) for span in work.readings[doc].spans if span.turn == turn)
            for work in works
        )
        if one or other:
            rows.append((turn, one or (words["nothing"],), other or (words["nothing"],)))
    close, interpretative = (work.reader.name for work in works)
    turn_column, *others = words["columns"]
    return Beside(
        words["summary"],
        words["caption"].format(doc=doc, first=first, last=last),
        (turn_column, others[0].format(close=close), others[1].format(interpretative=interpretative)),
        tuple(rows),
    )


def _told_span(span: Span, work: ReaderWork) -> str:
    names = "; ".join(work.codebook.by_id[code].name for code in span.codes)
    end = "" if span.quote[-1] in ".?!" else "."
    return f"{names}: \u201c{span.quote}\u201d{end} {span.why}"


def _told(work: ReaderWork) -> str:
    name = work.reader.name.removeprefix("A ").removeprefix("An ")
    return name[0].lower() + name[1:]


def _in_words(rows: list[dict[str, Any]], words: dict[str, Any]) -> str:
    parts = []
    for slot, label in SLOT_LABELS.items():
        names = [row["name"] for row in rows if row["slot"] == slot]
        parts.append(f"{label.capitalize()}: {'; '.join(names) or words['empty']}.")
    return " ".join(parts)


def _drawn(rows: list[dict[str, Any]], core: str, words: dict[str, Any]) -> alt.LayerChart:
    """Lay the slots out from top to bottom: conditions, core category, actions, consequences."""
    import altair as alt

    texts: list[dict[str, Any]] = []
    boxes: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    heads: list[dict[str, Any]] = []
    spine, left, y = 12, 34, 0

    def slot(name: str, down: bool) -> None:
        nonlocal y
        texts.append({"x": left, "y": y + 15, "text": SLOT_LABELS[name].capitalize(), "role": "slot"})
        y += HEADING
        found = [row for row in rows if row["slot"] == name]
        if not found:
            texts.append({"x": left + 8, "y": y + 10, "text": words["empty"], "role": "small"})
            y += 24
        for row in found:
            _box(row, y)
            middle = y + BOX / 2
            lines.append({"x": spine, "x2": left - (8 if down else 0), "y": middle, "y2": middle})
            if down:
                heads.append({"x": left - 6, "y": middle, "turn": 90})
            y += BOX + GAP

    def _box(row: dict[str, Any], top: float, strong: bool = False) -> None:
        boxes.append({"x": left, "x2": WIDTH, "y": top, "y2": top + BOX, "strong": strong})
        said = words["extracts"].format(count=row["count"], docs=", ".join(row["docs"]))
        texts.append(
            {"x": left + 8, "y": top + 15, "text": row["name"], "role": "strong" if strong else "name"}
        )
        texts.append({"x": left + 8, "y": top + 31, "text": said, "role": "small"})

    for name in ABOVE:
        slot(name, down=False)
    top = y + 8
    core_texts = [row for row in rows if row["slot"] == "phenomenon"]
    height = BOX if core_texts else 28
    boxes.append({"x": 0, "x2": WIDTH, "y": top, "y2": top + height, "strong": True})
    texts.append({"x": 10, "y": top + 15, "text": words["core"].format(core=core), "role": "strong"})
    if core_texts:
        named = "; ".join(row["name"] for row in core_texts)
        texts.append(
            {
                "x": 10,
                "y": top + 31,
                "text": f"{SLOT_LABELS['phenomenon'].capitalize()}: {named}",
                "role": "small",
            }
        )
    first = next((line["y"] for line in lines), top)
    lines.append({"x": spine, "x2": spine, "y": first, "y2": top - 8})
    heads.append({"x": spine, "y": top - 6, "turn": 180})
    above = len(lines)
    y = top + height + 8
    for name in BELOW:
        slot(name, down=True)
    below = [line["y"] for line in lines[above:]]
    if below:
        lines.append({"x": spine, "x2": spine, "y": top + height, "y2": max(below)})
    return _layers(alt, texts, boxes, lines, heads, y)


def _layers(
    alt: Any,
    texts: list[dict[str, Any]],
    boxes: list[dict[str, Any]],
    lines: list[dict[str, Any]],
    heads: list[dict[str, Any]],
    height: float,
) -> alt.LayerChart:
    def x(name: str) -> Any:
        return alt.X(f"{name}:Q", axis=None, scale=alt.Scale(domain=[0, WIDTH], range=[0, WIDTH]))

    def y(name: str) -> Any:
        return alt.Y(f"{name}:Q", axis=None, scale=alt.Scale(domain=[0, height], range=[0, height]))

    def of(rows: list[dict[str, Any]]) -> Any:
        return alt.Chart(alt.Data(values=rows), width=WIDTH, height=height)

    def written(role: str, **how: Any) -> Any:
        rows = [row for row in texts if row["role"] == role]
        return (
            of(rows).mark_text(align="left", baseline="middle", **how).encode(x("x"), y("y"), text="text:N")
        )

    def boxed(strong: bool) -> Any:
        rows = [row for row in boxes if row["strong"] == strong]
        how = {"stroke": ACCENT if strong else LINE, "strokeWidth": 2 if strong else 1}
        return (
            of(rows).mark_rect(fill=None, cornerRadius=4, **how).encode(x("x"), y("y"), x2="x2:Q", y2="y2:Q")
        )

    return alt.layer(
        boxed(False),
        boxed(True),
        of(lines).mark_rule(color=MUTED, strokeWidth=1.5).encode(x("x"), y("y"), x2="x2:Q", y2="y2:Q"),
        of(heads)
        .mark_point(shape="triangle", filled=True, color=MUTED, size=70, opacity=1)
        .encode(x("x"), y("y"), angle=alt.Angle("turn:Q", scale=None)),
        written("slot", color=ACCENT, fontSize=13, fontWeight=600),
        written("name", color=INK, fontSize=13),
        written("strong", color=INK, fontSize=13, fontWeight=600),
        written("small", color=MUTED, fontSize=12),
    )


def _row_label(row: dict[str, Any], words: dict[str, Any]) -> str:
    who = _who(row["turned"], words)
    return str(words["turned" if who else "row"].format(doc=row["doc"], who=who))


def _who(readers: list[str], words: dict[str, Any]) -> str:
    if len(readers) == len(READERS):
        return str(words["both"])
    return f"the {readers[0]} reader" if readers else ""


def _counted(table: list[dict[str, Any]], words: dict[str, Any]) -> alt.LayerChart:
    import altair as alt

    row = 40
    height = row * len(table)
    named = [
        {"y": place * row + 11, "text": _row_label(one, words), **one} for place, one in enumerate(table)
    ]
    most = max(max(one[reader] for reader in READERS) for one in table)
    scale = alt.Scale(domain=[0, most + 2], range=[0, WIDTH])
    down = alt.Scale(domain=[0, height], range=[0, height])
    base = alt.Chart(alt.Data(values=named), width=WIDTH, height=height)
    x_axis = alt.Axis(tickCount=6, title=None)
    point = base.transform_calculate(y2="datum.y + 17")
    at = alt.Y("y2:Q", axis=None, scale=down)
    return alt.layer(
        base.mark_text(align="left", baseline="middle", color=INK, fontSize=13).encode(
            x=alt.value(0), y=alt.Y("y:Q", axis=None, scale=down), text="text:N"
        ),
        point.mark_point(shape="square", size=110, color=INK, strokeWidth=1.5, opacity=1).encode(
            x=alt.X("interpretative:Q", scale=scale, axis=x_axis), y=at
        ),
        point.mark_point(size=60, filled=True, color=ACCENT, opacity=1).encode(
            x=alt.X("close:Q", scale=scale, axis=x_axis), y=at
        ),
    )
