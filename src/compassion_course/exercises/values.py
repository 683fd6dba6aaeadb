"""What an answer may be, by kind of item: the types that read it, and that the schema is made from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

import msgspec

# No text in a sheet is longer than a sheet may be.
LONGEST = 1_048_576

Offset: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=LONGEST)]


class CodedSpan(msgspec.Struct, frozen=True, gc=False):
    """Words in a turn with their codes and the reason; offsets count Unicode code points."""

    id: str
    doc: str
    turn: str
    start: Offset
    end: Offset
    quote: str
    codes: tuple[str, ...]
    why: str
    notes: dict[str, str] | msgspec.UnsetType = msgspec.UNSET


class SheetMemo(msgspec.Struct, frozen=True, gc=False):
    """A memo on the passage, a span or a code."""

    on: str
    text: str


class OwnCode(msgspec.Struct, frozen=True, gc=False):
    """A code that a trainee made."""

    code: str
    name: str
    definition: str


class Coding(msgspec.Struct, frozen=True, gc=False):
    """The value of a ``coding`` or ``notes`` item; ``codes`` are a trainee's own, in open coding."""

    codebook: str | None
    spans: tuple[CodedSpan, ...]
    memos: tuple[SheetMemo, ...]
    codes: tuple[OwnCode, ...] | msgspec.UnsetType = msgspec.UNSET

    @property
    def own_codes(self) -> tuple[OwnCode, ...]:
        """The codes that the trainee made; none where a codebook was given."""
        return () if self.codes is msgspec.UNSET else self.codes


class Theme(msgspec.Struct, frozen=True, gc=False):
    """One theme of a ``themes`` item; ``members`` are spans, codes or other themes."""

    id: str
    name: str
    statement: str
    parent: str | None
    members: tuple[str, ...]


class Relation(msgspec.Struct, frozen=True, gc=False, rename={"from_": "from"}):
    """One link of a ``relations`` item with the spans that speak for it."""

    from_: str
    to: str
    slot: Literal["phenomenon", "causal", "contextual", "intervening", "actions", "consequences"]
    evidence: tuple[str, ...]


class Reply(msgspec.Struct, frozen=True, gc=False):
    """A reasoned reply to one difference from the reference readings."""

    reply: Literal["adopt", "keep", "both", "reference_wrong"]
    why: str


ChoiceValue: TypeAlias = tuple[str, ...]
ClassifyValue: TypeAlias = dict[str, str]
Responses: TypeAlias = dict[str, Reply]

VALUE_OF: Mapping[str, Any] = {
    "choice": ChoiceValue,
    "classify": ClassifyValue,
    "order": ChoiceValue,
    "number": float,
    "text": str,
    "coding": Coding,
    "notes": Coding,
    "themes": tuple[Theme, ...],
    "relations": tuple[Relation, ...],
    "responses": Responses,
}


def keys_in(value: Any) -> int:
    """Count the keys that a value had as JSON, whatever its order."""
    match value:
        case Coding():
            keys = 3 + 2 * len(value.memos)
            if value.codes is not msgspec.UNSET:
                keys += 1 + 3 * len(value.codes)
            for span in value.spans:
                keys += 8 if span.notes is msgspec.UNSET else 9 + len(span.notes)
            return keys
        case dict():
            return sum(3 if isinstance(one, Reply) else 1 for one in value.values())
        case tuple():
            return sum(
                5 if isinstance(one, Theme) else 4 if isinstance(one, Relation) else 0 for one in value
            )
        case _:
            return 0
