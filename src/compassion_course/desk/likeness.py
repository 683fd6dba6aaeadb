"""Free texts that are nearly the same, found for the tutor to read and never judged.

Every run of eight words in a text is looked up. Runs that stand in the prompt, in what the item hands out or
in the transcripts say nothing, nor do runs that more than a handful of sheets have: both are passed over.
Two texts are listed where they share enough of what is left. The work grows with the number of words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from ..exercises.items import Item
from ..exercises.scheme import Scheme
from ..exercises.sheet import AnswerSheet
from ..exercises.values import Coding, Reply, Theme

RUN = 8
# Words that more sheets than this share have come from somewhere else: a lecture, a handout, a quotation.
HANDFUL = 5
_LEAST_RUNS = 8
_LEAST_SHARE = 0.5
_WORD = re.compile(r"\w+")


class FreeText(NamedTuple):
    """All that one trainee wrote for one item."""

    submission: int
    item: str
    text: str


class Alike(NamedTuple):
    """Two texts that are nearly the same; ``share`` is of the shorter one's runs of words."""

    one: FreeText
    other: FreeText
    share: float


def free_texts(submission: int, sheet: AnswerSheet) -> Iterator[FreeText]:
    """Give what was written freely in a sheet, item by item; quotations and names of codes are left out."""
    for item, value in sheet.answers.items():
        if text := "\n".join(filter(None, _texts(value))):
            yield FreeText(submission, item, text)


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Coding():
            for span in value.spans:
                yield span.why
                yield from span.notes.values() if isinstance(span.notes, dict) else ()
            yield from (memo.text for memo in value.memos)
            yield from (code.definition for code in value.own_codes)
        case dict():
            yield from (one.why for one in value.values() if isinstance(one, Reply))
        case tuple():
            yield from (one.statement for one in value if isinstance(one, Theme))


def _runs(text: str) -> list[int]:
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    # A number for each run, so that a large class needs little memory.
    return [hash(tuple(words[start : start + RUN])) for start in range(len(words) - RUN + 1)]


def given_runs(scheme: Scheme) -> frozenset[int]:
    """Give the runs of words that an exercise itself hands out."""
    texts = [scheme.exercise.brief]
    # As one text, for a quotation may go on into the next turn.
    texts += [" ".join(turn.text for turn in one.turns) for one in scheme.transcripts.values()]
    for item in scheme.exercise.items:
        texts += [item.prompt, *_handed_out(item)]
    for spans in scheme.readings.values():
        texts += [span.why for span in spans]
    return frozenset(run for text in texts for run in _runs(text))


def _handed_out(item: Item) -> Iterator[str]:
    for given in item.given:
        yield from (given.quote, given.note)
    for kind in ("options", "rows", "entries"):
        yield from (one.text for one in getattr(item, kind, ()))
    yield getattr(item, "memo_prompt", "")


def alike(texts: Iterable[FreeText], given: frozenset[int]) -> list[Alike]:
    """List pairs of texts by different people that are nearly the same, the most alike first.

    Parameters
    ----------
    texts
        Texts of one exercise.
    given
        Runs of words that say nothing.
    """
    known = list(texts)
    runs = [set(_runs(one.text)) - given for one in known]
    owners: dict[int, list[int]] = {}
    for place, own in enumerate(runs):
        for run in own:
            owners.setdefault(run, []).append(place)
    shared: Counter[tuple[int, int]] = Counter()
    common: set[int] = set()
    for run, places in owners.items():
        if len({known[place].submission for place in places}) > HANDFUL:
            common.add(run)
        elif len(places) > 1:
            shared.update(
                pair
                for pair in combinations(places, 2)
                if known[pair[0]].submission != known[pair[1]].submission
            )
    found = []
    for (one, other), count in shared.items():
        least = min(len(runs[one] - common), len(runs[other] - common))
        if count >= _LEAST_RUNS and count / least >= _LEAST_SHARE:
            found.append(Alike(known[one], known[other], count / least))
    return sorted(found, key=lambda pair: (-pair.share, pair.one, pair.other))
