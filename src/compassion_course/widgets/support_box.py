"""Whom to talk to: the box that stands on every page that touches on burnout."""

from __future__ import annotations

from datetime import date

import msgspec

from ..corpus import Course, CourseError, find_course
from . import fallback

TITLE = "If you need to talk to someone"


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One place to turn to: who it is, how to reach it, and when."""

    who: str
    how: str
    when: str


class Support(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``data/support.json``: the lines, when they were last checked, and what to do where they conflict."""

    checked_on: date
    intro: str
    lines: tuple[Line, ...]
    conflict: str = ""


def load_support(course: Course) -> Support:
    """Load the support lines.

    Raises
    ------
    CourseError
        If ``data/support.json`` is missing or cannot be used.
    """
    path = course.data / "support.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=Support)
    except (OSError, msgspec.MsgspecError) as error:
        raise CourseError(
            course.name_of(path), f"The support lines cannot be read: {error}.", "Restore the file."
        ) from error


class SupportBox:
    """The support box. It needs no script, so it is a plain representation and not a widget."""

    def __init__(self) -> None:
        self.support = load_support(find_course())

    def __repr__(self) -> str:
        return "SupportBox()"

    def _checked(self) -> str:
        day = self.support.checked_on
        return f"Checked on {day.day} {day:%B %Y}."

    def _repr_html_(self) -> str:
        support = self.support
        lines = fallback.listing(
            f"<strong>{fallback.joined(line.who)}.</strong> {fallback.joined(f'{line.how} {line.when}')}"
            for line in support.lines
        )
        return fallback.element(
            "aside",
            fallback.title(TITLE)
            + fallback.paragraphs(support.intro)
            + lines
            + fallback.paragraphs(support.conflict)
            + f'<p class="cw-fine">{self._checked()}</p>',
            class_="cw-support",
            aria_label=TITLE,
        )

    def _repr_markdown_(self) -> str:
        support = self.support
        lines = "\n".join(f"- **{line.who}.** {line.how} {line.when}" for line in support.lines)
        parts = [support.intro, lines, support.conflict, self._checked()]
        return "\n\n".join(part for part in parts if part)
