"""The links from the site to other places: each with the pages it stands on, and what is wrong with its form.

Nothing is asked of any of those places: whether they still answer is for a person to see.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

#: Parameters that only tell somebody where a reader came from.
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|yclid|_hs\w+|ref_src", re.IGNORECASE
)
_LINK = re.compile(r'<a\b[^>]*\shref="([^"]*)"')
_DOI = re.compile(r"/10\.\d{4,9}/\S+")
_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
#: Closed or old sites, cited where they were read: stored copies show them at http:// alone.
ONLY_HTTP = {"content.digital.nhs.uk", "ethicsguidebook.ac.uk"}
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)


def outside_links(site: Path) -> dict[str, list[str]]:
    """Give each address outside a built site with the pages that link to it, in alphabetical order."""
    found: dict[str, set[str]] = {}
    for page in sorted(site.rglob("*.html")):
        for found_there in _LINK.findall(page.read_text(encoding="utf-8")):
            address = html.unescape(found_there)
            if _SCHEME.match(address) or address.startswith("//"):
                found.setdefault(address, set()).add(page.relative_to(site).as_posix())
    return {address: sorted(found[address]) for address in sorted(found)}


def faults(address: str) -> list[str]:
    """List what is wrong with the form of an address; an empty list if nothing is."""
    return list(_faults(address))


def _faults(address: str) -> Iterator[str]:
    if re.search(r"\s|[\x00-\x1f\x7f]", address):
        yield "it has a blank in it"
    if re.search(r"[.,;:!?'\">\u2026]$", address) or (
        address.endswith(")") and address.count("(") < address.count(")")
    ):
        yield "it ends with a mark of the sentence around it"
    scheme = _SCHEME.match(address)
    if scheme and scheme[1] == "mailto":
        if not re.fullmatch(r"mailto:[^@\s?]+@[^@\s?]+\.[a-z]+", address):
            yield "it is no e-mail address"
        return
    if scheme and scheme[1] == "tel":
        if not re.fullmatch(r"tel:\+?[0-9]{2,15}", address):
            yield "it is no telephone number: digits, and + before a country's"
        return
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        yield "it cannot be read as an address"
        return
    if parts.scheme != "https" and not (parts.scheme == "http" and host in ONLY_HTTP):
        yield "it does not begin with https://"
    if not _HOST.fullmatch(host):
        yield f'"{host}" is no host of the web'
    if parts.username or parts.password:
        yield "it carries a user name"
    tracking = [
        name for name, _ in parse_qsl(parts.query, keep_blank_values=True) if _TRACKING.fullmatch(name)
    ]
    if tracking:
        yield f"it tells where a reader came from: {', '.join(tracking)}"
    if host in ("dx.doi.org", "www.doi.org"):
        yield "a DOI's address begins with https://doi.org/"
    if host.endswith("doi.org") and not _DOI.fullmatch(parts.path):
        yield "it is no DOI: https://doi.org/10.xxxx/..."
