"""The one style of the pages that the desk writes, and the policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib

STYLE = """
:root { color-scheme: light dark;
  --ink: #1d2329; --soft: #4b5563; --paper: #fffdf9; --line: #c9c3b8; --band: #f3efe7 }
@media (prefers-color-scheme: dark) {
:root { --ink: #ece8e1; --soft: #b9b4ab; --paper: #181b1f; --line: #4a4f57; --band: #23272d }
}
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 46rem; padding: 1rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere }
h1 { font-size: 1.5rem; line-height: 1.25 }
h2 { font-size: 1.1rem; line-height: 1.35; margin: 0 0 .4rem }
h3 { font-size: 1rem; margin: .8rem 0 .2rem }
section { border-top: 1px solid var(--line); padding: 1rem 0 }
p, ul, blockquote, table { margin: .4rem 0 }
.state { display: inline-block; background: var(--band); border: 1px solid var(--line);
  border-radius: .3rem; padding: .1rem .5rem; font-weight: 600 }
.soft { color: var(--soft) }
blockquote { border-inline-start: .25rem solid var(--line); padding-inline-start: .7rem;
  margin-inline: 0; white-space: pre-wrap }
.own { white-space: pre-wrap }
table { border-collapse: collapse; width: 100% }
caption { text-align: start; font-weight: 600; padding: .4rem 0 }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .4rem; text-align: start;
  vertical-align: top; overflow-wrap: normal }
.n { text-align: end; font-variant-numeric: tabular-nums }
.scroll { overflow-x: auto }
@media print {
:root { --ink: #000; --soft: #333; --paper: #fff; --line: #888; --band: #fff }
body { max-width: none; padding: 0; font-size: 11pt }
h1, h2, h3, h4, caption { break-after: avoid }
tr, li, blockquote { break-inside: avoid }
.own-page { break-before: page }
}
""".strip()

# Two spellings of one page may not differ, so the policy is made from the style and not beside it.
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode("ascii")
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'"


def page_start(title: str) -> str:
    """Begin a page.

    Parameters
    ----------
    title
        Already escaped.
    """
    return (
        '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="robots" content="noindex">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
    )


PAGE_END = "</main>\n</body>\n</html>\n"
