"""The Content-Security-Policy of a page: what it may load and run.

A static site cannot count on its server to send headers, and a folder opened by double-click has none, so
the policy stands in each page. Our layout has no inline script; a hash is added for any that a later
extension leaves, so that the policy never has to be loosened.
"""

from __future__ import annotations

import base64
import hashlib
import re
from html import escape

_SCRIPT = re.compile(r"<script\b(?P<attributes>[^>]*)>(?P<body>.*?)</script>", re.DOTALL | re.IGNORECASE)
_DATA = re.compile(r"""type\s*=\s*["']?application/(?:[\w.+-]*\+)?json""", re.IGNORECASE)
_CHARSET = re.compile(r'<meta charset="utf-8">', re.IGNORECASE)


def inline_scripts(html: str) -> list[str]:
    """Return the bodies of the page's inline scripts; data blocks run nothing and need no leave."""
    return [
        found["body"]
        for found in _SCRIPT.finditer(html)
        if not re.search(r"\bsrc\s*=", found["attributes"]) and not _DATA.search(found["attributes"])
    ]


def policy_for(html: str) -> str:
    """Return the policy that lets this page do what it does and nothing else."""
    hashes = {
        base64.b64encode(hashlib.sha256(body.encode("utf-8")).digest()).decode()
        for body in inline_scripts(html)
    }
    scripts = " ".join(["'self'", *(f"'sha256-{digest}'" for digest in sorted(hashes))])
    return (
        f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "object-src 'none'; base-uri 'none'; form-action 'none'"
    )


def with_policy(html: str) -> str:
    """Put the policy into the page, before anything that it governs."""
    # Quotation marks inside the value are single ones, which an attribute in double quotes may carry as
    # they are.
    meta = f'<meta http-equiv="Content-Security-Policy" content="{escape(policy_for(html), quote=False)}">'
    page, count = _CHARSET.subn(lambda found: f"{found[0]}\n{meta}", html, count=1)
    if count != 1:
        raise ValueError("the page has no <meta charset> to put its policy behind")
    return page
