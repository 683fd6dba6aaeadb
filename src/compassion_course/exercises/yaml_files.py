"""Read a YAML file into typed structs, with errors that name file, place and remedy."""

from __future__ import annotations

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
            path, f"The file cannot be read: {error}.", "Save it as UTF-8, readable by you."
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
        Where in the file the part stands.
    """
    try:
        return msgspec.convert(content, kind, strict=True)
    except msgspec.ValidationError as error:
        problem, _, inside = str(error).partition(" - at ")
        where = f"{place}{inside.strip('`').removeprefix('$')}".strip(".")
        raise CourseError(
            path,
            f"{problem}{f', in {where}' if where else ''}.",
            "Words such as yes, no, on, off and numbers need quotes where a text is meant; "
            "compare the entry with one beside it.",
        ) from error
