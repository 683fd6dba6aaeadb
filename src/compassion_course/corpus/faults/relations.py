"""Check axial relations and memos."""

from __future__ import annotations

from collections.abc import Container

from ..readings import MEMO_KINDS, SLOT_LABELS, Memo, Relation, codes_under
from .state import CorpusState, Work


def relation_faults(state: CorpusState, work: Work, rows: list[tuple[int, Relation]]) -> None:
    """Check axial relations: known ends, a known slot, and evidence at both ends."""
    path = work.folder / "relations.jsonl"
    categories = {theme.id for theme in work.themes.values() if theme.kind in {"category", "core"}}
    cores = {theme.id for theme in work.themes.values() if theme.kind == "core"}
    for line, relation in rows:
        name = f"Relation {relation.id}"
        if relation.slot not in SLOT_LABELS:
            state.tell(
                path, line, f"{name} has the slot {relation.slot!r}.", f"Slots are {', '.join(SLOT_LABELS)}."
            )
        if relation.from_ not in work.codes and relation.from_ not in categories - cores:
            state.tell(
                path, line, f"{name} is from {relation.from_}, which is no code or category.", "Mend from."
            )
        if relation.to not in categories:
            state.tell(path, line, f"{name} is to {relation.to}, which is no category.", "Mend to.")
        if not relation.why.strip():
            state.tell(path, line, f"{name} gives no reason.", "Say in why what shows the link.")
        for span in relation.evidence:
            if span not in work.spans:
                state.tell(path, line, f"{name} has the evidence {span}, which is no span.", "Mend the id.")
        used = {
            code for span in relation.evidence for part in work.spans.get(span, ()) for code in part.codes
        }
        for end, id in (("from", relation.from_), ("to", relation.to)):
            if not used & codes_under(id, work.codebook, work.themes):
                state.tell(
                    path,
                    line,
                    f"{name} has no evidence at {end}: none of its spans has {id} or a code under it.",
                    f"Add a span that shows {id}.",
                )


def memo_faults(state: CorpusState, work: Work, rows: list[tuple[int, Memo]]) -> None:
    """Check memos: what each is on, its kind, its words, and the spans that it compares."""
    path = work.folder / "memos.jsonl"
    for line, memo in rows:
        if not _is_there(state, work, memo.on):
            state.tell(
                path,
                line,
                f"Memo {memo.id} is on {memo.on}, which is not there.",
                "Write a transcript, code:, theme: or span: and an id, or project.",
            )
        if memo.kind not in MEMO_KINDS:
            state.tell(
                path,
                line,
                f"Memo {memo.id} is of kind {memo.kind!r}.",
                f"Kinds are {', '.join(filter(None, MEMO_KINDS))}, or an empty text.",
            )
        if not memo.text.strip():
            state.tell(path, line, f"Memo {memo.id} says nothing.", "Write it or take it out.")
        for span in memo.compares:
            if span not in work.spans:
                state.tell(path, line, f"Memo {memo.id} compares {span}, which is no span.", "Mend the id.")


def _is_there(state: CorpusState, work: Work, on: str) -> bool:
    what, colon, id = on.partition(":")
    if not colon:
        # A bare span id is how the first memos on T01 name theirs.
        return on == "project" or on in state.turns or on in work.spans
    places: dict[str, Container[str]] = {"code": work.codes, "theme": work.themes, "span": work.spans}
    return id in places.get(what, ())
