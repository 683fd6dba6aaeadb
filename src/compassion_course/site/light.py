"""The light palette of the site's style sheets, for what cannot read CSS variables: many EPUB readers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

# A sheet begins with its light palette; what follows is for the dark, for more contrast, or for paper.
_ROOT = re.compile(r":root\s*\{(.*?)\}", re.DOTALL)
_SET = re.compile(r"(--[\w-]+):\s*([^;}]+)")
_INNERMOST = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,\s*([^()]*(?:\([^()]*\)[^()]*)*))?\)")


def light_colours(sheets: Iterable[Path]) -> dict[str, str]:
    """Return each variable that the sheets set for everybody, with its value."""
    found: dict[str, str] = {}
    for sheet in dict.fromkeys(sheets):
        if (block := _ROOT.search(sheet.read_text(encoding="utf-8"))) is not None:
            found.update(_SET.findall(block[1]))
    return {name: without_variables(value.strip(), found) for name, value in found.items()}


def without_variables(text: str, values: dict[str, str]) -> str:
    """Return text with each `var(...)` replaced by its value, or by what stands for an unknown one."""
    for _ in range(8):  # a value may name another, and a fallback hold one
        text, count = _INNERMOST.subn(lambda found: values.get(found[1], found[2] or "inherit").strip(), text)
        if not count:
            break
    return text
