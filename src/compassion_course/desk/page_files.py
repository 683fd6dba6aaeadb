"""The desk's page: its parts under ``page/``, put together for the server and for an offline pack.

The modules in ``page/`` are joined in the order of their imports into one module script, without a build
step: the served page and a pack run the very same code.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from importlib import resources

_MODULES = ("elements", "task", "keeping", "answer", "guide", "form", "concern", "keys", "desk")
_IMPORT = re.compile(r"^import .*\n", re.M)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class)\b)", re.M)
# Types are for whoever changes the page; whoever gets it needs none.
_COMMENT = re.compile(r"/\*\*.*?\*/ ?|^ *//[^\n]*\n", re.M | re.S)
# What no part of the page may do, served or not.
_SHUT = "default-src 'none'; base-uri 'none'; form-action 'none'; object-src 'none'"
SERVED_POLICY = f"{_SHUT}; script-src 'self'; style-src 'self'; connect-src 'self'; frame-ancestors 'none'"


@lru_cache
def script() -> str:
    """Give the page's script: every module once, without its imports and comments."""
    joined = "".join(_EXPORT.sub("", _IMPORT.sub("", _file(f"{name}.js"))) for name in _MODULES)
    return re.sub(r"\n{2,}", "\n", _COMMENT.sub("", joined))


@lru_cache
def style() -> str:
    """Give the page's style."""
    return _file("desk.css")


def served_page() -> str:
    """Give the page as the server sends it: script, style and data are files beside it."""
    head = '<link rel="stylesheet" href="desk.css">\n<script type="module" src="desk.js"></script>\n'
    return _page("Marking", head, "")


def pack_page(task_json: str) -> str:
    """Give a page that holds everything and may load nothing.

    Parameters
    ----------
    task_json
        What the marker is to mark, as JSON.
    """
    code, look = script(), style()
    if "</script" in code.lower() or "</style" in look.lower():
        raise AssertionError("the page's own files would end their elements early")
    policy = f"{_SHUT}; script-src '{_hash(code)}'; style-src '{_hash(look)}'"
    # No tag can begin inside the data, whatever a trainee wrote; as JSON it means the same.
    data = task_json.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    head = (
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n<style>{look}</style>\n'
        f'<script type="application/json" id="task">{data}</script>\n'
    )
    return _page("Marking pack", head, f'<script type="module">{code}</script>\n')


def _hash(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode('ascii')}"


def _file(name: str) -> str:
    return (resources.files(__package__) / "page" / name).read_text(encoding="utf-8")


def _page(title: str, head: str, end: str) -> str:
    return (
        '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{title}</title>\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="robots" content="noindex">\n'
        f"{head}</head>\n<body>\n"
        '<main id="desk"><h1>Marking</h1><p>Loading. The desk needs scripts.</p></main>\n'
        f"{end}</body>\n</html>\n"
    )
