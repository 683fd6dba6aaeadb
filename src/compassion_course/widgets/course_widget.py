"""What every widget of the course has in common."""

from __future__ import annotations

import re
from typing import Any

import anywidget
import msgspec
import traitlets

from .files import module_of, style_text_of

#: The mime type that the site turns into a widget without a kernel.
WIDGET_MIME = "application/vnd.compassion-course.widget+json"


class CourseWidget(anywidget.AnyWidget):
    """A widget that also stands in a page without a kernel, and as words where scripts are off.

    A subclass is built from the source of its own name (:mod:`.files`), tags its traits with ``sync=True``
    and writes ``as_html``.

    Parameters
    ----------
    key
        A name for this widget that no other widget of the same page has. Ids in the page start with it.
    """

    key = traitlets.Unicode().tag(sync=True)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        # Each instance gets a class of its own that has these as traits already.
        if "_esm" not in cls.__dict__:
            cls._esm = module_of(cls.__name__)
            cls._css = style_text_of(cls.__name__)
        super().__init_subclass__(**kwargs)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(key={self.key!r})"

    def page_traits(self) -> dict[str, Any]:
        """Give what the page needs to draw the widget, as plain data.

        Returns
        -------
        dict
            All synchronised traits that are the course's own, in the order of their names.
        """
        traits = {name: getattr(self, name) for name in own_traits(type(self))}
        # Through JSON, so that what a notebook stores and what a page reads are the same plain lists.
        plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(traits))
        return plain

    def as_html(self) -> str:
        """Give the widget's content as words and tables: a valid HTML fragment without scripts."""
        raise NotImplementedError(f"{type(self).__name__} has no words yet")

    def prefix(self) -> str:
        """Give the start of every id in ``as_html``."""
        return re.sub(r"[^A-Za-z0-9]+", "-", f"cw-{self.key}").strip("-")

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle
        page = {"widget": type(self).__name__, "key": self.key, "traits": self.page_traits()}
        return {**data, "text/html": self.as_html(), WIDGET_MIME: page}, metadata


def own_traits(widget: type[CourseWidget]) -> tuple[str, ...]:
    """Name the synchronised traits that the course added to anywidget's."""
    inherited = set(anywidget.AnyWidget.class_trait_names())
    names = set(widget.class_trait_names(sync=True)) - inherited
    # anywidget adds its own to each instance's class, all with a leading underscore.
    return tuple(sorted(name for name in names if not name.startswith("_")))
