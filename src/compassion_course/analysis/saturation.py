"""When does nothing new come? Codes that have appeared after each interview, by order and by reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, permutations
from typing import TYPE_CHECKING, Any

from ..corpus import Course, find_course, load_reading
from .change import Change, Mark, State, change_from, change_words
from .figure import ACCENT, LINE, Figure, figure

if TYPE_CHECKING:
    import altair as alt

KEY = "nothing-new"
READERS = ("close", "interpretative")


def codes_by_interview(course: Course, reader: str, docs: Sequence[str]) -> dict[str, frozenset[str]]:
    """Give the codes that one reader used in each interview.

    Raises
    ------
    CourseError
        If a reading is missing or cannot be read.
    """
    return {
        doc: frozenset(code for span in load_reading(course, reader, doc).spans for code in span.codes)
        for doc in docs
    }


def seen_after(codes: Mapping[str, frozenset[str]], order: Sequence[str]) -> tuple[int, ...]:
    """Count the different codes that have appeared after each interview of an order."""
    seen: set[str] = set()
    counts = []
    for doc in order:
        seen |= codes[doc]
        counts.append(len(seen))
    return tuple(counts)


def first_without_news(counts: Sequence[int]) -> int | None:
    """Give the place, from 1, of the first interview after which no new code had come."""
    for place in range(1, len(counts)):
        if counts[place] == counts[place - 1]:
            return place + 1
    return None


def stops_in_every_order(
    reader: str, *, course: Course | None = None, leave_out: Sequence[str] = ()
) -> dict[str, int]:
    """Put the interviews in every possible order and see where each would have stopped.

    Returns
    -------
    dict
        ``orders``: how many there are; ``earliest`` and ``latest``: the place of the first interview
        without a new code (orders that have none do not count here); ``most_missed``: how many
        codes an order misses at worst when it stops there; ``missing``: orders that miss any.
    """
    course = course or find_course()
    docs = [doc for doc in _everybody(course) if doc not in leave_out]
    codes = codes_by_interview(course, reader, docs)
    total = len(frozenset().union(*codes.values()))
    places, missed = [], []
    for order in permutations(docs):
        counts = seen_after(codes, order)
        if (place := first_without_news(counts)) is not None:
            places.append(place)
            missed.append(total - counts[place - 1])
        else:
            missed.append(0)
    return {
        "orders": len(missed),
        "earliest": min(places),
        "latest": max(places),
        "most_missed": max(missed),
        "missing": sum(lost > 0 for lost in missed),
    }


def stops_in_words(readers: Sequence[str] = READERS, *, course: Course | None = None) -> dict[str, str]:
    """Give what chapter 08 says in its text of every order, by the names that it is glued under."""
    course = course or find_course()
    words = change_words(course, KEY)
    shown: dict[str, str] = {}
    for reader in readers:
        every = stops_in_every_order(reader, course=course)
        came = first_without_news(
            seen_after(codes_by_interview(course, reader, _everybody(course)), _everybody(course))
        )
        shown |= {
            "orders_all": f"{every['orders']:,}",
            f"{reader}_stop": words["ordinals"][came - 1] if came else words["no_stop"],
            f"{reader}_range": f"{every['earliest']} and {every['latest']}",
            f"{reader}_missing": f"{100 * every['missing'] / every['orders']:.0f}%",
            f"{reader}_most": str(every["most_missed"]),
        }
    return shown


def nothing_new_by_order(
    readers: Sequence[str] = READERS, leave_out: Sequence[str] = (), course: Course | None = None
) -> Change:
    """Compute when the codes stop growing, for several orders of the same interviews and each reader.

    Parameters
    ----------
    readers
        Reference readers; each gives a state for every order.
    leave_out
        Interviews that recruitment never reached.

    Raises
    ------
    CourseError
        If a reading or the words are missing.
    """
    course = course or find_course()
    words = change_words(course, KEY)
    states = []
    for reader in readers:
        codes = codes_by_interview(course, reader, _everybody(course))
        name = load_reading(course, reader, next(iter(codes))).reader.name
        reached = frozenset().union(*(found for doc, found in codes.items() if doc not in leave_out))
        for order in words["orders"]:
            docs = [doc for doc in order["docs"] if doc not in leave_out]
            states.append(_state(reader, name, order, seen_after(codes, docs), len(reached), words))
    return change_from(words, states)


def saturation_chart(
    readers: Sequence[str] = READERS, *, course: Course | None = None, name: str = "nothing-new"
) -> Figure:
    """Draw how many codes have been seen after each interview: every possible order, and the one that was.

    Parameters
    ----------
    name
        Unique in the page.
    """
    import altair as alt

    course = course or find_course()
    words = change_words(course, KEY)["chart"]
    docs = _everybody(course)
    panels, rows, ranges = [], [], []
    for reader in readers:
        codes = codes_by_interview(course, reader, docs)
        reader_name = load_reading(course, reader, docs[0]).reader.name
        points = [
            {"n": n, "low": low, "high": high, "came": came}
            for n, (low, high, came) in enumerate(_band(codes, docs), 1)
        ]
        panels.append(_panel(points, words["panel"].format(reader=reader_name), words))
        rows += [dict(zip(words["columns"], (reader_name, *point.values()), strict=True)) for point in points]
        ranges += [words["range"].format(reader=reader_name, **point) for point in (points[0], points[2])]
    return figure(
        alt.vconcat(*panels, spacing=18),
        name=name,
        alt=words["alt"].format(ranges=" ".join(ranges)),
        caption=words["caption"],
        table=rows,
        source=words["source"],
    )


def _band(codes: Mapping[str, frozenset[str]], docs: Sequence[str]) -> list[tuple[int, int, int]]:
    """Give the fewest and the most codes that any choice of n interviews holds, and those of the first n."""
    came = seen_after(codes, docs)
    band = []
    for size in range(1, len(docs) + 1):
        held = [len(frozenset().union(*(codes[doc] for doc in some))) for some in combinations(docs, size)]
        band.append((min(held), max(held), came[size - 1]))
    return band


def _panel(points: list[dict[str, int]], title: str, words: Mapping[str, Any]) -> alt.LayerChart:
    import altair as alt

    base = alt.Chart(alt.Data(values=points)).encode(
        x=alt.X(
            "n:Q", title=words["interviews"], axis=alt.Axis(tickMinStep=1), scale=alt.Scale(domain=[1, 8])
        )
    )
    codes = alt.Y("low:Q", title=words["codes"], scale=alt.Scale(domain=[10, 50]))
    band = base.mark_area(color=LINE, opacity=0.8).encode(y=codes, y2="high:Q")
    line = base.mark_line(color=ACCENT, strokeWidth=2.5, point=alt.OverlayMarkDef(color=ACCENT, size=45))
    return alt.layer(band, line.encode(y=alt.Y("came:Q"))).properties(width=440, height=170, title=title)


def _everybody(course: Course) -> tuple[str, ...]:
    return tuple(change_words(course, KEY)["orders"][0]["docs"])


def _state(
    reader: str,
    name: str,
    order: Mapping[str, Any],
    counts: Sequence[int],
    total: int,
    words: Mapping[str, Any],
) -> State:
    ordinals = words["ordinals"]
    place = first_without_news(counts)
    shown: dict[str, Any] = {"reader": name, "order": order["label"], "total": total, "all": counts[-1]}
    if place is None:
        sentence = words["never"].format(**shown)
        stop, seen = words["no_stop"], counts[-1]
    else:
        seen = counts[place - 1]
        stop = ordinals[place - 1]
        shown |= {"place": stop, "seen": seen, "missed": total - seen}
        sentence = words["sentence" if seen < total else "sentence_all"].format(**shown)
    return State(
        value=f"{reader}-{order['id']}",
        label=words["label"].format(**shown),
        numbers={
            words["numbers"]["stop"]: stop,
            words["numbers"]["seen"]: f"{seen} of {total}",
        },
        sentence=sentence,
        marks=tuple(
            Mark(f"n{place}", words["mark"].format(n=place), count) for place, count in enumerate(counts, 1)
        ),
    )
