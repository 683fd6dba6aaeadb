"""What the ids in a sheet stand for, in words: a marker reads quotes and names, not ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .values import Coding, Theme


def member_words(answers: Mapping[str, Any], sources: Iterable[str]) -> dict[str, str]:
    """Give the words of everything that the answers to some items offer as members or ends of links.

    Parameters
    ----------
    answers
        The answers of a sheet.
    sources
        The items that the members come from.

    Returns
    -------
    dict
        Quotes by span, names by code of the trainee's own and by theme. The name of a code of a codebook
        is the codebook's to give.
    """
    words: dict[str, str] = {}
    for source in sources:
        value = answers.get(source)
        if isinstance(value, Coding):
            for span in value.spans:
                before = f"{words[span.id]} \N{HORIZONTAL ELLIPSIS} " if span.id in words else ""
                words[span.id] = f"{before}{span.quote}"
            words |= {code.code: code.name.strip() or code.code for code in value.own_codes}
        elif isinstance(value, tuple):
            words |= {one.id: one.name.strip() or one.id for one in value if isinstance(one, Theme)}
    return words
