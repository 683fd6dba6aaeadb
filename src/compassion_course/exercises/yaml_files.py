"""Read a YAML file into typed structs, with errors that name file, place and remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import yaml

from ..corpus import CourseError

# Safe loading that refuses a key given twice, where YAML would keep the last. libyaml is about
# ten times faster; a machine without it reads the same files with the other.
_Loader: Any = type("_Loader", (getattr(yaml, "CSafeLoader", yaml.SafeLoader),), {})


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[str] = set()
    for key_node, _ in node.value:
        key = str(key_node.value)
        if key in seen:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {key!r} stands twice here", key_node.start_mark
            )
        seen.add(key)
    loader.flatten_mapping(node)
    return {
        loader.construct_object(key, deep=True): loader.construct_object(value, deep=True)
        for key, value in node.value
    }


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)

_STEP = re.compile(r"\.?([\w-]+)|\[(\d+)\]")
# How msgspec begins its reasons, and what helps then.
_REMEDIES = {
    "Object contains unknown field": "Check its spelling and its indent, or take it out.",
    "Object missing required field": "Add it; compare the entry with one beside it.",
    "Invalid value": "Check its spelling.",
}


def read_yaml(path: Path) -> Any:
    """Read one YAML document as plain data.

    Raises
    ------
    CourseError
        If the file is missing or is not YAML; the line is named.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise CourseError(
            path, "There is no such file.", "Check the name, or restore it from git."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(
            path,
            f"The file cannot be read: {getattr(error, 'strerror', None) or error}.",
            "Save it as UTF-8, readable by you.",
        ) from error
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark is not None else 1
        raise CourseError(
            f"{path}:{line}",
            f"This is not the YAML that was meant: {error.problem}.",
            "Check indentation and quotes around words with a colon.",
        ) from error
    except yaml.YAMLError as error:
        raise CourseError(
            path, f"This is not YAML: {error}.", "Check for characters that do not print."
        ) from error


def line_of(path: Path, *steps: str | int) -> int:
    """Find the line, from 1, at which an entry of a YAML file begins.

    Parameters
    ----------
    path
        A file that :func:`read_yaml` can read.
    steps
        The way in: keys, places in a list from 0, or the ids of a list's entries. Where the way ends
        early, the line of the last entry found is given.
    """
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
    line = 1
    for step in steps:
        if (found := _entry(node, step)) is None:
            break
        line, node = found
    return line


def _entry(node: yaml.Node | None, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key.start_mark.line + 1, value
    elif isinstance(node, yaml.SequenceNode):
        for place, entry in enumerate(node.value):
            named = _entry(entry, "id") if isinstance(entry, yaml.MappingNode) else None
            if place == step or (named is not None and named[1].value == step):
                return entry.start_mark.line + 1, entry
    return None


@contextmanager
def at_line_of(path: Path, *steps: str | int) -> Iterator[None]:
    """Give a fault of this file, found meanwhile, the line of the entry that is looked at."""
    try:
        yield
    except CourseError as error:
        if error.where != str(path):
            raise
        where = f"{path}:{line_of(path, *steps)}"
        raise CourseError(where, error.problem, error.remedy) from error


def convert(path: Path, content: Any, kind: Any, place: str = "") -> Any:
    """Turn plain data into structs.

    Parameters
    ----------
    path
        The file that the data came from, for the message.
    content
        What :func:`read_yaml` gave, or a part of it.
    kind
        The type wanted.
    place
        Where in the file the part stands, as keys with dots between.

    Raises
    ------
    CourseError
        If something is missing, unknown or of another type; the line is named.
    """
    try:
        return msgspec.convert(content, kind, strict=True)
    except msgspec.ValidationError as error:
        problem, _, inside = str(error).partition(" - at ")
        where = f"{place}{inside.strip('`').removeprefix('$')}".strip(".")
        # What msgspec cannot name, the value of a key of any name, it writes as [...].
        steps = [int(index) if index else key for key, index in _STEP.findall(where.partition("[...]")[0])]
        raise CourseError(
            f"{path}:{line_of(path, *steps)}",
            f"{problem}{f', in {where}' if where else ''}.",
            next(
                (remedy for reason, remedy in _REMEDIES.items() if problem.startswith(reason)),
                "Words such as yes, no, on, off and numbers need quotes where a text is meant; "
                "compare the entry with one beside it.",
            ),
        ) from error
