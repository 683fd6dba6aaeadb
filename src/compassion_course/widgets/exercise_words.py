"""An exercise as words and tables: for print, and where scripts are off."""

from __future__ import annotations

from typing import Any

from ..corpus import SLOT_LABELS
from . import fallback
from .fallback import element, joined, listing, paragraphs, said, table

_REPLIES = "take the reading over, keep your own, let both stand, or say why the reading is wrong here"


def sheet_words(
    exercise: dict[str, Any],
    transcripts: list[dict[str, Any]],
    codebook: dict[str, Any],
    support: dict[str, Any],
    prefix: str,
) -> str:
    """Write the whole exercise as an HTML fragment; ids in it start with ``prefix``."""
    return "".join(
        [
            fallback.title(f"Exercise: {exercise['title']}"),
            _labelled("About", f"{exercise['stakes']}, {exercise['minutes']} minutes"),
            paragraphs(exercise["brief"]),
            _labelled("Before you read", exercise["content_note"]),
            _labelled("The method", exercise["method_note"]),
            _practice(exercise.get("practice"), codebook, prefix),
            *(_item(number, item, transcripts) for number, item in enumerate(exercise["items"], start=1)),
            _codebook(codebook),
            paragraphs(
                "This page needs its scripts to take answers. Without them, write on paper or in a document "
                "and ask your tutor where to send it."
            ),
            _support(support),
        ]
    )


def _labelled(label: str, text: str) -> str:
    return f"<p><strong>{label}.</strong> {joined(text)}</p>" if text else ""


def _heading(text: str) -> str:
    return f"<p><strong>{joined(text)}</strong></p>"


def _practice(practice: dict[str, Any] | None, codebook: dict[str, Any], prefix: str) -> str:
    if not practice:
        return ""
    names = {code["code"]: code["name"] for code in codebook["codes"]}
    steps = [_step(step, names) for step in practice["worked_example"]]
    items = practice["items"]
    return "".join(
        [
            _heading(f"Practice, about {practice['minutes']} minutes"),
            paragraphs(practice["intro"]),
            listing(steps, ordered=True) if steps else "",
            *(paragraphs(item["prompt"]) + _asked(item) for item in items),
            element(
                "div",
                _heading("Answers to the practice part") + "".join(_answered(item) for item in items),
                id=f"{prefix}-practice-answers",
            ),
        ]
    )


def _step(step: dict[str, Any], names: dict[str, str]) -> str:
    quote = f"“{joined(step['quote'])}” ({joined(step['turn'])}). " if step["quote"] else ""
    given = "; ".join(names.get(code, code) for code in step["codes"])
    codes = f" <strong>{joined(given)}.</strong>" if given else ""
    return f"{quote}{joined(step['say'])}{codes}"


def _item(number: int, item: dict[str, Any], transcripts: list[dict[str, Any]]) -> str:
    marks = f" ({item['marks']:g} marks)" if item["marks"] else ""
    return (
        _heading(f"Question {number}{marks}")
        + paragraphs(item["prompt"])
        + _given(item)
        + _asked(item)
        + _passage(item, transcripts)
    )


def _given(item: dict[str, Any]) -> str:
    lines = []
    for given in item.get("given", ()):
        label = f"<strong>{joined(given['code'])}.</strong>" if given["code"] else ""
        words = joined(given["quote"])
        # Words of a turn are quoted; others, such as a published finding, stand under their label.
        pieces = (
            [f"\u201c{words}\u201d ({joined(given['turn'])})", label] if given["turn"] else [label, words]
        )
        lines.append(" ".join(piece for piece in (*pieces, joined(given["note"])) if piece))
    return listing(lines) if lines else ""


