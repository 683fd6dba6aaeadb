"""The published JSON Schema of an answer sheet, made from the types that read it."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from .sheet import FORMAT, FORMAT_VERSION, Envelope
from .values import VALUE_OF


def sheet_schema() -> dict[str, Any]:
    """Give the JSON Schema (2020-12) of an answer sheet, made from the types that read it."""
    kinds = list(VALUE_OF)
    (envelope, *values), parts = msgspec.json.schema_components(
        [Envelope, *(VALUE_OF[kind] for kind in kinds)], ref_template="#/$defs/{name}"
    )
    del envelope
    sheet: dict[str, Any] = parts.pop("Envelope")
    named = {f"{kind}-value": value for kind, value in zip(kinds, values, strict=True)}
    one_of_them = [{"$ref": f"#/$defs/{name}"} for name in named]
    for field in ("first", "answers"):
        sheet["properties"][field]["additionalProperties"] = {"anyOf": [*one_of_them, {"type": "null"}]}
    sheet["properties"]["format"] = {"const": FORMAT}
    sheet["properties"]["format_version"] = {"const": FORMAT_VERSION}
    sheet |= {
        "title": "Answer sheet of the course Compassion at Work",
        "description": "What a trainee hands in. No key may stand twice; the limit is 1 MiB.",
    }
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **sheet,
        "$defs": {**parts, **named},
    }
    # Python's \\Z is stricter than its $; other languages know $ alone, in that strict sense.
    strict: dict[str, Any] = json.loads(json.dumps(schema).replace(r"\\Z", "$"))
    return strict
