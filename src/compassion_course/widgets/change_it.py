"""Predict, change one assumption, and see figure, numbers and sentence change together."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import traitlets

from ..corpus import CourseError
from . import fallback
from .course_widget import CourseWidget
from .interval_figure import interval_figure

#: More states than this are a chart, not a choice.
MOST_STATES = 12


class ChangeIt(CourseWidget):
    """One assumption with up to twelve values, whose results were all computed beforehand.

    Parameters
    ----------
    key
        A name that no other widget of the page has.
    question
        What the reader is asked to predict.
    predictions
        What they may expect: mappings with ``id`` and ``text``.
    control
        The assumption, as a label.
    states
        For each value a mapping with ``value``, ``label``, ``numbers`` (name to number or words),
        ``sentence``, ``marks`` (each ``id``, ``label``, ``x``, and ``low`` and ``high`` where there is an
        interval) and, where a prediction can be called right, ``right_predictions``.
    axis
        ``label``, ``unit``, ``min`` and ``max`` of the figure.
    computed_from
        A plain line: what was computed from what.
    source
        Where the data come from.
    """

    question = traitlets.Unicode().tag(sync=True)
    predictions: traitlets.List[dict[str, str]] = traitlets.List().tag(sync=True)
    control = traitlets.Unicode().tag(sync=True)
    states: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)
    #: The numbers in the order in which they are shown: a stored notebook sorts the keys of mappings.
    columns = traitlets.List(traitlets.Unicode()).tag(sync=True)
    axis = traitlets.Dict().tag(sync=True)
    computed_from = traitlets.Unicode().tag(sync=True)
    source = traitlets.Unicode().tag(sync=True)
    predicted = traitlets.Unicode(help="The id of the reader's prediction.").tag(sync=True)
    shown = traitlets.Unicode(help="The value of the state that is shown.").tag(sync=True)

    def __init__(
        self,
        key: str,
        question: str,
        predictions: Sequence[Mapping[str, str]],
        control: str,
        states: Sequence[Mapping[str, Any]],
        axis: Mapping[str, Any],
        computed_from: str,
        source: str,
    ) -> None:
        _check_predictions(key, predictions)
        _check_axis(key, axis)
        _check_states(key, states, axis, {prediction["id"] for prediction in predictions})
        super().__init__(
            key=key,
            question=question,
            predictions=[dict(prediction) for prediction in predictions],
            control=control,
            states=[dict(state) for state in states],
            columns=list(states[0]["numbers"]),
            axis=dict(axis),
            computed_from=computed_from,
            source=source,
            shown=states[0]["value"],
        )

    def as_html(self) -> str:
        """Give the question, every state as a row of a table, and the figure of the first."""
        first = self.states[0]
        names = list(first["numbers"])
        rows = [
            [state["label"], *(str(state["numbers"].get(name, "")) for name in names), state["sentence"]]
            for state in self.states
        ]
        # Some sentences begin with the name of their choice.
        named = first["sentence"].startswith(first["label"])
        words = first["sentence"] if named else f"{first['label']}: {first['sentence']}"
        picture = interval_figure(self.axis, first["marks"], words)
        caption = fallback.element("figcaption", fallback.joined(words))
        return (
            fallback.title("Change it and see")
            + fallback.paragraphs(self.question)
            + fallback.listing(fallback.joined(prediction["text"]) for prediction in self.predictions)
            + fallback.element("figure", picture + caption)
            + fallback.table(
                f"{self.control} Every choice and what follows from it",
                ["Choice", *names, "In words"],
                rows,
            )
            + f'<p class="cw-fine">{fallback.joined(self.computed_from)} '
            + f"Source: {fallback.joined(self.source).rstrip('.')}.</p>"
        )


def _refuse(key: str, problem: str, remedy: str) -> CourseError:
    return CourseError(f"ChangeIt {key!r}", problem, remedy)


def _check_predictions(key: str, predictions: Sequence[Mapping[str, str]]) -> None:
    if len(predictions) < 2:
        raise _refuse(key, f"There are {len(predictions)} predictions.", "Give at least two to choose from.")
    for prediction in predictions:
        if not prediction.get("id") or not prediction.get("text"):
            raise _refuse(key, f"The prediction {dict(prediction)} lacks its id or text.", "Give it both.")
    _check_unique(key, "prediction id", [prediction["id"] for prediction in predictions])


def _check_axis(key: str, axis: Mapping[str, Any]) -> None:
    if missing := {"label", "min", "max"} - set(axis):
        raise _refuse(key, f"The axis lacks {', '.join(sorted(missing))}.", "Give label, min and max.")
    if not (_is_number(axis["min"]) and _is_number(axis["max"]) and axis["min"] < axis["max"]):
        raise _refuse(key, f"The axis runs from {axis['min']} to {axis['max']}.", "Let min be below max.")


def _check_states(
    key: str, states: Sequence[Mapping[str, Any]], axis: Mapping[str, Any], predictions: set[str]
) -> None:
    if not 2 <= len(states) <= MOST_STATES:
        raise _refuse(key, f"There are {len(states)} states.", f"Give two to {MOST_STATES}.")
    needed = ("value", "label", "numbers", "sentence", "marks")
    for place, state in enumerate(states, start=1):
        name = repr(state.get("value", f"number {place}"))
        if missing := [part for part in needed if not state.get(part)]:
            raise _refuse(
                key, f"The state {name} lacks {', '.join(missing)}.", "Give every state all of them."
            )
        if list(state["numbers"]) != list(states[0]["numbers"]):
            raise _refuse(
                key,
                f"The state {name} has the numbers {', '.join(state['numbers'])}.",
                f"Give every state the first one's: {', '.join(states[0]['numbers'])}.",
            )
        if unknown := set(state.get("right_predictions") or ()) - predictions:
            raise _refuse(
                key,
                f"The state {name} calls {', '.join(sorted(unknown))} right.",
                f"Known predictions: {', '.join(sorted(predictions))}.",
            )
        _check_unique(key, f"mark id in the state {name}", [mark["id"] for mark in state["marks"]])
        for mark in state["marks"]:
            _check_mark(key, name, mark, axis)
    _check_unique(key, "state value", [state["value"] for state in states])


def _check_mark(key: str, state: str, mark: Mapping[str, Any], axis: Mapping[str, Any]) -> None:
    name = f"The mark {mark['id']!r} of the state {state}"
    given = [mark.get("low"), mark.get("x"), mark.get("high")]
    if (mark.get("low") is None) != (mark.get("high") is None):
        raise _refuse(key, f"{name} has one end of an interval.", "Give low and high, or neither.")
    values = [value for value in given if value is not None]
    if mark.get("x") is None or not all(_is_number(value) for value in values):
        raise _refuse(key, f"{name} stands at {mark.get('x')!r}.", "Give x, low and high as finite numbers.")
    if values != sorted(values):
        raise _refuse(key, f"{name} has low, x, high of {values}.", "Let x lie between low and high.")
    if values[0] < axis["min"] or values[-1] > axis["max"]:
        raise _refuse(
            key,
            f"{name} reaches from {values[0]} to {values[-1]}, outside the axis.",
            f"The axis runs from {axis['min']} to {axis['max']}: widen it.",
        )


def _check_unique(key: str, what: str, values: Sequence[str]) -> None:
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        raise _refuse(key, f"The {what} {twice[0]!r} stands twice.", "Give each its own.")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