def _asked(item: dict[str, Any]) -> str:
    match item["kind"]:
        case "choice":
            return listing(joined(option["text"]) for option in item["options"])
        case "classify":
            names = "; ".join(category["name"] for category in item["categories"])
            return listing(joined(row["text"]) for row in item["rows"]) + _labelled("Choose from", names)
        case "match":
            partners = "; ".join(partner["text"] for partner in item["partners"])
            return listing(joined(row["text"]) for row in item["rows"]) + _labelled("Pair with", partners)
        case "order":
            return listing(joined(entry["text"]) for entry in item["entries"])
        case "text":
            return f"<p>{item['words']['least']} to {item['words']['most']} words.</p>"
        case "coding":
            return _coding_asked(item) + _labelled("Memo", item["memo_prompt"])
        case "notes":
            kinds = ", ".join(item["note_kinds"])
            asked = (
                f"Mark at least {item['at_least']} places, each with a note of one of these kinds: {kinds}."
            )
            return paragraphs(asked) + _labelled("Memo", item["memo_prompt"])
        case "themes":
            each = f"Each has a name, a statement and at least {item['members_each']} members."
            both = " One member comes from every part that it draws on." if item["from_each"] else ""
            return _labelled(f"Make at least {item['at_least']} of: {item['called']}", each + both)
        case "relations":
            slots = "; ".join(SLOT_LABELS.values())
            least = f"Make at least {item['at_least']} links, each from one code to another, "
            return paragraphs(f"{least}with coded words for both.") + _labelled("Slots", slots)
        case "responses":
            return paragraphs(f"Reply to {item['count']} differences, each with a reason: {_REPLIES}.")
    return ""


def _coding_asked(item: dict[str, Any]) -> str:
    if not item["own_codes"]:
        return ""
    least = f" Use at least {item['codes_at_least']} codes." if item["codes_at_least"] else ""
    return paragraphs(f"Make your own codes; each has a name, a definition and coded words.{least}")


def _answered(item: dict[str, Any]) -> str:
    match item["kind"]:
        case "choice":
            lines = [
                f"<strong>{'Yes' if option['right'] else 'No'}:</strong> {joined(option['text'])} "
                f"{joined(option['feedback'])}"
                for option in item["options"]
            ]
        case "classify" | "match":
            names = {one["id"]: one["name"] for one in item.get("categories", ())}
            names |= {one["id"]: one["text"] for one in item.get("partners", ())}
            lines = [
                f"{joined(row['text'])} <strong>{joined(' or '.join(names[one] for one in row['answer']))}."
                f"</strong> {joined(row['feedback'])}"
                for row in item["rows"]
            ]
        case "order":
            texts = {entry["id"]: entry["text"] for entry in item["entries"]}
            lines = [joined(texts[one]) for one in item["answer"]]
        case _:
            lines = [f"<strong>{item['answer']:g}{joined(item.get('unit') or '')}</strong>"]
    return listing(lines, ordered=item["kind"] == "order") + paragraphs(item.get("explain") or "")


def _passage(item: dict[str, Any], transcripts: list[dict[str, Any]]) -> str:
    if "passage" not in item:
        return ""
    asked = item["passage"]
    turns = next(text["turns"] for text in transcripts if text["doc"] == asked["doc"])
    ids = [turn["turn"] for turn in turns]
    chosen = turns[ids.index(asked["first"]) : ids.index(asked["last"]) + 1]
    return said(f"The passage, {asked['first']} to {asked['last']}", chosen)


def _codebook(codebook: dict[str, Any]) -> str:
    if not codebook["codes"]:
        return ""
    return table(
        f"Codebook: {codebook['name']}",
        ["Code", "Letter", "What it means", "Use it when", "Not when", "For example"],
        [
            [
                code["name"],
                code["letter"],
                code["definition"],
                code["include"],
                code["exclude"],
                code["example"],
            ]
            for code in codebook["codes"]
        ],
    )


def _support(support: dict[str, Any]) -> str:
    if not support:
        return ""
    lines = (
        f"<strong>{joined(line['who'])}.</strong> {joined(line['how'])} {joined(line['when'])}"
        for line in support["lines"]
    )
    return (
        _heading("People to turn to")
        + paragraphs(support["intro"])
        + listing(lines)
        + paragraphs(support["conflict"])
    )
