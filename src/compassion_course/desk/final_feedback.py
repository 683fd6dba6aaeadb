"""Feedback after persons have marked: one page for each trainee and exercise, without a script.

It holds the mark that counts, the words to the trainee, and what the rubric's level says. The key of an
assessed exercise stays in the house; in a formative one rubric, exemplars and commentary stand beside the
trainee's own text, to read oneself against.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from ..exercises.items import OpenKey, RubricLevel
from ..exercises.marks import ItemMark
from ..exercises.scheme import CLOSED, Scheme
from .beside import beside_html
from .csv_files import number
from .feedback import FeedbackPage
from .feedback_folder import FeedbackFolder
from .gradebook import Withheld
from .gradebook_rows import MarkRow
from .key_in_use import TRY_AGAIN, in_use, said_of
from .page_style import PAGE_END, page_start
from .plain_text import in_html
from .programme import Programme
from .results import Result

_DRAFT = (
    '<p><span class="state">DRAFT</span> These marks are not released yet and may change. '
    "This page is for markers.</p>\n"
)
_NEXT = {
    "full": "Nothing more to do here. Would the same words also carry somebody who reads it otherwise?",
    "comment": "Take one thing from the words to you, change your answer for it, and see what that does.",
    "level": "Change one sentence of yours so that what the next level asks for can be pointed at in it: ",
    "no comment": "Read your answer aloud to somebody and ask where they would want to see the words.",
}


class FinalPage:
    """Makes the final pages of one exercise.

    Parameters
    ----------
    scheme
        What the exercise is marked with.
    withheld
        What a concern keeps out.
    still_open
        Where a concern is open, as submission and item; an empty item is the whole sheet.
    programme
        The programme's scale, if it has one.
    draft
        Whether the marks are not released yet.
    """

    def __init__(
        self,
        scheme: Scheme,
        withheld: Withheld,
        still_open: frozenset[tuple[int, str]],
        programme: Programme | None,
        *,
        draft: bool = False,
    ) -> None:
        self._scheme = scheme
        self._withheld = withheld
        self._still_open = still_open
        self._programme = programme
        self._draft = draft
        self._parts = FeedbackPage(scheme)
        self._beside = {
            id: "" if in_use(scheme) else beside_html(entry) for id, entry in scheme.key.items.items()
        }

    def page(self, result: Result) -> str:
        """Write one page."""
        title = in_html(self._scheme.exercise.title)
        trainee, sheet = in_html(result.submission.trainee), result.sheet
        pieces = [
            page_start(f"{'DRAFT: ' if self._draft else ''}Feedback: {title}"),
            _DRAFT if self._draft else "",
            f"<h1>{title}</h1>\n",
            f'<p class="soft">{trainee} \u00b7 pass {sheet.pass_} \u00b7 saved {in_html(sheet.saved)}</p>\n',
            self._total_html(result),
        ]
        pieces += [self._item_html(result, item.id) for item in self._scheme.exercise.items]
        pieces.append(PAGE_END)
        return "".join(pieces)

    def _total_html(self, result: Result) -> str:
        total, of = result.total, self._scheme.of_all
        if total is None:
            left = [self._state_words(result, item) for item, marks in result.marks.items() if marks is None]
            counted = ", ".join(f"{left.count(words)} {words}" for words in dict.fromkeys(left))
            return (
                f"<p><strong>{number(result.so_far)} of {number(of)} marks so far.</strong> "
                f"Parts without a mark: {counted}. No mark was taken away for them.</p>\n"
            )
        scale = None if self._programme is None else self._programme.scale
        on_scale = (
            f" On the scale of your programme this is {number(self._programme.on_scale(total, of))} "
            f"of {number(scale)}."
            if scale is not None and self._programme is not None
            else ""
        )
        return f"<p><strong>{number(total)} of {number(of)} marks.</strong>{on_scale}</p>\n"

    @staticmethod
    def _state_words(result: Result, item: str) -> str:
        mark = result.counts(item)
        state = "unmarked" if mark is None else mark.state
        return {
            "send back": "to be completed",
            "to be marked": "still to be marked",
            "to come": "that come with the second hand-in",
        }.get(state, "that could not be read")

    def _item_html(self, result: Result, item: str) -> str:
        id = result.submission.id
        by_key, mark = result.by_key[item], result.counts(item)
        open_here = not self._still_open.isdisjoint({(id, item), (id, "")})
        kept_out = (id, item) in self._withheld
        comment = "" if open_here else result.comment(item)
        closed = isinstance(self._scheme.exercise.by_id[item], CLOSED)
        pieces = [self._parts.heading(item), self._mark_html(mark, by_key)]
        if comment:
            pieces.append(f'<h3>To you</h3>\n<p class="own">{in_html(comment)}</p>\n')
        elif open_here:
            pieces.append("<p>Your tutor has the words to you on this part.</p>\n")
        level = None if closed or mark is None else _level(self._scheme.key.items[item], mark)
        if level is not None:
            pieces.append(f"<h3>What this level says</h3>\n<p>{in_html(level.words.strip())}</p>\n")
        if kept_out:
            pieces.append("<p>Your words are in the file that you handed in, and are not printed here.</p>\n")
        else:
            pieces.append(self._parts.answer(by_key, result.sheet))
            pieces.append(self._parts.words(item))
        pieces.append(self._beside[item])
        next_html = self._next_html(mark, by_key, comment, closed, level)
        pieces.append(f"<h3>What to try next</h3>\n<p>{next_html}</p>\n</section>\n")
        return "".join(pieces)

    def _mark_html(self, mark: MarkRow | None, by_key: ItemMark) -> str:
        if mark is None or mark.marks is None:
            words = {
                "send back": "To be completed",
                "to be marked": "Still to be marked",
                "to come": "Comes with the second hand-in",
            }.get(by_key.state if mark is None else mark.state, "Not marked: it could not be read")
            why = f"<p>{in_html(by_key.why if mark is None else mark.why)}</p>\n" if by_key.why else ""
            return f'<p><span class="state">{words}</span></p>\n{why}'
        if not mark.of:
            return f"<p>{in_html(mark.why)}</p>\n" if mark.role == "key" else ""
        level = f" \u00b7 {in_html(mark.level)}" if mark.level else ""
        state = f'<p><span class="state">{number(mark.marks)} of {number(mark.of)}{level}</span></p>\n'
        if mark.role != "key":
            return state
        said = said_of(self._scheme, mark.item, mark.state, mark.marks, mark.of, mark.why)
        return f"{state}<p>{in_html(said)}</p>\n"

    def _next_html(
        self,
        mark: MarkRow | None,
        by_key: ItemMark,
        comment: str,
        closed: bool,
        level: RubricLevel | None,
    ) -> str:
        if mark is None or mark.marks is None:
            return self._parts.next_of(by_key)
        if not mark.of:
            return "Carry it on: what is built on this part was read with it."
        if mark.marks == mark.of:
            return _NEXT["full"]
        if closed:
            return TRY_AGAIN if in_use(self._scheme) else self._parts.next_of(by_key)
        if comment:
            return _NEXT["comment"]
        after = None if level is None or in_use(self._scheme) else self._after(mark.item, level)
        return _NEXT["no comment"] if after is None else f"{_NEXT['level']}{in_html(after.words.strip())}"

    def _after(self, item: str, level: RubricLevel) -> RubricLevel | None:
        entry = self._scheme.key.items[item]
        higher = [one for one in _rubric(entry) if one.marks[0] > level.marks[1]]
        return min(higher, key=lambda one: one.marks[0], default=None)


def write_final(
    out: Path,
    results: Iterable[Result],
    pages: Mapping[str, FinalPage],
) -> list[Path]:
    """Write every page into a folder for each trainee; give the files, in order.

    Parameters
    ----------
    out
        Where the folders go; it is made if it is missing.
    results
        Who gets a page.
    pages
        What makes the pages, by exercise.
    """
    results = list(results)
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = FeedbackFolder(out, (one.submission.trainee for one in results))
    for one in results:
        folder.put(
            one.submission.trainee, one.submission.exercise, pages[one.submission.exercise].page(one).encode()
        )
    return sorted(out.rglob("*.html"))


def _rubric(entry: object) -> tuple[RubricLevel, ...]:
    return entry.rubric if isinstance(entry, OpenKey) else ()


def _level(entry: object, mark: MarkRow) -> RubricLevel | None:
    """Find the level that was chosen, or the one that the marks fall into."""
    named = [one for one in _rubric(entry) if mark.level and one.level == mark.level]
    inside = [
        one for one in _rubric(entry) if mark.marks is not None and one.marks[0] <= mark.marks <= one.marks[1]
    ]
    return next(iter([*named, *inside]), None)
